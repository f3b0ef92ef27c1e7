"""Reference in a delivery → the transcript from where it stands, masked and joined to its call.

A vendor may take a while to have it: the job comes back, with growing pauses, for an hour. After that the
agent writes by hand.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from connectors.contracts import Fetches, ParsedCall, Unreadable
from connectors.errors import Auth, ConnectorError, Transient
from service.domain.connections import Connections, Source
from service.domain.errors import NotFound, Unavailable, UnknownSource
from service.domain.fetch import PATIENCE_MS, Fetch, FetchState
from service.domain.job import Job, Kind
from service.domain.ports import AlreadyStored, UnitOfWork, VersionMoved, Work
from service.domain.wrapup import State
from service.flows.draft import finish
from service.flows.intake import TRIES, told_of
from service.flows.joining import Origin, take
from service.telemetry.edges import asking

EMPTY = "empty"
CANNOT_FETCH = "source_cannot_fetch"

log = structlog.get_logger(__name__)


class FetchFlow:
    """One transcript by reference. Twice fetched is once joined: the same words are the same report."""

    def __init__(self, work: Work, connections: Connections, *, deadline_ms: int) -> None:
        self._work = work
        self._connections = connections
        self._deadline_ms = deadline_ms

    def run(self, job: Job) -> None:
        """Raises `Transient` while the vendor has it not yet, and there is still time."""
        fetch = self._waiting(job)
        if fetch is None:
            finish(self._work, job)
            return
        try:
            source = self._connections.source(fetch.source)
            reports = self._ask(source, fetch)
        except (Transient, Auth, Unavailable) as error:
            code = error.code
            if self._is_late(fetch):
                self._give_up(job, fetch, code)
                return
            raise Transient(code, retry_after_ms=getattr(error, "retry_after_ms", None)) from None
        except (ConnectorError, UnknownSource) as error:
            self._give_up(job, fetch, error.code)
        except Unreadable as unreadable:
            self._give_up(job, fetch, unreadable.reason)
        else:
            self._join(job, fetch, source, reports)

    def _waiting(self, job: Job) -> Fetch | None:
        try:
            with self._work.read(job.tenant_id) as unit:
                fetch = unit.fetches.get(job.subject)
        except NotFound:
            return None
        return fetch if fetch.state is FetchState.WAITING else None

    def _ask(self, source: Source, fetch: Fetch) -> tuple[ParsedCall, ...]:
        if not isinstance(source.adapter, Fetches):
            raise UnknownSource(CANNOT_FETCH)
        with asking("fetch", source.tenant_id, source.name):
            return source.adapter.fetch(fetch.report, deadline_ms=self._deadline_ms)

    def _is_late(self, fetch: Fetch) -> bool:
        with self._work.read(fetch.tenant_id) as unit:
            return unit.now - fetch.created_at >= timedelta(milliseconds=PATIENCE_MS)

    def _join(self, job: Job, fetch: Fetch, source: Source, reports: Sequence[ParsedCall]) -> None:
        told = [told_of(report) for report in reports]
        origin = Origin(source=source.name, language=source.language)
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                with self._work.begin(job.tenant_id) as unit:
                    unit.jobs.hold(job)
                    taken = [take(unit, origin, one) for one in told]
                    refused = next((one.refused for one in taken if one.refused), None)
                    if refused or not told:
                        _fail(unit, fetch, refused or EMPTY)
                    else:
                        unit.fetches.settle(fetch.id, FetchState.DONE, None)
                    unit.jobs.finish(job)
            except (AlreadyStored, VersionMoved):
                if last:
                    raise
            else:
                return

    def _give_up(self, job: Job, fetch: Fetch, reason: str) -> None:
        log.warning("fetch_failed", source=fetch.source, reason=reason)
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            _fail(unit, fetch, reason)
            unit.jobs.finish(job)


def _fail(unit: UnitOfWork, fetch: Fetch, reason: str) -> None:
    """What waited for it is the agent's to write by hand, unless another transcript is still to come."""
    unit.fetches.settle(fetch.id, FetchState.FAILED, reason)
    others = (one for one in unit.fetches.of_call(fetch.call_id) if one.id != fetch.id)
    if any(one.state is FetchState.WAITING for one in others):
        return
    for wrapup_id in unit.calls.get(fetch.call_id).wrapup_ids:
        if unit.wrapups.get(wrapup_id).state is State.DRAFTING:
            unit.jobs.enqueue(Kind.DRAFT, wrapup_id)
