"""A runner over a real database, with a clock that tests move and handlers that do as they are told."""

from collections.abc import Callable, Iterator

import pytest

from service.domain.job import LEASE_MS, Job, Kind
from service.flows.backlog import Backlog
from service.storage import Keyring, Storage
from service.worker.hands import Hands
from service.worker.runner import Runner
from tests.service.storage.builders import ACME, Clock, Told, enqueued


class Bench:
    """One worker of four threads. `does` is what its handler does with a job; `ran` holds what it was given."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self.storage = storage
        self.several = True
        self.backlog = Backlog(60_000)
        self.clock = clock
        self.ran: list[Job] = []
        self.does: Callable[[Job], None] = self.finish
        self.hands = Hands(
            threads=4, share=0.75, several=lambda: self.several, monotonic=lambda: clock.now / 1000
        )
        self.runner = Runner(
            storage.work,
            storage.board,
            dict.fromkeys(Kind, self._handle),
            self.hands,
            self.backlog,
            monotonic=lambda: clock.now / 1000,
        )

    def enqueue(self, subject: str = "w1", kind: Kind = Kind.DRAFT, tenant_id: str = ACME) -> None:
        enqueued(self.storage, subject, kind, tenant_id=tenant_id)

    def crash(self, times: int = 1, kind: Kind = Kind.DRAFT) -> None:
        """The jobs that are due, or run alone, take their worker down so often."""
        for _ in range(times):
            while any(self.storage.board.claim(kind.lane, "lost", lone=lone) for lone in (False, True)):
                pass
            self.clock.advance(LEASE_MS)
            self.storage.board.free_expired()

    def drain(self, kind: Kind = Kind.DRAFT) -> int:
        return self.runner.drain(kind.lane)

    def finish(self, job: Job) -> None:
        with self.storage.work.begin(job.tenant_id) as unit:
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
def both(storage_url: str, clock: Clock) -> Iterator[Bench]:
    """The same over each database."""
    storage = Storage(storage_url, Keyring.fresh(), after_commit=Told(), clock=clock)
    yield Bench(storage, clock)
    storage.dispose()


@pytest.fixture
def bench(storage: Storage, clock: Clock) -> Bench:
    return Bench(storage, clock)
