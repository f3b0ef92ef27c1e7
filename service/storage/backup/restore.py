"""Two files → database, in one transaction in which erasures made since are made again: nobody sees it before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, inspect, text

from service.domain.erasure import JournalEntry
from service.domain.ports import Work
from service.storage.backup.file import BackupUnusable, Header, Rows, check, read
from service.storage.backup.joined import JoinedWork, see_tenants
from service.storage.backup.kept import Kept
from service.storage.backup.write import as_tenant, tables_of
from service.storage.keyring import Keyring
from service.storage.migrate import known, owning, revision_of, run_on
from service.storage.tables import metadata

BATCH = 200
VERSIONS = "alembic_version"

Replay = Callable[[Work, Sequence[str], Iterator[JournalEntry]], None]
"""Makes the erasures again, of a journal and of those given, through units that belong to the transaction."""


class NotEmpty(Exception):
    """The database holds something, and is not to be replaced."""


@dataclass(frozen=True)
class Restored:
    tenants: int
    rows: int
    made_at: int


def restore(
    url: str, keyring: Keyring, data: Path, keys: Path, *, replay: Replay, replace: bool = False
) -> Restored:
    """`url` is the owner's. What the database knows of erasures is kept through its replacement.

    Raises `BackupUnusable`, `NotEmpty`, `WrongMasterKey`; the database is then as it was before.
    """
    header = _fitting(data, keys, keyring)
    with owning(url) as connection:
        kept = Kept(connection)
        if held := _held(connection):
            if not replace:
                raise NotEmpty("the database is not empty; say --replace to put the backup in its place")
            kept.take(held)
        _clear(connection)
        run_on(connection, header.revision)
        tables = {table.name: table for table in tables_of(connection)}
        rows = sum(_load(connection, tables, path) for path in (keys, data))
        run_on(connection, "head")
        tenants = see_tenants(connection)
        work = JoinedWork(connection, keyring)
        _check_keys(work, tenants)
        replay(work, tenants, kept.entries())
        kept.put_back(work)
        work.begin_events_anew(tenants)
    return Restored(len(tenants), rows, header.made_at)


def _fitting(data: Path, keys: Path, keyring: Keyring) -> Header:
    """Both files looked through, before anything is touched."""
    header, of_keys = check(data, "data", keyring), check(keys, "keys", keyring)
    for path, found in ((data, header), (keys, of_keys)):
        if not known(found.revision):
            raise BackupUnusable(f"{path} is of a newer release: revision {found.revision}")
    if of_keys.made_at < header.made_at:
        raise BackupUnusable(f"{keys} is older than {data}: calls in between could not be read")
    return header


def _held(connection: Connection) -> list[str]:
    """The tenants of whom the database holds something; of a newer release's we would not know what."""
    names = inspect(connection).get_table_names()
    if "tenants" not in names:
        return []
    revision = revision_of(connection)
    if revision is not None and not known(revision):
        raise BackupUnusable(f"the database is of a newer release: revision {revision}")
    return see_tenants(connection)


def _clear(connection: Connection) -> None:
    """Take away our tables, and nobody else's."""
    there = set(inspect(connection).get_table_names())
    ours = [table.name for table in reversed(metadata.sorted_tables)]
    for name in (*ours, VERSIONS):
        if name in there:
            connection.execute(text(f"DROP TABLE {name}"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("DROP SEQUENCE IF EXISTS events_seq"))


def _load(connection: Connection, tables: dict[str, Table], path: Path) -> int:
    count = 0
    for found in read(path, BATCH):
        as_tenant(connection, found.tenant)
        table = tables.get(found.table)
        if table is None:
            raise BackupUnusable(f"{path} holds a table {found.table} that its revision does not have")
        connection.execute(table.insert(), [_row(table, found, row) for row in found.rows])
        count += len(found.rows)
    return count


def _row(table: Table, found: Rows, row: dict[str, Any]) -> dict[str, Any]:
    """What a worker held then is nobody's now. Newer keys may have columns that older tables have not."""
    values = {name: value for name, value in row.items() if name in table.c}
    if found.table == "jobs" and values["state"] == "leased":
        values |= {"state": "waiting", "lease_until": None, "leased_by": None}
    return {"tenant_id": found.tenant, **values}


def _check_keys(work: JoinedWork, tenants: Sequence[str]) -> None:
    """Raises `WrongMasterKey`, or `BackupUnusable` where a tenant's keys are missing."""
    for tenant in tenants:
        with work.read(tenant) as unit:
            if not unit.session.keys.check():
                raise BackupUnusable(f"the keys of the tenant {tenant} are missing")
