"""Reference in a delivery → the transcript from where it stands, masked and joined to its call.

A vendor may take a while to have it: the job comes back, with growing pauses, for an hour. After that the
agent writes by hand.
"""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog

from connectors.contracts import Fetches, ParsedCall, Unreadable
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from service.domain.connections import Connections, Source
from service.domain.errors import NotFound, Postpone, Unavailable, UnknownSource
from service.domain.fetch import PATIENCE_MS, Fetch, FetchState
from service.domain.job import Job, Kind, backoff_ms
from service.domain.ports import AlreadyStored, UnitOfWork, VersionMoved, Work
from service.domain.wrapup import State
from service.flows.draft import finish
from service.flows.intake import TRIES, told_of
from service.flows.joining import Origin, Told, take
from service.telemetry.edges import asking

EMPTY = "empty"
CANNOT_FETCH = "source_cannot_fetch"
BUSY = "source_busy"
BUSY_MS = 2_000
MOST_AT_ONCE = 12
"""Of one source in one process: a vendor that takes its time must not have all threads of a worker."""

log = structlog.get_logger(__name__)


class FetchFlow:
    """One transcript by reference. Twice fetched is once joined: the same words are the same report."""

    def __init__(
        self, work: Work, connections: Connections, *, deadline_ms: int, at_once: int = MOST_AT_ONCE
    ) -> None:
        self._work = work
        self._connections = connections
        self._deadline_ms = deadline_ms
        self._at_once = at_once
        self._lock = threading.Lock()
        self._asked = Counter[str]()

    def run(self, job: Job) -> None:
        """Raises `Transient` while the vendor has it not yet, and there is still time; `Postpone` while it is
        asked for enough others.
        """
        fetch = self._waiting(job)
        if fetch is None:
            finish(self._work, job)
            return
        with self._place(fetch.source):
            self._run(job, fetch)

    @contextmanager
    def _place(self, source: str) -> Iterator[None]:
        with self._lock:
            if self._asked[source] >= self._at_once:
                raise Postpone(BUSY_MS, BUSY)
            self._asked[source] += 1
        try:
            yield
        finally:
            with self._lock:
                self._asked[source] -= 1

    def _run(self, job: Job, fetch: Fetch) -> None:
        try:
            source = self._connections.source(fetch.source)
            reports = self._ask(source, fetch)
        except (Transient, Auth, Unavailable) as error:
            self._wait(job, fetch, error)
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
            raise Permanent(CANNOT_FETCH)
        with asking("fetch", source.tenant_id, source.name):
            return source.adapter.fetch(fetch.report, deadline_ms=self._deadline_ms)

    def _wait(self, job: Job, fetch: Fetch, error: Transient | Auth | Unavailable) -> None:
        """Come back as the vendor asks, and a last time when patience ends."""
        with self._work.begin(job.tenant_id) as unit:
            unit.jobs.hold(job)
            left_ms = PATIENCE_MS - round((unit.now - fetch.created_at).total_seconds() * 1000)
            if left_ms > 0:
                _settle(unit, fetch, FetchState.WAITING, error.code)
        if left_ms <= 0:
            self._give_up(job, fetch, error.code)
            return
        asked_ms = error.retry_after_ms if isinstance(error, ConnectorError) else None
        pause_ms = backoff_ms(job.attempts + 1, asked_ms)
        raise Transient(error.code, retry_after_ms=min(pause_ms, left_ms)) from None

    def _join(self, job: Job, fetch: Fetch, source: Source, reports: Sequence[ParsedCall]) -> None:
        told = [told_of(report) for report in reports]
        origin = Origin(source=source.name, language=source.language)
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                with self._work.begin(job.tenant_id) as unit:
                    unit.jobs.hold(job)
                    _store(unit, fetch, origin, told)
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
            _settle(unit, fetch, FetchState.FAILED, reason)
            unit.jobs.finish(job)


def _store(unit: UnitOfWork, fetch: Fetch, origin: Origin, told: Sequence[Told]) -> None:
    taken = [take(unit, origin, one) for one in told]
    nothing = EMPTY if not told and _is_waited_for(unit, fetch) else None
    refused = next((one.refused for one in taken if one.refused), nothing)
    heard = any(one.report.digest for one in told)
    _settle(unit, fetch, FetchState.FAILED if refused else FetchState.DONE, refused, heard=heard)


def _is_waited_for(unit: UnitOfWork, fetch: Fetch) -> bool:
    """A confirmation that the vendor asked for brings nothing, and nobody waits for it."""
    try:
        return bool(unit.calls.get(fetch.call_id).wrapup_ids)
    except NotFound:
        return False


def _settle(
    unit: UnitOfWork, fetch: Fetch, state: FetchState, reason: str | None, *, heard: bool = False
) -> None:
    """What became of it; and what waited for it in vain is the agent's to write by hand.

    Its call may be part of another by now, by these very reports, and the fetch there under another id.
    """
    try:
        call = unit.calls.get(fetch.call_id)
    except NotFound:
        return
    others = []
    for one in unit.fetches.of_call(call.id):
        if one.what == fetch.what:
            unit.fetches.settle(one.id, state, reason)
        else:
            others.append(one.state)
    if FetchState.WAITING in {state, *others} or (heard and FetchState.FAILED not in {state, *others}):
        return
    for wrapup_id in call.wrapup_ids:
        if unit.wrapups.get(wrapup_id).state is State.DRAFTING:
            unit.jobs.enqueue(Kind.DRAFT, wrapup_id)
