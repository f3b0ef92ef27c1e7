"""Dialpad transcripts: lines that were said, roles by the kind of id, times without a zone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Speaker
from connectors.transcripts.dialpad import read
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, UNKNOWN, reading, reason_of, said, sample


def line(**more: Any) -> dict[str, Any]:
    return {"type": "transcript", "content": "hi"} | more


def test_a_long_id_keeps_every_digit() -> None:
    assert reading(read, sample("dialpad.json")).call_id == "5780678246121472001"


def test_offsets_count_from_the_first_line_and_moments_are_no_lines() -> None:
    found = reading(read, sample("dialpad.json"))

    assert found.started_at == datetime(2026, 11, 20, 9, 0, 1, tzinfo=UTC)
    assert [turn.start_ms for turn in found.turns] == [0, None, 3250, 8000]


@pytest.mark.parametrize(
    ("told", "speaker"),
    [
        ({"user_id": "2"}, AGENT),
        ({"user_id": 2}, AGENT),
        ({"contact_id": "ct"}, CUSTOMER),
        ({"contact_id": "ct", "user_id": None}, CUSTOMER),
        ({"contact_id": "ct", "user_id": "2"}, UNKNOWN),
        ({"name": "Agent"}, UNKNOWN),
        ({"user_id": []}, UNKNOWN),
    ],
)
def test_a_role_is_told_by_whose_id_a_line_has(told: dict[str, Any], speaker: Speaker) -> None:
    assert said(reading(read, {"lines": [line(**told)]})) == [(speaker, "hi")]


def test_settings_say_what_a_contact_is() -> None:
    found = reading(read, {"lines": [line(contact_id="ct"), line(user_id=1)]}, {"contact_id": UNKNOWN})

    assert [turn.speaker for turn in found.turns] == [UNKNOWN, AGENT]


def test_lines_without_times_keep_their_order() -> None:
    found = reading(read, {"call_id": True, "lines": [line(content="a"), line(content="b", time="soon"), 3]})

    assert (found.call_id, found.started_at) == ("", None)
    assert [(turn.text, turn.start_ms) for turn in found.turns] == [("a", None), ("b", None)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "body: not an object"),
        ({"call_id": "1"}, "/lines: missing"),
        ({"lines": {}}, "/lines: not a list"),
        ({"lines": [{}, line(content="\0")]}, "/lines/1/content: has a character that cannot be stored"),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(read, body) == reason
