"""API keys of the caller's tenant, for its admins."""

from typing import Annotated

from fastapi import APIRouter

from service.api.bodies.keys import KeyBody, KeyRequest, NewKeyBody
from service.api.bodies.shapes import Id, Storable, whole
from service.api.dependencies import App, Caller
from service.api.openapi import problems
from service.domain.errors import NotFound
from service.domain.page import Page

router = APIRouter(prefix="/keys", tags=["keys"], responses=problems())


@router.get("")
def keys(services: App, caller: Caller) -> Page[KeyBody]:
    return whole(tuple(KeyBody.of(key) for key in services.access.keys(caller)))


@router.post("", status_code=201, responses=problems(NotFound))
def create_key(request: Annotated[KeyRequest, Storable], services: App, caller: Caller) -> NewKeyBody:
    """The secret is in this answer and nowhere else."""
    new = services.access.create_key(caller, request.roles, request.agent_id, request.expires_at)
    return NewKeyBody.made(new)


@router.delete("/{key_id}", status_code=204, responses=problems(NotFound))
def revoke_key(key_id: Id, services: App, caller: Caller) -> None:
    services.access.revoke(caller, key_id)
