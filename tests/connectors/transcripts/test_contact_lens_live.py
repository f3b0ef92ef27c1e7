"""Contact Lens segments while the call runs: what is final, what is a part, which events there are."""

import json
from typing import Any

import pytest

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.contact_lens_live import Live, Segment, segments
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, UNKNOWN


def event(*found: object, **more: Any) -> dict[str, Any]:
    return {"ContactId": "c-1", "EventType": "SEGMENTS", "LanguageCode": "en-US", "Segments": found} | more


def part(number: int, text: str, transcript: str = "t-1") -> dict[str, Any]:
    told = {
        "Id": f"u-{number}",
        "TranscriptId": transcript,
        "ParticipantRole": "AGENT",
        "PartialContent": text,
    }
    return {"Utterance": told | {"BeginOffsetMillis": 19_010 + number, "EndOffsetMillis": 22_980}}


def final(text: str, transcript: str = "t-1", role: str = "AGENT") -> dict[str, Any]:
    told = {"Id": transcript, "ParticipantRole": role, "Content": text}
    return {"Transcript": told | {"BeginOffsetMillis": 19_010, "EndOffsetMillis": 24_598}}


def live(body: object, **roles: Any) -> Live:
    return segments(json.dumps(body).encode(), roles)


def reason_of(body: object) -> str:
    with pytest.raises(Unreadable) as refused:
        live(body)
    return refused.value.reason


def test_parts_that_are_not_final_yet_come_apart_under_the_id_of_what_they_become() -> None:
    found = live(event(part(1, "Hello,"), part(2, "how are")))

    assert found.segments == (
        Segment("t-1", Turn(speaker=AGENT, text="Hello,", start_ms=19_011, end_ms=22_980), False, "u-1"),
        Segment("t-1", Turn(speaker=AGENT, text="how are", start_ms=19_012, end_ms=22_980), False, "u-2"),
    )


def test_the_final_text_takes_the_place_of_its_parts() -> None:
    body = event(part(1, "Hello,"), final("Hello, how are you?"), part(2, "how are"), part(3, "Well", "t-2"))

    found = [(segment.id, segment.turn.text, segment.final, segment.part) for segment in live(body).segments]

    assert found == [("t-1", "Hello, how are you?", True, ""), ("t-2", "Well", False, "u-3")]


def test_what_was_not_said_is_left_out() -> None:
    body = event(
        {"Categories": {"MatchedCategories": ["x"]}}, {"PostContactSummary": {"Content": "No."}}, final(" ")
    )

    assert live(body).segments == ()


@pytest.mark.parametrize("kind", ["STARTED", "COMPLETED", "FAILED"])
def test_an_event_without_segments_tells_contact_and_kind(kind: str) -> None:
    found = live({"ContactId": "c-1", "EventType": kind, "LanguageCode": "the language code of the contact"})

    assert (found.contact_id, found.event, found.language, found.segments) == ("c-1", kind, None, ())


def test_a_chat_is_read_with_its_own_name_for_the_kind() -> None:
    found = live(event(final("Hi."), EventType=None, StreamingEventType="SEGMENTS"))

    assert found.event == "SEGMENTS"
    assert len(found.segments) == 1


def test_settings_name_roles() -> None:
    body = event(
        final("a", role="SUPERVISOR"), final("b", "t-2", role="CUSTOMER"), final("c", "t-3", role="X")
    )

    found = [segment.turn.speaker for segment in live(body, SUPERVISOR=AGENT).segments]

    assert found == [AGENT, CUSTOMER, UNKNOWN]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ([], "body: not an object"),
        (event(ContactId=None), "/ContactId: missing"),
        (event(EventType="HEART_BEAT"), "/EventType: none of those known"),
        (event(EventType=[]), "/EventType: none of those known"),
        (event(Segments={}), "/Segments: not a list"),
        (event(final("a", "")), "/Segments/0/Transcript/Id: missing"),
        (event(1, part(1, "a", "")), "/Segments/1/Utterance/TranscriptId: missing"),
        (event(part(1, "\0")), "/Segments/0/Utterance/PartialContent: has a character that cannot be stored"),
    ],
)
def test_a_refusal_names_the_place(body: object, reason: str) -> None:
    assert reason_of(body) == reason
