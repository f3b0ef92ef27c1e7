"""Events for listeners, resumable in commit order.

On PostgreSQL a sequence gives numbers in the order of writing, not of commit, so a reader could pass over
a transaction still under way. Events therefore carry their transaction's id, and only those older than
every open transaction are read, in the order (xid, seq). SQLite has one writer: `seq` suffices, xid is 0.
A cursor is `<xid>-<seq>`. After a restore to another server the rows of this table have to be dropped.
"""

import re
from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, func, literal, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from service.domain.ledger import Event, EventKind
from service.domain.wrapup import WrapUp
from service.storage.binds import TENANT
from service.storage.session import Session
from service.storage.tables import event_horizons, events

_CURSOR = re.compile(r"([0-9]{1,18})-([0-9]{1,19})")
_BIGGEST = 2**63 - 1

_POSITION = tuple_(events.c.xid, events.c.seq)
_AFTER = (
    select(events)
    .where(
        events.c.tenant_id == TENANT,
        tuple_(bindparam("xid", type_=BigInteger), bindparam("seq", type_=BigInteger)) < _POSITION,
        events.c.xid < bindparam("open_from", type_=BigInteger),
    )
    .order_by(events.c.xid, events.c.seq)
    .limit(bindparam("most"))
)
_HORIZON = select(event_horizons.c.xid, event_horizons.c.seq).where(event_horizons.c.tenant_id == TENANT)
_LAST = select(func.coalesce(func.max(events.c.seq), 0)).where(events.c.tenant_id == TENANT)
_OPEN_FROM = text("SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)")

_PG_ADD = insert(events).values(
    seq=func.nextval("events_seq"),
    xid=text("CAST(CAST(pg_current_xact_id() AS text) AS bigint)"),
)
# Never below the clock, so that a number is not given twice after old events were pruned.
_SQLITE_SEQ = select(func.max(func.coalesce(func.max(events.c.seq), 0) + 1, bindparam("floor"))).where(
    events.c.tenant_id == TENANT
)
_SQLITE_ADD = insert(events).values(seq=_SQLITE_SEQ.scalar_subquery(), xid=literal(0))


class SqlEvents:
    def __init__(self, session: Session) -> None:
        self._session = session

    def append(self, kind: EventKind, wrapup: WrapUp) -> None:
        row = {
            "kind": kind.value,
            "wrapup_id": wrapup.id,
            "agent_id": wrapup.agent_id,
            "version": wrapup.version,
            "at": self._session.now,
        }
        if self._session.is_sqlite:
            self._session.insert(_SQLITE_ADD, **row, floor=self._floor, tenant=self._session.tenant_id)
        else:
            self._session.insert(_PG_ADD, **row)
        self._session.news = True

    def after(self, cursor: str | None, limit: int = 200) -> Sequence[Event]:
        """A malformed cursor counts as none; ask `knows` first."""
        xid, seq = (_parsed(cursor) if cursor else None) or (0, 0)
        rows = self._session.run(_AFTER, xid=xid, seq=seq, open_from=self._open_from(), most=limit)
        return tuple(
            Event(
                cursor=f"{row.xid}-{row.seq}",
                kind=EventKind(row.kind),
                wrapup_id=row.wrapup_id,
                agent_id=row.agent_id,
                version=row.version,
            )
            for row in rows
        )

    def head(self) -> str:
        xid, seq = self._head()
        return f"{xid}-{seq}"

    def knows(self, cursor: str) -> bool:
        position = _parsed(cursor)
        if position is None or position > self._head():
            return False
        horizon = self._session.run(_HORIZON).one_or_none()
        return horizon is None or position >= (horizon.xid, horizon.seq)

    @property
    def _floor(self) -> int:
        return self._session.now * 1000

    def _open_from(self) -> int:
        """The oldest transaction that may still write events."""
        if self._session.is_sqlite:
            return 1
        return int(self._session.run(_OPEN_FROM).scalar_one())

    def _head(self) -> tuple[int, int]:
        """A position that every event seen is at or before, and every later one behind."""
        if self._session.is_sqlite:
            return 0, max(self._session.run(_LAST).scalar_one(), self._floor - 1)
        return self._open_from(), 0


def _parsed(cursor: str) -> tuple[int, int] | None:
    found = _CURSOR.fullmatch(cursor)
    if found is None or int(found[2]) > _BIGGEST:
        return None
    return int(found[1]), int(found[2])
