"""A look at the database from outside the service's work: for an operator who asks what is wrong with it."""

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url, text

from service.domain.errors import StorageDown
from service.domain.values import Value
from service.storage.engine import Database
from service.storage.migrate import behind, head, revision_of
from service.storage.roles import weaknesses

# Words of libpq and of the server; the text itself is not shown, since it may name more than it should.
_REASONS = (
    ("no password supplied", "password"),
    ("password authentication failed", "password"),
    ("no pg_hba.conf entry", "not_admitted"),
    ("does not exist", "absent"),
    ("could not translate host name", "name"),
    ("Name or service not known", "name"),
    ("Connection refused", "refused"),
    ("timeout expired", "timeout"),
    ("too many connections", "full"),
    ("remaining connection slots", "full"),
    ("certificate verify failed", "certificate"),
    ("server does not support SSL", "certificate"),
    ("unable to open database file", "unreadable"),
    ("readonly database", "unreadable"),
    ("locked", "locked"),
    ("malformed", "not_a_database"),
    ("not a database", "not_a_database"),
)
_ENCRYPTED = text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")


class Unreachable(Exception):
    """The database cannot be asked. `reason` is one of our words above, or `other`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Examination(Value):
    """`revision` is None for an empty database; `needed` is this release's; `skew_ms` how far its clock is ahead.

    `weaknesses` of its role are for row-level security. `encrypted` is None where no network lies between.
    """

    server: str
    revision: str | None
    needed: str
    is_behind: bool
    is_ahead: bool
    weaknesses: tuple[str, ...] = ()
    skew_ms: int = 0
    encrypted: bool | None = None
    journal: str | None = None


def examine(url: str) -> Examination:
    """One connection, a few reads, nothing written. Raises `Unreachable`."""
    if not may_be_there(url):
        raise Unreachable("no_file")
    database = Database(url, pool_size=1)
    try:
        before = time.time()
        with database.transaction(write=False) as (connection, now):
            skew_ms = now - round((before + time.time()) / 2 * 1000)
            return _examined(connection, skew_ms=0 if database.is_sqlite else skew_ms)
    except StorageDown as error:
        raise Unreachable(_reason(error)) from None
    except Exception as error:  # noqa: BLE001  # SQLite finds out late that a file is no database
        raise Unreachable(_reason(error)) from None
    finally:
        database.dispose()


def may_be_there(url: str) -> bool:
    """False for SQLite without its file: to connect would make it."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(str(parsed.database)).is_file()


def _examined(connection: Connection, *, skew_ms: int) -> Examination:
    revision, needed = revision_of(connection), head()
    is_behind = behind(revision)
    common: dict[str, Any] = {
        "revision": revision,
        "needed": needed,
        "is_behind": is_behind,
        "is_ahead": not is_behind and revision != needed,
        "skew_ms": skew_ms,
    }
    if connection.dialect.name == "sqlite":
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
        journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
        return Examination(server=f"SQLite {version}", journal=journal, **common)
    version = str(connection.exec_driver_sql("SHOW server_version").scalar_one()).split()[0]
    host = connection.engine.url.host or str(connection.engine.url.query.get("host", "/"))
    local = host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}
    return Examination(
        server=f"PostgreSQL {version}",
        weaknesses=weaknesses(connection),
        encrypted=None if local else bool(connection.execute(_ENCRYPTED).scalar()),
        **common,
    )


def _reason(error: BaseException) -> str:
    words = "".join(str(one) for one in _chain(error))
    return next((reason for pattern, reason in _REASONS if pattern in words), "other")


def _chain(error: BaseException | None) -> list[BaseException]:
    found = []
    while error is not None:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
