"""How a call that is heard while it runs comes to its end, and what comes after it."""

from pathlib import Path

from connectors.contracts import Leg, LegKind, ParsedCall
from service.api.bodies.segments import post_of
from service.domain.job import Kind
from service.domain.live import PREPARE_MS
from tests.fakes.llm import FakeModel
from tests.service.flows.erasing import erasing
from tests.service.flows.live_calls import FACTS, INGEST, LINES, Ear, content_is_empty
from tests.service.flows.several_legs import A, C, Line, at, said
from tests.service.flows.test_draft import _answer
from tests.service.flows.world import ADMIN, SILENCE_MS, TALK, TENANT, World, a_body


def test_a_part_after_the_end_is_ignored_with_a_reason(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    ear.end()

    receipt = ear.say(("customer", "One thing more."))

    assert (receipt.call_id, receipt.taken, receipt.ended, receipt.ignored) == (call_id, 0, True, "ended")
    assert ear.texts() == LINES


def test_a_call_whose_end_never_comes_is_ended_after_a_silence(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    for _ in range(3):
        world.clock.advance(SILENCE_MS - 1_000)
        world.work_off()
        ear.say(("agent", "Are you still there?"))
    world.clock.advance(SILENCE_MS - 1_000)
    world.work_off()
    still = content_is_empty(world, call_id)

    world.clock.advance(PREPARE_MS)
    while world.work_off():
        pass

    assert still
    assert world.wrapup_of(call_id).state == "ready"
    assert ear.say(("agent", "Hello?")).ignored == "ended"


def test_a_call_of_more_than_an_hour_is_not_drafted_before_its_end(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    for _ in range(25):
        world.clock.advance(SILENCE_MS - PREPARE_MS)
        ear.say(("agent", "Let me see."))
        world.work_off()

    assert content_is_empty(world, call_id)


def test_a_call_without_a_word_is_written_by_hand_once_it_has_ended(world: World) -> None:
    ear = Ear(world)
    call_id = ear.post({"call": FACTS}).call_id
    world.work_off()
    running = content_is_empty(world, call_id)

    ear.end()
    world.work_off()

    assert running
    assert world.wrapup_of(call_id).draft.reason == "no_transcript"


def test_the_same_words_delivered_after_the_call_change_no_draft(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    ear.end()
    world.work_off()

    receipt = world.receive(a_body(external_id="call-1"))
    world.work_off()

    assert receipt.call_ids == (call_id,)
    assert len(model.requests) == 1
    assert world.wrapup_of(call_id).draft.number == 2


def test_other_words_delivered_after_the_call_are_drafted(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    ear.end()
    world.work_off()

    world.receive(a_body(external_id="call-1", talk=(*TALK, ("customer", "And please send me the invoice."))))
    world.work_off()

    assert len(model.requests) == 2
    assert "invoice" in ear.texts()[-1]
    assert len(world.review.page(ADMIN, call_id=call_id).items) == 1


def test_a_transcript_that_is_delivered_ends_a_call_that_still_runs(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK[:2]).call_id

    world.receive(a_body(external_id="call-1"))
    world.work_off()

    assert world.wrapup_of(call_id).state == "ready"
    assert ear.texts() == LINES
    assert ear.say(("customer", "Late.")).ignored == "ended"


def test_an_erased_call_takes_no_more(world: World, tmp_path: Path) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    erasing(world, tmp_path).call(ADMIN, call_id)

    by_source = ear.say(("customer", "More."))
    by_id = ear.live.of_call(INGEST, call_id, post_of(b'{"ended": true}'))

    assert (by_source.ignored, by_source.taken) == ("erased", 0)
    assert by_id.ignored == "erased"


def test_contact_lens_is_heard_until_it_says_completed(world: World) -> None:
    ear = Ear(world, external_id="c-1")
    told = {"ContactId": "c-1", "LanguageCode": "en-US"}
    found = [
        {
            "Transcript": {
                "Id": f"t-{i}",
                "ParticipantRole": speaker.upper(),
                "Content": text,
                "BeginOffsetMillis": i,
            }
        }
        for i, (speaker, text) in enumerate(TALK)
    ]

    ear.post({**told, "EventType": "STARTED"})
    call_id = ear.post({**told, "EventType": "SEGMENTS", "Segments": found}).call_id
    ear.post({**told, "EventType": "FAILED"})
    world.work_off()
    running = content_is_empty(world, call_id)
    ear.post({**told, "EventType": "COMPLETED"})
    world.work_off()

    assert running
    assert ear.texts() == LINES
    assert (world.wrapup_of(call_id).state, world.wrapup_of(call_id).language) == ("ready", "en-US")


def test_no_job_is_left_when_a_call_has_ended(world: World) -> None:
    ear = Ear(world)
    ear.say_all(*TALK)
    ear.end()

    world.work_off()

    with world.storage.work.read(TENANT) as unit:
        assert [job.kind for job in unit.jobs.page().items if job.kind is Kind.LIVE] == []


def test_a_wrapup_that_was_dismissed_while_the_call_ran_stays_so(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    world.clock.advance(PREPARE_MS)
    world.work_off()
    wrapup = world.wrapup_of(call_id)
    world.review.dismiss(ADMIN, wrapup.id, wrapup.version)

    ear.end()
    world.work_off()

    after = world.wrapup_of(call_id)
    assert (after.state, after.content.summary) == ("dismissed", ())


def test_a_leg_that_is_drafted_stays_so_while_another_before_it_goes_on(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    ear, main = Ear(world), {**FACTS, "leg": {"id": "main", "kind": "agent"}}
    call_id = ear.say(*TALK[:2], call=main).call_id
    consult = ParsedCall(
        external_id="call-1",
        leg=Leg(id="consult", kind=LegKind.AGENT, previous_id="main"),
        started_at=at(60 * 24 * 365),
        queue="billing",
        turns=said((A, "Billing, this is Tom."), (C, "I was promised a refund of twenty pounds.")),
    )
    Line(world).deliver(consult)
    world.work_off()
    asked = len(model.requests)

    for line in TALK[2:]:
        ear.say(line, call=main)
        world.work_off()
    while_it_runs = len(model.requests)
    with world.storage.work.read(TENANT) as unit:
        turns = unit.calls.transcript(call_id).turns
        (billing,) = [
            one for one in map(unit.wrapups.get, unit.calls.get(call_id).wrapup_ids) if one.queue == "billing"
        ]
    ear.say(ended=True, call=main)
    world.work_off()

    cited = [one for part in billing.content.summary for line in part.sentences for one in line.evidence]
    assert (asked, while_it_runs, len(model.requests)) == (1, 1, 3)
    assert cited
    assert all(one.quote in turns[one.turn].text for one in cited)
