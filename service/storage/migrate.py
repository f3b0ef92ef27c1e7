"""Migrations without a command line: brings a database up to this release, safe to run from many at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from service.storage.engine import SCHEMA_FIRST, sqlite_engine

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('aftercall.migrate'))")


class MigrationFailed(Exception):
    """A migration was refused and rolled back, with all that ran before it; the message is one clear line."""


def upgrade(url: str, revision: str = "head") -> None:
    """All missing migrations in one transaction; whoever comes second waits and finds nothing to do.

    A database of a newer release has all that we need, and is left alone. Raises `MigrationFailed`.
    """
    with owning(url) as connection:
        before = revision_of(connection)
        if _newer(before):
            return
        try:
            run_on(connection, revision)
        except DBAPIError as error:
            # Its first line names what was refused; further ones may hold values of rows.
            said = str(error.orig).strip().partition("\n")[0][:200]
            raise MigrationFailed(
                f"migrating from revision {before} failed, the database is as it was: {said}"
            ) from error


def run_on(connection: Connection, revision: str) -> None:
    """The same within a transaction of `owning`."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def owning(url: str) -> Iterator[Connection]:
    """A transaction as the owner of the tables, one at a time over all that change them."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_LOCK)
            yield connection
    finally:
        engine.dispose()


def head() -> str:
    """The revision that this release needs."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise RuntimeError("there are no migrations")
    return found


def current(url: str) -> str | None:
    """The revision that a database is at; None when it is empty."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            return revision_of(connection)
    finally:
        engine.dispose()


def revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def behind(revision: str | None) -> bool:
    """Whether a database lacks what this release needs.

    A revision that we do not know is a newer release's: it expands first, so we still run on it.
    """
    return revision is None or revision in _earlier()


def known(revision: str) -> bool:
    """Whether it is a revision of this release or one before."""
    return revision == head() or revision in _earlier()


def _newer(revision: str | None) -> bool:
    return revision is not None and revision not in _earlier() and revision != head()


@cache
def _earlier() -> frozenset[str]:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return frozenset(known - {head()})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return sqlite_engine(parsed, begin="BEGIN EXCLUSIVE", pool_size=1)
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"options": f"-c search_path={SCHEMA_FIRST}"},
    )
