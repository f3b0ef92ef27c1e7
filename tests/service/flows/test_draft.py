"""Drafts: one at once, a fuller one when the model answers, and an honest reason when it does not."""

import json
from typing import Any

import pytest

from connectors.contracts import CompletionRequest
from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient
from service.domain.draft import DraftKind, DraftReason, DraftStatus
from service.domain.errors import IllegalMove
from service.domain.wrapup import WrapUp
from tests.fakes.llm import FakeModel
from tests.service.flows.world import ADMIN, AGENT, World, a_body
from tests.vendors.model_answers import plausible


def _answer(request: CompletionRequest) -> str:
    return json.dumps(plausible(_sent(request)))


def _sent(request: CompletionRequest) -> dict[str, Any]:
    """The request as it would go over the wire."""
    return {
        "messages": [message.model_dump() for message in request.messages],
        "response_format": {"type": "json_schema", "json_schema": {"schema": request.json_schema}},
    }


def _first_only(world: World) -> WrapUp:
    """A wrap-up whose model was asked once and failed for now."""
    receipt = world.receive(a_body())
    world.work_off()
    return world.wrapup_of(receipt.call_ids[0])


def test_without_a_model_the_extractive_draft_stays_and_says_why(world: World) -> None:
    wrapup = world.ready()

    assert wrapup.state == "ready"
    assert (wrapup.draft.number, wrapup.draft.kind) == (1, DraftKind.EXTRACTIVE)
    assert (wrapup.draft.status, wrapup.draft.reason) == (DraftStatus.READY, DraftReason.NO_MODEL)
    assert wrapup.draft.profile == "default@1"
    assert wrapup.content.summary


def test_a_models_draft_takes_the_place_of_the_extractive_one(world: World) -> None:
    world.connections.language_model = FakeModel(_answer, name="m-1")

    wrapup = world.ready()

    assert (wrapup.draft.number, wrapup.draft.kind, wrapup.draft.status) == (2, "llm", "ready")
    assert (wrapup.draft.model, wrapup.draft.reason) == ("m-1", None)
    assert wrapup.draft.tokens["prompt"] > 0
    assert world.review.draft(AGENT, wrapup.id, 1).kind is DraftKind.EXTRACTIVE


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (Permanent("refusal"), DraftReason.MODEL_REFUSED),
        (Permanent("truncated"), DraftReason.MODEL_TRUNCATED),
        (Permanent("bad_request"), DraftReason.MODEL_INVALID),
        (Auth("unauthorised"), DraftReason.MODEL_UNAVAILABLE),
        ("not json", DraftReason.MODEL_INVALID),
        ("{}", DraftReason.MODEL_INVALID),
    ],
)
def test_a_model_that_fails_for_good_leaves_the_extractive_draft_with_a_reason(
    world: World, failure: ConnectorError | str, reason: DraftReason
) -> None:
    world.connections.language_model = FakeModel(failure)

    wrapup = world.ready()

    assert (wrapup.draft.number, wrapup.draft.kind, wrapup.draft.status) == (1, "extractive", "ready")
    assert wrapup.draft.reason is reason


def test_a_wrong_code_from_the_model_never_reaches_the_content(world: World) -> None:
    def invented(request: CompletionRequest) -> str:
        answer = json.loads(_answer(request))
        answer["dispositions"][0]["code"] = "no_such_code"
        return json.dumps(answer)

    world.connections.language_model = FakeModel(invented)

    wrapup = world.ready()

    assert wrapup.draft.reason is DraftReason.MODEL_INVALID
    assert "no_such_code" not in {one.code for one in wrapup.content.dispositions}


def test_a_model_that_is_busy_is_asked_again_at_the_time_it_named(world: World) -> None:
    model = FakeModel(Transient("rate_limit", retry_after_ms=7_000), _answer)
    world.connections.language_model = model
    wrapup = _first_only(world)

    world.clock.advance(6_900)
    early = world.work_off()
    world.clock.advance(200)
    world.work_off()

    assert (wrapup.state, wrapup.draft.status, early) == ("ready", DraftStatus.PENDING, 0)
    assert len(model.requests) == 2
    assert world.review.get(AGENT, wrapup.id).draft.kind is DraftKind.LLM


def test_a_model_that_stays_away_is_given_up_with_a_reason(world: World) -> None:
    model = FakeModel(Transient("timeout"))
    world.connections.language_model = model
    wrapup = _first_only(world)

    for _ in range(5):
        world.clock.advance(3_600_000)
        world.work_off()

    settled = world.review.get(AGENT, wrapup.id)
    assert len(model.requests) == 3
    assert (settled.draft.status, settled.draft.reason) == (DraftStatus.READY, DraftReason.MODEL_UNAVAILABLE)


def test_a_model_that_is_switched_off_holds_nothing_up(world: World) -> None:
    world.connections.model_off = True

    wrapup = world.ready()

    assert (wrapup.draft.status, wrapup.draft.reason) == (DraftStatus.READY, DraftReason.MODEL_UNAVAILABLE)


def test_a_fuller_draft_is_only_offered_once_the_agent_has_begun(world: World) -> None:
    world.connections.language_model = FakeModel(Transient("rate_limit", retry_after_ms=1_000), _answer)
    wrapup = _first_only(world)
    sentence = wrapup.content.summary[0].sentences[0]
    patch = _sentence_patch(wrapup, sentence.id, "What I typed.")
    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, patch)

    world.clock.advance(1_100)
    world.work_off()

    offered = world.review.get(AGENT, wrapup.id)
    assert offered.draft.number == 1
    assert offered.offered is not None
    assert offered.offered.number == 2
    assert offered.content == edited.content


def test_adopting_an_offer_keeps_what_the_agent_typed(world: World) -> None:
    world.connections.language_model = FakeModel(Transient("rate_limit", retry_after_ms=1_000), _answer)
    wrapup = _first_only(world)
    sentence = wrapup.content.summary[0].sentences[0]
    patch = _sentence_patch(wrapup, sentence.id, "What I typed.")
    world.review.edit(AGENT, wrapup.id, wrapup.version, patch)
    world.clock.advance(1_100)
    world.work_off()

    offered = world.review.get(AGENT, wrapup.id)
    adopted = world.review.adopt(AGENT, wrapup.id, offered.version)

    said = [line.text for section in adopted.content.summary for line in section.sentences]
    assert "What I typed." in said
    assert (adopted.draft.number, adopted.offered) == (2, None)
    with pytest.raises(IllegalMove):
        world.review.adopt(AGENT, wrapup.id, adopted.version)


def _sentence_patch(wrapup: WrapUp, sentence_id: str, text: str) -> dict[str, object]:
    sections = [section.model_dump(mode="json") for section in wrapup.content.summary]
    for section in sections:
        for sentence in section["sentences"]:
            if sentence["id"] == sentence_id:
                sentence["text"] = text
    return {"summary": sections}


def test_a_job_that_died_after_the_first_draft_goes_on_where_it_fell(world: World) -> None:
    failing = FakeModel(Transient("connection", outcome=Outcome.UNKNOWN), _answer)
    world.connections.language_model = failing
    wrapup = _first_only(world)
    world.clock.advance(60_000)

    world.work_off()

    history = [(row.kind, row.data["draft"]) for row in world.review.history(ADMIN, wrapup.id)]
    assert history == [("drafted", 1), ("drafted", 2)]


def test_a_worker_that_lost_its_lease_stores_nothing(world: World) -> None:
    def overtaken(request: CompletionRequest) -> str:
        world.clock.advance(16_000)
        world.storage.board.free_expired()
        return _answer(request)

    world.connections.language_model = FakeModel(overtaken, _answer)
    wrapup = world.ready()

    assert (wrapup.draft.kind, wrapup.draft.number) == ("llm", 2)
    assert world.review.draft(AGENT, wrapup.id, 2).kind is DraftKind.LLM
    kinds = [row.kind for row in world.review.history(ADMIN, wrapup.id)]
    assert kinds == ["drafted", "drafted"]


def test_asking_for_another_draft_asks_the_model_again(world: World) -> None:
    world.connections.language_model = FakeModel(Permanent("refusal"), _answer)
    refused = world.ready()

    pending = world.review.regenerate(AGENT, refused.id, refused.version)
    world.work_off()

    assert (refused.draft.reason, pending.draft.status) == (DraftReason.MODEL_REFUSED, DraftStatus.PENDING)
    assert world.review.get(AGENT, refused.id).draft.kind is DraftKind.LLM


def test_the_model_sees_tokens_and_the_agent_sees_numbers(world: World) -> None:
    seen: list[CompletionRequest] = []

    def remember(request: CompletionRequest) -> str:
        seen.append(request)
        answer = json.loads(_answer(request))
        quote = {"turn": 1, "quote": "my order number is [[NUMBER_1]]"}
        answer["fields"]["order_number"] = {"value": "[[NUMBER_1]]", "evidence": [quote]}
        return json.dumps(answer)

    world.connections.language_model = FakeModel(remember)
    talk = (
        ("agent", "Can I have your order number?"),
        ("customer", "Yes, my order number is 3348917502."),
        ("agent", "Thank you, I can see it here."),
        ("customer", "It has not arrived, and I want to know where it is."),
    )

    wrapup = world.ready(talk=talk)

    sent = " ".join(message.content for message in seen[0].messages)
    assert "3348917502" not in sent
    assert "[[NUMBER_1]]" in sent
    order = next(field for field in wrapup.content.fields if field.name == "order_number")
    assert (order.value, order.support) == ("3348917502", "grounded")
    assert order.evidence[0].quote == "my order number is [[NUMBER_1]]"


def test_a_late_transcript_does_not_overwrite_what_was_written_by_hand(world: World) -> None:
    empty = world.ready(talk=())
    edited = world.review.edit(AGENT, empty.id, empty.version, _note_of(empty, "Written by hand."))

    world.receive(a_body(), delivery="d-2")
    world.work_off()

    offered = world.review.get(AGENT, empty.id)
    assert offered.content == edited.content
    assert offered.offered is not None
    adopted = world.review.adopt(AGENT, empty.id, offered.version)
    assert "Written by hand." in adopted.content.model_dump_json()
    assert (adopted.draft.number, adopted.draft.kind) == (1, DraftKind.EXTRACTIVE)


def test_a_late_transcript_is_offered_beside_a_written_wrapup_that_stays_as_it_was_confirmed(
    world: World,
) -> None:
    empty = world.ready(talk=())
    edited = world.review.edit(AGENT, empty.id, empty.version, _note_of(empty, "Written by hand."))
    world.confirm(edited, undo_ms=20_000)

    world.receive(a_body(), delivery="d-2")
    world.work_off()
    world.clock.advance(20_100)
    world.work_off()

    written = world.review.get(AGENT, empty.id)
    assert (written.state, written.content) == ("written", edited.content)
    assert written.offered is not None
    descriptions = [str(task.get("Description", "")) for task in world.crm.tasks.values()]
    assert any("Written by hand." in text for text in descriptions)


def _note_of(wrapup: WrapUp, text: str) -> dict[str, object]:
    sections = [section.model_dump(mode="json") for section in wrapup.content.summary]
    sections[0]["sentences"] = [{"text": text}]
    return {"summary": sections}
