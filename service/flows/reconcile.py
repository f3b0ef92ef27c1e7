"""A vendor's own list of calls against what it delivered: a call whose webhook never came is fetched."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from connectors.contracts import Lists, ParsedCall
from service.domain.connections import Connections, Source
from service.domain.errors import Failure, UnknownSource
from service.domain.job import Job, Kind
from service.domain.ports import AlreadyStored, VersionMoved, Work
from service.domain.values import Value
from service.flows.intake import TRIES, told_of
from service.flows.joining import Origin, take
from service.telemetry.edges import asking

FIRST_LOOK = timedelta(days=1)
OVERLAP = timedelta(hours=1)
"""A vendor's list may name a call only a while after its end."""

LONGEST_LOOK = timedelta(days=1)
"""After weeks of standing still the list is read a day at a time: each must end within its deadline."""

ON_THE_WAY = timedelta(minutes=15)
"""Younger calls may still be delivered."""

log = structlog.get_logger(__name__)

Schedule = Callable[[], Mapping[tuple[str, str], int]]
"""Minutes between two looks, by tenant and source."""


class CannotList(Failure):
    status = 409
    code = "cannot-list"
    title = "This source's vendor has no list of calls that we can read"


class Compared(Value):
    """`listed` calls of the vendor between the two times; `missed` are those that nothing was known of."""

    since: datetime
    until: datetime
    listed: int
    missed: tuple[str, ...]


class Reconcile:
    def __init__(
        self,
        work: Work,
        connections: Connections,
        schedule: Schedule,
        *,
        deadline_ms: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._connections = connections
        self._schedule = schedule
        self._deadline_ms = deadline_ms
        self._monotonic = monotonic
        self._asked: dict[tuple[str, str], float] = {}

    def schedule(self) -> None:
        """Ask for each source's run when it is time."""
        for (tenant, source), minutes in self._schedule().items():
            asked_at = self._asked.get((tenant, source))
            if asked_at is not None and self._monotonic() - asked_at < minutes * 60:
                continue
            with self._work.begin(tenant) as unit:
                unit.jobs.enqueue(Kind.RECONCILE, source)
            self._asked[tenant, source] = self._monotonic()

    def run(self, job: Job) -> None:
        """Raises what the vendor's list raises; the same stretch of time is looked at again then."""
        source = self._connections.source(job.subject)
        if source.tenant_id != job.tenant_id:
            # It was another tenant's when this was asked for.
            raise UnknownSource
        with self._work.read(job.tenant_id) as unit:
            known, now = unit.reconciled.until(source.name), unit.now
        since, until = known - OVERLAP if known else now - FIRST_LOOK, now - ON_THE_WAY
        compared = self._compare(source, since, min(until, since + LONGEST_LOOK))
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            unit.reconciled.mark(source.name, compared.until)
            if compared.until < until:
                unit.jobs.enqueue(Kind.RECONCILE, source.name)
            unit.jobs.finish(job)

    def since(self, source_name: str, since: datetime) -> Compared:
        """Compare now, from a given time on. Raises `CannotList`, `UnknownSource`, `SourceOff`."""
        source = self._connections.source(source_name)
        with self._work.read(source.tenant_id) as unit:
            now = unit.now
        return self._compare(source, since, now)

    def _compare(self, source: Source, since: datetime, until: datetime) -> Compared:
        if not isinstance(source.adapter, Lists):
            raise CannotList
        listed, missed = 0, list[str]()
        try:
            with asking("list", source.tenant_id, source.name):
                calls = source.adapter.calls(since, until, deadline_ms=self._deadline_ms)
                for call in calls:
                    listed += 1
                    missed += self._take(source, call)
        finally:
            # Also where the list breaks off: at the next look those that it named are known.
            if missed:
                log.warning("calls_missed", source=source.name, listed=listed, missed=len(missed))
        return Compared(since=since, until=until, listed=listed, missed=tuple(dict.fromkeys(missed)))

    def _take(self, source: Source, call: ParsedCall) -> tuple[str, ...]:
        """The call's id if nothing was known of it. One transaction each: a list may be long."""
        told, origin = told_of(call), Origin(source=source.name, language=source.language)
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                with self._work.begin(source.tenant_id) as unit:
                    known = unit.calls.named(source.name, told.report.ids)
                    take(unit, origin, told)
            except (AlreadyStored, VersionMoved):
                if last:
                    raise
            else:
                break
        return () if known else (call.external_id,)
