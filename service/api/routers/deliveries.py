"""What became of each delivery, and reading a quarantined one again."""

from fastapi import APIRouter

from service.api.bodies.calls import DeliveryBody
from service.api.bodies.shapes import Id
from service.api.dependencies import App, Caller, PageCursor, PageLimit
from service.api.openapi import problems
from service.domain.delivery import DeliveryState
from service.domain.errors import NotFound, NotReplayable, SourceOff
from service.domain.page import Page

router = APIRouter(prefix="/deliveries", tags=["intake"])


@router.get("")
def deliveries(
    services: App,
    caller: Caller,
    state: DeliveryState | None = None,
    cursor: PageCursor = None,
    limit: PageLimit = 50,
) -> Page[DeliveryBody]:
    """Newest first."""
    page = services.calls.deliveries(caller, state=state, cursor=cursor, limit=limit)
    items = tuple(DeliveryBody.of(delivery) for delivery in page.items)
    return Page(items=items, next_cursor=page.next_cursor)


@router.get("/{delivery_id}", responses=problems(NotFound))
def delivery(delivery_id: Id, services: App, caller: Caller) -> DeliveryBody:
    return DeliveryBody.of(services.calls.delivery(caller, delivery_id))


@router.post("/{delivery_id}/replay", responses=problems(NotFound, NotReplayable, SourceOff))
def replay(delivery_id: Id, services: App, caller: Caller) -> DeliveryBody:
    """Reads the kept body again, now that configuration or code can."""
    return DeliveryBody.of(services.intake.replay(caller, delivery_id))
