"""Reading calls, their masked transcripts and the deliveries that brought them."""

from connectors.contracts import Turn
from service.domain.access import Principal, Role
from service.domain.call import Call
from service.domain.delivery import Delivery, DeliveryState
from service.domain.errors import NotFound
from service.domain.fetch import Fetch
from service.domain.page import Page
from service.domain.ports import UnitOfWork, Work
from service.domain.values import Value
from service.flows.team import agents_seen


class HeardTurn(Value):
    """A masked turn under its number; `leg_id` is None where its transcript is of the whole call."""

    number: int
    turn: Turn
    leg_id: str | None


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

    def transcript(self, principal: Principal, call_id: str) -> tuple[HeardTurn, ...]:
        """Masked turns of all legs, in the order of the legs."""
        with self._work.read(principal.tenant_id) as unit:
            call = heard_call(unit, principal, call_id)
            body = unit.calls.transcript(call.id)
        legs = {leg.key: leg.id for leg in call.legs}
        of = (legs.get(block.leg) for block in body.blocks for _ in range(block.count))
        return tuple(
            HeardTurn(number=number, turn=turn, leg_id=leg_id)
            for number, (turn, leg_id) in enumerate(zip(body.turns, of, strict=True))
        )

    def fetches(self, principal: Principal, call_id: str) -> tuple[Fetch, ...]:
        """What became of the transcripts that stood elsewhere."""
        with self._work.read(principal.tenant_id) as unit:
            return unit.fetches.of_call(call_id)

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


def heard_call(unit: UnitOfWork, principal: Principal, call_id: str) -> Call:
    """The call, for those who may know what was said. Raises `Forbidden`, `NotFound`."""
    principal.require(Role.AGENT, Role.SUPERVISOR)
    call = unit.calls.get(call_id)
    if not _may_hear(unit, principal, call):
        raise NotFound
    return call


def _may_see(unit: UnitOfWork, principal: Principal, call: Call) -> bool:
    return principal.may(Role.INGEST) or _may_hear(unit, principal, call)


def _may_hear(unit: UnitOfWork, principal: Principal, call: Call) -> bool:
    seen = agents_seen(unit, principal)
    return seen is None or any(leg.agent_id in seen for leg in call.legs)
