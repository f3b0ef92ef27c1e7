"""What is looked up before a tenant is known: the hash of a credential leads to its tenant and principal."""

from contextlib import suppress
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, delete, or_, select, update

from service.domain.access import Principal, Role
from service.domain.errors import StorageDown
from service.storage.binds import NOW
from service.storage.codec import maybe_from_ms
from service.storage.engine import Database
from service.storage.tables import api_keys, sessions, tickets

NOTE_USE_EVERY_MS = 300_000
"""A key's last use is kept this roughly, so that reading does not turn into writing."""

_HASH: BindParameter[str] = bindparam("hash")
_KEY = select(api_keys).where(
    api_keys.c.secret_hash == _HASH,
    api_keys.c.revoked_at.is_(None),
    or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > NOW),
)
_USED = update(api_keys).where(api_keys.c.secret_hash == _HASH)
_SESSION = select(sessions).where(
    sessions.c.secret_hash == _HASH, or_(sessions.c.expires_at.is_(None), sessions.c.expires_at > NOW)
)
_REDEEM = (
    delete(tickets)
    .where(tickets.c.secret_hash == _HASH, tickets.c.expires_at > NOW)
    .returning(tickets.c.tenant_id, tickets.c.agent_id)
)


class SqlDoors:
    def __init__(self, database: Database) -> None:
        self._database = database

    def principal_of_key(self, secret_hash: str) -> Principal | None:
        with self._database.transaction(door=secret_hash, write=False) as (connection, now):
            row = connection.execute(_KEY, {"hash": secret_hash, "now": now}).first()
        if row is None:
            return None
        if row.last_used_at is None or row.last_used_at <= now - NOTE_USE_EVERY_MS:
            self._note_use(secret_hash)
        return _principal(row, subject=f"key:{row.id}")

    def principal_of_session(self, secret_hash: str) -> Principal | None:
        with self._database.transaction(door=secret_hash, write=False) as (connection, now):
            row = connection.execute(_SESSION, {"hash": secret_hash, "now": now}).first()
        return _principal(row, subject=row.subject) if row else None

    def redeem_ticket(self, secret_hash: str) -> tuple[str, str] | None:
        with self._database.transaction(door=secret_hash) as (connection, now):
            row = connection.execute(_REDEEM, {"hash": secret_hash, "now": now}).first()
        return (row.tenant_id, row.agent_id) if row else None

    def _note_use(self, secret_hash: str) -> None:
        """Only a note: a database too busy for it still lets the caller in."""
        with suppress(StorageDown), self._database.transaction(door=secret_hash) as (connection, now):
            connection.execute(_USED, {"hash": secret_hash, "last_used_at": now})


def _principal(row: Row[Any], *, subject: str) -> Principal:
    return Principal(
        tenant_id=row.tenant_id,
        subject=subject,
        roles=frozenset(Role(role) for role in row.roles),
        agent_id=row.agent_id,
        expires_at=maybe_from_ms(row.expires_at),
    )
