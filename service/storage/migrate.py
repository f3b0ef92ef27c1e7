"""Migrations without a command line: brings a database up to this release, safe to run from many at once."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from service.storage.engine import sqlite_engine

_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('aftercall.migrate'))")


def upgrade(url: str, revision: str = "head") -> None:
    """All missing migrations in one transaction; whoever comes second waits and finds nothing to do."""
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(_LOCK)
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
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
    return create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
