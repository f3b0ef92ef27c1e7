"""A real worker process whose draft jobs do what their subjects say, for tests that hurt it.

`python -m tests.service.worker.workshop`, with the settings of any worker in its environment. Subjects:
`quick-…` ends at once, `until-…` once a file of that name is there, `never-…` waits for ever, `drip-…` reads
what the peer at WORKSHOP_PEER drips, `poison-…` takes the process down. WORKSHOP_DEADLINE_MS is the deadline
of those that never end. Each run leaves its lines in WORKSHOP_LOG.
"""

import dataclasses
import os
import socket
import threading
import time
from pathlib import Path

from service.cli import lifeline
from service.domain.job import Job, Kind
from service.settings import Settings
from service.telemetry import process
from service.wiring import Services, build
from service.worker.main import work
from tests.service.worker.shop import POISONED

MINUTE_MS = 60_000
LOG = Path(os.environ["WORKSHOP_LOG"])


def main() -> None:
    lifeline.watch()
    settings = Settings()
    process.begin(settings, "worker")
    services = build(settings)

    def handle(job: Job) -> None:
        _note(f"{os.getpid()} begins {job.subject} {'alone' if job.lone else 'with others'}")
        _do(job.subject.partition("-")[0], job.subject)
        _finish(services, job)
        _note(f"{os.getpid()} ends {job.subject}")

    ours = dataclasses.replace(services, handlers={Kind.DRAFT: handle})
    work(ours, deadline_ms=_deadline_ms)


def _deadline_ms(job: Job) -> int:
    stuck = job.subject.startswith(("never-", "drip-"))
    return int(os.environ.get("WORKSHOP_DEADLINE_MS", MINUTE_MS)) if stuck else MINUTE_MS


def _do(what: str, subject: str) -> None:
    match what:
        case "poison":
            os._exit(POISONED)
        case "never":
            threading.Event().wait()
        case "until":
            while not LOG.with_name(subject).exists():
                time.sleep(0.02)
        case "drip":
            _read_for_ever()


def _read_for_ever() -> None:
    """As a library would that knows a time-out for each read, but none for the whole."""
    host, _, port = os.environ["WORKSHOP_PEER"].rpartition("://")[2].partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while peer.recv(1):
            pass


def _finish(services: Services, job: Job) -> None:
    with services.storage.work.begin(job.tenant_id) as unit:
        unit.jobs.finish(job)


def _note(line: str) -> None:
    with LOG.open("a") as log:
        log.write(f"{line}\n")


if __name__ == "__main__":
    main()
