"""The flows with a telephony vendor whose transcripts stand elsewhere, that lists calls and takes codes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.contracts import CallAgent, Customer, Leg, LegKind, ParsedCall, Received, Reference, Telephony
from service.domain.connections import Source
from service.domain.errors import SourceOff
from service.domain.fetch import Fetch
from service.domain.job import LEASE_MS, Job, Kind, Lane
from service.domain.ledger import Entry, LedgerRow
from service.domain.wrapup import WrapUp
from service.flows.code_back import CodeBack
from service.flows.fetch import FetchFlow
from service.flows.intake import Intake, Receipt
from service.flows.reconcile import Reconcile
from service.flows.write import WriteFlow
from service.worker.runner import Runner
from tests.fakes.crm import FakeCrm
from tests.fakes.telephony import KIND, FakeTelephony, body_of
from tests.service.flows.several_legs import FIRST, SECOND, at
from tests.service.flows.world import ADMIN, PHONE, SECRET, SOURCE, TENANT, FakeConnections, World
from tests.service.storage.builders import START

HOUR_MS = 3_600_000
LANES = (Lane.FETCH, Lane.DRAFT, Lane.WRITE, Lane.TUNE)


class Killed(BaseException):
    """The process is gone at this line: nothing of ours catches it."""


class Lines(FakeConnections):
    """One source that can be switched off, and be taken away."""

    def __init__(self, crm: FakeCrm, adapter: Telephony) -> None:
        super().__init__(crm)
        self.adapter = adapter
        self.off = False
        self.gone = False

    def source(self, name: str) -> Source:
        if self.off:
            raise SourceOff
        found = super().source("a name that nobody has" if self.gone else name)
        return Source(name=name, tenant_id=found.tenant_id, adapter=self.adapter, secrets=(SECRET,))


@dataclass
class Exchange(World):
    """A world whose one source is a `FakeTelephony`."""

    def __post_init__(self) -> None:
        super().__post_init__()
        work = self.storage.work
        self.phones = FakeTelephony()
        self.lines = Lines(self.crm, self.phones)
        self.every: Mapping[tuple[str, str], int] = {}
        self.monotonic_s = 0.0
        self.intake = Intake(work, self.lines, clock=lambda: datetime.now(UTC))
        self.reconcile = Reconcile(
            work,
            self.lines,
            lambda: self.every,
            deadline_ms=1_000,
            monotonic=lambda: self.monotonic_s,
        )
        handlers: dict[Kind, Callable[[Job], None]] = {
            Kind.FETCH: FetchFlow(work, self.lines, deadline_ms=1_000).run,
            Kind.DRAFT: self.draft.run,
            Kind.MATCH: self.draft.match,
            Kind.WRITE: WriteFlow(work, self.lines, deadline_ms=20_000).run,
            Kind.CODE: CodeBack(work, self.lines, deadline_ms=1_000).run,
            Kind.RECONCILE: self.reconcile.run,
        }
        self.runner = Runner(work, self.storage.board, handlers)
        self._delivered = 0

    def deliver(self, *reports: ParsedCall) -> Receipt:
        """A signed webhook with these reports."""
        self._delivered += 1
        unsigned, number = Received(headers={}, body=body_of(*reports)), f"e-{self._delivered}"
        signed = self.phones.sign(unsigned, SECRET, delivery_id=number, now=datetime.now(UTC))
        receipt = self.intake.receive(SOURCE, signed)
        assert isinstance(receipt, Receipt)
        return receipt

    def work_off(self) -> int:
        """Run jobs until none is due; how many were run."""
        done = 0
        while found := sum(self.runner.drain(lane) for lane in LANES):
            done += found
        return done

    def pass_time(self, milliseconds: int) -> None:
        """Work off what becomes due, when it does."""
        until = self.clock.now + milliseconds
        self.work_off()
        while (due := self.next_due()) is not None and due <= until:
            self.clock.now = max(due, self.clock.now)
            self.work_off()
        self.clock.now = until

    def next_due(self) -> int | None:
        with self.storage.work.read(TENANT) as unit:
            waiting = [row for row in unit.jobs.page(limit=200).items if row.state == "waiting"]
        return min((round(row.due.timestamp() * 1000) for row in waiting), default=None)

    def start_again(self) -> None:
        """After a crash: what the dead process held is free once its lease is over."""
        self.clock.advance(LEASE_MS + 1)
        self.storage.board.free_expired()
        self.work_off()

    def fetches(self, call_id: str) -> list[Fetch]:
        with self.storage.work.read(TENANT) as unit:
            return list(unit.fetches.of_call(unit.calls.get(call_id).id))

    def states(self, call_id: str) -> list[tuple[str, str | None]]:
        return [(one.state.value, one.reason) for one in self.fetches(call_id)]

    def open_jobs(self) -> list[tuple[Kind, str]]:
        with self.storage.work.read(TENANT) as unit:
            return [(row.kind, row.state.value) for row in unit.jobs.page(limit=200).items]

    def ledger(self, wrapup: WrapUp, *kinds: Entry) -> list[LedgerRow]:
        with self.storage.work.read(TENANT) as unit:
            return [row for row in unit.ledger.of_wrapup(wrapup.id) if row.kind in kinds]

    def wrapups(self, call_id: str) -> dict[str, WrapUp]:
        """Of a call, by the sender's id of the leg."""
        with self.storage.work.read(TENANT) as unit:
            keys = {leg.id: leg.key for leg in unit.calls.get(call_id).legs}
        rows = self.review.page(ADMIN, call_id=call_id).items
        found = [self.review.get(ADMIN, row.id) for row in rows]
        return {keys[one.leg_id]: one for one in found}


def reference(name: str, *, lasts_ms: int | None = None, url: str = "") -> Reference:
    """To the transcript of this name; by an address, or by one that is presigned for so long."""
    began = datetime.fromtimestamp(START / 1000, UTC)
    ends = None if lasts_ms is None else began + timedelta(milliseconds=lasts_ms)
    return Reference(kind=KIND, id=name, url=url, expires_at=ends)


def announced(call: str = "call-1", leg: str = "leg-1", **more: Any) -> ParsedCall:
    """A call that ended, whose transcript stands elsewhere under the leg's own name."""
    told: dict[str, Any] = {
        "external_id": call,
        "leg": Leg(id=leg, kind=LegKind.AGENT),
        "direction": "inbound",
        "started_at": at(0),
        "ended_at": at(2),
        "queue": "support",
        "customer": Customer(phone=PHONE),
        "agent": CallAgent(id="t-ada", name="Ada"),
        "reference": reference(leg),
    }
    return ParsedCall(**{**told, **more})


def words(call: str = "call-1", leg: str = "leg-1", **more: Any) -> ParsedCall:
    """The transcript itself, as it is fetched."""
    return ParsedCall(**{"external_id": call, "leg": Leg(id=leg), "language": "en", "turns": FIRST, **more})


OTHER_WORDS = SECOND


def turns(exchange: Exchange, call_id: str) -> list[str]:
    with exchange.storage.work.read(TENANT) as unit:
        return [turn.text for turn in unit.calls.transcript(unit.calls.get(call_id).id).turns]
