"""What flows, worker and API tell of their work, a line each; nothing here can fail or wait."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from types import TracebackType
from typing import Protocol, Self, TypeVar

from connectors.contracts import Answer, Received
from service.domain.errors import Failure, UnknownSource
from service.domain.job import Job
from service.telemetry import metrics, tracing

DONE = "done"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Receipt = TypeVar("Receipt", bound="Taken")

_now = threading.local()


class Run:
    """One run of a job in its thread: its span, its time, and what came of it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.outcome = DONE
        self._span = tracing.continued(
            f"job {job.kind.value}",
            job.trace,
            tenant=job.tenant_id,
            job=job.id,
            subject=job.subject,
            attempts=job.attempts,
            crashes=job.crashes,
            fence=job.fence,
        )

    def __enter__(self) -> Self:
        metrics.IN_HAND.inc()
        self._opened = self._span.__enter__()
        self._begun = time.perf_counter()
        _now.run = self
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _now.run = None
        outcome = "failed" if error is not None else self.outcome
        metrics.JOB_TIME.labels(self._job.kind.value).observe(time.perf_counter() - self._begun)
        metrics.JOBS.labels(self._job.kind.value, outcome).inc()
        metrics.IN_HAND.dec()
        self._opened.set(outcome=outcome)
        self._span.__exit__(kind, error, traceback)


def run_ended(outcome: str) -> None:
    """What came of the run in this thread, where it is not simply done."""
    run: Run | None = getattr(_now, "run", None)
    if run is not None:
        run.outcome = outcome


def stage_reached(stage: str, accepted: datetime | None, now: datetime) -> None:
    """Once a call and stage, by the clock that stamps both."""
    if accepted is not None:
        metrics.STAGE.labels(stage).observe((now - accepted).total_seconds())


def draft_settled(tenant_id: str, kind: str, reason: str | None) -> None:
    """No better draft will come of this job. `reason` says why it is only an extractive one."""
    metrics.DRAFTS.labels(metrics.tenant(tenant_id), kind, reason or "none").inc()


def write_ended(tenant_id: str, outcome: str) -> None:
    metrics.WRITES.labels(metrics.tenant(tenant_id), outcome).inc()


def delivery(source: str | None, outcome: str) -> None:
    """One webhook's fate. Without a source it named none that there is."""
    name = metrics.source(source) if source is not None else "unknown"
    metrics.DELIVERIES.labels(name, outcome).inc()


class Taken(Protocol):
    """What an intake answers: whether the delivery is new, and what became of it."""

    @property
    def fresh(self) -> bool: ...

    @property
    def state(self) -> str: ...


def taken(
    receive: Callable[[str, Received], Receipt | Answer], source: str, received: Received
) -> Receipt | Answer:
    """Take a delivery in with `receive`, and count what becomes of it."""
    try:
        receipt = receive(source, received)
    except UnknownSource as error:
        delivery(None, error.code)
        raise
    except Failure as error:
        delivery(source, error.code)
        raise
    except Exception:
        delivery(source, "error")
        raise
    if isinstance(receipt, Answer):
        delivery(source, "handshake")
    else:
        delivery(source, receipt.state if receipt.fresh else "repeated")
    return receipt


def leases_lost(count: int) -> None:
    """Jobs whose worker was gone."""
    metrics.CRASHES.inc(count)


def pool(connections: Callable[[], Mapping[str, int]]) -> None:
    """Ask this for the database's connections, `in_use` and `most`, whenever somebody scrapes."""
    for state in ("in_use", "most"):
        metrics.POOL.labels(state).set_function(partial(_of, connections, state))


def _of(connections: Callable[[], Mapping[str, int]], state: str) -> float:
    return connections()[state]


@contextmanager
def stream() -> Iterator[None]:
    """An event stream is open."""
    metrics.STREAMS.inc()
    try:
        yield
    finally:
        metrics.STREAMS.dec()


def threads(count: int) -> None:
    """How many jobs this worker can run at once."""
    metrics.THREADS.set(count)


def step_ended(step: str, *, well: bool) -> None:
    """One step of the scheduler's round."""
    if well:
        metrics.STEP_DONE.labels(step).set_to_current_time()
    else:
        metrics.STEP_FAILED.labels(step).inc()


def request(method: str, route: str, status: int, seconds: float) -> None:
    """One request to the API, by its route's template. Status 0 is a caller who left before an answer."""
    known = method if method in METHODS else metrics.OTHER
    metrics.HTTP.labels(known, route, f"{status // 100}xx" if status else "none").observe(seconds)
