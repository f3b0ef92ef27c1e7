"""`instance.json`: how commands find the instance that runs on this machine."""

import contextlib
import fcntl
import json
import os
from pathlib import Path

from pydantic import ValidationError

from service.cli.errors import CliError
from service.domain.values import Stored

FILE = "instance.json"
LOCK = "up.lock"
"""Held by `up` while it lives; unlike a process id in a file, it cannot name somebody else later."""
DATA = Path(".aftercall")


class Keys(Stored):
    admin: str
    agent: str
    ingest: str


class Instance(Stored):
    """A running instance. The file holds keys, so only its owner may read it."""

    pid: int
    api: str
    sandbox: str
    tenant: str
    source: str
    agent_id: str
    keys: Keys
    data: Path
    config_dir: Path
    secrets_file: Path
    broker_url: str

    def write(self) -> None:
        path = self.data / FILE
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.model_dump_json(indent=1))
        fresh.replace(path)

    def remove(self) -> None:
        (self.data / FILE).unlink(missing_ok=True)


def running(data: Path | None = None) -> Instance | None:
    """The instance whose file stands in the data folder, if it lives."""
    folder = data or Path(os.environ.get("AFTERCALL_DATA", DATA))
    with contextlib.suppress(OSError, ValidationError, json.JSONDecodeError):
        instance = Instance.model_validate_json((folder / FILE).read_text())
        return instance if _held(folder / LOCK) else None
    return None


def _held(lock: Path) -> bool:
    with lock.open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def needed(data: Path | None = None) -> Instance:
    """The running instance. Raises `CliError` with what to do."""
    instance = running(data)
    if instance is None:
        raise CliError(
            "nothing is running here; start it with `make run` or `aftercall up`, or give --api and --key"
        )
    return instance
