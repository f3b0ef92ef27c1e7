"""A call heard while it runs: stored part by part, made ready out of sight, drafted when it has ended."""

import json

import pytest

from connectors.contracts import CompletionRequest
from service.api.bodies.segments import post_of
from service.domain.errors import Invalid, NotFound, UnknownSource
from service.domain.ids import new_id
from service.domain.live import PREPARE_MS
from tests.fakes.llm import FakeModel
from tests.service.flows.live_calls import (
    CLOSING,
    FACTS,
    FOREIGN,
    INGEST,
    LINES,
    READ_OUT,
    Ear,
    content_is_empty,
    events,
    part,
)
from tests.service.flows.test_draft import _answer
from tests.service.flows.world import PHONE, SOURCE, TALK, TENANT, World


def test_a_call_grows_by_its_parts_and_is_drafted_when_it_has_ended(world: World) -> None:
    ear = Ear(world)
    world.crm.add_contact("Amara Okafor", PHONE)
    receipt = ear.say_all(*TALK)
    world.work_off()
    before = events(world)

    ended = ear.end()
    world.work_off()

    wrapup = world.wrapup_of(receipt.call_id)
    assert (receipt.taken, receipt.ended, ended.call_id, ended.ended) == (1, False, receipt.call_id, True)
    assert ear.texts() == LINES
    assert "wrapup.ready" not in before
    assert (wrapup.state, wrapup.agent_id, wrapup.queue) == ("ready", "ada", "support")
    assert wrapup.content.summary
    assert wrapup.targets[0].match == "matched"


def test_nothing_is_shown_while_the_call_runs(world: World) -> None:
    ear = Ear(world)
    world.crm.add_contact("Amara Okafor", PHONE)
    call_id = ear.say_all(*TALK).call_id

    world.clock.advance(PREPARE_MS)
    world.work_off()

    prepared = world.wrapup_of(call_id).prepared
    assert prepared is not None
    assert prepared.proposal.content.summary
    assert prepared.targets[0].match == "matched"
    assert content_is_empty(world, call_id)
    assert "wrapup.ready" not in events(world)


def test_what_was_looked_up_while_the_call_ran_is_not_looked_up_again(world: World) -> None:
    ear = Ear(world)
    world.crm.add_contact("Amara Okafor", PHONE)
    call_id = ear.say_all(*TALK).call_id
    world.clock.advance(PREPARE_MS)
    world.work_off()
    world.connections.crm_off = True

    ear.end()
    world.work_off()

    wrapup = world.wrapup_of(call_id)
    assert wrapup.targets[0].match == "matched"
    assert wrapup.prepared is None


def test_a_caller_who_turns_out_to_be_another_is_looked_up_again(world: World) -> None:
    ear = Ear(world)
    world.crm.add_contact("Amara Okafor", PHONE)
    world.crm.add_contact("Lin Wei", "+12025550102")
    call_id = ear.say_all(*TALK).call_id
    world.clock.advance(PREPARE_MS)
    world.work_off()

    ear.say(ended=True, call={"customer": {"phone": "+12025550102"}})
    world.work_off()

    record = world.wrapup_of(call_id).targets[0].record
    assert record is not None
    assert record.name == "Lin Wei"


def test_the_model_is_asked_once_and_only_when_the_call_has_ended(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id
    world.clock.advance(PREPARE_MS)
    world.work_off()
    asked = len(model.requests)

    ear.end()
    world.work_off()

    assert (asked, len(model.requests)) == (0, 1)
    assert world.wrapup_of(call_id).draft.kind == "llm"


def test_a_part_that_is_not_final_is_neither_stored_nor_sent_to_the_model(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    ear = Ear(world)
    ear.say(*TALK, call=FACTS)
    open_part = part(9, "customer", "And the marmalade her", final=False)

    receipt = ear.post({"segments": [open_part]})
    stored = ear.texts()
    ear.post({"segments": [part(9, "customer", "And the marmalade heron.")]})
    ear.post({"segments": [open_part], "ended": True})
    world.work_off()

    sent = " ".join(message.content for request in model.requests for message in request.messages)
    assert (receipt.taken, receipt.partial) == (0, 1)
    assert stored == LINES
    assert ear.texts() == [*LINES, "And the marmalade heron."]
    assert "marmalade heron." in sent
    assert "marmalade her\\" not in sent


def test_parts_come_twice_and_out_of_order(world: World) -> None:
    ear = Ear(world)
    parts = [part(i, speaker, text) for i, (speaker, text) in enumerate(TALK)]
    ear.post({"call": FACTS, "segments": [parts[2], parts[0]]})

    receipt = ear.post({"segments": [parts[1], parts[2], parts[4]]})
    ear.post({"segments": [parts[3]], "ended": True})

    assert (receipt.taken, receipt.repeated) == (2, 1)
    assert ear.texts() == LINES


def test_the_same_part_again_changes_nothing(world: World) -> None:
    ear = Ear(world)
    body = {"call": FACTS, "segments": [part(0, *TALK[0])]}
    call_id = ear.post(body).call_id
    with world.storage.work.read(TENANT) as unit:
        before = unit.calls.get(call_id)
    world.clock.advance(5_000)

    receipt = ear.post(body)

    with world.storage.work.read(TENANT) as unit:
        assert unit.calls.get(call_id) == before
    assert (receipt.call_id, receipt.taken, receipt.repeated) == (call_id, 0, 1)


def test_facts_told_once_hold_for_the_whole_call(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say_all(*TALK).call_id

    with world.storage.work.read(TENANT) as unit:
        call = unit.calls.get(call_id)

    assert (call.queue, call.facts.customer_phone, call.facts.direction) == ("support", PHONE, "inbound")
    assert len(call.facts.reports) == 1


def test_a_card_number_read_out_over_five_turns_is_never_stored(world: World) -> None:
    ear, seen = Ear(world), list[str]()

    for one in (*TALK, *READ_OUT, *CLOSING):
        ear.say(one)
        seen += ear.texts()
    ear.end()

    groups = [text for speaker, text in READ_OUT if speaker == "customer"]
    assert not any(group in text for text in (*seen, *ear.texts()) for group in groups)
    assert ear.texts()[len(TALK) + 1] == "[card]"


def test_a_number_that_is_no_secret_is_there_in_the_end(world: World) -> None:
    ear = Ear(world)
    ear.say_all(("agent", "Hello."), ("customer", "I was promised 20 of them back."))
    meanwhile = ear.texts()[-1]

    ear.end()

    assert meanwhile == "I was promised [number] of them back."
    assert ear.texts()[-1] == "I was promised 20 of them back."


def test_another_process_goes_on_with_the_tail_masked(world: World) -> None:
    one, other = Ear(world), Ear(world)
    one.say(*TALK, *READ_OUT[:3], call=FACTS)
    other.said = one.said

    other.say(*READ_OUT[3:])
    one.said = other.said
    one.say(*CLOSING)
    one.end()

    read_out = one.texts()[len(TALK) : len(TALK) + len(READ_OUT)]
    assert read_out[0] == READ_OUT[0][1]
    assert all("four" not in text and "eight" not in text for text in read_out[1:])
    assert one.texts()[: len(TALK)] == LINES
    assert len(one.texts()) == one.said


def test_a_part_that_another_process_took_is_known(world: World) -> None:
    one, other = Ear(world), Ear(world)
    one.say(*TALK[:3], call=FACTS)

    receipt = other.say(*TALK)

    assert (receipt.taken, receipt.repeated) == (2, 3)
    assert one.texts() == LINES


def test_a_call_is_taken_on_by_its_own_id(world: World) -> None:
    ear = Ear(world)
    call_id = ear.say(*TALK[:2], call=FACTS).call_id
    body = {"segments": [part(2, *TALK[2])], "call": {"external_id": "call-1"}}

    receipt = ear.live.of_call(INGEST, call_id, post_of(json.dumps(body).encode()))

    assert (receipt.call_id, receipt.taken) == (call_id, 1)
    assert ear.texts() == LINES[:3]


def test_an_unknown_call_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        Ear(world).live.of_call(INGEST, new_id(), post_of(b"{}"))


def test_a_source_of_another_tenant_is_unknown(world: World) -> None:
    with pytest.raises(UnknownSource):
        Ear(world).live.of_source(FOREIGN, SOURCE, "call-1", post_of(b"{}"))


def test_a_body_that_names_another_call_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        Ear(world).post({"call": {"external_id": "call-2"}})

    assert refused.value.problems[0].pointer == "/call/external_id"


def test_a_request_is_made_of_the_whole_call(world: World) -> None:
    """The reading of before must not stand in for what was said last."""
    asked: list[CompletionRequest] = []

    def answer(request: CompletionRequest) -> str:
        asked.append(request)
        return _answer(request)

    world.connections.language_model = FakeModel(answer)
    ear = Ear(world)
    ear.say_all(*TALK)
    world.clock.advance(PREPARE_MS)
    world.work_off()

    ear.say(("agent", "I will send you a router by Tuesday."), ended=True)
    world.work_off()

    assert any("router by Tuesday" in message.content for message in asked[0].messages)
