"""`aftercall migrate`: who migrates, and who is then granted what."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from service.cli import migration
from service.cli.app import app
from service.cli.errors import CliError
from service.settings import Settings
from service.storage import Keyring, Storage, migrate
from tests.databases import Databases
from tests.service.storage.builders import ACME, Told, stored


class Empty:
    """A database without tables, seen by its owner and by the role that is to serve."""

    def __init__(self, databases: Databases, name: str) -> None:
        self.owner = databases.owner_url(name)
        self.service = databases.url(name)
        self.superuser = databases.given_url(name)
        self.role = str(make_url(self.service).username)

    def serves(self, url: str | None = None) -> bool:
        storage = Storage(url or self.service, Keyring.fresh(), after_commit=Told())
        storage.check()
        stored(storage, ACME)
        storage.dispose()
        return storage.warnings == ()


@pytest.fixture
def empty(postgres_databases: Databases) -> Iterator[Empty]:
    if not postgres_databases.has_roles:
        pytest.skip("NO ROLES CAN BE MADE ON THIS SERVER")
    name = postgres_databases.create()
    yield Empty(postgres_databases, name)
    postgres_databases.drop(name)


@pytest.mark.postgres
def test_the_owner_migrates_and_the_services_own_role_is_granted(empty: Empty) -> None:
    settings = Settings(database_url=empty.service, migrate_database_url=empty.owner)

    granted = [migration.bring_up_to_date(settings) for _ in range(2)]

    assert granted == [empty.role, empty.role]
    assert migrate.current(empty.owner) == migrate.head()
    assert empty.serves()


@pytest.mark.postgres
def test_a_role_that_is_named_comes_before_the_services_own(empty: Empty) -> None:
    settings = Settings(database_url=empty.owner, database_role="nobody-of-this-name")

    granted = migration.bring_up_to_date(settings, empty.role)

    assert granted == empty.role
    with pytest.raises(CliError, match="there is no role nobody-of-this-name"):
        migration.bring_up_to_date(settings)


@pytest.mark.postgres
def test_without_a_second_role_nothing_is_granted(empty: Empty) -> None:
    assert migration.bring_up_to_date(Settings(database_url=empty.owner)) is None


@pytest.mark.postgres
def test_a_missing_role_is_made_with_the_password_of_the_services_address(empty: Empty) -> None:
    role = f"aftercall_test_{uuid.uuid4().hex}"
    url = make_url(empty.service).set(username=role, password="p@ss/word")
    service = url.render_as_string(hide_password=False)
    # On a real server the owner may make roles; on this one the superuser may.
    settings = Settings(database_url=service, migrate_database_url=empty.superuser)

    granted = migration.bring_up_to_date(settings, create=True)

    assert granted == role
    assert empty.serves(service)
    with migrate.owning(empty.superuser) as connection:
        connection.exec_driver_sql(f'DROP OWNED BY "{role}"')
        connection.exec_driver_sql(f'DROP ROLE "{role}"')


def test_roles_are_refused_for_sqlite_and_names_asked_for(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)

    with pytest.raises(CliError, match="this database is SQLite"):
        migration.bring_up_to_date(settings, "somebody")
    with pytest.raises(CliError, match="this database is SQLite"):
        migration.bring_up_to_date(settings, create=True)
    with pytest.raises(CliError, match="which role"):
        migration.bring_up_to_date(Settings(database_url="postgresql://a@nowhere/b"), create=True)

    # A role that is set for all machines does no harm on one without PostgreSQL.
    assert migration.bring_up_to_date(Settings(data=tmp_path, database_role="aftercall")) is None
    assert migrate.current(settings.database) == migrate.head()


def test_the_command_says_where_the_database_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERCALL_DATA", str(tmp_path))

    with pytest.raises(SystemExit) as ended:
        app(["migrate"])

    assert ended.value.code == 0
    assert f"revision {migrate.head()}" in capsys.readouterr().out
