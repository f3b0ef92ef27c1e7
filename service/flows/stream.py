"""Events in commit order, each authorised anew for who listens."""

from service.domain.access import Principal, Role
from service.domain.ledger import Event
from service.domain.ports import Work
from service.flows.team import agents_seen


class Stream:
    def __init__(self, work: Work) -> None:
        self._work = work

    def start(self, principal: Principal, last_event_id: str | None) -> tuple[str, bool]:
        """Where to go on from, and whether the listener has missed too much and must read all anew."""
        principal.require(Role.AGENT, Role.SUPERVISOR)
        with self._work.read(principal.tenant_id) as unit:
            if last_event_id and unit.events.knows(last_event_id):
                return last_event_id, False
            return unit.events.head(), last_event_id is not None

    def next(self, principal: Principal, cursor: str) -> tuple[list[Event], str]:
        """What the caller may see after the cursor, and the new cursor."""
        with self._work.read(principal.tenant_id) as unit:
            events = unit.events.after(cursor)
            seen = agents_seen(unit, principal) if events else None
        visible = [event for event in events if seen is None or event.agent_id in seen]
        return visible, events[-1].cursor if events else cursor
