"""Calls: posted by an authenticated client, and read back with their masked transcripts."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse

from connectors.contracts import ParsedCall, Unreadable
from connectors.telephony.generic import read_legs
from service.api.bodies.call_schema import SCHEMA
from service.api.bodies.calls import CallBody, SubmittedBody, TurnBody
from service.api.bodies.erasure import ErasureBody
from service.api.bodies.examples import GENERIC_CALL
from service.api.bodies.shapes import Id, Text, whole
from service.api.dependencies import App, Caller, RawBody
from service.api.openapi import problems, raw_body
from service.domain.errors import FieldProblem, Invalid, KeyReused, NotFound, StorageDown, TooLarge
from service.domain.page import Page

router = APIRouter(prefix="/calls", tags=["calls"])


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,200}$",
        description="The same key again answers with the same call",
    ),
]


@router.post(
    "",
    status_code=202,
    responses=problems(KeyReused, TooLarge, StorageDown),
    openapi_extra=raw_body(GENERIC_CALL, SCHEMA),
)
def submit(
    body: RawBody, services: App, caller: Caller, idempotency_key: IdempotencyKey = None
) -> SubmittedBody:
    """A transcript in our own JSON, or as a vCon."""
    fingerprint = hashlib.sha256(body).hexdigest()
    call_id = services.intake.submit(
        caller, *_read(body), idempotency_key=idempotency_key, fingerprint=fingerprint
    )
    return SubmittedBody(call_id=call_id)


@router.get("")
def calls(external_id: Annotated[Text, Query(min_length=1)], services: App, caller: Caller) -> Page[CallBody]:
    """The tenant's calls that a sender named so; two sources may use the same name."""
    found = services.calls.by_external_id(caller, external_id)
    return whole(tuple(CallBody.of(call) for call in found))


@router.get("/{call_id}", responses=problems(NotFound))
def call(call_id: Id, services: App, caller: Caller) -> CallBody:
    found = services.calls.get(caller, call_id)
    return CallBody.of(found, services.calls.fetches(caller, found.id))


@router.delete("/{call_id}", responses=problems(NotFound, StorageDown))
def erase(call_id: Id, services: App, caller: Caller) -> ErasureBody:
    """Destroys the call's key and all that is derived from it; for good. A second time the same answer."""
    return ErasureBody.of(services.erase.call(caller, call_id))


@router.get("/{call_id}/transcript", responses=problems(NotFound))
def transcript(call_id: Id, services: App, caller: Caller) -> Page[TurnBody]:
    """Masked turns, all on one page."""
    return whole(tuple(TurnBody.of(turn) for turn in services.calls.transcript(caller, call_id)))


@router.get("/{call_id}/vcon", responses=problems(NotFound))
def vcon(call_id: Id, services: App, caller: Caller) -> JSONResponse:
    """The call as a vCon 0.4.0: its legs, its masked turns, and what was confirmed."""
    return JSONResponse(services.export.vcon(caller, call_id))


def _read(body: bytes) -> tuple[ParsedCall, ...]:
    try:
        return read_legs(body)
    except Unreadable as unreadable:
        raise Invalid(_problem(unreadable.reason)) from None


def _problem(reason: str) -> FieldProblem:
    """A parser's "place: what", in which a place within the body is a JSON pointer."""
    place, _, detail = reason.partition(": ")
    if place.startswith("/") and detail:
        return FieldProblem(pointer=place, detail=detail)
    return FieldProblem(pointer="", detail=reason)
