"""Calls of any length: one request where it fits, else windows, in which every word stands."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import CompletionRequest
from service.domain.draft import Material
from service.domain.profile import Profile
from service.drafting.prompting import (
    build_request,
    build_requests,
    instruction_tokens,
    room_for,
    spoken_tokens,
)
from service.drafting.tokens import most_tokens
from tests.service.drafting.calls import DOUBLE_CHARGE, call
from tests.service.drafting.requests import SMALL, turns_in

LONG = call(*(f"{'ac'[number % 2]}: turn {number} " + "word " * 60 for number in range(120)))


def transcripts(requests: tuple[CompletionRequest, ...]) -> list[list[dict[str, Any]]]:
    return [turns_in(request.messages[-1].content) for request in requests]


def test_a_call_that_fits_is_one_request(profile: Profile) -> None:
    whole = build_requests(LONG, profile, deadline_ms=1, room=spoken_tokens(LONG))

    assert [len(turns) for turns in transcripts(whole)] == [120]
    assert whole == (build_request(LONG, profile, deadline_ms=1),)


def test_every_turn_of_a_long_call_is_in_a_window_under_its_number_and_neighbours_overlap(
    profile: Profile,
) -> None:
    requests = build_requests(LONG, profile, deadline_ms=1, room=2_000)

    windows = transcripts(requests)
    assert len(windows) > 2
    assert {turn["turn"]: turn["text"] for window in windows for turn in window} == {
        number: turn.text.strip() for number, turn in enumerate(LONG.turns)
    }
    assert all(before[-1]["turn"] >= after[0]["turn"] for before, after in pairwise(windows))
    assert all(sum(most_tokens(json.dumps(turn)) for turn in window) <= 2_000 for window in windows)


def test_every_window_has_the_same_instructions_and_says_which_part_it_is(profile: Profile) -> None:
    requests = build_requests(LONG, profile, deadline_ms=1, room=4_000)

    assert len({request.messages[0].content for request in requests}) == 1
    assert [
        f"part {number} of {len(requests)} of one long call" in request.messages[1].content
        for number, request in enumerate(requests, start=1)
    ] == [True] * len(requests)
    assert "part" not in build_request(DOUBLE_CHARGE, profile, deadline_ms=1).messages[1].content


def test_a_turn_longer_than_a_window_is_split_and_keeps_its_number(profile: Profile) -> None:
    endless = call(
        "a: Go on.", "c: " + " ".join(f"word{number}" for number in range(3_000)), "a: Goodbye now."
    )

    windows = transcripts(build_requests(endless, profile, deadline_ms=1, room=2_000))

    pieces = [turn for window in windows for turn in window if turn["turn"] == 1]
    said = {word for piece in pieces for word in piece["text"].split()}
    assert said == set(endless.turns[1].text.split())
    assert windows[-1][-1] == {"turn": 2, "speaker": "agent", "text": "Goodbye now."}


@given(st.lists(st.integers(1, 200), min_size=1, max_size=40), st.integers(1, 3_000))
def test_no_word_is_lost_whatever_the_room(lengths: list[int], room: int) -> None:
    said = [" ".join(f"{number}-{place}" for place in range(length)) for number, length in enumerate(lengths)]

    requests = build_requests(call(*(f"c: {text}" for text in said)), SMALL, deadline_ms=1, room=room)

    heard = [turn for window in transcripts(requests) for turn in window]
    for number, text in enumerate(said):
        pieces = [turn["text"] for turn in heard if turn["turn"] == number]
        assert set(" ".join(pieces).split()) == set(text.split())


def test_a_turn_without_a_blank_is_split_and_whole(profile: Profile) -> None:
    text = "".join(f"{number:04d}" for number in range(2_000))

    windows = transcripts(build_requests(call(f"c: {text}"), profile, deadline_ms=1, room=1_000))

    pieces = [turn["text"] for window in windows for turn in window]
    assert "".join(dict.fromkeys(pieces)) == text


def test_what_earlier_legs_said_gives_way_and_is_said_to_be_left_out(profile: Profile) -> None:
    taken_over = Material(turns=LONG.turns, own=100, started_at=LONG.started_at)

    (request,) = build_requests(taken_over, profile, deadline_ms=1, room=4_000)
    whole = build_request(taken_over, profile, deadline_ms=1)

    shown = turns_in(request.messages[-1].content)
    assert [turn["turn"] for turn in shown[:20]] == list(range(100, 120))
    assert "earlier" in shown[20]
    assert shown[21]["left_out"].startswith("turns 0 to")
    assert shown[-1]["turn"] == 99
    assert not any("left_out" in turn for turn in turns_in(whole.messages[-1].content))


def test_the_room_for_a_call_is_what_instructions_and_answer_leave(profile: Profile) -> None:
    assert room_for(profile, 128_000) == 128_000 - instruction_tokens(profile) - 1_500
    assert room_for(profile, 4_000) < 0


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("the customer was charged twice", 10),
        ("24.50", 5),
        ('{"turn": 1}', 6),
        ("señor", 3),
        ("日本", 4),
        ("🙂", 3),
    ],
)
def test_tokens_are_estimated_from_what_a_text_is_made_of(text: str, tokens: int) -> None:
    assert most_tokens(text) == tokens
