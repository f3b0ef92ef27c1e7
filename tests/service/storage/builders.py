"""Things that storage tests store."""

from datetime import UTC, datetime, timedelta

from connectors.contracts import Speaker, Turn
from service.domain.call import Call, CallFacts, Leg, TranscriptBody
from service.domain.content import Content, Section, Sentence
from service.domain.delivery import Delivery, DeliveryState
from service.domain.draft import Draft, DraftKind, Proposal
from service.domain.ids import new_id
from service.domain.job import Job, Kind, Lane
from service.domain.ports import UnitOfWork
from service.domain.values import from_ms
from service.domain.wrapup import WrapUp
from service.storage import Storage

ACME = "acme"
OTHER = "globex"
START = 1_780_000_000_000
SAID = "the heron lands at the mill pond"


class Clock:
    """Milliseconds since 1970; stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now

    def advance(self, milliseconds: int) -> None:
        self.now += milliseconds


class Told:
    """What went out after commits."""

    def __init__(self) -> None:
        self.hints: list[tuple[frozenset[Lane], bool]] = []

    def __call__(self, lanes: frozenset[Lane], news: bool) -> None:
        self.hints.append((lanes, news))


def a_call(tenant_id: str = ACME, *, external_id: str | None = None, source: str = "genesys") -> Call:
    call_id = new_id()
    return Call(
        id=call_id,
        tenant_id=tenant_id,
        source=source,
        started_at=datetime(2026, 5, 28, 9, 0, tzinfo=UTC),
        queue="billing",
        received_at=from_ms(START),
        turns_count=1,
        facts=CallFacts(
            external_id=external_id or call_id, customer_phone="+4930555123", customer_name="Ada"
        ),
        legs=(Leg(id=new_id(), agent_id="agent-1", acw_started_at=from_ms(START)),),
        timings={"accepted": from_ms(START)},
    )


def a_transcript(text: str = SAID) -> TranscriptBody:
    return TranscriptBody(turns=(Turn(speaker=Speaker.AGENT, text=text),), vault={"[n1]": "12345678"})


def a_wrapup(call: Call, *, agent_id: str | None = "agent-1", text: str = SAID) -> WrapUp:
    sentence = Sentence(id="s1", text=text)
    return WrapUp(
        id=new_id(),
        tenant_id=call.tenant_id,
        call_id=call.id,
        leg_id=call.legs[0].id,
        agent_id=agent_id,
        queue=call.queue,
        content=Content(summary=(Section(id="x", section="reason", title="Reason", sentences=(sentence,)),)),
        created_at=from_ms(START),
        updated_at=from_ms(START),
    )


def a_draft(number: int = 1, text: str = SAID) -> Draft:
    return Draft(
        number=number,
        kind=DraftKind.EXTRACTIVE,
        profile="default@1",
        proposal=Proposal(
            content=Content(
                summary=(
                    Section(id="x", section="reason", title="", sentences=(Sentence(id="s", text=text),)),
                )
            )
        ),
    )


def a_delivery(
    tenant_id: str = ACME, *, sender_id: str = "msg_1", state: DeliveryState = DeliveryState.RECEIVED
) -> Delivery:
    return Delivery(
        id=new_id(),
        tenant_id=tenant_id,
        source="genesys",
        sender_id=sender_id,
        body_hash="ab",
        body_bytes=2,
        state=state,
        replayable=state is DeliveryState.QUARANTINED,
        received_at=from_ms(START) + timedelta(seconds=1),
    )


def stored(storage: Storage, tenant_id: str = ACME) -> tuple[Call, WrapUp]:
    """A call and its wrap-up, committed."""
    call = a_call(tenant_id)
    wrapup = a_wrapup(call)
    with storage.work.begin(tenant_id) as unit:
        unit.calls.add(call, a_transcript())
        unit.wrapups.add(wrapup)
    return call, wrapup


def enqueued(
    storage: Storage,
    subject: str = "w1",
    kind: Kind = Kind.DRAFT,
    *,
    delay_ms: int = 0,
    tenant_id: str = ACME,
) -> None:
    with storage.work.begin(tenant_id) as unit:
        unit.jobs.enqueue(kind, subject, delay_ms=delay_ms)


def claimed(
    storage: Storage, lane: Lane = Lane.DRAFT, worker: str = "worker-1", *, lone: bool = False
) -> Job:
    job = storage.board.claim(lane, worker, lone=lone)
    assert job is not None
    return job


def conforms(unit: UnitOfWork) -> UnitOfWork:
    """Lets the type checker compare our unit with the port."""
    return unit
