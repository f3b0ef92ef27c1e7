"""A runner over a real database, with a clock that tests move and handlers that do as they are told."""

from collections.abc import Callable, Iterator

import pytest

from service.domain.job import Job, Kind
from service.storage import Keyring, Storage
from service.worker.runner import Runner
from tests.service.storage.builders import ACME, Clock, Told, enqueued


class Bench:
    """One worker. `does` is what its handler does with a job; `ran` holds the jobs it was given."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self.storage = storage
        self.clock = clock
        self.ran: list[Job] = []
        self.does: Callable[[Job], None] = self.finish
        self.runner = Runner(
            storage.work,
            storage.board,
            dict.fromkeys(Kind, self._handle),
            monotonic=lambda: clock.now / 1000,
        )

    def enqueue(self, subject: str = "w1", kind: Kind = Kind.DRAFT) -> None:
        enqueued(self.storage, subject, kind)

    def drain(self, kind: Kind = Kind.DRAFT) -> int:
        return self.runner.drain(kind.lane)

    def finish(self, job: Job) -> None:
        with self.storage.work.begin(ACME) as unit:
            unit.jobs.finish(job)

    def fail(self, error: Exception) -> None:
        """From now on the handler raises."""

        def does(_: Job) -> None:
            raise error

        self.does = does

    def _handle(self, job: Job) -> None:
        self.ran.append(job)
        self.does(job)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def storage(sqlite_url: str, clock: Clock) -> Iterator[Storage]:
    storage = Storage(sqlite_url, Keyring.fresh(), after_commit=Told(), clock=clock)
    yield storage
    storage.dispose()


@pytest.fixture
def bench(storage: Storage, clock: Clock) -> Bench:
    return Bench(storage, clock)
