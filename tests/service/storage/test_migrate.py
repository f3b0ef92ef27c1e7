"""Migrations: one history for both databases, safe from many at once, and equal to the tables in code."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from service.domain.errors import StorageDown
from service.storage import Keyring, Storage, migrate
from service.storage.tables import metadata
from tests.service.storage.builders import ACME, Told, stored
from tests.service.storage.raw import execute


def opened(url: str) -> Storage:
    return Storage(url, Keyring.fresh(), after_commit=Told())


def test_an_empty_database_is_brought_to_head(empty_url: str) -> None:
    before = migrate.current(empty_url)

    for _ in range(2):
        migrate.upgrade(empty_url)

    assert (before, migrate.current(empty_url)) == (None, migrate.head())


def test_migrations_and_tables_agree(storage_url: str) -> None:
    engine = create_engine(storage_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        differences = compare_metadata(context, metadata)
    engine.dispose()

    assert differences == []


def test_partial_indexes_are_partial(storage_url: str) -> None:
    engine = create_engine(storage_url)
    listing = "sqlite_master" if storage_url.startswith("sqlite") else "pg_indexes"
    columns = ("sql", "name") if storage_url.startswith("sqlite") else ("indexdef", "indexname")
    with engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT {columns[0]} FROM {listing} WHERE {columns[1]} LIKE 'ix_jobs_%'")  # noqa: S608 (constants)
        ).scalars()
        definitions = list(found)
    engine.dispose()

    assert len(definitions) == 4
    assert all(" WHERE " in definition for definition in definitions)


def test_many_that_start_at_once_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate.upgrade, [empty_url] * 4))

    assert migrate.current(empty_url) == migrate.head()


def test_a_database_without_its_migrations_is_not_ready(empty_url: str) -> None:
    storage = opened(empty_url)

    with pytest.raises(StorageDown, match="migrate"):
        storage.check()

    migrate.upgrade(empty_url)
    storage.check()
    storage.dispose()


def test_a_database_of_a_newer_release_is_ready(storage_url: str, owner_url: str) -> None:
    execute(owner_url, ACME, text("UPDATE alembic_version SET version_num = '9999'"))
    storage = opened(storage_url)
    stored(storage)

    storage.check()

    storage.dispose()
