"""Backup and restore: all of it, at one moment, on either database; nothing that is cut, changed or foreign."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from service.domain.access import Role
from service.domain.erasure import JournalEntry
from service.domain.job import Kind, Lane
from service.domain.ledger import Entry, EventKind
from service.domain.ports import Work
from service.storage import Keyring, Storage, migrate
from service.storage.backup import BackupUnusable, NotEmpty, restore
from service.storage.engine import Database
from service.storage.tables import metadata
from tests.service.storage.builders import (
    ACME,
    OTHER,
    SAID,
    Told,
    a_call,
    a_delivery,
    a_draft,
    a_transcript,
    claimed,
    enqueued,
    stored,
)

NOT_KEPT = {"events", "event_horizons", "tickets", "sessions"}


def nothing_to_replay(_work: Work, _tenants: Sequence[str], _kept: Iterator[JournalEntry]) -> None:
    return


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "saved", tmp_path / "saved.keys"


@pytest.fixture
def filled(storage: Storage) -> Storage:
    return fill(storage)


def fill(storage: Storage) -> Storage:
    """Two tenants with something in every table that there is something to put into."""
    for tenant in (ACME, OTHER):
        call, wrapup = stored(storage, tenant)
        with storage.work.begin(tenant) as unit:
            unit.drafts.add(wrapup.id, a_draft())
            unit.ledger.append(
                Entry.DRAFTED, wrapup_id=wrapup.id, call_id=call.id, actor="x", data={"said": SAID}
            )
            unit.events.append(EventKind.READY, wrapup)
            unit.audit.append("looked", actor="x", subject=call.id, data={})
            unit.jobs.enqueue(Kind.DRAFT, wrapup.id)
            unit.calls.remember("key", "print", call.id)
            unit.credentials.create_key("hash", "ack_", (Role.ADMIN, Role.AGENT), None, None)
            unit.deliveries.add(a_delivery(tenant), b"body")
    return storage


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


def content(url: str, tenant: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    database = Database(url)
    with database.transaction(tenant=tenant) as (connection, _):
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).filter_by(tenant_id=tenant))]
            for table in metadata.sorted_tables
            if table.name not in NOT_KEPT
        }
    database.dispose()
    return {name: sorted(some, key=repr) for name, some in found.items()}


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


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-30])


def cut_at_a_line(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"acme", b"bcme", 1))


def take_a_row(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith(b"["))
    path.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))


def go_on(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"[1]\n")


def age(path: Path) -> None:
    change_header(path, version=99)


def of_the_future(path: Path) -> None:
    change_header(path, revision="9999")


def change_header(path: Path, **fields: object) -> None:
    first, rest = path.read_bytes().split(b"\n", 1)
    path.write_bytes(json.dumps(json.loads(first) | fields).encode() + b"\n" + rest)


def no_backup(path: Path) -> None:
    path.write_text("something else\n")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (cut, "cut off"),
        (cut_at_a_line, "cut off"),
        (change, "changed"),
        (take_a_row, "cut off"),
        (go_on, "behind its end"),
        (age, "newer release"),
        (of_the_future, "changed"),
        (no_backup, "no backup"),
        (Path.unlink, "cannot be read"),
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_not_as_it_was_written_is_refused_and_changes_nothing(
    sqlite_url: str,
    keyring: Keyring,
    files: tuple[Path, Path],
    harm: Callable[[Path], object],
    words: str,
    which: int,
) -> None:
    storage = fill(Storage(sqlite_url, keyring, after_commit=Told()))
    storage.backup(*files)
    storage.dispose()
    before = content(sqlite_url, ACME)
    harm(files[which])

    with pytest.raises(BackupUnusable, match=words):
        restore(sqlite_url, keyring, *files, replay=nothing_to_replay, replace=True)

    assert content(sqlite_url, ACME) == before


def test_a_keyring_of_another_installation_is_refused(
    filled: Storage, files: tuple[Path, Path], empty: Empty
) -> None:
    filled.backup(*files)

    for other in (Keyring.fresh(), Keyring.fresh("k7")):
        with pytest.raises(BackupUnusable, match="does not belong to this keyring"):
            restore(empty("sqlite"), other, *files, replay=nothing_to_replay)


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
