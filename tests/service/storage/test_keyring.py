"""The keyring's file: private, replaced whole, and refused when it is not what it must be."""

from pathlib import Path

import pytest

from service.storage import Keyring, KeyringUnusable, WrongMasterKey
from service.storage.sealing import new_key

PLACE = ("acme", "tenant_keys", "1", "wrapped")


def test_a_made_keyring_is_private_and_loads(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    made = Keyring.create(path)
    key = new_key()

    master_id, wrapped = made.wrap(key, *PLACE)

    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.load(path).unwrap(master_id, wrapped, *PLACE) == key


def test_a_keyring_is_never_made_over_another(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keyring.json")

    with pytest.raises(FileExistsError):
        Keyring.create(tmp_path / "keyring.json")


def test_a_rotated_keyring_takes_the_files_place(tmp_path: Path) -> None:
    path = tmp_path / "keyring.json"
    first = Keyring.create(path)
    master_id, wrapped = first.wrap(new_key(), *PLACE)

    first.rotated().rotated().save(path)

    loaded = Keyring.load(path)
    assert (loaded.current, first.current) == ("m3", "m1")
    assert loaded.unwrap(master_id, wrapped, *PLACE) == first.unwrap(master_id, wrapped, *PLACE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["keyring.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "null",
        '{"current": "m1"}',
        '{"current": "m1", "keys": {"m1": "c2hvcnQ="}}',
        '{"current": "m1", "keys": {"m1": "%%%"}}',
        '{"current": "m1", "keys": {"m1": 7}}',
        '{"current": "m2", "keys": {"m1": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}}',
    ],
)
def test_a_file_that_is_no_keyring_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyring.json"
    path.write_text(content)

    with pytest.raises(KeyringUnusable):
        Keyring.load(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyringUnusable, match=r"keyring\.json: No such file"):
        Keyring.load(tmp_path / "keyring.json")


def test_a_wrapped_key_opens_only_in_its_place() -> None:
    keyring = Keyring.fresh()
    master_id, wrapped = keyring.wrap(new_key(), *PLACE)

    with pytest.raises(WrongMasterKey):
        keyring.unwrap(master_id, wrapped, "globex", *PLACE[1:])


def test_a_keyring_shows_no_key() -> None:
    keyring = Keyring.fresh()

    assert repr(keyring) == "Keyring(current='m1', ids=['m1'])"
