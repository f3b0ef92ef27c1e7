"""A restored database comes back without what was erased since, whatever tells of it: journal, database or keys."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import select

from service.domain.erasure import ErasureReason, JournalEntry
from service.domain.errors import NotFound, StorageDown
from service.domain.ports import Work
from service.flows.erase import Erase
from service.storage import Keyring, Storage
from service.storage.backup import restore
from service.storage.erasure_journal import FileJournal
from service.storage.tables import call_keys
from tests.service.flows.erasing import counts, erasing
from tests.service.flows.world import ADMIN, TENANT, World, a_body
from tests.service.storage.builders import Clock, Told
from tests.service.storage.raw import rows


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.fresh()


@pytest.fixture
def world(storage_url: str, keyring: Keyring) -> Iterator[World]:
    clock, told = Clock(), Told()
    storage = Storage(storage_url, keyring, after_commit=told, clock=clock)
    yield World(storage, clock, told)
    storage.dispose()


@pytest.fixture
def erase(world: World, tmp_path: Path) -> Erase:
    return erasing(world, tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "saved", tmp_path / "saved.keys"


class Restoring:
    """As `aftercall restore --replace` does it, with the journals that are named."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        self._url, self._keyring = url, keyring
        self.again = 0

    def run(self, data: Path, keys: Path, *journals: Path) -> None:
        def replay(work: Work, tenants: Sequence[str], kept: Iterator[JournalEntry]) -> None:
            flow = Erase(work, FileJournal(data.parent / "none"), lambda: "kept")
            entries = chain(kept, *(FileJournal(path).entries() for path in journals))
            self.again = flow.replay(entries) + flow.drop_unreadable(tenants)

        restore(self._url, self._keyring, data, keys, replay=replay, replace=True)


@pytest.fixture
def restoring(owner_url: str, keyring: Keyring) -> Restoring:
    return Restoring(owner_url, keyring)


def a_call(world: World, number: int) -> str:
    return world.receive(a_body(external_id=f"call-{number}"), delivery=f"r-{number}").call_ids[0]


def gone(world: World, *call_ids: str) -> bool:
    """Whether nothing of them can be read, and their redelivery stores nothing."""
    with world.storage.work.read(TENANT) as unit:
        for call_id in call_ids:
            with pytest.raises(NotFound):
                unit.calls.get(call_id)
    return True


def test_what_the_database_knows_to_be_erased_stays_erased_through_its_replacement(
    world: World, erase: Erase, restoring: Restoring, files: tuple[Path, Path]
) -> None:
    written = world.ready(external_id="call-written")
    kept = a_call(world, 1)
    world.storage.backup(*files)
    world.confirm(written)
    world.work_off()
    before = erase.call(ADMIN, written.call_id).erasure

    restoring.run(*files)

    assert gone(world, written.call_id)
    assert restoring.again == 1
    assert before.remaining
    assert erase.call(ADMIN, written.call_id).erasure == before
    with world.storage.work.read(TENANT) as unit:
        assert unit.calls.get(kept).id == kept


def test_a_database_that_is_lost_learns_of_erasures_from_the_journal(
    world: World,
    erase: Erase,
    restoring: Restoring,
    files: tuple[Path, Path],
    tmp_path: Path,
    storage_url: str,
) -> None:
    erased, kept = a_call(world, 1), a_call(world, 2)
    world.storage.backup(*files)
    since = a_call(world, 3)
    for call_id in (erased, since):
        erase.call(ADMIN, call_id)
    world.storage.backup(tmp_path / "newer", tmp_path / "newer.keys")
    with world.storage.work.begin(TENANT) as unit:
        unit.session.connection.exec_driver_sql("DELETE FROM erasures")

    restoring.run(*files, tmp_path / "erasures.jsonl")

    assert gone(world, erased, since)
    assert [row.call_id for row in rows(storage_url, TENANT, select(call_keys.c.call_id))] == [kept]
    assert erase.call(ADMIN, erased).erasure.reason is ErasureReason.REPLAYED


def test_what_was_erased_since_is_not_taken_again_after_a_restore(
    world: World, erase: Erase, restoring: Restoring, files: tuple[Path, Path], tmp_path: Path
) -> None:
    a_call(world, 1)
    world.storage.backup(*files)
    since = a_call(world, 2)
    erase.call(ADMIN, since)

    restoring.run(*files, tmp_path / "erasures.jsonl")

    again = world.receive(a_body(external_id="call-2"), delivery="d-later")
    assert (again.state, again.reason, again.call_ids) == ("ignored", "erased", (since,))


def test_newer_keys_make_what_was_erased_unreadable_in_an_older_backup(
    world: World,
    erase: Erase,
    restoring: Restoring,
    files: tuple[Path, Path],
    tmp_path: Path,
    storage_url: str,
) -> None:
    erased, kept = a_call(world, 1), a_call(world, 2)
    world.storage.backup(*files)
    erase.call(ADMIN, erased)
    world.storage.backup(tmp_path / "newer", tmp_path / "newer.keys")
    with world.storage.work.begin(TENANT) as unit:
        unit.session.connection.exec_driver_sql("DELETE FROM erasures")

    restoring.run(files[0], tmp_path / "newer.keys")

    assert gone(world, erased)
    assert counts(storage_url)["calls"] == 1
    with world.storage.work.read(TENANT) as unit:
        assert unit.calls.get(kept).id == kept


def test_a_database_put_back_by_other_means_is_not_ready_until_it_caught_up(
    world: World, erase: Erase, restoring: Restoring, files: tuple[Path, Path], tmp_path: Path
) -> None:
    erased = a_call(world, 1)
    world.storage.backup(*files)
    erase.call(ADMIN, erased)
    with world.storage.work.begin(TENANT) as unit:
        unit.session.connection.exec_driver_sql("DELETE FROM erasures")
    restoring.run(*files)
    started = erasing(world, tmp_path)

    with world.storage.work.read(TENANT) as unit:
        assert unit.calls.get(erased).id == erased
    with pytest.raises(StorageDown):
        started.check()
    done = started.catch_up()

    started.check()
    assert done == 1
    assert gone(world, erased)


def test_what_was_taken_again_before_it_caught_up_goes_too(
    world: World, erase: Erase, restoring: Restoring, files: tuple[Path, Path], tmp_path: Path
) -> None:
    a_call(world, 1)
    world.storage.backup(*files)
    first = a_call(world, 2)
    erase.call(ADMIN, first)
    with world.storage.work.begin(TENANT) as unit:
        unit.session.connection.exec_driver_sql("DELETE FROM erasures")
    restoring.run(*files)
    anew = world.receive(a_body(external_id="call-2"), delivery="d-later").call_ids[0]

    erasing(world, tmp_path).catch_up()

    assert anew != first
    assert gone(world, anew)
