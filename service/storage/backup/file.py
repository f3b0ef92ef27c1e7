"""A backup's file: JSON lines, a header first, then rows by tenant and table, last a seal over all of it.

    {"format": "aftercall-backup", "version": 1, "part": "data", "revision": "0006", "made_at": 1790000000000}
    {"tenant": "acme"}
    {"table": "calls", "columns": ["id", …], "bytes": ["customer_hmac"]}
    ["0192…", …]
    {"end": {"rows": 12, "master": "m1", "seal": "…"}}

The seal is the SHA-256 of every byte before it, sealed under the master key: it tells a file that was cut or
changed, and one of another installation. Bytes stand as base64.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

from pydantic import ValidationError

from service.domain.values import Stored
from service.storage.erasure_journal import sync_folder
from service.storage.keyring import Keyring, WrongMasterKey

FORMAT = "aftercall-backup"
VERSION = 1
LONGEST_LINE = 256 * 1024 * 1024

Part: TypeAlias = Literal["data", "keys"]
Record: TypeAlias = dict[str, Any]


class BackupUnusable(Exception):
    """The file is no backup, is not whole, was changed, or cannot be used here. The text says which."""


class Header(Stored):
    """`made_at` is the database's time of the snapshot, in milliseconds since 1970."""

    format: str
    version: int
    part: Part
    revision: str
    made_at: int


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of one tenant's table."""

    tenant: str
    table: str
    rows: list[Record]


class Writer:
    """Writes beside the place that the file is to have, and puts it there when it is whole."""

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._fresh = path.with_name(f".{path.name}.new")
        self._fresh.unlink(missing_ok=True)
        descriptor = os.open(self._fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: IO[bytes] = os.fdopen(descriptor, "wb")
        self._digest = hashlib.sha256()
        self._part = header.part
        self._columns: list[str] = []
        self._bytes: frozenset[str] = frozenset()
        self.rows = 0
        self._line(header.model_dump())

    def tenant(self, tenant: str) -> None:
        self._line({"tenant": tenant})

    def table(self, table: str, columns: Sequence[str], of_bytes: Sequence[str]) -> None:
        self._columns, self._bytes = list(columns), frozenset(of_bytes)
        self._line({"table": table, "columns": self._columns, "bytes": sorted(of_bytes)})

    def row(self, record: Record) -> None:
        self._line([self._written(name, record[name]) for name in self._columns])
        self.rows += 1

    def finish(self, keyring: Keyring) -> None:
        """Seal it, and see it on disk; `put` gives it its name."""
        master, seal = keyring.wrap(self._digest.digest(), "backup", self._part)
        end = {"rows": self.rows, "master": master, "seal": _text(seal)}
        self._line({"end": end})
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def put(self) -> None:
        self._fresh.replace(self._path)
        sync_folder(self._path.parent)

    def discard(self) -> None:
        self._file.close()
        self._fresh.unlink(missing_ok=True)

    def _written(self, name: str, value: Any) -> Any:
        return _text(value) if name in self._bytes and value is not None else value

    def _line(self, value: Any) -> None:
        line = json.dumps(value, separators=(",", ":")).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)


def check(path: Path, part: Part, keyring: Keyring) -> Header:
    """Read the whole file once. Raises `BackupUnusable`, `WrongMasterKey`."""
    digest = hashlib.sha256()
    rows, end = 0, None
    with _opened(path) as file:
        first = _next(path, file)
        header = _header(path, part, first)
        digest.update(first)
        for line in _lines(path, file):
            if end is not None:
                raise BackupUnusable(f"{path} goes on behind its end")
            value = _parsed(path, line)
            if isinstance(value, dict) and "end" in value:
                end = value["end"]
            else:
                digest.update(line)
                rows += isinstance(value, list)
    if not isinstance(end, dict) or end.get("rows") != rows:
        raise BackupUnusable(f"{path} is cut off")
    if _sealed_digest(path, part, end, keyring) != digest.digest():
        raise BackupUnusable(f"{path} was changed since it was written")
    return header


def read(path: Path, batch: int) -> Iterator[Rows]:
    """Rows of a file that was checked, at most `batch` at a time."""
    with _opened(path) as file:
        _next(path, file)
        tenant, table, of_bytes = "", "", frozenset[str]()
        columns: list[str] = []
        rows: list[Record] = []
        for value in (_parsed(path, line) for line in _lines(path, file)):
            if isinstance(value, list):
                rows.append(_record(columns, of_bytes, value))
            if rows and (not isinstance(value, list) or len(rows) >= batch):
                yield Rows(tenant, table, rows)
                rows = []
            if isinstance(value, dict) and "tenant" in value:
                tenant = str(value["tenant"])
            elif isinstance(value, dict) and "table" in value:
                table, columns, of_bytes = value["table"], value["columns"], frozenset(value["bytes"])


def _record(columns: Sequence[str], of_bytes: frozenset[str], values: list[Any]) -> Record:
    return {
        name: base64.b64decode(value) if name in of_bytes and value is not None else value
        for name, value in zip(columns, values, strict=True)
    }


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise BackupUnusable(f"{path} cannot be read ({error.strerror})") from None


def _lines(path: Path, file: IO[bytes]) -> Iterator[bytes]:
    while line := _next(path, file):
        yield line


def _next(path: Path, file: IO[bytes]) -> bytes:
    line = file.readline(LONGEST_LINE)
    if line and not line.endswith(b"\n"):
        raise BackupUnusable(f"{path} is cut off")
    return line


def _parsed(path: Path, line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        raise BackupUnusable(f"{path} was changed since it was written") from None


def _header(path: Path, part: Part, line: bytes) -> Header:
    try:
        header = Header.model_validate_json(line)
    except ValidationError:
        raise BackupUnusable(f"{path} is no backup") from None
    if header.format != FORMAT:
        raise BackupUnusable(f"{path} is no backup")
    if header.version > VERSION:
        raise BackupUnusable(f"{path} is of a newer release: its format is {header.version}")
    if header.part != part:
        raise BackupUnusable(f"{path} holds the {header.part}, not the {part}")
    return header


def _sealed_digest(path: Path, part: Part, end: Record, keyring: Keyring) -> bytes:
    try:
        return keyring.unwrap(str(end["master"]), base64.b64decode(end["seal"]), "backup", part)
    except WrongMasterKey as wrong:
        raise BackupUnusable(f"{path} does not belong to this keyring: {wrong}") from None
    except (KeyError, ValueError, TypeError):
        raise BackupUnusable(f"{path} was changed since it was written") from None


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
