"""The master keys, kept outside the database: they wrap tenant keys, and nothing else."""

import base64
import binascii
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.storage.sealing import KEY_BYTES, Cipher, SealBroken, new_key

_NUMBERED = re.compile(r"m([0-9]{1,6})")


class KeyringUnusable(Exception):
    """The keyring's file cannot be read, or is not what it must be."""


class WrongMasterKey(Exception):
    """The keyring lacks the master key that wrapped a tenant's key, or holds another under its id."""


class Keyring:
    """Master keys by id; the current one wraps, the others still unwrap what they wrapped before."""

    def __init__(self, current: str, keys: Mapping[str, bytes]) -> None:
        if current not in keys:
            raise KeyringUnusable(f"the current master key {current!r} is not in the keyring")
        if any(len(key) != KEY_BYTES for key in keys.values()):
            raise KeyringUnusable(f"a master key must be {KEY_BYTES} bytes long")
        self.current = current
        self._keys = dict(keys)
        self._ciphers = {name: Cipher(key) for name, key in keys.items()}

    def __repr__(self) -> str:
        return f"Keyring(current={self.current!r}, ids={sorted(self._keys)})"

    @classmethod
    def fresh(cls, name: str = "m1") -> "Keyring":
        """A keyring with one new key, not yet stored anywhere."""
        return cls(name, {name: new_key()})

    @classmethod
    def load(cls, path: Path) -> "Keyring":
        """Read the file. Raises `KeyringUnusable`."""
        return Keyring(*read(path))

    @classmethod
    def create(cls, path: Path) -> "Keyring":
        """Make a keyring with one new key at a path where there is none (FileExistsError)."""
        keyring = cls.fresh()
        _write(path, keyring.dump())
        return keyring

    def rotated(self) -> "Keyring":
        """The same keyring with a new current key, under an id that none before it had."""
        number = 1 + max(
            (int(found[1]) for found in map(_NUMBERED.fullmatch, self._keys) if found), default=0
        )
        return Keyring(f"m{number}", {**self._keys, f"m{number}": new_key()})

    def without(self, name: str) -> "Keyring":
        """The same keyring without a key that nothing is wrapped under any more."""
        return Keyring(self.current, {known: key for known, key in self._keys.items() if known != name})

    def save(self, path: Path) -> None:
        """Put this keyring in the place of the one at the path; a crash leaves one of the two."""
        fresh = path.with_name(f".{path.name}.new")
        fresh.unlink(missing_ok=True)
        _write(fresh, self.dump())
        fresh.replace(path)
        # Keys may be wrapped under it from here on: its name, too, must outlast a power cut.
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._keys)

    def wrap(self, key: bytes, *place: str) -> tuple[str, bytes]:
        """The current master key's id, and the key sealed under it."""
        return self.current, self._ciphers[self.current].seal(key, *place)

    def unwrap(self, master_id: str, blob: bytes, *place: str) -> bytes:
        """Raises `WrongMasterKey`."""
        if master_id not in self._ciphers:
            raise WrongMasterKey(f"the keyring lacks the master key {master_id!r}; the database needs it")
        try:
            return self._ciphers[master_id].open(blob, *place)
        except SealBroken:
            raise WrongMasterKey(
                f"the keyring's master key {master_id!r} is not the one that this database was sealed with"
            ) from None

    def _take(self, current: str, keys: Mapping[str, bytes]) -> None:
        """Take these as well. In this order: whoever looks in between finds every key that may be current."""
        fresh = Keyring(current, {**self._keys, **keys})
        self._keys, self._ciphers = fresh._keys, fresh._ciphers  # of our own class
        self.current = current

    def dump(self) -> dict[str, Any]:
        """The file's content: all of it secret."""
        keys = {name: base64.b64encode(key).decode() for name, key in self._keys.items()}
        return {"current": self.current, "keys": keys}


def read(path: Path) -> tuple[str, dict[str, bytes]]:
    """The current key's id, and all keys by id. Raises `KeyringUnusable`."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        keys = {str(name): base64.b64decode(value, validate=True) for name, value in stored["keys"].items()}
        return str(stored["current"]), keys
    except OSError as error:
        raise KeyringUnusable(f"cannot read the keyring {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeyringUnusable(f"{path} is not a keyring") from None


def _write(path: Path, content: dict[str, Any]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
