"""The widget's sign-in: a customer's backend asks for a ticket, the widget trades it for a token."""

from typing import Annotated

from fastapi import APIRouter

from service.api.bodies.keys import NewTicketBody, SessionBody, TicketBody, TicketRequest
from service.api.bodies.shapes import Storable
from service.api.dependencies import App, Caller
from service.api.openapi import problems
from service.domain.errors import NotFound, Unauthenticated

router = APIRouter(prefix="/widget", tags=["widget"])
"""Open: the ticket is the proof."""

guarded = APIRouter(prefix="/widget", tags=["widget"])


@router.post("/sessions", status_code=201, responses=problems(Unauthenticated))
def open_session(request: Annotated[TicketBody, Storable], services: App) -> SessionBody:
    return SessionBody.of(services.access.redeem(request.ticket.get_secret_value()))


@guarded.post("/tickets", status_code=201, responses=problems(NotFound))
def issue_ticket(request: Annotated[TicketRequest, Storable], services: App, caller: Caller) -> NewTicketBody:
    """For an admin's key: a ticket to hand to one agent's browser, in the fragment of the page's address."""
    return NewTicketBody.of(services.access.issue_ticket(caller, request.agent_id))
