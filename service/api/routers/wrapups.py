"""The agent's work: list, read, edit, choose the record, adopt, confirm, undo, dismiss, draft again."""

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query, Response

from service.api.bodies.examples import CONFIRM, EDIT
from service.api.bodies.shapes import Id, IdFilter, Storable, Text, whole
from service.api.bodies.states import States
from service.api.bodies.wrapup import DraftBody, EditBody, WrapUpBody
from service.api.dependencies import App, Caller, PageCursor, PageLimit
from service.api.etags import IfMatch, SeenVersions, etag_of, tagged
from service.api.openapi import Responses, problems, with_etag
from service.domain.errors import DraftMoved, IllegalMove, NotFound, PreconditionMissing, Stale, UndoClosed
from service.domain.ledger import LedgerRow
from service.domain.page import Page
from service.domain.wrapup_row import WrapUpRow
from service.flows.review import ConfirmRequest
from service.flows.review_rules import Choice

router = APIRouter(prefix="/wrapups", tags=["wrap-ups"], responses=problems())

CHANGES = (NotFound, IllegalMove, Stale, PreconditionMissing)
TAGGED = with_etag(200, "The version that this is")
TAGGED_202 = with_etag(202, "The version that this is")
NOT_MODIFIED: Responses = {304: {"description": "The version named in If-None-Match is current"}}

DraftNumber = Annotated[int, Path(ge=1, le=1_000_000)]
TargetId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]


@router.get("")
def wrapups(
    *,
    services: App,
    caller: Caller,
    states: States,
    agent_id: Annotated[Text | None, Query()] = None,
    queue: Annotated[Text | None, Query()] = None,
    call_id: Annotated[IdFilter | None, Query()] = None,
    cursor: PageCursor = None,
    limit: PageLimit = 50,
) -> Page[WrapUpRow]:
    """The review list, newest first: an agent's own, or the tenant's for a supervisor."""
    return services.review.page(
        caller, states=states, agent_id=agent_id, queue=queue, call_id=call_id, cursor=cursor, limit=limit
    )


@router.get(
    "/{wrapup_id}",
    response_model=WrapUpBody,
    responses={**TAGGED, **NOT_MODIFIED, **problems(NotFound)},
)
def wrapup(
    wrapup_id: Id, seen: SeenVersions, services: App, caller: Caller, response: Response
) -> WrapUpBody | Response:
    current = services.review.get(caller, wrapup_id)
    if current.version in seen:
        return Response(status_code=304, headers={"ETag": etag_of(current.version)})
    return tagged(response, current)


@router.get("/{wrapup_id}/drafts/{number}", responses=problems(NotFound))
def draft(wrapup_id: Id, number: DraftNumber, services: App, caller: Caller) -> DraftBody:
    return DraftBody.of(services.review.draft(caller, wrapup_id, number))


@router.get("/{wrapup_id}/history", responses=problems(NotFound))
def history(wrapup_id: Id, services: App, caller: Caller) -> Page[LedgerRow]:
    """All that happened to it, oldest first, on one page."""
    return whole(services.review.history(caller, wrapup_id))


@router.patch("/{wrapup_id}", responses={**TAGGED, **problems(*CHANGES)})
def edit(
    wrapup_id: Id,
    version: IfMatch,
    *,
    edits: Annotated[EditBody, Storable, Body(media_type="application/merge-patch+json", examples=[EDIT])],
    services: App,
    caller: Caller,
    response: Response,
) -> WrapUpBody:
    """A JSON merge patch, as application/merge-patch+json or application/json.

    List items are matched by `id`; evidence, confidence and support from the client are ignored.
    """
    return tagged(response, services.review.edit(caller, wrapup_id, version, edits.content))


@router.put("/{wrapup_id}/targets/{target_id}", responses={**TAGGED, **problems(*CHANGES)})
def choose(
    wrapup_id: Id,
    target_id: TargetId,
    version: IfMatch,
    *,
    choice: Annotated[Choice, Storable],
    services: App,
    caller: Caller,
    response: Response,
) -> WrapUpBody:
    """Where it is written: one record, a new one, or none."""
    return tagged(response, services.review.choose(caller, wrapup_id, target_id, version, choice))


@router.post("/{wrapup_id}/adopt", responses={**TAGGED, **problems(*CHANGES)})
def adopt(wrapup_id: Id, version: IfMatch, services: App, caller: Caller, response: Response) -> WrapUpBody:
    """Takes the offered draft, but for what a person has touched."""
    return tagged(response, services.review.adopt(caller, wrapup_id, version))


@router.post(
    "/{wrapup_id}/confirm", status_code=202, responses={**TAGGED_202, **problems(*CHANGES, DraftMoved)}
)
def confirm(
    wrapup_id: Id,
    version: IfMatch,
    *,
    request: Annotated[ConfirmRequest, Storable, Body(examples=[CONFIRM])],
    services: App,
    caller: Caller,
    response: Response,
) -> WrapUpBody:
    """The same agent, draft and edits again: 202 with the current body, whatever the ETag."""
    return tagged(response, services.review.confirm(caller, wrapup_id, version, request))


@router.post("/{wrapup_id}/undo", responses={**TAGGED, **problems(*CHANGES, UndoClosed)})
def undo(wrapup_id: Id, version: IfMatch, services: App, caller: Caller, response: Response) -> WrapUpBody:
    """Takes a confirmation back until `undo_until`: the CRM write waits for it."""
    return tagged(response, services.review.undo(caller, wrapup_id, version))


@router.post("/{wrapup_id}/dismiss", responses={**TAGGED, **problems(*CHANGES)})
def dismiss(wrapup_id: Id, version: IfMatch, services: App, caller: Caller, response: Response) -> WrapUpBody:
    return tagged(response, services.review.dismiss(caller, wrapup_id, version))


@router.post("/{wrapup_id}/regenerate", status_code=202, responses={**TAGGED_202, **problems(*CHANGES)})
def regenerate(
    wrapup_id: Id, version: IfMatch, services: App, caller: Caller, response: Response
) -> WrapUpBody:
    """Asks for a fuller draft again; `draft.status` is `pending` until it comes."""
    return tagged(response, services.review.regenerate(caller, wrapup_id, version))
