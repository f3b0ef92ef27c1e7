"""The ledger, read row by row for reporting tools."""

from collections.abc import Iterator
from datetime import datetime

from service.domain.access import Principal, Role
from service.domain.ledger import LedgerRow
from service.domain.ports import Work

BATCH = 500


class Reports:
    def __init__(self, work: Work) -> None:
        self._work = work

    def ledger(self, principal: Principal, since: datetime | None) -> Iterator[LedgerRow]:
        """The tenant's rows in order. Holds no transaction open between batches, however slow the reader."""
        principal.require(Role.VIEWER, Role.SUPERVISOR)
        return self._rows(principal.tenant_id, since)

    def _rows(self, tenant_id: str, since: datetime | None) -> Iterator[LedgerRow]:
        after: str | None = None
        while True:
            with self._work.read(tenant_id) as unit:
                rows = unit.ledger.since(since, after=after, limit=BATCH)
            yield from rows
            if len(rows) < BATCH:
                return
            after = rows[-1].id
