"""Claims due jobs of a lane, runs each under its lease, and settles what came of it."""

import threading
import time
import traceback
from collections.abc import Callable
from pathlib import PurePath

import structlog

from connectors.errors import ConnectorError, Transient
from service.domain.board import JobBoard
from service.domain.errors import Failure, Postpone, StaleFence, StorageDown, Unavailable
from service.domain.ids import new_id
from service.domain.job import LEASE_MS, Job, Lane, backoff_ms
from service.domain.ports import UnitOfWork, VersionMoved, Work
from service.wiring import Handlers

log = structlog.get_logger()

MOST_SURPRISES = 6
"""An error that nobody foresaw is tried this often before the job waits for a person."""

BEAT_S = LEASE_MS / 1000 / 3
DRAIN_S = 20.0
"""How long one wake-up goes on claiming: far below the broker's visibility time-out."""


class Runner:
    """One process's share of the work. `drain` is called by many threads at once."""

    def __init__(
        self,
        work: Work,
        board: JobBoard,
        handlers: Handlers,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.worker_id = new_id()
        self._work = work
        self._board = board
        self._handlers = handlers
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._in_hand: dict[str, tuple[Job, float]] = {}
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Claim nothing more; what is in hand goes on to its end."""
        self._stopping.set()

    def drain(self, lane: Lane) -> int:
        """Run due jobs of the lane until none is left, time is up or the worker ends; how many were run."""
        until = self._monotonic() + DRAIN_S
        done = 0
        while not self._stopping.is_set() and self._monotonic() < until:
            job = self._claim(lane)
            if job is None:
                break
            self.run(job)
            done += 1
        return done

    def _claim(self, lane: Lane) -> Job | None:
        try:
            return self._board.claim(lane, self.worker_id)
        except StorageDown:
            # What is due stays due: the sweeper wakes the lane again once the database is back.
            log.warning("claim_failed", lane=lane.value)
            return None

    def run(self, job: Job) -> None:
        """Run one claimed job. Every outcome ends as a stored state; none is raised."""
        with self._lock:
            self._in_hand[job.id] = (job, self._monotonic() + job.kind.deadline_ms / 1000)
        try:
            with structlog.contextvars.bound_contextvars(
                job=job.id, kind=job.kind.value, tenant=job.tenant_id
            ):
                self._run(job)
        finally:
            with self._lock:
                self._in_hand.pop(job.id, None)

    def renew(self) -> None:
        """Prolong the leases in hand, but for jobs past their deadline: those are given up."""
        now = self._monotonic()
        with self._lock:
            alive = [job for job, deadline in self._in_hand.values() if now < deadline]
        if alive:
            self._board.renew(alive, self.worker_id)

    def _run(self, job: Job) -> None:
        try:
            self._handlers[job.kind](job)
        except StaleFence:
            log.warning("lease_lost")
        except Postpone as wait:
            self._give_back(job, wait.delay_ms, wait.reason, failed=False)
        except Transient as error:
            pause = backoff_ms(job.attempts + 1, error.retry_after_ms)
            self._give_back(job, pause, error.code, failed=True)
        except (Unavailable, VersionMoved) as error:
            self._give_back(job, backoff_ms(job.attempts + 1), type(error).__name__, failed=True)
        except (ConnectorError, Failure) as error:
            log.warning("job_parked", code=error.code)
            self._park(job, error.code)
        except Exception as error:  # noqa: BLE001  # whatever it is, the job must not be lost with it
            log.error("job_failed", **_place(error))  # noqa: TRY400  # its text may be a caller's words
            if job.attempts + 1 >= MOST_SURPRISES:
                self._park(job, type(error).__name__)
            else:
                self._give_back(job, backoff_ms(job.attempts + 1), type(error).__name__, failed=True)

    def _give_back(self, job: Job, delay_ms: int, reason: str, *, failed: bool) -> None:
        log.info("job_postponed", reason=reason, delay_ms=delay_ms)
        self._settle(
            job, lambda unit: unit.jobs.postpone(job, delay_ms=delay_ms, reason=reason, failed=failed)
        )

    def _park(self, job: Job, reason: str) -> None:
        self._settle(job, lambda unit: unit.jobs.park(job, reason=reason))

    def _settle(self, job: Job, change: Callable[[UnitOfWork], None]) -> None:
        try:
            with self._work.begin(job.tenant_id) as unit:
                change(unit)
        except StaleFence:
            log.warning("lease_lost")
        except Exception as error:  # noqa: BLE001  # its lease ends by itself, and it runs again
            log.error("job_not_settled", **_place(error))  # noqa: TRY400  # as above


def _place(error: Exception) -> dict[str, str]:
    """What an error is and where it arose; its text may quote a transcript or a record."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return {
        "error": type(error).__name__,
        "place": f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}",
    }


class Heartbeat:
    """Renews the leases in hand from a thread of its own, well before they end."""

    def __init__(self, runner: Runner, *, every_s: float = BEAT_S) -> None:
        self._runner = runner
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._runner.renew()
            except Exception as error:  # noqa: BLE001  # the next beat may succeed; without any, leases end
                log.error("heartbeat_failed", **_place(error))  # noqa: TRY400  # as above
