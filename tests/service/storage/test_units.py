"""Units of work: one transaction, one clock, and a clear answer when the database is away."""

import time
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from service.domain.board import JobBoard
from service.domain.errors import Invalid, StorageDown
from service.domain.job import Kind, Lane
from service.domain.ports import Doors, Work
from service.domain.values import from_ms, to_ms
from service.storage import Keyring, Storage, migrate
from service.storage.engine import Database
from service.storage.tables import calls, jobs
from tests.service.storage.builders import (
    ACME,
    OTHER,
    START,
    Clock,
    Told,
    claimed,
    conforms,
    enqueued,
    stored,
)


def test_storage_is_what_the_ports_ask_for(storage: Storage) -> None:
    work: Work = storage.work
    doors: Doors = storage.doors
    board: JobBoard = storage.board

    with work.read(ACME) as unit:
        assert conforms(unit).tenant_id == ACME
    assert doors.principal_of_session("none") is None
    assert board.claim(Lane.TUNE, "worker-1") is None


def test_a_unit_has_one_time(storage: Storage, clock: Clock) -> None:
    with storage.work.begin(ACME) as unit:
        first = unit.now
        clock.advance(1000)

        assert (first, unit.now) == (from_ms(START), from_ms(START))


def test_the_clock_is_the_databases(storage_url: str, keyring: Keyring) -> None:
    storage = Storage(storage_url, keyring, after_commit=Told())

    with storage.work.read(ACME) as unit:
        now = to_ms(unit.now)

    storage.dispose()
    assert abs(now - time.time() * 1000) < 60_000


def test_a_reading_unit_cannot_write(storage: Storage) -> None:
    with pytest.raises((DatabaseError, StorageDown)), storage.work.read(ACME) as unit:
        unit.jobs.enqueue(Kind.DRAFT, "w1")

    assert storage.board.due() == {}


def test_reading_does_not_wait_for_a_writer(storage: Storage) -> None:
    enqueued(storage)

    with storage.work.begin(ACME) as unit:
        unit.jobs.enqueue(Kind.DRAFT, "w2")
        with storage.work.read(ACME) as reader:
            seen = reader.wrapups.page().items
        due = storage.board.due()

    assert (seen, due) == ((), {Lane.DRAFT: 1})


def test_a_hint_that_fails_leaves_what_is_committed(storage_url: str, keyring: Keyring) -> None:
    def broken(lanes: frozenset[Lane], news: bool) -> None:
        raise ConnectionError

    storage = Storage(storage_url, keyring, after_commit=broken)
    enqueued(storage)

    assert claimed(storage).subject == "w1"
    storage.dispose()


def test_a_database_that_is_away_is_said_so(tmp_path: Path, keyring: Keyring) -> None:
    urls = (
        f"sqlite:///{tmp_path}/folder/aftercall.db",
        f"postgresql://aftercall@/aftercall?host={tmp_path}",
    )
    for url in urls:
        storage = Storage(url, keyring, after_commit=Told())
        with pytest.raises(StorageDown):
            storage.check()
        with pytest.raises(StorageDown), storage.work.begin(ACME) as unit:
            unit.jobs.enqueue(Kind.DRAFT, "w1")
        storage.dispose()


def test_a_text_that_postgres_cannot_hold_is_invalid(postgres_storage: Storage) -> None:
    with pytest.raises(Invalid), postgres_storage.work.read(ACME) as unit:
        unit.wrapups.page(queue="bill\x00ing")


def test_a_connection_that_died_in_the_pool_is_replaced(postgres_storage: Storage, postgres_url: str) -> None:
    enqueued(postgres_storage)
    database = Database(postgres_url)
    ends = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with database.transaction() as (connection, _):
        ended = connection.execute(ends).scalars().all()
    database.dispose()

    assert claimed(postgres_storage).subject == "w1"
    assert ended


def test_rows_are_visible_only_to_the_tenant_that_is_named(
    postgres_storage: Storage, postgres_url: str
) -> None:
    stored(postgres_storage, ACME)
    enqueued(postgres_storage)
    database = Database(postgres_url)
    seen = {}

    for tenant, door in ((ACME, ""), (OTHER, ""), ("", ""), ("", "board")):
        with database.transaction(tenant=tenant, door=door) as (connection, _):
            counts = tuple(len(connection.execute(select(table)).all()) for table in (calls, jobs))
        seen[tenant, door] = counts

    database.dispose()
    assert seen == {(ACME, ""): (1, 1), (OTHER, ""): (0, 0), ("", ""): (0, 0), ("", "board"): (0, 1)}


def test_a_row_cannot_be_given_to_another_tenant(postgres_storage: Storage, postgres_url: str) -> None:
    enqueued(postgres_storage)
    database = Database(postgres_url)

    with pytest.raises(DatabaseError), database.transaction(tenant=ACME) as (connection, _):
        connection.execute(jobs.update().values(tenant_id=OTHER))

    database.dispose()


def test_the_sqlite_file_is_its_owners_alone(tmp_path: Path, keyring: Keyring) -> None:
    url = f"sqlite:///{tmp_path / 'aftercall.db'}"
    migrate.upgrade(url)
    storage = Storage(url, keyring, after_commit=Told())
    enqueued(storage)

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    storage.dispose()
    assert modes == dict.fromkeys(("aftercall.db", "aftercall.db-wal", "aftercall.db-shm"), 384)
