"""Segments of a running call in our own shape, and which shape a body is in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.contact_lens_live import Segment
from connectors.transcripts.segments import MAX_SEGMENTS, Heard, read
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, UNKNOWN


def one(**changes: Any) -> dict[str, Any]:
    return {"id": "s-1", "speaker": "agent", "start_ms": 0, "end_ms": 900, "text": "Hello."} | changes


def heard(body: object, **roles: Speaker) -> Heard:
    return read(json.dumps(body).encode(), roles)


def reason_of(body: object) -> str:
    with pytest.raises(Unreadable) as refused:
        heard(body)
    return refused.value.reason


def test_a_segment_is_final_unless_it_says_otherwise() -> None:
    found = heard({"segments": [one(), one(id=2, final=False, speaker="customer", text="Hi, I ")]})

    assert found.segments == (
        Segment("s-1", Turn(speaker=AGENT, text="Hello.", start_ms=0, end_ms=900), final=True),
        Segment("2", Turn(speaker=CUSTOMER, text="Hi, I", start_ms=0, end_ms=900), final=False),
    )
    assert found.ended is False


def test_facts_of_the_call_are_handed_on_unread() -> None:
    found = heard({"call": {"queue": "billing"}, "ended": True})

    assert (found.facts, found.ended, found.segments) == ({"queue": "billing"}, True, ())


def test_a_role_that_is_not_named_is_unknown() -> None:
    found = heard(
        {"segments": [one(speaker="0"), one(id="b", speaker="1"), one(id="c", speaker=None)]}, **{"0": AGENT}
    )

    assert [segment.turn.speaker for segment in found.segments] == [AGENT, UNKNOWN, UNKNOWN]


def test_a_segment_in_which_nothing_was_said_is_left_out() -> None:
    assert heard({"segments": [one(text=" ")]}).segments == ()


@pytest.mark.parametrize(("kind", "ended"), [("STARTED", False), ("FAILED", False), ("COMPLETED", True)])
def test_an_event_of_contact_lens_is_known_by_its_keys(kind: str, ended: bool) -> None:
    found = heard({"ContactId": "c-1", "EventType": kind, "LanguageCode": "en-US"})

    assert (found.contact_id, found.ended, found.language) == ("c-1", ended, "en-US")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "body: not an object"),
        ({"call": []}, "/call: not an object"),
        ({"ended": "yes"}, "/ended: not true or false"),
        ({"segments": {}}, "/segments: not a list"),
        ({"segments": [one(), 1]}, "/segments/1/id: missing, or no line of at most 200 characters"),
        ({"segments": [one(id="x" * 201)]}, "/segments/0/id: missing, or no line of at most 200 characters"),
        ({"segments": [one(text=None)]}, "/segments/0/text: missing"),
        ({"segments": [one(text=7)]}, "/segments/0/text: not a text"),
        ({"segments": [one(text="\0")]}, "/segments/0/text: has a character that cannot be stored"),
        ({"segments": [one(final=1)]}, "/segments/0/final: not true or false"),
        ({"segments": [one()] * (MAX_SEGMENTS + 1)}, f"/segments: more than {MAX_SEGMENTS} entries"),
        ({"EventType": "SEGMENTS"}, "/ContactId: missing"),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(body) == reason


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "speaker", "text", "final", "start_ms", "Id"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)
BODIES = st.dictionaries(
    st.sampled_from(["call", "segments", "ended", "ContactId", "EventType", "Segments"]),
    ANY | st.lists(ANY, max_size=3) | st.sampled_from(["SEGMENTS", "c-1"]),
)


@given(BODIES | ANY)
def test_whatever_comes_is_read_or_refused(body: object) -> None:
    data = json.dumps(body).encode()

    try:
        found = read(data)
    except Unreadable:
        return

    assert all(segment.id and segment.turn.text for segment in found.segments)
