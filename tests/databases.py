"""Fixtures for tests that need a database: each test gets its own, migrated, on SQLite and on PostgreSQL.

`storage_url` runs a test on both, `sqlite_url` and `postgres_url` on one, `empty_url` gives both unmigrated.
The PostgreSQL server is the one named by AFTERCALL_TEST_POSTGRES_URL, else it is started once a session.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from service.storage import migrate
from tests.postgres_server import NoServer, PostgresServer, start_server

BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]

END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
USED_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    " AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)


class Databases:
    """Databases made for single tests on one server; they go with `close`."""

    def __init__(self, server: URL) -> None:
        self._given = server
        self._role = f"aftercall_test_{uuid.uuid4().hex}" if self._is_superuser(server) else None
        self._server = self._ordinary(self._role) if self._role else server
        self._made: list[str] = []
        self._idle: list[str] = []
        self._template = self.create()
        migrate.upgrade(self.url(self._template))

    def create(self, template: str | None = None) -> str:
        name = f"aftercall_test_{uuid.uuid4().hex}"
        command = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            command += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        self._run(command)
        self._made.append(name)
        return name

    def lend(self) -> str:
        """A migrated database without rows. Emptying one that was used is quicker than making another."""
        return self._idle.pop() if self._idle else self.create(self._template)

    def take_back(self, name: str) -> None:
        with psycopg.connect(_address(self._server.set(database=name)), autocommit=True) as connection:
            connection.execute(END_OTHERS)
            used = [sql.Identifier(table) for (table,) in connection.execute(USED_TABLES)]
            if used:
                connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(used)))
        self._idle.append(name)

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        self._made.remove(name)

    def close(self) -> None:
        for name in list(self._made):
            self.drop(name)
        if self._role:
            self._run(sql.SQL("DROP ROLE {}").format(sql.Identifier(self._role)), self._given)

    def url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _is_superuser(self, server: URL) -> bool:
        with psycopg.connect(_address(server)) as connection:
            found = connection.execute("SELECT current_setting('is_superuser')").fetchone()
        return found == ("on",)

    def _ordinary(self, role: str) -> URL:
        """The server as a role of its own: row-level security does not bind a superuser."""
        password = uuid.uuid4().hex
        options = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        self._run(options.format(sql.Identifier(role), sql.Literal(password)), self._given)
        return self._given.set(username=role, password=password)

    def _run(self, command: sql.Composed, server: URL | None = None) -> None:
        with psycopg.connect(_address(server or self._server), autocommit=True) as connection:
            connection.execute(command)


def _address(server: URL) -> str:
    """The address as the driver itself reads it."""
    return server.set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[Databases]:
    given = os.environ.get("AFTERCALL_TEST_POSTGRES_URL")
    server: PostgresServer | None = None
    if given is None:
        try:
            server = start_server()
        except NoServer as missing:
            if os.environ.get("CI") == "true":
                pytest.fail(f"no PostgreSQL for the tests: {missing}")
            pytest.skip(f"NO POSTGRESQL, HALF OF THE STORAGE TESTS DO NOT RUN: {missing}")
    try:
        databases = Databases(make_url(given) if given else _of(server))
        yield databases
        databases.close()
    finally:
        if server is not None:
            server.stop()


def _of(server: PostgresServer | None) -> URL:
    assert server is not None
    return server.url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "aftercall.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'aftercall.db')}"


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    name = postgres_databases.lend()
    yield postgres_databases.url(name)
    postgres_databases.take_back(name)


@pytest.fixture(params=BOTH)
def storage_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    databases: Databases = request.getfixturevalue("postgres_databases")
    name = databases.create()
    yield databases.url(name)
    databases.drop(name)
