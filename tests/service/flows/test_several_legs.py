"""A call of several legs: whatever order its events come in, however often, it ends as the same call."""

from connectors.contracts import CallAgent, Leg, LegKind, ParsedCall, Speaker
from service.domain.page import Page
from service.domain.wrapup_row import WrapUpRow
from tests.service.flows.several_legs import (
    EVENTS,
    FIRST,
    SECOND,
    THIRD,
    A,
    C,
    Line,
    at,
    orders,
    said,
    transcript,
)
from tests.service.flows.world import ADMIN, AGENT, TENANT, World

DRAFTED = 20


def drafted(world: World, call_id: str) -> list[tuple[str | None, list[str]]]:
    """What each wrap-up of a call says, in the order of its queue's name."""
    page: Page[WrapUpRow] = world.review.page(ADMIN, call_id=call_id)
    wrapups = [world.review.get(ADMIN, row.id) for row in page.items]
    told = [
        (one.queue, [line.text for part in one.content.summary for line in part.sentences]) for one in wrapups
    ]
    return sorted(told)


def test_drafts_made_between_events_end_the_same_as_those_made_after_all(world: World) -> None:
    world.crm.add_contact("Amara Okafor", "+12025550101")
    found = []

    for number, events in enumerate(orders(DRAFTED)):
        line = Line(world, f"drafted-{number}")
        for event in events:
            line.deliver(event)
            world.work_off()
        found.append(drafted(world, line.calls[-1]))

    assert all(one == found[0] for one in found)
    assert [queue for queue, _ in found[0]] == ["billing", "retention", "support"]
    assert all(lines for _, lines in found[0])


def test_a_note_sums_up_its_agents_own_leg(world: World) -> None:
    line = Line(world)
    line.deliver(*EVENTS)

    world.work_off()

    billing = dict(drafted(world, line.calls[-1]))["billing"]
    own = {turn.text for turn in SECOND}
    assert billing
    assert all(
        any(quote.strip("“”") in text for text in own) for quote in (one.split(": ")[1] for one in billing)
    )


def test_evidence_of_every_draft_stands_in_the_turn_it_names(world: World) -> None:
    line = Line(world)
    line.deliver(*EVENTS)
    world.work_off()

    with world.storage.work.read(TENANT) as unit:
        turns = unit.calls.transcript(line.calls[-1]).turns
    wrapups = [
        world.review.get(ADMIN, row.id) for row in world.review.page(ADMIN, call_id=line.calls[-1]).items
    ]

    cited = [
        evidence
        for one in wrapups
        for part in one.content.summary
        for sentence in part.sentences
        for evidence in sentence.evidence
    ]
    assert cited
    assert all(one.quote in turns[one.turn].text for one in cited)


def test_an_earlier_legs_late_transcript_leaves_what_an_agent_works_on_and_its_evidence_follows(
    world: World,
) -> None:
    line = Line(world)
    line.deliver(*(one for one in EVENTS if one.turns != FIRST))
    world.work_off()
    billing = next(
        world.review.get(ADMIN, row.id)
        for row in world.review.page(ADMIN, call_id=line.calls[-1]).items
        if row.queue == "billing"
    )
    sections = [section.model_dump(mode="json") for section in billing.content.summary]
    sections[-1]["sentences"] = [{"text": "Typed by hand."}]
    world.review.edit(ADMIN, billing.id, billing.version, {"summary": sections})

    line.deliver(transcript("contact-2", FIRST))
    world.work_off()

    after = world.review.get(ADMIN, billing.id)
    with world.storage.work.read(TENANT) as unit:
        turns = unit.calls.transcript(line.calls[-1]).turns
    cited = [one for part in after.content.summary for line in part.sentences for one in line.evidence]
    assert "Typed by hand." in [line.text for part in after.content.summary for line in part.sentences]
    assert after.offered is None
    assert cited
    assert all(one.quote in turns[one.turn].text for one in cited)


def test_a_revised_transcript_of_a_leg_somebody_works_on_is_offered(world: World) -> None:
    line = Line(world)
    line.deliver(*(one for one in EVENTS if one.turns != SECOND))
    world.work_off()
    billing = next(
        world.review.get(ADMIN, row.id)
        for row in world.review.page(ADMIN, call_id=line.calls[-1]).items
        if row.queue == "billing"
    )
    sections = [section.model_dump(mode="json") for section in billing.content.summary]
    sections[0]["sentences"] = [{"text": "Typed by hand."}]
    typed = world.review.edit(ADMIN, billing.id, billing.version, {"summary": sections})

    line.deliver(transcript("contact-3", SECOND, revision=2))
    world.work_off()

    after = world.review.get(ADMIN, billing.id)
    assert after.content == typed.content
    assert after.offered is not None
    assert after.offered.number > billing.draft.number


def test_a_call_that_no_person_took_has_no_wrapup(world: World) -> None:
    line = Line(world)
    bot = said((Speaker.IVR, "How can I help?"), (C, "Where is my parcel?"))

    line.deliver(
        ParsedCall(external_id="bot-1", leg=Leg(id="bot-1", kind=LegKind.BOT), started_at=at(0), turns=bot)
    )

    assert world.review.page(ADMIN, call_id=line.calls[0]).items == ()


def test_a_leg_that_turns_out_to_be_a_bots_loses_the_wrapup_nobody_touched(world: World) -> None:
    line = Line(world)
    turns = said((Speaker.UNKNOWN, "How can I help?"), (C, "Where is my parcel?"))
    line.deliver(ParsedCall(external_id="call-7", leg=Leg(id="call-7"), turns=turns))
    world.work_off()
    before = world.review.page(ADMIN, call_id=line.calls[0]).items

    line.deliver(ParsedCall(external_id="call-7", leg=Leg(id="call-7", kind=LegKind.BOT), started_at=at(0)))

    assert len(before) == 1
    assert world.review.page(ADMIN, call_id=line.calls[0]).items == ()
    assert world.work_off() == 0


def test_two_calls_that_agents_work_on_stay_apart_when_they_turn_out_to_be_one(world: World) -> None:
    line = Line(world)
    for name, turns in (("contact-2", FIRST), ("contact-4", THIRD)):
        line.deliver(transcript(name, turns))
    world.work_off()
    for call_id in line.calls:
        wrapup = world.wrapup_of(call_id)
        sections = [section.model_dump(mode="json") for section in wrapup.content.summary]
        sections[0]["sentences"] = [{"text": "Typed by hand."}]
        world.review.edit(ADMIN, wrapup.id, wrapup.version, {"summary": sections})

    line.deliver(
        ParsedCall(
            external_id="contact-2",
            other_ids=("contact-4",),
            leg=Leg(id="contact-4", previous_id="contact-2"),
        )
    )

    texts = {
        line.text
        for call_id in line.calls[:2]
        for part in world.wrapup_of(call_id).content.summary
        for line in part.sentences
    }
    assert "Typed by hand." in texts
    assert line.calls[0] != line.calls[1]


def test_the_id_of_a_call_that_became_part_of_another_still_leads_to_it(world: World) -> None:
    line = Line(world)
    line.deliver(transcript("contact-2", FIRST), transcript("contact-4", THIRD))

    line.deliver(
        ParsedCall(
            external_id="contact-2",
            other_ids=("contact-4",),
            leg=Leg(id="contact-4", previous_id="contact-2"),
        )
    )

    with world.storage.work.read(TENANT) as unit:
        both = [unit.calls.get(call_id) for call_id in line.calls[:2]]
    assert both[0] == both[1]
    assert [leg.key for leg in both[0].legs] == ["contact-2", "contact-4"]


def test_numbers_said_on_two_legs_keep_apart_under_their_tokens(world: World) -> None:
    line = Line(world)
    one = said((C, "My account is 20255501234567."), (A, "Thank you."))
    other = said((C, "The order is 99887766554433."), (A, "Found it."))

    line.deliver(transcript("contact-2", one), transcript("contact-4", other))
    line.deliver(
        ParsedCall(
            external_id="contact-2",
            other_ids=("contact-4",),
            leg=Leg(id="contact-4", previous_id="contact-2"),
        )
    )

    with world.storage.work.read(TENANT) as unit:
        body = unit.calls.transcript(line.calls[0])
    assert sorted(body.vault.values()) == ["20255501234567", "99887766554433"]
    assert len({turn.text for turn in body.turns if "NUMBER" in turn.text}) == 2


def test_an_agent_sees_only_the_wrapup_of_the_own_leg(world: World) -> None:
    line = Line(world)
    line.deliver(*EVENTS)
    world.work_off()

    mine = world.review.page(AGENT, call_id=line.calls[-1]).items

    assert [row.queue for row in mine] == ["support"]


def test_an_agent_need_not_wait_for_a_transcript_that_will_never_come(world: World) -> None:
    line = Line(world)
    line.deliver(EVENTS[1])
    world.work_off()
    waiting = world.wrapup_of(line.calls[0])

    line.deliver(ParsedCall(external_id="contact-2", leg=Leg(id="contact-2"), no_transcript=True))
    world.work_off()

    after = world.review.get(ADMIN, waiting.id)
    assert (waiting.state, after.state) == ("drafting", "ready")
    assert (after.draft.status, after.draft.reason) == ("unavailable", "no_transcript")


def test_what_one_agent_wrote_never_becomes_another_agents(world: World) -> None:
    line = Line(world)
    first = ParsedCall(external_id="call-8", agent=CallAgent(id="t-ada", name="Ada"), turns=FIRST)
    line.deliver(first)
    world.work_off()
    mine = world.wrapup_of(line.calls[0])
    sections = [section.model_dump(mode="json") for section in mine.content.summary]
    sections[0]["sentences"] = [{"text": "Typed by hand."}]
    world.review.edit(ADMIN, mine.id, mine.version, {"summary": sections})

    tom = CallAgent(id="t-tom", name="Tom")
    line.deliver(
        ParsedCall(external_id="call-8", leg=Leg(id="leg-b", kind=LegKind.AGENT), agent=tom, turns=SECOND)
    )
    line.deliver(ParsedCall(external_id="call-8", leg=Leg(id="leg-b"), queue="billing"))
    world.work_off()

    rows = world.review.page(ADMIN, call_id=line.calls[0]).items
    with world.storage.work.read(TENANT) as unit:
        names = {row.id: unit.agents.get(row.agent_id or "").name for row in rows}
    assert sorted(names.values()) == ["Ada", "Tom"]
    assert names[mine.id] == "Ada"
