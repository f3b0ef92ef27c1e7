"""Backup and restore: all of it, at one moment, on either database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from service.domain.job import Lane
from service.storage import Keyring, Storage, migrate
from service.storage.backup import NotEmpty, restore
from tests.service.storage.backups import content, fill, nothing_to_replay
from tests.service.storage.builders import (
    ACME,
    OTHER,
    SAID,
    Told,
    a_call,
    a_transcript,
    claimed,
    enqueued,
    stored,
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "saved", tmp_path / "saved.keys"


@pytest.fixture
def filled(storage: Storage) -> Storage:
    return fill(storage)


Empty = Callable[[str], str]


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Empty]:
    """Another database, without anything, of the kind asked for; the address is its owner's."""
    made: list[tuple[Any, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'other' / 'aftercall.db'}"
        databases = request.getfixturevalue("postgres_databases")
        name = databases.create()
        made.append((databases, name))
        return str(databases.owner_url(name))

    (tmp_path / "other").mkdir()
    yield make
    for databases, name in made:
        databases.drop(name)


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_restored_database_holds_what_the_other_held_whichever_kind_it_is(
    filled: Storage, storage_url: str, keyring: Keyring, files: tuple[Path, Path], empty: Empty, kind: str
) -> None:
    written = filled.backup(*files)
    other = empty(kind)

    restored = restore(other, keyring, *files, replay=nothing_to_replay)

    assert (restored.tenants, restored.rows) == (2, written.rows + written.keys)
    for tenant in (ACME, OTHER):
        assert content(other, tenant) == content(storage_url, tenant)
    opened = Storage(other, keyring, after_commit=Told())
    opened.check()
    with opened.work.read(ACME) as unit:
        (row,) = unit.wrapups.page().items
        assert unit.calls.transcript(row.call_id) == a_transcript()
        assert unit.ledger.of_wrapup(row.id)[0].data == {"said": SAID}
    assert opened.verify_audit(ACME).holds
    opened.dispose()


def test_a_backup_is_of_one_moment_and_hinders_nobody(
    filled: Storage, keyring: Keyring, files: tuple[Path, Path], empty: Empty
) -> None:
    """A call, its key and its wrap-up are in it together or not at all, however many are stored meanwhile."""
    over = Event()

    def store() -> int:
        count = 0
        while not over.is_set():
            stored(filled)
            count += 1
        return count

    with ThreadPoolExecutor(1) as pool:
        storing = pool.submit(store)
        for _ in range(5):
            filled.backup(*files)
        over.set()

    other = empty("sqlite")
    restore(other, keyring, *files, replay=nothing_to_replay)
    found = content(other, ACME)
    assert storing.result() > 5
    assert len(found["calls"]) == len(found["call_keys"]) == len(found["wrapups"]) > 1


def test_a_backup_says_nothing_without_its_keys_and_is_its_owners_alone(
    filled: Storage, files: tuple[Path, Path]
) -> None:
    filled.backup(*files)

    for path in files:
        assert path.stat().st_mode & 0o777 == 0o600
        assert SAID.encode() not in path.read_bytes()
    assert b"tenant_keys" not in files[0].read_bytes()
    assert b"call_keys" not in files[0].read_bytes()


def test_a_backup_that_fails_leaves_the_one_before(
    filled: Storage, files: tuple[Path, Path], tmp_path: Path
) -> None:
    filled.backup(*files)
    before = [path.read_bytes() for path in files]

    with pytest.raises(OSError, match="No such file"):
        filled.backup(tmp_path / "nowhere" / "saved", files[1])

    assert [path.read_bytes() for path in files] == before
    assert {path.name for path in tmp_path.iterdir() if path.name.startswith(".saved")} == set()


def test_a_database_that_holds_something_is_replaced_only_when_told(
    filled: Storage, storage_url: str, owner_url: str, keyring: Keyring, files: tuple[Path, Path]
) -> None:
    filled.backup(*files)
    backed_up = content(storage_url, ACME)
    stored(filled)
    later = content(storage_url, ACME)

    with pytest.raises(NotEmpty, match="--replace"):
        restore(owner_url, keyring, *files, replay=nothing_to_replay)
    kept = content(storage_url, ACME)
    restore(owner_url, keyring, *files, replay=nothing_to_replay, replace=True)

    assert kept == later
    assert content(owner_url, ACME) == backed_up


def test_a_replay_that_fails_leaves_the_database_as_it_was(
    filled: Storage, storage_url: str, owner_url: str, keyring: Keyring, files: tuple[Path, Path]
) -> None:
    filled.backup(*files)
    stored(filled)
    before = content(storage_url, ACME)

    def fall(*_: object) -> None:
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError):
        restore(owner_url, keyring, *files, replay=fall, replace=True)

    assert content(storage_url, ACME) == before


def test_a_backup_of_an_older_release_is_brought_to_this_one(
    empty_url: str, keyring: Keyring, files: tuple[Path, Path], empty: Empty
) -> None:
    migrate.upgrade(empty_url, "0003")
    old = Storage(empty_url, keyring, after_commit=Told())
    with old.work.begin(ACME) as unit:
        call = a_call()
        unit.calls.add(call, a_transcript())
    old.backup(*files)
    old.dispose()
    other = empty("sqlite")

    restore(other, keyring, *files, replay=nothing_to_replay)

    opened = Storage(other, keyring, after_commit=Told())
    assert migrate.current(other) == migrate.head()
    with opened.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()
    opened.dispose()


def test_a_job_in_hand_at_the_time_is_nobodys_after(
    storage: Storage, keyring: Keyring, files: tuple[Path, Path], empty: Empty
) -> None:
    stored(storage)
    enqueued(storage)
    held = claimed(storage)
    storage.backup(*files)
    other = empty("sqlite")

    restore(other, keyring, *files, replay=nothing_to_replay)

    opened = Storage(other, keyring, after_commit=Told())
    job = claimed(opened, Lane.DRAFT, "worker-2")
    opened.dispose()
    assert (job.id, job.crashes) == (held.id, 0)
    assert job.fence > held.fence


def test_listeners_from_before_are_told_to_read_all_anew(
    filled: Storage, owner_url: str, storage_url: str, keyring: Keyring, files: tuple[Path, Path]
) -> None:
    filled.backup(*files)
    with filled.work.read(ACME) as unit:
        (event,) = unit.events.after(None)

    restore(owner_url, keyring, *files, replay=nothing_to_replay, replace=True)

    opened = Storage(storage_url, keyring, after_commit=Told())
    with opened.work.read(ACME) as unit:
        assert not unit.events.knows(event.cursor)
        assert unit.events.knows(unit.events.head())
    opened.dispose()
