"""Claims due jobs of a lane, runs each under its lease, and settles what came of it."""

import threading
import time
from collections.abc import Callable, Collection, Sequence

import structlog

from connectors.errors import ConnectorError, Transient
from service.domain.board import JobBoard
from service.domain.errors import Failure, Postpone, StaleFence, StorageDown, Unavailable
from service.domain.ids import new_id
from service.domain.job import LEASE_MS, Job, Lane, backoff_ms
from service.domain.ports import UnitOfWork, VersionMoved, Work
from service.flows.backlog import Backlog
from service.telemetry.counts import Run, run_ended
from service.turns import Turns
from service.wiring import Handlers
from service.worker.hands import Hands
from service.worker.places import place_of

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
        hands: Hands | None = None,
        backlog: Backlog | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.worker_id = new_id()
        self.hands = hands or Hands(monotonic=monotonic)
        self._work = work
        self._board = board
        self._handlers = handlers
        self._backlog = backlog
        self._monotonic = monotonic
        self._turns = Turns()
        self._tuning = threading.Lock()

    def stop(self) -> None:
        """Claim nothing more; what is in hand goes on to its end."""
        self.hands.stop()

    def drain(self, lane: Lane) -> int:
        """Run due jobs of the lane until none is left, time is up or the worker ends; how many were run."""
        until = self._monotonic() + DRAIN_S
        done = 0
        while not self.hands.stopped and self._monotonic() < until and self._next(lane):
            done += 1
        return done

    def _next(self, lane: Lane) -> bool:
        """Claim one and run it, in a turn of its own; whether there was one."""
        if lane is Lane.TUNE:
            return self._tune()
        with self._turns.turn():
            return self._take(lane)

    def _tune(self) -> bool:
        """One at a time, beside the turns: it takes minutes, and must hold up neither drafts nor threads.

        Whoever comes meanwhile goes away again; the sweeper asks once more while something is due.
        """
        if not self._tuning.acquire(blocking=False):
            return False
        try:
            return self._take(Lane.TUNE)
        finally:
            self._tuning.release()

    def _take(self, lane: Lane) -> bool:
        job = self.hands.take(lambda full: self._claim(lane, full))
        if job is not None:
            self.run(job)
        return job is not None

    def run_lone(self, lanes: Sequence[Lane], *, seconds: float = 0.0) -> bool:
        """Run jobs that must be alone, one after another for so long, once all else in hand is done.

        False when none is due. The first is claimed before the others are waited for: no process stands still
        for what another one has.
        """
        job = self._claim_lone(lanes)
        if job is None:
            return False
        self.hands.add(job)
        with self.hands.alone(job) as alone:
            until = self._monotonic() + seconds
            while job is not None and alone:
                log.info("job_alone", job=job.id, kind=job.kind.value, crashes=job.crashes)
                self.hands.begin(job)
                self.run(job)
                again = self._monotonic() < until and not self.hands.stopped
                job = self._claim_lone(lanes) if again else None
            if job is not None:
                self.give_up([job])
        return True

    def run(self, job: Job) -> None:
        """Run one claimed job. Every outcome ends as a stored state; none is raised."""
        try:
            with (
                structlog.contextvars.bound_contextvars(
                    job=job.id, kind=job.kind.value, tenant=job.tenant_id
                ),
                Run(job),
            ):
                self._run(job)
        finally:
            self.hands.drop(job)

    def renew(self) -> None:
        """Prolong the leases in hand, but for jobs past their deadline: those are given up."""
        alive = self.hands.in_time()
        if alive:
            self._board.renew(alive, self.worker_id)

    def give_up(self, jobs: Sequence[Job]) -> None:
        """Hand back what this process will not end, at once due for another."""
        for job in jobs:
            self._hand_back(job)
            self.hands.drop(job)

    def _claim_lone(self, lanes: Sequence[Lane]) -> Job | None:
        claims = (self._claim(lane, (), lone=True) for lane in lanes)
        return next((job for job in claims if job is not None), None)

    def _claim(self, lane: Lane, full: Collection[str], *, lone: bool = False) -> Job | None:
        without = frozenset(full)
        if lane is Lane.TUNE and self._backlog is not None:
            # Replays would keep the drafts of the same tenant waiting still longer.
            without |= self._backlog.behind
        try:
            return self._board.claim(lane, self.worker_id, lone=lone, without=without)
        except StorageDown:
            # What is due stays due: the sweeper wakes the lane again once the database is back.
            log.warning("claim_failed", lane=lane.value)
            return None

    def _run(self, job: Job) -> None:
        try:
            self._handlers[job.kind](job)
        except StaleFence:
            run_ended("lease_lost")
            log.warning("lease_lost")
        except Postpone as wait:
            self._postpone(job, wait)
        except Transient as error:
            pause = backoff_ms(job.attempts + 1, error.retry_after_ms)
            self._give_back(job, pause, error.code)
        except (Unavailable, VersionMoved) as error:
            self._give_back(job, backoff_ms(job.attempts + 1), type(error).__name__)
        except (ConnectorError, Failure) as error:
            log.warning("job_parked", code=error.code)
            self._park(job, error.code)
        except Exception as error:  # noqa: BLE001  # whatever it is, the job must not be lost with it
            log.error("job_failed", **place_of(error))  # noqa: TRY400  # its text may be a caller's words
            if job.attempts + 1 >= MOST_SURPRISES:
                self._park(job, type(error).__name__)
            else:
                self._give_back(job, backoff_ms(job.attempts + 1), type(error).__name__)

    def _postpone(self, job: Job, wait: Postpone) -> None:
        run_ended("postponed")
        log.info("job_postponed", reason=wait.reason, delay_ms=wait.delay_ms)
        self._settle(
            job,
            lambda unit: unit.jobs.postpone(
                job,
                delay_ms=wait.delay_ms,
                reason=wait.reason,
                failed=False,
                connection=wait.connection,
                tokens=wait.tokens,
            ),
        )

    def _give_back(self, job: Job, delay_ms: int, reason: str) -> None:
        run_ended("retried")
        log.info("job_postponed", reason=reason, delay_ms=delay_ms)
        self._settle(job, lambda unit: unit.jobs.postpone(job, delay_ms=delay_ms, reason=reason, failed=True))

    def _hand_back(self, job: Job) -> None:
        self._settle(job, lambda unit: unit.jobs.give_up(job))

    def _park(self, job: Job, reason: str) -> None:
        run_ended("parked")
        self._settle(job, lambda unit: unit.jobs.park(job, reason=reason))

    def _settle(self, job: Job, change: Callable[[UnitOfWork], None]) -> None:
        try:
            with self._work.begin(job.tenant_id) as unit:
                change(unit)
        except StaleFence:
            log.warning("lease_lost")
        except Exception as error:  # noqa: BLE001  # its lease ends by itself, and it runs again
            log.error("job_not_settled", **place_of(error))  # noqa: TRY400  # as above
