"""Files of a backup that are cut, changed or foreign: refused before anything is touched."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from service.storage import Keyring, Storage
from service.storage.backup import BackupUnusable, restore
from tests.service.storage.backups import content, fill, nothing_to_replay
from tests.service.storage.builders import ACME, Clock, Told


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "saved", tmp_path / "saved.keys"


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
    sqlite_url: str, keyring: Keyring, files: tuple[Path, Path], tmp_path: Path
) -> None:
    storage = fill(Storage(sqlite_url, keyring, after_commit=Told()))
    storage.backup(*files)
    storage.dispose()

    for other in (Keyring.fresh(), Keyring.fresh("k7")):
        with pytest.raises(BackupUnusable, match="does not belong to this keyring"):
            restore(f"sqlite:///{tmp_path / 'other.db'}", other, *files, replay=nothing_to_replay)


def test_keys_older_than_the_data_are_refused_and_newer_ones_are_not(
    sqlite_url: str, keyring: Keyring, files: tuple[Path, Path], tmp_path: Path
) -> None:
    clock = Clock()
    storage = fill(Storage(sqlite_url, keyring, after_commit=Told(), clock=clock))
    storage.backup(*files)
    clock.advance(1)
    storage.backup(tmp_path / "newer", tmp_path / "newer.keys")
    storage.dispose()
    other = f"sqlite:///{tmp_path / 'other.db'}"

    with pytest.raises(BackupUnusable, match="is older than"):
        restore(other, keyring, tmp_path / "newer", files[1], replay=nothing_to_replay)
    restored = restore(other, keyring, files[0], tmp_path / "newer.keys", replay=nothing_to_replay)

    assert restored.tenants == 2
