"""Database → two files, as it stood at one moment, while it goes on working.

The keys of tenants and calls go into a file of their own: a backup without them tells nothing, and a newer
one of them makes what was erased since unreadable in every older backup.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, LargeBinary, MetaData, Table, select, text
from sqlalchemy.exc import SAWarning

from service.domain.errors import StorageDown
from service.storage.backup.file import FORMAT, VERSION, Header, Part, Writer
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.migrate import revision_of

KEYS = frozenset({"tenant_keys", "call_keys"})
PASSING = frozenset({"events", "event_horizons", "tickets", "sessions", "ranker_bodies", "ranker_examples"})
"""Not backed up: hints of one day that belong to one server, and credentials of hours; and what rankers learnt,
which is fitted anew, so that no backup holds what was learnt from a call that is erased since.
"""

BATCH = 100

_TENANTS = text("SELECT tenant_id FROM tenants ORDER BY tenant_id")
_AS_TENANT = text("SELECT set_config('aftercall.tenant', :tenant, true)")


@dataclass(frozen=True)
class Written:
    """How many tenants, and rows in either file."""

    tenants: int
    rows: int
    keys: int


def write(database: Database, keyring: Keyring, data: Path, keys: Path) -> Written:
    """Raises `StorageDown` for a database without its tables, and OSError where a file cannot be written.

    Both files are whole before the first gets its name; the keys come first, since newer keys fit older data.
    """
    with database.transaction(door="board", write=False) as (connection, now):
        revision = revision_of(connection)
        if revision is None:
            raise StorageDown("the database is empty; run `aftercall migrate`")
        tables = tables_of(connection)
        tenants = list(connection.execute(_TENANTS).scalars())
        with (
            _writing(data, "data", revision, now) as to_data,
            _writing(keys, "keys", revision, now) as to_keys,
        ):
            for tenant in tenants:
                _write_tenant(connection, tenant, tables, to_data, to_keys)
            for writer in (to_keys, to_data):
                writer.finish(keyring)
            for writer in (to_keys, to_data):
                writer.put()
    return Written(len(tenants), to_data.rows, to_keys.rows)


def tables_of(connection: Connection) -> list[Table]:
    """Tenants' tables as the database has them, parents before children; of whatever revision it is."""
    found = MetaData()
    with warnings.catch_warnings():
        # Indexes over expressions, which it cannot read, are of no interest here.
        warnings.simplefilter("ignore", SAWarning)
        found.reflect(connection)
    return [table for table in found.sorted_tables if "tenant_id" in table.c and table.name not in PASSING]


def as_tenant(connection: Connection, tenant: str) -> None:
    """See and write this tenant's rows from here on, in the same transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(_AS_TENANT, {"tenant": tenant})


@contextmanager
def _writing(path: Path, part: Part, revision: str, now: int) -> Iterator[Writer]:
    writer = Writer(path, Header(format=FORMAT, version=VERSION, part=part, revision=revision, made_at=now))
    try:
        yield writer
    finally:
        writer.discard()


def _write_tenant(
    connection: Connection, tenant: str, tables: list[Table], to_data: Writer, to_keys: Writer
) -> None:
    as_tenant(connection, tenant)
    for writer in (to_data, to_keys):
        writer.tenant(tenant)
    for table in tables:
        _write_table(connection, tenant, table, to_keys if table.name in KEYS else to_data)


def _write_table(connection: Connection, tenant: str, table: Table, writer: Writer) -> None:
    """Row by row, however many there are."""
    columns = [column for column in table.c if column.name != "tenant_id"]
    of_bytes = [column.name for column in columns if isinstance(column.type, LargeBinary)]
    writer.table(table.name, [column.name for column in columns], of_bytes)
    rows = connection.execute(
        select(*columns).where(table.c.tenant_id == tenant), execution_options={"yield_per": BATCH}
    )
    for row in rows.mappings():
        writer.row({column.name: row[column.name] for column in columns})
