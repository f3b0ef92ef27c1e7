"""One instance to be hurt: its processes, a stub model that takes its time, and a load under way."""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select

from service.domain.errors import StorageDown
from service.domain.job import Kind
from service.settings import Settings
from service.storage.engine import Database
from service.storage.tables import jobs, wrapups
from tests.chaos.calls import written_to
from tests.e2e.machine import Machine
from tests.vendors.model import running_model

ROOT = Path(__file__).resolve().parents[2]
TENANT = "demo"
MODEL_MS = 300
"""Long enough that drafts are under way whenever a blow falls."""

_WRITTEN = (
    select(func.count())
    .select_from(wrapups)
    .where(wrapups.c.tenant_id == TENANT, wrapups.c.state == "written")
)
# Housekeeping is always planned; what a call brings about must have come to an end.
_OPEN = select(jobs.c.kind, jobs.c.state, jobs.c.reason, jobs.c.subject).where(
    jobs.c.kind.in_([Kind.DRAFT.value, Kind.MATCH.value, Kind.WRITE.value])
)


class Arena:
    """A running instance, and its database as seen from beside it."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self.machine = machine
        self.folder = folder
        self.url = Settings(
            data=machine.data, database_url=machine.environment.get("AFTERCALL_DATABASE_URL")
        ).database
        self._database = Database(self.url, pool_size=2)
        self._seen = 0

    def written(self) -> int:
        """Wrap-ups in the state `written`; the last known count while the database is away."""
        with (
            contextlib.suppress(StorageDown),
            self._database.transaction(tenant=TENANT, write=False) as (connection, _),
        ):
            self._seen = int(connection.execute(_WRITTEN).scalar_one())
        return self._seen

    def open_jobs(self) -> list[dict[str, Any]]:
        with self._database.transaction(door="board", write=False) as (connection, _):
            return [dict(row) for row in connection.execute(_OPEN).mappings()]

    def leased(self, kind: Kind) -> int:
        """How many jobs of a kind workers have in hand."""
        return sum(one["state"] == "leased" and one["kind"] == kind for one in self.open_jobs())

    def writable(self) -> bool:
        """Whether nobody holds the lock that SQLite's writers share."""
        try:
            with self._database.transaction(door="board"):
                return True
        except StorageDown:
            return False

    def close(self) -> None:
        self._database.dispose()


class Sending:
    """`aftercall send FILE --confirm --wait`, the real command, on its way."""

    def __init__(self, machine: Machine, folder: Path, source: str, count: int, seed: int = 0) -> None:
        self.source = source
        self.count = count
        self._told = folder / f"{source}.err"
        self._result = folder / f"{source}.json"
        self._began = time.monotonic()
        file = written_to(folder / f"{source}.jsonl", source, count, seed)
        command = ["send", str(file), "--confirm", "--wait", "--json", "--data", str(machine.data)]
        with self._told.open("wb") as errors, self._result.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service.cli", *command],
                env=machine.environment,
                stdout=output,
                stderr=errors,
            )

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._began

    def result(self, within_s: float) -> dict[str, Any]:
        """What the command printed. Fails when it did not end in time, counted from its start, or not well."""
        code = self._process.wait(max(0.1, within_s - self.elapsed_s))
        assert code == 0, self._told.read_text()
        return dict(json.loads(self._result.read_text()))

    def end(self) -> None:
        if not self.over:
            self._process.kill()
        self._process.wait()


@contextlib.contextmanager
def sending(arena: Arena, source: str, count: int, seed: int = 0) -> Iterator[Sending]:
    load = Sending(arena.machine, arena.folder, source, count, seed)
    try:
        yield load
    finally:
        load.end()


@contextlib.contextmanager
def running_arena(folder: Path, environment: dict[str, str]) -> Iterator[Arena]:
    """An instance whose tenant has a model; all of it ends with the block."""
    with running_model(latency_ms=MODEL_MS) as model:
        machine = Machine(folder, {"AFTERCALL_CONFIG_DIR": str(modelled(folder, model.url)), **environment})
        try:
            arena = Arena(machine.start(), folder)
            try:
                yield arena
            finally:
                arena.close()
        finally:
            machine.stop()


def modelled(folder: Path, url: str, *, release: Path = ROOT) -> Path:
    """A folder of tenants' files: the example that a release ships, with a model."""
    config = folder / "config"
    config.mkdir()
    tenant = yaml.safe_load((release / "config" / "demo.yaml").read_text())
    tenant["llm"] = {"connector": "openai", "settings": {"base_url": url, "model": "stub"}}
    (config / f"{TENANT}.yaml").write_text(yaml.safe_dump(tenant))
    return config


@contextlib.contextmanager
def beside(machine: Machine, part: str) -> Iterator[None]:
    """One more process of a running instance, for the length of the block; it ends with this process too."""
    found = json.loads((machine.data / "instance.json").read_text())
    reading, writing = os.pipe()
    environment = {
        **machine.environment,
        "AFTERCALL_DATA": str(machine.data),
        "AFTERCALL_CONFIG_DIR": found["config_dir"],
        "AFTERCALL_SECRETS_FILE": found["secrets_file"],
        "AFTERCALL_SANDBOX_URL": found["sandbox"],
        "AFTERCALL_BROKER_URL": found["broker_url"],
        "AFTERCALL_LIFELINE": str(reading),
    }
    with (machine.data / "logs" / f"{part}-beside.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "service.cli.processes", part],
            env=environment,
            stdout=log,
            stderr=log,
            pass_fds=(reading,),
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)
        os.close(reading)
        os.close(writing)
