"""Units of work within a transaction that is open already, and that somebody else commits."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, text

from service.storage.backup.write import as_tenant
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.keys import Vault
from service.storage.limited import Limited
from service.storage.tables import event_horizons
from service.storage.unit import SqlWork

_TENANTS = text("SELECT tenant_id FROM tenants ORDER BY tenant_id")
_BOARD = text("SELECT set_config('aftercall.door', 'board', true)")
_NO_DOOR = text("SELECT set_config('aftercall.door', '', true)")
_NOW = text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)")


class _OneTransaction(Database):
    """One connection for units that come one after the other."""

    def __init__(self, connection: Connection) -> None:
        self.is_sqlite = connection.dialect.name == "sqlite"
        self._connection = connection
        self._now: int = (
            time.time_ns() // 1_000_000 if self.is_sqlite else connection.execute(_NOW).scalar_one()
        )

    @contextmanager
    def transaction(
        self, *, tenant: str = "", door: str = "", write: bool = True
    ) -> Iterator[tuple[Connection, int]]:
        """A part of the one there is; whoever began that ends it."""
        del door, write
        as_tenant(self._connection, tenant)
        yield self._connection, self._now


class JoinedWork(SqlWork):
    """`service.domain.ports.Work` in somebody's transaction; nobody is told of what it holds."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        super().__init__(_OneTransaction(connection), Vault(keyring), Limited(), lambda *_: None)

    def begin_events_anew(self, tenants: Sequence[str]) -> None:
        """Listeners from before have missed what they cannot know of: they are told to read all anew."""
        for tenant_id in tenants:
            with self.begin(tenant_id) as unit:
                xid, _, seq = unit.events.head().partition("-")
                unit.session.insert(event_horizons.insert(), xid=int(xid), seq=int(seq))


def see_tenants(connection: Connection) -> list[str]:
    """All tenants there are, through the door that shows them."""
    on_postgres = connection.dialect.name == "postgresql"
    if on_postgres:
        connection.execute(_BOARD)
    found = list(connection.execute(_TENANTS).scalars())
    if on_postgres:
        connection.execute(_NO_DOOR)
    return found
