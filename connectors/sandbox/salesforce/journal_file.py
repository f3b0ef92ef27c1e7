"""Committed transactions on disk, one JSON line each, so that a restarted org keeps its records."""

import json
from pathlib import Path

from connectors.sandbox.salesforce.writes import Write

_FILE = "salesforce.jsonl"
_SCHEMA = 1


class JournalFile:
    """Appends whole transactions; a line torn by a crash was never answered and is cut off."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / _FILE

    def read(self) -> tuple[Write, ...]:
        """Every write of every whole line. Raises ValueError where a line in the middle is unreadable."""
        if not self._path.exists():
            return ()
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        lines = enumerate(whole.splitlines(), start=1)
        return tuple(write for number, line in lines for write in self._writes(number, line))

    def append(self, writes: tuple[Write, ...]) -> None:
        """All of the transaction or, where the disk is full, nothing and an OSError."""
        content = {"schema": _SCHEMA, "writes": [write.flat() for write in writes]}
        line = json.dumps(content).encode() + b"\n"
        with self._path.open("ab", buffering=0) as file:
            end = file.tell()
            if file.write(line) < len(line):
                file.truncate(end)
                raise OSError("no room for the sandbox's records")

    def clear(self) -> None:
        self._path.unlink(missing_ok=True)

    def _writes(self, number: int, line: bytes) -> tuple[Write, ...]:
        try:
            return tuple(Write(**write) for write in json.loads(line)["writes"])
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"the sandbox's records cannot be read: {self._path}, line {number}") from error
