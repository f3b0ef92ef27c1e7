"""Behind the storage's back: what somebody with access to the database, but not to the keys, can do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Executable, select

from service.storage.engine import Database
from service.storage.tables import metadata


def execute(url: str, tenant_id: str, statement: Executable) -> None:
    with _connected(url, tenant_id) as connection:
        connection.execute(statement)


def rows(url: str, tenant_id: str, statement: Executable) -> list[Any]:
    with _connected(url, tenant_id) as connection:
        return list(connection.execute(statement))


def everything(url: str, tenant_id: str) -> bytes:
    """All that is stored: the bytes of SQLite's files, every value of every row of PostgreSQL."""
    dump = b""
    with _connected(url, tenant_id) as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                dump += b"\n".join(
                    value if isinstance(value, bytes) else str(value).encode() for value in row
                )
    if url.startswith("sqlite"):
        for path in Path(url.removeprefix("sqlite:///")).parent.glob("aftercall.db*"):
            dump += path.read_bytes()
    return dump


@contextmanager
def _connected(url: str, tenant_id: str) -> Iterator[Connection]:
    database = Database(url)
    try:
        with database.transaction(tenant=tenant_id) as (connection, _):
            yield connection
    finally:
        database.dispose()
