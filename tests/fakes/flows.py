"""Flows that do what a test tells them, for tests of the API's edge alone."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from connectors.contracts import ParsedCall, Received
from service.domain.access import Principal, Role
from service.domain.content import Content, Section, Sentence
from service.domain.delivery import DeliveryState
from service.domain.errors import Stale, Unauthenticated
from service.domain.ids import new_id
from service.domain.ledger import Entry, Event, EventKind, LedgerRow
from service.domain.wrapup import DraftHead, State, WrapUp
from service.flows.access import Access, Session
from service.flows.intake import Intake, Receipt
from service.flows.reports import Reports
from service.flows.review import ConfirmRequest, Review
from service.flows.stream import Stream

NOW = datetime(2026, 11, 20, 9, 15, tzinfo=UTC)
AGENT_TOKEN = "agent-token"
INGEST_TOKEN = "ingest-token"
ADMIN_TOKEN = "admin-token"
TICKET = "ticket-1"


def principal(*roles: Role, agent_id: str | None = None, expires_at: datetime | None = None) -> Principal:
    return Principal(
        tenant_id="fernhill", subject="test", roles=frozenset(roles), agent_id=agent_id, expires_at=expires_at
    )


def a_wrapup(**changes: Any) -> WrapUp:
    sentence = Sentence(id="s1", text="The trimmer did not arrive.")
    content = Content(
        summary=(Section(id="reason", section="reason", title="Reason", sentences=(sentence,)),)
    )
    wrapup = WrapUp(
        id=new_id(),
        tenant_id="fernhill",
        call_id=new_id(),
        leg_id=new_id(),
        version=3,
        agent_id="mara",
        state=State.READY,
        draft=DraftHead(number=1, profile="default@1"),
        content=content,
        created_at=NOW,
        updated_at=NOW,
    )
    return wrapup.model_copy(update=changes)


class FakeAccess(Access):
    def __init__(self) -> None:
        self.principals = {
            AGENT_TOKEN: principal(Role.AGENT, agent_id="mara"),
            INGEST_TOKEN: principal(Role.INGEST),
            ADMIN_TOKEN: principal(Role.ADMIN),
        }
        self.tickets = {TICKET}

    def authenticate(self, bearer: str) -> Principal:
        if bearer not in self.principals:
            raise Unauthenticated
        return self.principals[bearer]

    def redeem(self, ticket: str) -> Session:
        if ticket not in self.tickets:
            raise Unauthenticated
        self.tickets.remove(ticket)
        return Session(token=AGENT_TOKEN, expires_at=NOW, agent_id="mara", tenant="fernhill")


class FakeIntake(Intake):
    """Keeps what came in; answers with `receipt`, or raises `failure`."""

    def __init__(self) -> None:
        self.received: list[tuple[str, Received]] = []
        self.submitted: list[tuple[ParsedCall, str | None, str]] = []
        self.receipt = Receipt(
            delivery_id=new_id(), call_ids=(new_id(),), fresh=True, state=DeliveryState.PROCESSED
        )
        self.failure: Exception | None = None

    def receive(self, source_name: str, received: Received) -> Receipt:
        if self.failure is not None:
            raise self.failure
        self.received.append((source_name, received))
        return self.receipt

    def submit(
        self, principal: Principal, *legs: ParsedCall, idempotency_key: str | None, fingerprint: str
    ) -> str:
        principal.require(Role.INGEST)
        self.submitted.extend((leg, idempotency_key, fingerprint) for leg in legs)
        return "call-id"


class FakeReview(Review):
    """One wrap-up; every change moves its version on, `failure` stands in for a rule that refuses."""

    def __init__(self) -> None:
        self.wrapup = a_wrapup()
        self.failure: Exception | None = None
        self.asked: list[dict[str, Any]] = []

    def get(self, principal: Principal, wrapup_id: str) -> WrapUp:
        del principal, wrapup_id
        if self.failure is not None:
            raise self.failure
        return self.wrapup

    def edit(self, principal: Principal, wrapup_id: str, version: int, patch: dict[str, Any]) -> WrapUp:
        return self._moved(version, principal=principal, wrapup_id=wrapup_id, patch=patch)

    def confirm(
        self, principal: Principal, wrapup_id: str, version: int | None, request: ConfirmRequest
    ) -> WrapUp:
        return self._moved(version, principal=principal, wrapup_id=wrapup_id, request=request)

    def _moved(self, version: int | None, **asked: Any) -> WrapUp:
        if self.failure is not None:
            raise self.failure
        if version != self.wrapup.version:
            raise Stale(self.wrapup)
        self.asked.append(asked)
        self.wrapup = self.wrapup.model_copy(update={"version": self.wrapup.version + 1})
        return self.wrapup


def _row() -> LedgerRow:
    return LedgerRow(
        id=new_id(), wrapup_id=new_id(), call_id=new_id(), kind=Entry.DRAFTED, actor="aftercall", at=NOW
    )


class FakeReports(Reports):
    def __init__(self) -> None:
        self.rows = 0
        self.breaks: Exception | None = None
        self.since: datetime | None = None

    def ledger(self, principal: Principal, since: datetime | None) -> Iterator[LedgerRow]:
        principal.require(Role.VIEWER)
        self.since = since
        return self._told()

    def _told(self) -> Iterator[LedgerRow]:
        yield from (_row() for _ in range(self.rows))
        if self.breaks is not None:
            raise self.breaks


class FakeStream(Stream):
    """Events whose cursors are `c1`, `c2`…; a cursor before `oldest` is too old to go on from."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.oldest = 0
        self.reads = 0
        self.failure: Exception | None = None
        self._lock = threading.Lock()

    def add(self, kind: EventKind = EventKind.UPDATED, agent_id: str = "mara") -> Event:
        with self._lock:
            number = len(self.events) + 1
            event = Event(
                cursor=f"c{number}", kind=kind, wrapup_id=new_id(), agent_id=agent_id, version=number
            )
            self.events.append(event)
            return event

    def start(self, principal: Principal, last_event_id: str | None) -> tuple[str, bool]:
        principal.require(Role.AGENT)
        if last_event_id is not None and int(last_event_id[1:]) >= self.oldest:
            return last_event_id, False
        return f"c{len(self.events)}", last_event_id is not None

    def next(self, principal: Principal, cursor: str) -> tuple[list[Event], str]:
        if self.failure is not None:
            raise self.failure
        with self._lock:
            self.reads += 1
            after = self.events[int(cursor[1:]) :]
            seen = [event for event in after if event.agent_id == principal.agent_id]
            return seen, f"c{len(self.events)}"


class Switchable:
    """A part whose `check` fails when told to: storage or broker as `/readyz` sees them.

    One that `hangs` until it is released counts in `hanging` who waits for it.
    """

    warnings: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.hangs: threading.Event | None = None
        self.hanging = threading.Semaphore(0)

    def check(self) -> None:
        if self.hangs is not None:
            self.hanging.release()
            self.hangs.wait(30)
        if self.failure is not None:
            raise self.failure


class FakeHints:
    """The subscription of the process; `ring` is a hint from the broker's thread."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []
        self.closed = False

    def subscribe(self, callback: Callable[[], None]) -> None:
        self.callbacks.append(callback)

    def ring(self) -> None:
        for callback in self.callbacks:
            callback()

    def close(self) -> None:
        self.closed = True
