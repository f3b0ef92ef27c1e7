"""A job's share of what its tenant's connections may be asked: taken before it uses them."""

from datetime import timedelta

from connectors.limits import ProviderLimits
from service.domain.errors import Postpone
from service.domain.job import Job
from service.domain.limits import Connection, Learnt
from service.domain.ports import UnitOfWork, Work


class Share:
    """Of one run of a job. It is taken in transactions that are there anyway, and what stands against it
    is told after their commit: nothing else of the transaction is lost with it.
    """

    def __init__(self, work: Work, job: Job) -> None:
        self._work = work
        self._job = job
        self._of: Connection | None = None
        self._full: Postpone | None = None

    def take(self, unit: UnitOfWork, connection: Connection, *, tokens: int = 0) -> None:
        """Last in its transaction: from here on other jobs wait for the commit. Raises `StaleFence`."""
        self._of, self._full = connection, None
        try:
            unit.jobs.reserve(self._job, connection, tokens=tokens)
        except Postpone as full:
            self._full = full

    def need(self, connection: Connection, *, tokens: int = 0) -> None:
        """Raises `Postpone` when there is none just now; takes it where no transaction did."""
        if self._of != connection:
            with self._work.begin(self._job.tenant_id) as unit:
                self.take(unit, connection, tokens=tokens)
        if self._full is not None:
            raise self._full


def learn(unit: UnitOfWork, connection: Connection, told: ProviderLimits | None) -> None:
    """Keep what a provider told of its own limits, if it told something."""
    if told is None:
        return
    resume_at = None
    if told.resume_in_ms is not None:
        resume_at = unit.now + timedelta(milliseconds=told.resume_in_ms)
    learnt = Learnt(
        requests_per_minute=told.requests_per_minute,
        tokens_per_minute=told.tokens_per_minute,
        resume_at=resume_at,
    )
    unit.limits.learn(connection, learnt)
