"""Fixtures for tests that need a database: each test gets its own, migrated, on SQLite and on PostgreSQL.

`storage_url` runs a test on both, `sqlite_url` and `postgres_url` on one, `empty_url` gives both unmigrated.
On PostgreSQL one role owns and migrates, another one serves: a migrated database is given under the second,
an empty one under the first, and `owner_url` is the first's of `storage_url`. The PostgreSQL server is the one named by AFTERCALL_TEST_POSTGRES_URL, else it is started once a session.
"""

import os
import shutil
import uuid
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

from service.storage import migrate, roles
from tests.postgres_server import NoServer, PostgresServer, start_server

BOTH = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]

END_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
USED_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    " AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0"
)


class Databases:
    """Databases made for single tests on one server; they go with `close`."""

    def __init__(self, server: URL) -> None:
        self._given = server
        self._roles: list[str] = []
        self._made: list[str] = []
        self._idle: list[str] = []
        self._owner = self._service = server
        if self.has_roles:
            self._owner, self._service = self._role(sql.SQL("CREATEDB")), self._role(sql.SQL("NOCREATEDB"))
            owner, service = self._roles
            # So that the owner may end what the service left open.
            self._run(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(service), sql.Identifier(owner)), server
            )
        self._template = self.create()
        migrate.upgrade(self.owner_url(self._template))
        if self.has_roles:
            roles.grant(self.owner_url(self._template), str(self._service.username))

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
        with psycopg.connect(_address(self._owner.set(database=name)), autocommit=True) as connection:
            connection.execute(END_OTHERS)
            used = [sql.Identifier(table) for (table,) in connection.execute(USED_TABLES)]
            if used:
                connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(used)))
            # A test may have made it a newer release's.
            connection.execute("UPDATE alembic_version SET version_num = %s", [migrate.head()])
        self._idle.append(name)

    def drop(self, name: str) -> None:
        # Not by force: an owner may not end the server's own vacuum, for which a plain drop makes room by itself.
        with psycopg.connect(_address(self._owner.set(database=name)), autocommit=True) as connection:
            connection.execute(END_OTHERS)
        self._run(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        self._made.remove(name)

    def close(self) -> None:
        for name in list(self._made):
            self.drop(name)
        for role in self._roles:
            self._run(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)), self._given)

    def url(self, name: str) -> str:
        """Of the role that serves."""
        return self._service.set(database=name).render_as_string(hide_password=False)

    def owner_url(self, name: str) -> str:
        return self._owner.set(database=name).render_as_string(hide_password=False)

    def given_url(self, name: str) -> str:
        """Of whom we were given: a superuser, on a server of our own."""
        return self._given.set(database=name).render_as_string(hide_password=False)

    @cached_property
    def has_roles(self) -> bool:
        """Whether the server lets us make roles; where it does not, the one that is given owns and serves."""
        with psycopg.connect(_address(self._given)) as connection:
            found = connection.execute(
                "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        return found == (True,)

    def _role(self, trait: sql.SQL) -> URL:
        """The server as a role of its own: row-level security does not bind a superuser."""
        role, password = f"aftercall_test_{uuid.uuid4().hex}", uuid.uuid4().hex
        made = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
        self._run(made.format(sql.Identifier(role), trait, sql.Literal(password)), self._given)
        self._roles.append(role)
        return self._given.set(username=role, password=password)

    def _run(self, command: sql.Composed, server: URL | None = None) -> None:
        with psycopg.connect(_address(server or self._owner), autocommit=True) as connection:
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
    return server.superuser


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
    yield databases.owner_url(name)
    databases.drop(name)


@pytest.fixture
def owner_url(storage_url: str, request: pytest.FixtureRequest) -> str:
    if storage_url.startswith("sqlite"):
        return storage_url
    databases: Databases = request.getfixturevalue("postgres_databases")
    return databases.owner_url(str(make_url(storage_url).database))
