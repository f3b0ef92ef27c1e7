"""The keyring as a running process has it: read again when the file changes, so that rotation needs no restart."""

from pathlib import Path

from service.storage.keyring import Keyring, read


class LiveKeyring(Keyring):
    """Looks at the file before it wraps, and when it is asked to unwrap what it has no key for.

    A key that was once read is kept while the process lives: another process may still wrap under it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = _stamp(path)
        super().__init__(*read(path))

    def wrap(self, key: bytes, *place: str) -> tuple[str, bytes]:
        self._look()
        return super().wrap(key, *place)

    def unwrap(self, master_id: str, blob: bytes, *place: str) -> bytes:
        if master_id not in self._ciphers:
            self._look()
        return super().unwrap(master_id, blob, *place)

    def _look(self) -> None:
        """Raises `KeyringUnusable`."""
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._take(*read(self._path))
        self._stamp = stamp


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except OSError:
        return (0, 0, 0)
    return (stat.st_ino, stat.st_mtime_ns, stat.st_size)
