"""The one place where the parts are put together: used by API, worker, scheduler, command line and tests."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

from service.broker import Broker, Hints
from service.connections import ConfiguredConnections
from service.domain.connections import Connections
from service.domain.errors import Unavailable
from service.domain.job import Job, Kind, Lane
from service.domain.ports import Work
from service.drafting.profiles import load_shipped
from service.flows.access import Access
from service.flows.backlog import Backlog
from service.flows.callers import Finders
from service.flows.calls import CallDesk
from service.flows.code_back import CodeBack
from service.flows.draft import DraftFlow, DraftLimits
from service.flows.erase import Erase
from service.flows.export import CallExport
from service.flows.fetch import FetchFlow
from service.flows.intake import Intake
from service.flows.jobs import JobDesk
from service.flows.learn import Learn
from service.flows.live import Live
from service.flows.live_work import LiveWork
from service.flows.profiles import Profiles
from service.flows.rankers import Rankers
from service.flows.reconcile import Reconcile
from service.flows.reports import Reports
from service.flows.retain import Retain
from service.flows.review import Review
from service.flows.stream import Stream
from service.flows.sweep import Sweep
from service.flows.write import WriteFlow
from service.settings import Settings
from service.storage import LiveKeyring, Storage
from service.storage.erasure_journal import FileJournal
from service.telemetry.counts import pool
from service.telemetry.edges import WatchedConnections
from service.tenant_file import Problem
from service.tenants import Tenants

Handlers = Mapping[Kind, Callable[[Job], None]]


@dataclasses.dataclass(frozen=True)
class Services:
    """Everything that a process of ours works with. Close it when the process ends."""

    settings: Settings
    tenants: Tenants
    connections: Connections
    problems: Callable[[], Sequence[Problem]]
    storage: Storage
    broker: Broker
    hints: Hints
    access: Access
    intake: Intake
    calls: CallDesk
    export: CallExport
    review: Review
    reports: Reports
    stream: Stream
    profiles: Profiles
    sweep: Sweep
    jobs: JobDesk
    backlog: Backlog
    erase: Erase
    retain: Retain
    reconcile: Reconcile
    learn: Learn
    live: Live
    handlers: Handlers

    def prepare(self) -> None:
        """Store what tenants' files and the shipped profiles say, for every tenant there is."""
        shipped = tuple(
            load_shipped(folder.parent) for folder in self.settings.prompts_dir.glob("*/profile.yaml")
        )
        for tenant in self.tenants.all().values():
            self.profiles.seed(tenant.id, shipped)
            with self.storage.work.begin(tenant.id) as unit:
                if tenant.agents:
                    unit.agents.sync(tenant.agents)
                # Limits that cannot be read just now hold on as they were.
                with suppress(Unavailable):
                    unit.limits.sync(self.connections.limits(tenant.id))

    def close(self) -> None:
        self.live.close()
        self.hints.close()
        self.broker.close()
        self.storage.dispose()


def build(settings: Settings, *, connections: Connections | None = None) -> Services:
    """Put the parts together. Connects to nothing yet; raises `KeyringMissing` without a master key."""
    tenants = Tenants(settings.config_dir, settings.secrets_file)
    configured = ConfiguredConnections(tenants)
    connections = WatchedConnections(connections or configured)
    broker = Broker(settings.broker_url)
    storage = _storage(settings, broker)
    work = storage.work
    backlog = Backlog(settings.draft_age_limit_ms)
    erase = Erase(work, FileJournal(settings.erasures), storage.scrub)
    retain = Retain(work, erase, tenants.retention)
    reconcile = Reconcile(work, connections, tenants.reconciling, deadline_ms=settings.list_deadline_ms)
    learn = Learn(work, tenants.all)
    return Services(
        settings=settings,
        tenants=tenants,
        connections=connections,
        problems=configured.problems,
        storage=storage,
        broker=broker,
        hints=Hints(settings.broker_url),
        access=Access(work, storage.doors),
        intake=Intake(work, connections, clock=lambda: datetime.now(UTC)),
        calls=CallDesk(work),
        export=CallExport(work),
        review=Review(work, connections),
        reports=Reports(work),
        stream=Stream(work),
        profiles=Profiles(work),
        sweep=Sweep(storage.board, broker),
        jobs=JobDesk(work),
        backlog=backlog,
        erase=erase,
        retain=retain,
        reconcile=reconcile,
        learn=learn,
        live=Live(work, connections),
        handlers=_handlers(settings, work, connections, backlog, configured.finders)
        | {Kind.RETAIN: retain.run, Kind.RECONCILE: reconcile.run, Kind.FIT: learn.run},
    )


def _storage(settings: Settings, broker: Broker) -> Storage:
    storage = Storage(
        settings.database,
        LiveKeyring(settings.keyring),
        after_commit=_announce(broker),
        pool_size=settings.worker_threads,
        require_row_security=settings.require_row_security,
    )
    pool(storage.connections)
    return storage


def _handlers(
    settings: Settings, work: Work, connections: Connections, backlog: Backlog, finders: Finders
) -> dict[Kind, Callable[[Job], None]]:
    """What a call's own jobs do."""
    limits = DraftLimits(
        model_deadline_ms=settings.model_deadline_ms,
        match_deadline_ms=settings.match_deadline_ms,
        model_attempts=settings.model_attempts,
    )
    rankers = Rankers()
    draft = DraftFlow(work, connections, limits, backlog, rankers, finders)
    write = WriteFlow(work, connections, deadline_ms=settings.write_deadline_ms)
    fetch = FetchFlow(work, connections, deadline_ms=settings.fetch_deadline_ms)
    live = LiveWork(
        work,
        connections,
        match_deadline_ms=settings.match_deadline_ms,
        silence_ms=settings.live_silence_ms,
        rankers=rankers,
    )
    code = CodeBack(work, connections, deadline_ms=settings.code_deadline_ms)
    return {
        Kind.FETCH: fetch.run,
        Kind.DRAFT: draft.run,
        Kind.MATCH: draft.match,
        Kind.WRITE: write.run,
        Kind.CODE: code.run,
        Kind.LIVE: live.run,
    }


def _announce(broker: Broker) -> Callable[[frozenset[Lane], bool], None]:
    """After a commit: wake the lanes of new jobs, and hint at new events."""

    def announce(lanes: frozenset[Lane], has_events: bool) -> None:
        broker.announce(lanes, news=has_events)

    return announce
