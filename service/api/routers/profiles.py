"""Call profiles: which versions there are, what one says, storing one, and making one live."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from service.api.bodies.keys import ProfileBody, ProfileImport, PublishRequest
from service.api.bodies.shapes import Storable, whole
from service.api.dependencies import App, Caller
from service.api.openapi import problems
from service.domain.errors import NotFound
from service.domain.page import Page
from service.domain.profile import ProfileRow

router = APIRouter(prefix="/profiles", tags=["profiles"], responses=problems())

NAME = r"^[a-z][a-z0-9_]{0,59}$"

Name = Annotated[str, Path(pattern=NAME)]
Version = Annotated[str, Path(pattern=r"^(?:[1-9][0-9]{0,8}|[a-z][a-z0-9_-]{0,59})$")]


@router.get("")
def profiles(
    services: App, caller: Caller, name: Annotated[str | None, Query(pattern=NAME)] = None
) -> Page[ProfileRow]:
    return whole(tuple(services.profiles.rows(caller, name)))


@router.get("/{name}/{version}", responses=problems(NotFound))
def profile(name: Name, version: Version, services: App, caller: Caller) -> ProfileBody:
    """A version by its number or by a label such as `live`."""
    wanted = int(version) if version.isdigit() else version
    return ProfileBody.of(services.profiles.show(caller, name, wanted))


@router.post("", status_code=201)
def import_profile(request: Annotated[ProfileImport, Storable], services: App, caller: Caller) -> ProfileBody:
    """Stores a version, new only if its content is; nobody uses it until it is published."""
    return ProfileBody.of(services.profiles.import_(caller, request.profile, request.note))


@router.post("/{name}/publish", responses=problems(NotFound))
def publish(
    name: Name, request: Annotated[PublishRequest, Storable], services: App, caller: Caller
) -> ProfileBody:
    """Makes a version `live`: the next call uses it."""
    return ProfileBody.of(services.profiles.publish(caller, name, request.version, request.note))
