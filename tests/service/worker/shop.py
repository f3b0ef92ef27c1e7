"""A supervised worker process of `workshop`, its broker and its database, and the test as its scheduler."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select, update

from service.broker import Broker
from service.cli.supervisor import Child, Supervisor, python
from service.domain.job import Kind
from service.flows.sweep import Sweep
from service.storage import Keyring, Storage
from service.storage.tables import jobs
from tests.e2e.machine import clean
from tests.service.storage.builders import ACME
from tests.service.storage.raw import execute, rows
from tests.vendors.broker import BrokerServer

START_S = 60.0
POISONED = 9


class Shop:
    """`told` holds what the supervisor said."""

    def __init__(self, folder: Path, url: str, broker: BrokerServer, environment: dict[str, str]) -> None:
        self.url = url
        self.told: list[str] = []
        self._folder = folder
        self._log = folder / "workshop.log"
        self._broker = Broker(broker.url)
        Keyring.create(folder / "keyring.json")
        (folder / "config").mkdir()
        self.storage = Storage(
            url,
            Keyring.load(folder / "keyring.json"),
            after_commit=lambda lanes, news: self._broker.announce(lanes, news=news),
        )
        self._sweep = Sweep(self.storage.board, self._broker)
        settings = {
            "AFTERCALL_DATA": str(folder),
            "AFTERCALL_CONFIG_DIR": str(folder / "config"),
            "AFTERCALL_DATABASE_URL": url,
            "AFTERCALL_BROKER_URL": broker.url,
            "AFTERCALL_WORKER_THREADS": "8",
            "WORKSHOP_LOG": str(self._log),
        }
        self.supervisor = Supervisor(
            clean({**settings, **environment}), folder, self.told.append, patience_s=10
        )

    def start(self, name: str = "worker") -> Child:
        return self.supervisor.add(name, python("tests.service.worker.workshop"))

    def enqueue(self, *subjects: str) -> None:
        with self.storage.work.begin(ACME) as unit:
            for subject in subjects:
                unit.jobs.enqueue(Kind.DRAFT, subject)

    def sweep(self) -> None:
        self._sweep.run()

    def lines(self) -> list[str]:
        """What the workshop did: process id, `begins` or `ends`, the job's subject, whether alone."""
        return self._log.read_text().splitlines() if self._log.exists() else []

    def begun(self, subject: str) -> list[str]:
        return [line for line in self.lines() if f" begins {subject} " in line]

    def ended(self, subject: str) -> list[str]:
        return [line for line in self.lines() if line.endswith(f" ends {subject}")]

    def let_end(self, subject: str) -> None:
        (self._folder / subject).touch()

    def logged(self, event: str, name: str = "worker") -> bool:
        return f'"event": "{event}"' in (self._folder / f"{name}.log").read_text()

    def states(self) -> dict[str, tuple[str, int, int]]:
        """State, attempts and crashes of every open job, by subject."""
        columns = (jobs.c.subject, jobs.c.state, jobs.c.attempts, jobs.c.crashes)
        found = rows(self.url, ACME, select(*columns))
        return {row.subject: (row.state, row.attempts, row.crashes) for row in found}

    def end_leases(self) -> None:
        """As after the time that a dead worker's leases last."""
        execute(self.url, ACME, update(jobs).where(jobs.c.state == "leased").values(lease_until=0))

    def close(self) -> None:
        self.supervisor.stop()
        self.storage.dispose()
        self._broker.close()


def send(child: Child, number: signal.Signals) -> None:
    assert child.process is not None
    os.kill(child.process.pid, number)


def exit_code(child: Child, seconds: float = 30.0) -> int:
    assert child.process is not None
    return child.process.wait(seconds)


@contextmanager
def opened(folder: Path, url: str, **environment: str) -> Iterator[Shop]:
    broker = BrokerServer(folder)
    broker.start()
    shop = Shop(folder, url, broker, environment)
    try:
        yield shop
    finally:
        shop.close()
        broker.kill()
