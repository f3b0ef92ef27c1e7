"""A new master key while everything runs: read anew by who needs it, and usable wherever it is cut off."""

import fcntl
from pathlib import Path

import pytest
from sqlalchemy import select

from service.storage import Keyring, KeyringUnusable, LiveKeyring, Storage, WrongMasterKey, rotation
from service.storage.keys import rewrap
from service.storage.tables import tenant_keys
from tests.service.storage.builders import ACME, OTHER, Told, a_transcript, stored
from tests.service.storage.raw import rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keyring.json"
    Keyring.create(path)
    return path


@pytest.fixture
def running(storage_url: str, path: Path) -> "Running":
    return Running(storage_url, path)


class Running:
    """Processes that were started before the rotation; closed at the end of the test that made them."""

    def __init__(self, url: str, path: Path) -> None:
        self._url, self._path = url, path

    def process(self) -> Storage:
        return Storage(self._url, LiveKeyring(self._path), after_commit=Told())


def masters(url: str, tenant: str = ACME) -> set[str]:
    return {row.master_id for row in rows(url, tenant, select(tenant_keys.c.master_id))}


def test_after_a_rotation_every_tenants_key_is_under_the_new_master_key(
    running: Running, storage_url: str, path: Path
) -> None:
    process = running.process()
    call, _ = stored(process)
    stored(process, OTHER)

    rotated = rotation.rotate(storage_url, path)

    assert (rotated.current, rotated.rewrapped, rotated.ids) == ("m2", 2, frozenset({"m1", "m2"}))
    assert masters(storage_url) | masters(storage_url, OTHER) == {"m2"}
    fresh = running.process()
    with fresh.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()
    fresh.dispose()
    process.dispose()


def test_processes_that_run_go_on_with_tenants_they_know_and_do_not_know(
    running: Running, storage_url: str, path: Path
) -> None:
    knows, cold = running.process(), running.process()
    call, _ = stored(knows)

    rotation.rotate(storage_url, path, drop_old=True)

    for process in (knows, cold):
        with process.work.read(ACME) as unit:
            assert unit.calls.transcript(call.id) == a_transcript()
        process.check()
    knows.dispose()
    cold.dispose()


def test_a_tenant_made_by_a_process_that_runs_is_under_the_new_master_key(
    running: Running, storage_url: str, path: Path
) -> None:
    process = running.process()
    stored(process)

    rotation.rotate(storage_url, path, drop_old=True)
    stored(process, OTHER)

    assert masters(storage_url, OTHER) == {"m2"}
    process.dispose()


def test_old_master_keys_go_when_told_and_their_names_are_not_used_again(
    running: Running, storage_url: str, path: Path
) -> None:
    process = running.process()
    stored(process)

    ids = [rotation.rotate(storage_url, path, drop_old=True).ids for _ in range(3)]

    assert ids == [{"m2"}, {"m3"}, {"m4"}]
    process.dispose()


def test_what_was_cut_off_before_anything_was_wrapped_is_finished_by_the_next(
    running: Running, storage_url: str, path: Path
) -> None:
    process = running.process()
    call, _ = stored(process)
    Keyring.load(path).rotated().save(path)
    after_the_cut = running.process()
    after_the_cut.check()

    rotated = rotation.rotate(storage_url, path, fresh=False, drop_old=True)

    assert (rotated.current, rotated.rewrapped, rotated.ids) == ("m2", 1, frozenset({"m2"}))
    with after_the_cut.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()
    after_the_cut.dispose()
    process.dispose()


def test_what_was_cut_off_between_two_tenants_works_and_is_finished_by_the_next(
    running: Running, storage_url: str, path: Path
) -> None:
    process = running.process()
    calls = {tenant: stored(process, tenant)[0] for tenant in (ACME, OTHER)}
    Keyring.load(path).rotated().save(path)
    half = Storage(storage_url, Keyring.load(path), after_commit=Told())
    with half.work.begin(ACME) as unit:
        rewrap(unit.session.connection, ACME, Keyring.load(path))
    between = running.process()
    for tenant, call in calls.items():
        with between.work.read(tenant) as unit:
            assert unit.calls.transcript(call.id) == a_transcript()

    rotated = rotation.rotate(storage_url, path, drop_old=True)

    assert (rotated.current, rotated.rewrapped) == ("m3", 2)
    for one in (half, between, process):
        one.dispose()


def test_two_do_not_rotate_at_once(storage_url: str, path: Path) -> None:
    with path.with_name("keyring.json.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(KeyringUnusable, match="somebody else"):
            rotation.rotate(storage_url, path)

    assert Keyring.load(path).ids == {"m1"}


def test_a_keyring_of_another_installation_rotates_nothing(
    running: Running, storage_url: str, path: Path, tmp_path: Path
) -> None:
    process = running.process()
    call, _ = stored(process)
    Keyring.create(tmp_path / "other.json")

    with pytest.raises(WrongMasterKey):
        rotation.rotate(storage_url, tmp_path / "other.json", drop_old=True)

    assert masters(storage_url) == {"m1"}
    with process.work.read(ACME) as unit:
        assert unit.calls.transcript(call.id) == a_transcript()
    process.dispose()
