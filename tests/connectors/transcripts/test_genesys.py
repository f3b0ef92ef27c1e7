"""Genesys transcripts: whose `internal` voice it is, times since 1970, what the file tells of the leg."""

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Speaker
from connectors.transcripts.genesys import read
from tests.connectors.transcripts.samples import (
    AGENT,
    CUSTOMER,
    IVR,
    UNKNOWN,
    reading,
    reason_of,
    said,
    sample,
)

BASE = 1_795_165_200_000


def phrase(start: int | None = 1000, *, length: int | None = 1000, **more: Any) -> dict[str, Any]:
    told = {"participantPurpose": "internal", "text": "hi", "durationMs": length}
    return told | {"startTimeMs": None if start is None else BASE + start} | more


def there(start: int, end: int | None, **who: Any) -> dict[str, Any]:
    return {"startTimeMs": BASE + start, "endTimeMs": None if end is None else BASE + end} | who


def body(*phrases: object, participants: object = (), **more: Any) -> dict[str, Any]:
    return {"startTime": BASE, "transcripts": [{"phrases": phrases}], "participants": participants} | more


def speaker(told: dict[str, Any], *participants: dict[str, Any], **roles: Speaker) -> Speaker:
    ((found, _),) = said(reading(read, body(told, participants=participants), roles))
    return found


def test_a_file_names_conversation_leg_language_and_start() -> None:
    found = reading(read, sample("genesys.json"))

    assert (found.call_id, found.leg_id, found.language) == ("c-20261120-1", "m-2", "en-US")
    assert found.started_at == datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"userId": "u"}, AGENT),
        ({"userId": 7}, AGENT),
        ({"userId": "u", "flowId": "f"}, AGENT),
        ({"flowId": "f"}, IVR),
        ({"queueId": "q"}, UNKNOWN),
        ({"userId": "u", "participantPurpose": "customer"}, UNKNOWN),
        ({"userId": "u", "participantPurpose": ["customer"]}, AGENT),
        ({"userId": "u", "startTimeMs": None}, UNKNOWN),
        ({"userId": "u", "startTimeMs": 1000}, UNKNOWN),
        ({"userId": "u", "startTimeMs": BASE + 2000}, UNKNOWN),
        ({"userId": "u", "endTimeMs": BASE + 1000}, UNKNOWN),
        ({"userId": "u", "endTimeMs": None}, AGENT),
    ],
)
def test_an_internal_voice_is_whoever_is_shown_to_be_there(who: dict[str, Any], expected: Speaker) -> None:
    assert speaker(phrase(), there(0, 5000) | who) is expected


def test_of_two_who_were_there_the_one_for_longer_spoke() -> None:
    ivr, agent = there(0, 1700, flowId="f"), there(1700, None, userId="u")

    assert speaker(phrase(), ivr, agent) is IVR
    assert speaker(phrase(length=2000), ivr, agent) is AGENT


def test_an_agent_beside_a_flow_spoke() -> None:
    assert speaker(phrase(), there(0, 5000, userId="u"), there(0, 5000, flowId="f")) is AGENT


def test_a_phrase_without_length_is_placed_by_its_start() -> None:
    ivr, agent = there(0, 1000, flowId="f"), there(1000, 2000, userId="u")

    assert speaker(phrase(1000, length=None), ivr, agent) is AGENT


def test_settings_speak_only_where_the_file_is_silent() -> None:
    assert speaker(phrase(), internal=AGENT) is AGENT
    assert speaker(phrase(None), there(0, None, flowId="f"), internal=AGENT) is AGENT
    assert speaker(phrase(), there(0, None, flowId="f"), internal=AGENT) is IVR
    assert speaker(phrase(participantPurpose="external"), external=UNKNOWN) is UNKNOWN
    assert speaker(phrase(participantPurpose="external"), there(0, None, userId="u")) is CUSTOMER
    assert speaker(phrase(participantPurpose=["internal"]), there(0, None, userId="u")) is UNKNOWN


def test_a_length_is_read_under_both_of_its_names() -> None:
    found = reading(
        read, body(phrase(0, length=5), phrase(1, length=None, duration={"milliseconds": "7"}), phrase(2))
    )

    assert [turn.end_ms for turn in found.turns] == [5, 8, 1002]


@pytest.mark.parametrize(
    ("told", "second", "start_ms"),
    [
        ({}, 0, 5000),
        ({"startTime": None, "conversationStartTime": BASE - 60_000}, -60, 65_000),
        ({"startTime": str(BASE)}, 0, 5000),
        ({"startTime": 12}, 5, 0),
    ],
)
def test_offsets_count_from_the_leg_then_the_conversation_then_the_first_phrase(
    told: dict[str, Any], second: int, start_ms: int
) -> None:
    found = reading(read, body(phrase(5000), phrase(9000), **told))

    assert found.started_at == datetime.fromtimestamp(BASE // 1000 + second, UTC)
    assert found.turns[0].start_ms == start_ms


def test_a_phrase_without_a_time_keeps_its_place() -> None:
    phrases = (
        phrase(3000, text="b"),
        phrase(None, text="c"),
        phrase(1000, text="a"),
        phrase(7, startTimeMs=9, text="?"),
    )

    found = reading(read, body(*phrases))

    assert [(turn.text, turn.start_ms) for turn in found.turns] == [
        ("a", 1000),
        ("?", None),
        ("b", 3000),
        ("c", None),
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("x", "body: not an object"),
        ({"conversationId": "c"}, "/transcripts: missing"),
        ({"transcripts": {}}, "/transcripts: not a list"),
        ({"transcripts": [1, {"phrases": "x"}]}, "/transcripts/1/phrases: not a list"),
        (body(participants={}), "/participants: not a list"),
        (body(participants=[{}] * 201), "/participants: more than 200 entries"),
        (body(*[{}] * 20_001), "/transcripts: more than 20000 phrases"),
        (
            body(phrase(decoratedText="\0")),
            "/transcripts/0/phrases/0/decoratedText: has a character that cannot be stored",
        ),
    ],
)
def test_a_refusal_names_the_place(value: object, reason: str) -> None:
    assert reason_of(read, value) == reason
