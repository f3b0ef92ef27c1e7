"""What has outlived its time: calls, and the ledger's rows of calls that are erased already."""

import uuid
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, select

from service.domain.values import to_ms
from service.domain.wrapup import State
from service.storage.binds import TENANT
from service.storage.session import Session
from service.storage.tables import calls, ledger, wrapups

DAY_MS = 24 * 3_600_000

_WRITE_OWED = exists().where(
    wrapups.c.tenant_id == calls.c.tenant_id,
    wrapups.c.call_id == calls.c.id,
    wrapups.c.state == State.CONFIRMED.value,
)
# Ids begin with the time they were made at, so that the primary key leads to the oldest calls.
_OLDER = (
    select(calls.c.id)
    .where(
        calls.c.tenant_id == TENANT,
        calls.c.id < bindparam("id_before"),
        calls.c.received_at < bindparam("before"),
        ~_WRITE_OWED,
    )
    .order_by(calls.c.id)
    .limit(bindparam("most"))
)
_BLANK_ROWS = (
    select(ledger.c.id)
    .where(ledger.c.tenant_id == TENANT, ledger.c.at < bindparam("before"), ledger.c.data == b"")
    .order_by(ledger.c.at)
    .limit(bindparam("most"))
)
_DROP_ROWS = delete(ledger).where(ledger.c.tenant_id == TENANT, ledger.c.id.in_(_BLANK_ROWS))


def older_calls(session: Session, moment: datetime, limit: int) -> tuple[str, ...]:
    """Calls received before, the oldest first, but for those that are confirmed and not yet written."""
    before = to_ms(moment)
    # A day's leeway: the id was made by our clock, the time of receipt by the database's.
    found = session.run(_OLDER, id_before=first_id_at(before + DAY_MS), before=before, most=limit)
    return tuple(found.scalars())


def pruned_ledger(session: Session, moment: datetime, limit: int) -> int:
    return session.run(_DROP_ROWS, before=to_ms(moment), most=limit).rowcount


def first_id_at(moment: int) -> str:
    """No UUIDv7 made at this time (milliseconds since 1970) or later sorts before it (RFC 9562)."""
    return str(uuid.UUID(int=moment << 80))
