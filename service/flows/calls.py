"""Reading calls, their masked transcripts and the deliveries that brought them."""

from connectors.contracts import Turn
from service.domain.access import Principal, Role
from service.domain.call import Call
from service.domain.delivery import Delivery, DeliveryState
from service.domain.errors import NotFound
from service.domain.page import Page
from service.domain.ports import UnitOfWork, Work
from service.flows.team import agents_seen

READERS = (Role.AGENT, Role.SUPERVISOR, Role.INGEST)


class CallDesk:
    """An agent sees the calls that they took part in, a supervisor the team's; ingest and admin the tenant's.

    What was said is for agents and supervisors: ingest reads what became of a call, not its transcript.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    def get(self, principal: Principal, call_id: str) -> Call:
        principal.require(*READERS)
        with self._work.read(principal.tenant_id) as unit:
            call = unit.calls.get(call_id)
            if not _may_see(unit, principal, call):
                raise NotFound
            return call

    def by_external_id(self, principal: Principal, external_id: str) -> tuple[Call, ...]:
        principal.require(*READERS)
        with self._work.read(principal.tenant_id) as unit:
            found = unit.calls.by_external_id(external_id)
            return tuple(call for call in found if _may_see(unit, principal, call))

    def transcript(self, principal: Principal, call_id: str) -> tuple[Turn, ...]:
        """Masked turns, as they are stored."""
        principal.require(Role.AGENT, Role.SUPERVISOR)
        with self._work.read(principal.tenant_id) as unit:
            if not _may_hear(unit, principal, unit.calls.get(call_id)):
                raise NotFound
            return unit.calls.transcript(call_id).turns

    def delivery(self, principal: Principal, delivery_id: str) -> Delivery:
        principal.require(Role.INGEST)
        with self._work.read(principal.tenant_id) as unit:
            return unit.deliveries.get(delivery_id)

    def deliveries(
        self, principal: Principal, *, state: DeliveryState | None, cursor: str | None, limit: int
    ) -> Page[Delivery]:
        principal.require(Role.INGEST)
        with self._work.read(principal.tenant_id) as unit:
            return unit.deliveries.page(state=state, cursor=cursor, limit=limit)


def _may_see(unit: UnitOfWork, principal: Principal, call: Call) -> bool:
    return principal.may(Role.INGEST) or _may_hear(unit, principal, call)


def _may_hear(unit: UnitOfWork, principal: Principal, call: Call) -> bool:
    seen = agents_seen(unit, principal)
    return seen is None or any(leg.agent_id in seen for leg in call.legs)
