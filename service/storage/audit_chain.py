"""The audit's chain: batches of rows sealed by a keyed hash over ciphertext, each over the one before.

A row changed, removed or slipped in after its batch was sealed breaks the chain from there on. Removing
the newest seals together with their rows does not; against that, every head is written to the log.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import Row, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.storage.binds import TENANT
from service.storage.session import Session
from service.storage.tables import audit, audit_seals

BATCH = 1_000

_LAST_SEAL = (
    select(audit_seals)
    .where(audit_seals.c.tenant_id == TENANT)
    .order_by(audit_seals.c.number.desc())
    .limit(1)
)
_SEALS = select(audit_seals).where(audit_seals.c.tenant_id == TENANT).order_by(audit_seals.c.number)
_MINE = audit.c.tenant_id == TENANT
_OPEN = select(audit).where(_MINE, audit.c.seal.is_(None)).order_by(audit.c.id).limit(BATCH)
_OPEN_COUNT = select(func.count()).select_from(audit).where(_MINE, audit.c.seal.is_(None))
_OF_SEAL = select(audit).where(_MINE, audit.c.seal == bindparam("of_seal")).order_by(audit.c.id)
_SEALED_COUNT = select(func.count()).select_from(audit).where(_MINE, audit.c.seal.is_not(None))
_COVER = (
    update(audit)
    .where(_MINE, audit.c.id.in_(bindparam("ids", expanding=True)), audit.c.seal.is_(None))
    .values(seal=bindparam("number"))
)
_ADD_SEAL = insert(audit_seals).on_conflict_do_nothing()

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AuditCheck:
    """What a verification found. `broken_at` is the number of the first seal that does not hold."""

    seals: int
    rows: int
    open_rows: int
    broken_at: int | None
    head: str

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def seal(session: Session) -> bool:
    """Seal the rows that no seal covers yet, a batch at most. False when there is nothing to do."""
    rows = session.run(_OPEN).all()
    if not rows:
        return False
    last = session.run(_LAST_SEAL).one_or_none()
    number = last.number + 1 if last else 1
    digest = _digest(session, number, last.digest if last else b"", rows)
    fields = {"number": number, "rows": len(rows), "digest": digest, "sealed_at": session.now}
    if not session.insert(_ADD_SEAL, **fields):
        return False
    session.run(_COVER, ids=[row.id for row in rows], number=number)
    log.info("audit_sealed", tenant=session.tenant_id, number=number, rows=len(rows), head=digest.hex())
    return True


def verify(session: Session) -> AuditCheck:
    """Recompute the whole chain of the session's tenant."""
    previous, number, covered = b"", 0, 0
    broken_at = None
    for found in session.run(_SEALS).all():
        number += 1
        rows = session.run(_OF_SEAL, of_seal=found.number).all()
        covered += len(rows)
        expected = _digest(session, number, previous, rows)
        if broken_at is None and (found.number != number or found.digest != expected):
            broken_at = number
        previous = found.digest
    if broken_at is None and session.run(_SEALED_COUNT).scalar_one() != covered:
        broken_at = number + 1
    open_rows = session.run(_OPEN_COUNT).scalar_one()
    return AuditCheck(number, covered, open_rows, broken_at, previous.hex())


def _digest(session: Session, number: int, previous: bytes, rows: Sequence[Row[Any]]) -> bytes:
    parts = [previous, str(number).encode()]
    for row in rows:
        plain = (row.id, row.action, row.actor, row.subject, str(row.at))
        parts += [*(value.encode() for value in plain), row.data]
    message = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return session.keys.digest("audit", message)
