"""A tenant's time to keep calls is over for some → they are erased, in batches, by the code that erases one."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from service.domain.erasure import ErasureReason
from service.domain.errors import Postpone
from service.domain.job import Job, Kind
from service.domain.ports import Work
from service.flows.erase import Erase, tell

BATCH = 20
RUN_S = 60.0
"""One run ends after this long and goes on as another, so that a worker can stop in between."""

PAUSE_MS = 100
LEDGER_KEPT = timedelta(days=400)
"""Rows of erased calls, which are ids, kinds and times, stay for a year's report and go then."""

EVERY_S = 24 * 3_600.0

Retention = Callable[[], Mapping[str, int]]
"""Days that calls are kept, by tenant; a tenant that keeps them for ever is left out."""

log = structlog.get_logger(__name__)


class Retain:
    def __init__(
        self,
        work: Work,
        erase: Erase,
        retention: Retention,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._erase = erase
        self._retention = retention
        self._monotonic = monotonic
        self._asked: dict[str, tuple[int, float]] = {}

    def schedule(self) -> None:
        """Ask for each tenant's run once a day, and as soon as its number of days changes."""
        for tenant, days in self._retention().items():
            known, asked_at = self._asked.get(tenant, (None, 0.0))
            if known == days and self._monotonic() - asked_at < EVERY_S:
                continue
            with self._work.begin(tenant) as unit:
                unit.jobs.enqueue(Kind.RETAIN, tenant)
            self._asked[tenant] = (days, self._monotonic())

    def run(self, job: Job) -> None:
        """Raises `Postpone` when there is more than one run should do."""
        days = self._retention().get(job.tenant_id)
        until = self._monotonic() + RUN_S
        while days is not None and self._batch(job, days):
            if self._monotonic() > until:
                raise Postpone(PAUSE_MS, "more_to_erase")
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.finish(job)

    def _batch(self, job: Job, days: int) -> bool:
        """One transaction's worth; False when nothing is left to do."""
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            old = unit.erasures.received_before(unit.now - timedelta(days=days), BATCH)
            pruned = 0 if old else unit.erasures.prune_ledger(unit.now - LEDGER_KEPT, 10 * BATCH)
            entries = self._erase.batch(unit, old, ErasureReason.RETENTION)
        for entry in entries:
            tell(entry)
        if entries:
            log.info("calls_expired", tenant=job.tenant_id, calls=len(entries))
        return bool(entries or pruned)
