"""The one place where the parts are put together: used by API, worker, scheduler, command line and tests."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from service.broker import Broker, Hints
from service.connections import ConfiguredConnections
from service.domain.connections import Connections
from service.domain.job import Job, Kind, Lane
from service.drafting.profiles import load_shipped
from service.flows.access import Access
from service.flows.calls import CallDesk
from service.flows.draft import DraftFlow, DraftLimits
from service.flows.intake import Intake
from service.flows.profiles import Profiles
from service.flows.reports import Reports
from service.flows.review import Review
from service.flows.stream import Stream
from service.flows.sweep import Sweep
from service.flows.write import WriteFlow
from service.settings import Settings
from service.storage import Keyring, Storage
from service.tenants import Problem, Tenants

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
    review: Review
    reports: Reports
    stream: Stream
    profiles: Profiles
    sweep: Sweep
    handlers: Handlers

    def prepare(self) -> None:
        """Store what tenants' files and the shipped profiles say, for every tenant there is."""
        shipped = tuple(
            load_shipped(folder.parent) for folder in self.settings.prompts_dir.glob("*/profile.yaml")
        )
        for tenant in self.tenants.all().values():
            self.profiles.seed(tenant.id, shipped)
            if tenant.agents:
                with self.storage.work.begin(tenant.id) as unit:
                    unit.agents.sync(tenant.agents)

    def close(self) -> None:
        self.hints.close()
        self.broker.close()
        self.storage.dispose()


def build(settings: Settings, *, connections: Connections | None = None) -> Services:
    """Put the parts together. Connects to nothing yet; raises `KeyringMissing` without a master key."""
    tenants = Tenants(settings.config_dir, settings.secrets_file)
    configured = ConfiguredConnections(tenants)
    connections = connections or configured
    broker = Broker(settings.broker_url)
    storage = Storage(
        settings.database,
        Keyring.load(settings.keyring),
        after_commit=_announce(broker),
        pool_size=settings.worker_threads,
    )
    work = storage.work
    limits = DraftLimits(
        model_deadline_ms=settings.model_deadline_ms,
        match_deadline_ms=settings.match_deadline_ms,
        model_attempts=settings.model_attempts,
    )
    draft = DraftFlow(work, connections, limits)
    write = WriteFlow(work, connections, deadline_ms=settings.write_deadline_ms)
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
        review=Review(work, connections),
        reports=Reports(work),
        stream=Stream(work),
        profiles=Profiles(work),
        sweep=Sweep(storage.board, broker),
        handlers={Kind.DRAFT: draft.run, Kind.MATCH: draft.match, Kind.WRITE: write.run},
    )


def _announce(broker: Broker) -> Callable[[frozenset[Lane], bool], None]:
    """After a commit: wake the lanes of new jobs, and hint at new events."""

    def announce(lanes: frozenset[Lane], has_events: bool) -> None:
        for lane in lanes:
            broker.wake(lane)
        if has_events:
            broker.hint()

    return announce
