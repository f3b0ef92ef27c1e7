"""Calls that still run, turn by turn, from whoever hears them."""

from typing import Annotated

from fastapi import APIRouter, Path

from service.api.bodies.segments import EXAMPLE, SCHEMA, PostedBody, post_of
from service.api.bodies.shapes import Id
from service.api.dependencies import App, Caller, RawBody
from service.api.openapi import problems, raw_body
from service.domain.errors import NotFound, SourceOff, StorageDown, TooLarge, UnknownSource

router = APIRouter(tags=["live calls"])

ExternalId = Annotated[
    str,
    Path(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$",
        description="The call's id as its sender names it",
    ),
]
BODY = raw_body(EXAMPLE, SCHEMA)


@router.post(
    "/calls/{call_id}/segments",
    status_code=202,
    responses=problems(NotFound, TooLarge, StorageDown),
    openapi_extra=BODY,
)
def segments(call_id: Id, body: RawBody, services: App, caller: Caller) -> PostedBody:
    """The next part of a call that is known, in our own shape or Contact Lens's; nothing is shown before its end."""
    return PostedBody.of(services.live.of_call(caller, call_id, post_of(body)))


@router.post(
    "/sources/{source}/calls/{external_id}/segments",
    status_code=202,
    responses=problems(UnknownSource, TooLarge, SourceOff, StorageDown),
    openapi_extra=BODY,
)
def segments_of_source(
    source: str, external_id: ExternalId, body: RawBody, services: App, caller: Caller
) -> PostedBody:
    """The same by the sender's id; the first part makes the call, which its webhooks then join."""
    return PostedBody.of(services.live.of_source(caller, source, external_id, post_of(body)))
