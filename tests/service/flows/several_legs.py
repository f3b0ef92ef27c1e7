"""One customer's call of three agent legs behind an IVR, as nine events of a telephony that joins nothing itself."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Speaker,
    Turn,
)
from service.flows.intake import told_of
from service.flows.joining import Origin, Told, take
from tests.service.flows.world import SOURCE, TENANT, World

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROOT_ID = "contact-1"


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def said(*lines: tuple[Speaker, str]) -> tuple[Turn, ...]:
    return tuple(
        Turn(speaker=speaker, text=text, start_ms=3_000 * i, end_ms=3_000 * i + 2_500)
        for i, (speaker, text) in enumerate(lines)
    )


A, C, I = Speaker.AGENT, Speaker.CUSTOMER, Speaker.IVR  # noqa: E741  # three roles, read in columns

FIRST = said(
    (A, "Thank you for calling Fernhill, this is Ada."),
    (C, "My internet drops every evening and I work from home."),
    (A, "I have reset your line. I will put you through to billing for the refund."),
)
SECOND = said(
    (A, "Billing, this is Tom."),
    (C, "I was promised a refund of twenty pounds for the outage."),
    (A, "I have credited twenty pounds to your account."),
)
THIRD = said(
    (A, "Retention team, Mara speaking."),
    (C, "I want to cancel my contract at the end of the month."),
    (A, "I will send you the cancellation form by Friday."),
)


def contact(name: str, previous: str, minutes: float, agent: str, queue: str) -> ParsedCall:
    """What a contact event says: who, where, after whom; its transcript comes by itself."""
    return ParsedCall(
        external_id=ROOT_ID,
        other_ids=(name, previous),
        leg=Leg(id=name, kind=LegKind.AGENT, previous_id=previous),
        direction="inbound",
        started_at=at(minutes),
        ended_at=at(minutes + 2),
        queue=queue,
        customer=Customer(phone="+12025550101"),
        agent=CallAgent(id=f"t-{agent.lower()}", name=agent),
        awaits_transcript=True,
    )


def transcript(name: str, turns: tuple[Turn, ...], revision: int = 1) -> ParsedCall:
    """A file that knows its own contact and no other."""
    return ParsedCall(external_id=name, leg=Leg(id=name), language="en", turns=turns, revision=revision)


EVENTS = (
    ParsedCall(
        external_id=ROOT_ID,
        leg=Leg(id=ROOT_ID, kind=LegKind.IVR),
        direction="inbound",
        started_at=at(0),
        ended_at=at(1),
        turns=said((I, "Welcome to Fernhill. Say what you need."), (C, "Internet.")),
    ),
    contact("contact-2", ROOT_ID, 1, "Ada", "support"),
    contact("contact-3", "contact-2", 3, "Tom", "billing"),
    contact("contact-4", "contact-3", 5, "Mara", "retention"),
    transcript("contact-2", FIRST),
    transcript("contact-3", SECOND[:2]),
    transcript("contact-3", SECOND, revision=2),
    transcript("contact-4", THIRD),
    ParsedCall(
        external_id=ROOT_ID,
        other_ids=("contact-4",),
        leg=Leg(id="contact-4"),
        after_call_work=AfterCallWork(started_at=at(7), ended_at=at(7.5)),
        hint=CodeHint(code="cancel", notes="wants out"),
    ),
)


@dataclass
class Line:
    """Delivers reports to the flows as a webhook's would be, each in a transaction of its own."""

    world: World
    source: str = SOURCE
    calls: list[str] = field(default_factory=list)

    def deliver(self, *reports: ParsedCall) -> None:
        for report in reports:
            with self.world.storage.work.begin(TENANT) as unit:
                self.calls.append(take(unit, Origin(source=self.source), told_of(report)).call_id)

    def deliver_at_once(self, reports: Iterable[Told]) -> None:
        """All in one transaction, for tests of thousands of orders."""
        with self.world.storage.work.begin(TENANT) as unit:
            for report in reports:
                take(unit, Origin(source=self.source), report)


def orders(count: int) -> Iterator[list[ParsedCall]]:
    """Sampled orders of the nine events; every third has some of them twice."""
    chance = random.Random(20260302)  # noqa: S311  # the same orders each time, so that a failure comes back
    for number in range(count):
        events = list(EVENTS)
        if number % 3 == 0:
            events += chance.sample(EVENTS, 3)
        chance.shuffle(events)
        yield events
