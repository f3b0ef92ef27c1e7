"""The erasures' journal: a file beside the database to which every erasure is added before it is committed.

One JSON object a line, with the keys of the log's event `call_erased`, so that kept logs can stand in for a
journal that is lost. Processes append under a lock, and each line is on disk before its erasure commits.
"""

import fcntl
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from service.domain.erasure import JournalEntry
from service.domain.errors import StorageDown

EVENT = "call_erased"
"""What the log calls it."""

TAIL_BYTES = 400
"""More than most lines take; longer ones, of calls with many ids, only mean that fewer are looked at."""


class FileJournal:
    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entries: Iterable[JournalEntry]) -> None:
        lines = "".join(f"{entry.model_dump_json()}\n" for entry in entries)
        if not lines:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = not self.path.exists()
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "r+b", buffering=0) as file:
                _add(file, lines.encode())
            if fresh:
                sync_folder(self.path.parent)
        except OSError as error:
            raise StorageDown(f"the erasures' journal cannot be written ({error.strerror})") from error

    def entries(self) -> Iterator[JournalEntry]:
        """Empty where there is no file. Lines that are no entries, such as a torn last one, are passed over."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            yield from _read(file)

    def last(self, most: int) -> tuple[JournalEntry, ...]:
        if not self.path.exists():
            return ()
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            window, found = most * TAIL_BYTES, tuple[JournalEntry, ...]()
            while not found:
                file.seek(max(0, size - window))
                found = tuple(deque(_read(file), maxlen=most))
                if window >= size:
                    break
                window *= 4
            return found

    def stamp(self) -> tuple[int, int]:
        try:
            stat = self.path.stat()
        except OSError:
            return (0, 0)
        return (stat.st_size, stat.st_mtime_ns)


def _add(file: IO[bytes], lines: bytes) -> None:
    fcntl.flock(file, fcntl.LOCK_EX)
    end = file.seek(0, os.SEEK_END)
    if end:
        file.seek(end - 1)
        # A crash may have cut the last line short: ours begins on one of its own.
        lines = lines if file.read(1) == b"\n" else b"\n" + lines
    written = 0
    while written < len(lines):
        written += file.write(lines[written:])
    os.fsync(file.fileno())


def _read(file: IO[bytes]) -> Iterator[JournalEntry]:
    for line in file:
        try:
            found = json.loads(line)
            if found.get("event", EVENT) == EVENT:
                yield JournalEntry.model_validate(found)
        except (ValueError, AttributeError, ValidationError):
            continue


def sync_folder(folder: Path) -> None:
    """A new name in a folder lasts once the folder itself is on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
