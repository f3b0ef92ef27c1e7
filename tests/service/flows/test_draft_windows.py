"""Very long and very short calls: several questions for the one, none for the other, nothing lost in between."""

import json
import re
from typing import Any

import pytest

from connectors.contracts import CompletionRequest
from connectors.errors import Permanent, Transient
from service.domain.draft import DraftKind, DraftReason, DraftStatus
from tests.fakes.llm import FakeModel
from tests.service.flows.world import AGENT, World
from tests.vendors.model_answers import plausible

WENT_ON = "We went on about the bill for quite a while. " * 8
LONG = (
    *(
        (("agent", "customer")[number % 2], f"This is turn number {number}. {WENT_ON}")
        for number in range(60)
    ),
    ("agent", "I will call you back on Friday with the refund."),
)
CONTEXT = 16_000


def _sent(request: CompletionRequest) -> dict[str, Any]:
    return {
        "messages": [message.model_dump() for message in request.messages],
        "response_format": {"type": "json_schema", "json_schema": {"schema": request.json_schema}},
    }


def _answer(request: CompletionRequest) -> str:
    return json.dumps(plausible(_sent(request)))


def _turns(request: CompletionRequest) -> list[int]:
    return [int(number) for number in re.findall(r'\{"turn": (\d+)', request.messages[-1].content)]


def test_a_call_beyond_the_models_context_is_asked_about_in_parts_and_drafted_as_one(world: World) -> None:
    model = FakeModel(_answer, context_tokens=CONTEXT)
    world.connections.language_model = model

    wrapup = world.ready(talk=LONG)

    asked = [_turns(request) for request in model.requests]
    assert len(asked) > 1
    assert {number for turns in asked for number in turns} == set(range(len(LONG)))
    assert (wrapup.draft.kind, wrapup.draft.status, wrapup.draft.reason) == ("llm", "ready", None)
    assert wrapup.draft.tokens["windows"] == len(asked)
    assert wrapup.draft.tokens["prompt"] == sum(
        sum(len(message.content) for message in request.messages) // 4 for request in model.requests
    )
    assert len({request.messages[0] for request in model.requests}) == 1
    (promise,) = wrapup.content.commitments
    assert promise.evidence[0].turn == len(LONG) - 1


def test_a_call_within_the_context_is_one_question(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model

    wrapup = world.ready(talk=LONG)

    assert len(model.requests) == 1
    assert "windows" not in wrapup.draft.tokens


@pytest.mark.parametrize("code", ["too_long", "bad_request"])
def test_a_model_that_takes_less_than_we_were_told_is_asked_once_more_in_halves(
    world: World, code: str
) -> None:
    model = FakeModel(Permanent(code), _answer)
    world.connections.language_model = model

    wrapup = world.ready(talk=LONG)

    whole, *halves = [_turns(request) for request in model.requests]
    assert len(whole) == len(LONG)
    assert len(halves) > 1
    assert {number for turns in halves for number in turns} == set(range(len(LONG)))
    assert (wrapup.draft.kind, wrapup.draft.reason) == ("llm", None)


def test_halves_that_are_too_long_as_well_leave_the_extractive_draft(world: World) -> None:
    model = FakeModel(Permanent("too_long"))
    world.connections.language_model = model

    wrapup = world.ready(talk=LONG)

    assert len(model.requests) == 2
    assert (wrapup.draft.kind, wrapup.draft.reason) == ("extractive", DraftReason.MODEL_INVALID)
    assert wrapup.content.summary[0].sentences


def test_a_short_calls_400_is_not_about_its_length(world: World) -> None:
    model = FakeModel(Permanent("bad_request"))
    world.connections.language_model = model

    wrapup = world.ready()

    assert len(model.requests) == 1
    assert wrapup.draft.reason is DraftReason.MODEL_INVALID


def test_a_context_that_the_instructions_fill_is_not_asked_in_hundreds_of_parts(world: World) -> None:
    model = FakeModel(_answer, context_tokens=4_000)
    world.connections.language_model = model

    wrapup = world.ready(talk=LONG)

    assert model.requests == []
    assert (wrapup.draft.kind, wrapup.draft.reason) == ("extractive", DraftReason.MODEL_INVALID)


def test_a_window_that_fails_for_now_leaves_no_half_of_a_draft(world: World) -> None:
    model = FakeModel(_answer, Transient("rate_limit", retry_after_ms=1_000), _answer, context_tokens=CONTEXT)
    world.connections.language_model = model
    pending = world.ready(talk=LONG)

    world.clock.advance(1_100)
    world.work_off()

    assert (pending.draft.kind, pending.draft.status) == ("extractive", DraftStatus.PENDING)
    drafted = world.review.get(AGENT, pending.id)
    assert drafted.draft.kind is DraftKind.LLM
    assert drafted.draft.tokens["windows"] == len(model.requests) - 2


@pytest.mark.parametrize(
    "talk",
    [
        (
            ("agent", "Thank you for calling, this is Ada, how can I help?"),
            ("agent", "Hello? Is anybody there?"),
        ),
        (("agent", "Thank you for calling, how can I help?"), ("customer", "Oh, sorry, wrong number.")),
        (("customer", "Um."), ("agent", "We can hear you, please go on, we have time for you, tell me.")),
    ],
    ids=["silent", "wrong number", "a sound"],
)
def test_a_call_of_next_to_no_words_never_reaches_the_model(
    world: World, talk: tuple[tuple[str, str], ...]
) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model

    wrapup = world.ready(talk=talk)

    assert model.requests == []
    assert (wrapup.state, wrapup.draft.status) == ("ready", DraftStatus.READY)
    assert (wrapup.draft.kind, wrapup.draft.reason) == (DraftKind.EXTRACTIVE, DraftReason.TOO_SHORT)


def test_asking_again_about_a_short_call_ends_the_same_way(world: World) -> None:
    model = FakeModel(_answer)
    world.connections.language_model = model
    short = world.ready(talk=(("agent", "How can I help?"), ("customer", "Wrong number.")))

    world.review.regenerate(AGENT, short.id, short.version)
    world.work_off()

    settled = world.review.get(AGENT, short.id)
    assert model.requests == []
    assert (settled.draft.status, settled.draft.reason) == (DraftStatus.READY, DraftReason.TOO_SHORT)
