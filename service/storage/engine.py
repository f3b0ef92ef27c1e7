"""The database: connections, transactions, and its clock; the only place where SQLite and PostgreSQL differ.

SQLite has one writer at a time anyway, so writing units share one connection and queue for it in order,
in place of polling for the file's lock.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from service.domain.errors import Invalid, NotFound, StorageDown

BUSY_MS = 10_000
"""How long a unit waits for a lock or a free connection before it gives up."""

STATEMENT_MS = 30_000
"""A single statement that takes longer is stuck."""

SCHEMA = "public"
SCHEMA_FIRST = f"{SCHEMA},pg_temp"
"""Where names are looked for: a role's own setting, or a temporary table, cannot put another in their place."""

FOREIGN_KEY_VIOLATION = "23503"

# Inserts that do nothing on a conflict must say so; without this the count is dropped.
_COUNTED = {"preserve_rowcount": True}
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    # What is deleted is overwritten: a destroyed key must not linger in a free page.
    "PRAGMA secure_delete = ON",
)
_ENTER = text(
    "SELECT set_config('aftercall.tenant', :tenant, true), set_config('aftercall.door', :door, true),"
    " CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) AS now"
)


class Database:
    """Opens transactions. `clock` (milliseconds since 1970) stands in for the database's own in tests."""

    def __init__(self, url: str, *, clock: Callable[[], int] | None = None, pool_size: int = 16) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._clock = clock
        make = _sqlite_engines if self.is_sqlite else _postgres_engines
        self._writer, self._reader = make(self.url, pool_size)

    def connections(self) -> dict[str, int]:
        """How many connections are in use, and how many there may be at most."""
        pools = {id(engine.pool): engine.pool for engine in (self._writer, self._reader)}
        used = [pool for pool in pools.values() if isinstance(pool, QueuePool)]
        return {
            "in_use": sum(pool.checkedout() for pool in used),
            "most": sum(pool.size() + pool._max_overflow for pool in used),  # noqa: SLF001  # told no other way
        }

    def dispose(self) -> None:
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def transaction(
        self, *, tenant: str = "", door: str = "", write: bool = True
    ) -> Iterator[tuple[Connection, int]]:
        """A connection in a transaction, and the time in milliseconds.

        Without a tenant no row of one is visible on PostgreSQL; a door opens its own tables only: `board`,
        or the hash of a credential. Raises `StorageDown` when the database is away or overloaded, `Invalid`
        for a value that it cannot hold, `NotFound` when what a row belongs to is gone.
        """
        try:
            connection, now = self._enter(self._writer if write else self._reader, tenant, door)
            with connection, _committed(connection):
                yield connection, now
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise StorageDown from error
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", "") != FOREIGN_KEY_VIOLATION:
                raise
            # What this belongs to was there when the unit began: its call was erased in the meantime.
            raise NotFound from error
        except DataError as error:
            # PostgreSQL takes no NUL character in a text; SQLite would.
            raise Invalid(detail="a value cannot be stored as it is") from error

    def _enter(self, engine: Engine, tenant: str, door: str) -> tuple[Connection, int]:
        """A first statement that finds its pooled connection dead is sent once more on a fresh one."""
        try:
            return self._entered(engine, tenant, door)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._entered(engine, tenant, door)

    def _entered(self, engine: Engine, tenant: str, door: str) -> tuple[Connection, int]:
        connection = engine.connect()
        try:
            connection.begin()
            return connection, self._greeted(connection, tenant, door)
        except BaseException:
            connection.close()
            raise

    def _greeted(self, connection: Connection, tenant: str, door: str) -> int:
        if self.is_sqlite:
            return self._clock() if self._clock else time.time_ns() // 1_000_000
        now: int = connection.execute(_ENTER, {"tenant": tenant, "door": door}).one().now
        return self._clock() if self._clock else now


@contextmanager
def _committed(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _postgres_engines(url: URL, pool_size: int) -> tuple[Engine, Engine]:
    options = {
        "search_path": SCHEMA_FIRST,
        "statement_timeout": STATEMENT_MS,
        "lock_timeout": BUSY_MS,
        "idle_in_transaction_session_timeout": 2 * STATEMENT_MS,
    }
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=BUSY_MS / 1000,
        pool_use_lifo=True,
        hide_parameters=True,
        execution_options=_COUNTED,
        connect_args={
            "application_name": "aftercall",
            "connect_timeout": 5,
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
        },
    )
    return engine, engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite_engines(url: URL, pool_size: int) -> tuple[Engine, Engine]:
    return (
        sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0),
        sqlite_engine(url, begin="BEGIN", read_only=True, pool_size=pool_size, max_overflow=pool_size),
    )


def sqlite_engine(url: URL, *, begin: str, read_only: bool = False, **pool: int) -> Engine:
    """An engine whose transactions begin as said; the driver's own guess when to begin is switched off."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_timeout=BUSY_MS / 1000,
        hide_parameters=True,
        execution_options=_COUNTED,
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000, "isolation_level": None},
        **pool,
    )

    @event.listens_for(engine, "do_connect")
    def _keep_private(*_: object) -> None:
        """Make the file readable by its owner only; SQLite gives its companions the same mode."""
        with suppress(FileNotFoundError):
            Path(str(url.database)).touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _to_wal(connection)
        if read_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _to_wal(connection: Any) -> None:
    """Two processes that switch a new file at once can meet a lock that SQLite does not wait for."""
    for attempt in range(20):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except connection.OperationalError:
            time.sleep(0.01 * attempt)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL")
