"""The ledger, read row by row for reporting tools."""

from collections.abc import Iterator
from datetime import datetime

from service.domain.access import Principal, Role
from service.domain.ledger import LedgerRow
from service.domain.ports import Work
from service.flows.team import agents_seen

BATCH = 500


class Reports:
    def __init__(self, work: Work) -> None:
        self._work = work

    def ledger(self, principal: Principal, since: datetime | None) -> Iterator[LedgerRow]:
        """The tenant's rows in order, or the team's for a supervisor of one.

        Holds no transaction open between batches, however slow the reader.
        """
        principal.require(Role.VIEWER, Role.SUPERVISOR)
        return self._rows(principal, since)

    def _rows(self, principal: Principal, since: datetime | None) -> Iterator[LedgerRow]:
        after: str | None = None
        while True:
            with self._work.read(principal.tenant_id) as unit:
                agents = None if principal.may(Role.VIEWER) else agents_seen(unit, principal)
                rows = unit.ledger.since(since, after=after, agents=agents, limit=BATCH)
            yield from rows
            if len(rows) < BATCH:
                return
            after = rows[-1].id
