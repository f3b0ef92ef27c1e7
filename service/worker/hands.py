"""What one worker process has in hand: whose jobs, until when, and whether it may take more of them."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from service.domain.job import Job
from service.turns import away

Claim = Callable[[Collection[str]], Job | None]


def kinds_deadline(job: Job) -> int:
    return job.kind.deadline_ms


@dataclass
class _Held:
    """`until` is None as long as the job waits to be begun."""

    job: Job
    until: float | None


class Hands:
    """Shared by all threads of the process.

    While there are several tenants each holds at most `share` of the threads, rounded up: whoever comes next
    finds one free. One thread claims at a time, so that a share is never overdrawn by two at once.
    """

    def __init__(
        self,
        *,
        threads: int = 1,
        share: float = 1.0,
        several: Callable[[], bool] = lambda: False,
        deadline_ms: Callable[[Job], int] = kinds_deadline,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = math.ceil(threads * share)
        self._several = several
        self._deadline_ms = deadline_ms
        self._monotonic = monotonic
        self._claiming = threading.Lock()
        self._changed = threading.Condition()
        self._held: dict[str, _Held] = {}
        self._closed = False
        self._stopped = False

    @property
    def stopped(self) -> bool:
        return self._stopped

    def stop(self) -> None:
        """Take nothing more; what is in hand goes on to its end."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def take(self, claim: Claim) -> Job | None:
        """One more job by `claim`, which is told what tenants to pass over.

        Waits while a job has the process for itself; None when nothing is due or the process ends.
        """
        while self._opens():
            with self._claiming:
                if self._open:
                    return self._begun(claim(self._full()))
        return None

    def add(self, job: Job) -> None:
        """Hold a job that is not begun yet."""
        with self._changed:
            self._held[job.id] = _Held(job, None)

    def begin(self, job: Job) -> None:
        """Its deadline counts from now."""
        with self._changed:
            self._held[job.id] = _Held(job, self._monotonic() + self._deadline_ms(job) / 1000)

    def drop(self, job: Job) -> None:
        with self._changed:
            self._held.pop(job.id, None)
            self._changed.notify_all()

    @contextmanager
    def alone(self, job: Job) -> Iterator[bool]:
        """Take nothing else meanwhile. True once this job alone is in hand, False where the process ends first."""
        with self._changed:
            self._closed = True
        try:
            with self._claiming:
                pass  # whoever was claiming has it in hand by now
            with self._changed:
                self._changed.wait_for(lambda: self._stopped or self._held.keys() <= {job.id})
                alone = not self._stopped
            yield alone
        finally:
            with self._changed:
                self._closed = False
                self._changed.notify_all()

    def wait_empty(self, seconds: float) -> bool:
        """Whether nothing is in hand, at the latest after so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._held, timeout=max(seconds, 0))

    def in_time(self) -> Sequence[Job]:
        """Jobs in hand that are within their deadline."""
        return self._those(lambda until, now: until is None or now < until)

    def overdue(self) -> Sequence[Job]:
        return self._those(lambda until, now: until is not None and now >= until)

    def _those(self, wanted: Callable[[float | None, float], bool]) -> Sequence[Job]:
        now = self._monotonic()
        with self._changed:
            return [held.job for held in self._held.values() if wanted(held.until, now)]

    def _begun(self, job: Job | None) -> Job | None:
        if job is not None:
            self.begin(job)
        return job

    @property
    def _open(self) -> bool:
        return not self._closed and not self._stopped

    def _opens(self) -> bool:
        if not self._open and not self._stopped:
            # Jobs in hand need the turn that we would hold meanwhile, to come to their end.
            with away(), self._changed:
                self._changed.wait_for(lambda: self._open or self._stopped)
        return not self._stopped

    def _full(self) -> frozenset[str]:
        """Tenants that have their share of this process."""
        with self._changed:
            counts = Counter(held.job.tenant_id for held in self._held.values())
        full = frozenset(tenant for tenant, count in counts.items() if count >= self._most)
        return full if full and self._several() else frozenset()
