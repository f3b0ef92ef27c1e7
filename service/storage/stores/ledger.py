"""The ledger: what was proposed, changed, confirmed and written. Rows of an erased call lose their data only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.ids import new_id
from service.domain.ledger import Entry, LedgerRow
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import pack_data, unpack_data
from service.storage.session import Session
from service.storage.tables import call_keys, ledger, wrapups

_ROWS = (
    select(ledger, call_keys.c.wrapped)
    .outerjoin(
        call_keys, (call_keys.c.tenant_id == ledger.c.tenant_id) & (call_keys.c.call_id == ledger.c.call_id)
    )
    .where(ledger.c.tenant_id == TENANT)
    .order_by(ledger.c.id)
)
_OF_WRAPUP = _ROWS.where(ledger.c.wrapup_id == OF)
_SINCE = _ROWS.where(ledger.c.at >= bindparam("moment"), ledger.c.id > bindparam("after")).limit(
    bindparam("most")
)
_ADD = insert(ledger)


class SqlLedger:
    def __init__(self, session: Session) -> None:
        self._session = session

    def append(
        self, kind: Entry, *, wrapup_id: str, call_id: str, actor: str, data: Mapping[str, Any]
    ) -> None:
        row_id = new_id()
        sealed = self._session.keys.seal_of_call(call_id, pack_data(data), "ledger", row_id, "data")
        self._session.insert(
            _ADD,
            id=row_id,
            wrapup_id=wrapup_id,
            call_id=call_id,
            kind=kind.value,
            actor=actor,
            at=self._session.now,
            data=sealed,
        )

    def of_wrapup(self, wrapup_id: str) -> tuple[LedgerRow, ...]:
        return tuple(self._row(row) for row in self._session.run(_OF_WRAPUP, of=wrapup_id))

    def since(
        self,
        moment: datetime | None,
        *,
        after: str | None = None,
        agents: Collection[str] | None = None,
        limit: int = 500,
    ) -> Sequence[LedgerRow]:
        statement = _SINCE if agents is None else _SINCE.where(_of_wrapups(agents))
        earliest = to_ms(moment) if moment else 0
        rows = self._session.run(statement, moment=earliest, after=after or "", most=limit)
        return tuple(self._row(row) for row in rows)

    def _row(self, row: Row[Any]) -> LedgerRow:
        return LedgerRow(
            id=row.id,
            wrapup_id=row.wrapup_id,
            call_id=row.call_id,
            kind=Entry(row.kind),
            actor=row.actor,
            at=from_ms(row.at),
            data=self._data(row),
        )

    def _data(self, row: Row[Any]) -> dict[str, Any]:
        if row.wrapped is None:
            return {}
        keys = self._session.keys
        keys.admit(row.call_id, row.wrapped)
        return unpack_data(keys.open_of_call(row.call_id, row.data, "ledger", row.id, "data"))


def _of_wrapups(agents: Collection[str]) -> ColumnElement[bool]:
    theirs = select(wrapups.c.id).where(wrapups.c.tenant_id == TENANT, wrapups.c.agent_id.in_(sorted(agents)))
    return ledger.c.wrapup_id.in_(theirs)
