"""A new master key: first in the keyring's file, then around every tenant's key; the old one stays until told.

Wherever it is cut off, the file holds every key that the database needs. Running processes read the file
again before they wrap, and when they meet a key that they do not know.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.storage.keyring import Keyring, KeyringUnusable
from service.storage.storage import Storage


@dataclass(frozen=True)
class Rotated:
    """The current master key's id, how many tenant keys were under another, and all ids in the keyring."""

    current: str
    rewrapped: int
    ids: frozenset[str]


def rotate(url: str, path: Path, *, fresh: bool = True, drop_old: bool = False) -> Rotated:
    """Raises `KeyringUnusable`, `WrongMasterKey`, `StorageDown`; what was done until then stands."""
    with _alone(path):
        keyring = Keyring.load(path)
        if fresh:
            keyring = keyring.rotated()
            keyring.save(path)
        count = _rewrapped(url, keyring)
        if drop_old:
            for name in keyring.ids - {keyring.current}:
                keyring = keyring.without(name)
            keyring.save(path)
        return Rotated(keyring.current, count, keyring.ids)


def _rewrapped(url: str, keyring: Keyring) -> int:
    """Until nothing is under another key: a tenant may have been new just then."""
    storage = Storage(url, keyring, after_commit=lambda *_: None)
    try:
        count = 0
        while found := storage.rewrap_tenant_keys():
            count += found
        return count
    finally:
        storage.dispose()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Two that rotate at once would each make a key of the same name."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = lock.open("w")
    except OSError as error:
        raise KeyringUnusable(f"cannot write beside the keyring {path}: {error.strerror}") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise KeyringUnusable(f"somebody else is rotating the keyring {path}") from None
        yield
