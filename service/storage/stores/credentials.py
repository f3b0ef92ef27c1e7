"""Credentials of a tenant: API keys, one-use tickets and sessions, known here only by hashes of their secrets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.access import ApiKey, Principal, Role
from service.domain.errors import NotFound
from service.domain.ids import new_id
from service.domain.values import from_ms, to_ms
from service.storage.binds import NOW, OF, TENANT
from service.storage.codec import maybe_from_ms, maybe_ms
from service.storage.session import Session
from service.storage.tables import api_keys, sessions, tickets

_KEYS = select(api_keys).where(api_keys.c.tenant_id == TENANT).order_by(api_keys.c.id)
# The first revocation is the one that counts.
_REVOKE = (
    update(api_keys)
    .where(api_keys.c.tenant_id == TENANT, api_keys.c.id == OF)
    .values(revoked_at=func.coalesce(api_keys.c.revoked_at, NOW))
)


class SqlCredentials:
    def __init__(self, session: Session) -> None:
        self._session = session

    def create_key(
        self,
        secret_hash: str,
        prefix: str,
        roles: Sequence[Role],
        agent_id: str | None,
        expires_at: datetime | None,
    ) -> ApiKey:
        now = self._session.now
        key = ApiKey(
            id=new_id(),
            prefix=prefix,
            roles=tuple(roles),
            agent_id=agent_id,
            created_at=from_ms(now),
            expires_at=expires_at,
            revoked_at=None,
            last_used_at=None,
        )
        self._session.insert(
            insert(api_keys),
            id=key.id,
            secret_hash=secret_hash,
            prefix=prefix,
            roles=[role.value for role in key.roles],
            agent_id=agent_id,
            created_at=now,
            expires_at=maybe_ms(expires_at),
        )
        return key

    def keys(self) -> tuple[ApiKey, ...]:
        return tuple(_key(row) for row in self._session.run(_KEYS))

    def revoke(self, key_id: str) -> None:
        if self._session.run(_REVOKE, of=key_id, now=self._session.now).rowcount == 0:
            raise NotFound

    def create_ticket(self, secret_hash: str, agent_id: str, expires_at: datetime) -> None:
        self._session.insert(
            insert(tickets),
            secret_hash=secret_hash,
            agent_id=agent_id,
            created_at=self._session.now,
            expires_at=to_ms(expires_at),
        )

    def create_session(self, secret_hash: str, principal: Principal) -> None:
        self._session.insert(
            insert(sessions),
            secret_hash=secret_hash,
            subject=principal.subject,
            roles=sorted(role.value for role in principal.roles),
            agent_id=principal.agent_id,
            created_at=self._session.now,
            expires_at=maybe_ms(principal.expires_at),
        )


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        prefix=row.prefix,
        roles=tuple(Role(role) for role in row.roles),
        agent_id=row.agent_id,
        created_at=from_ms(row.created_at),
        expires_at=maybe_from_ms(row.expires_at),
        revoked_at=maybe_from_ms(row.revoked_at),
        last_used_at=maybe_from_ms(row.last_used_at),
    )
