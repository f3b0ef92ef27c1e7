"""The measurement of the checks itself: its facts are those of the call, its lies are lies, and it counts right."""

from pathlib import Path
from typing import Any

import pytest

from service.domain.content import Support
from tests.bench.planted.__main__ import checked, measure, read
from tests.bench.planted.plant import KINDS, Note, conversation

DEV = Path(__file__).resolve().parents[3] / "shared" / "data" / "dev" / "star.jsonl"
ROW: dict[str, Any] = {
    "id": "written-1",
    "utterances": [
        {"speaker": "agent", "text": "Hello, how can I help?"},
        {"speaker": "customer", "text": "Hi, I need to organize a party for 30 people."},
        {"speaker": "agent", "text": "May I have your name, please?"},
        {"speaker": "customer", "text": "Alexis"},
        {"speaker": "agent", "text": "What day?"},
        {"speaker": "customer", "text": "Monday"},
        {
            "speaker": "agent",
            "text": "Great, your party has been successfully booked at the Southside Venue on Monday at 8 pm!",
        },
        {"speaker": "agent", "text": "Do you require parking at the venue?"},
        {"speaker": "customer", "text": "No thanks"},
    ],
    "labels": {
        "scenario_user": "Today is Friday.",
        "fields": {
            "party_plan.Day": "Monday",
            "party_plan.HostName": "Alexis",
            "party_plan.NumberGuests": "30",
        },
    },
}


def test_a_call_gives_true_notes_and_lies_of_every_kind_that_fits_it() -> None:
    call = conversation(ROW)

    assert {note.kind for note in call.true} == {"true"}
    assert {lie.kind for lie in call.planted} == set(KINDS)
    assert not {lie.text for lie in call.planted} & {note.text for note in call.true}


def test_the_same_call_gives_the_same_notes() -> None:
    assert conversation(ROW) == conversation(ROW)


def test_every_note_cites_words_of_the_call() -> None:
    call = conversation(ROW)

    for note in (*call.true, *call.planted):
        assert note.cited
        assert all(0 <= one.turn < len(call.turns) for one in note.cited)


def test_true_notes_and_lies_are_told_apart() -> None:
    call = conversation(ROW)

    true = [one.support for one in checked(call, None)]
    lies = [next(one for one in checked(call, lie) if one.note is lie).support for lie in call.planted]

    assert set(true) == {Support.GROUNDED}
    assert Support.GROUNDED not in lies


def test_a_lie_that_is_true_counts_as_missed() -> None:
    call = conversation(ROW)
    truth = next(note for note in call.true if note.part == "sentence")
    told = Note("wrong amount", truth.text, truth.cited)

    (verdict,) = [one for one in checked(call, told) if one.note is told]

    assert verdict.support is Support.GROUNDED


@pytest.mark.shared
def test_planted_errors_are_caught_and_true_statements_left_alone() -> None:
    if not DEV.exists():
        pytest.skip("the shared conversations are not there")

    report, _, _ = measure(read([DEV], 0, 60))

    assert report["drafts"] >= 200
    assert report["caught"]["share"] >= 0.95
    assert report["true"]["unsupported"]["share"] <= 0.03
