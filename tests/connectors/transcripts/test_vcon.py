"""vCons: what is read of them beside their turns, and how far they may be broken."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import CallAgent, Customer, ParsedCall, Speaker, Unreadable
from connectors.transcripts.vcon import is_vcon, legs, parse, reading


def call_of(**vcon: Any) -> ParsedCall:
    return parse(json.dumps({"vcon": "0.3.0", "uuid": "u-1"} | vcon).encode())


def transcript(body: Any, **analysis: Any) -> dict[str, Any]:
    return {"type": "transcript", "dialog": 0, "body": body} | analysis


def reason_of(**vcon: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        call_of(**vcon)
    return refused.value.reason


TEXT = {"type": "text", "start": "2026-01-05T09:00:00Z", "parties": [0], "body": "Hi."}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"vcon": "0.0.1"}, True),
        ({"parties": [], "dialog": []}, True),
        ({"parties": [], "analysis": []}, True),
        ({"vcon": 1}, False),
        ({"parties": []}, False),
        ({"payload": "e30", "signatures": []}, True),
        ({"call": {}, "transcript": {}}, False),
        ([{"vcon": "0.0.1"}], False),
        (None, False),
    ],
)
def test_a_vcon_is_known_by_its_version_or_its_parts(value: object, expected: bool) -> None:
    assert is_vcon(value) is expected


def test_the_one_customer_and_the_one_agent_are_taken_over() -> None:
    parties = [
        {"role": "customer", "tel": "tel:+12025550101;x=y", "name": " Amara Okafor "},
        {"meta": {"role": "Agent"}, "name": "Ava Thornton", "id": "agent-1", "tel": "+12025550001"},
        {"role": "supervisor", "name": "Somebody Else"},
    ]

    call = call_of(parties=parties, dialog=[TEXT])

    assert call.customer == Customer(phone="+12025550101", name="Amara Okafor")
    assert call.agent == CallAgent(id="agent-1", name="Ava Thornton")


def test_of_two_customers_none_is_chosen() -> None:
    parties = [{"role": "customer", "tel": "+12025550101"}, {"role": "customer", "tel": "+12025550102"}]

    assert call_of(parties=parties, dialog=[TEXT]).customer == Customer()


def test_a_call_spans_its_dialogs() -> None:
    dialog = [
        TEXT | {"start": "2026-01-05T09:05:00Z", "duration": 60},
        TEXT | {"start": "2026-01-05T10:00:00+01:00", "duration": 12.5},
        TEXT | {"start": "2026-01-05T08:00:00"},
    ]

    call = call_of(dialog=dialog, meta={"direction": "OUT"})

    assert call.started_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert call.ended_at == datetime(2026, 1, 5, 9, 6, tzinfo=UTC)
    assert call.direction == "outbound"
    assert [turn.start_ms for turn in call.turns] == [0, 0, 300_000]


@pytest.mark.parametrize("duration", [-30, "long", None, True, 10**12, [1]])
def test_a_duration_that_cannot_be_tells_no_end(duration: object) -> None:
    assert call_of(dialog=[TEXT | {"duration": duration}]).ended_at is None


@pytest.mark.parametrize(
    "dialog",
    [
        {"type": "recording", "url": "https://example.com/a.wav", "parties": [0, 5, 9], "originator": 7},
        {"type": "text", "url": "https://example.com/a.txt"},
        {"type": "text", "mediatype": "multipart/mixed", "body": "--b"},
        {"type": "incomplete", "disposition": "no-answer"},
        {"type": "text", "body": {"text": "an object"}},
        {},
        "not an object",
    ],
)
def test_a_dialog_without_words_leaves_a_call_without_a_transcript(dialog: object) -> None:
    assert call_of(parties=[], dialog=[dialog]).turns == ()


@pytest.mark.parametrize("parties", [[7], [-1], [], None, "0", [[[]]], [True], 0.5])
def test_a_party_that_is_not_there_is_unknown(parties: object) -> None:
    (turn,) = call_of(parties=[{"role": "agent"}], dialog=[TEXT | {"parties": parties}]).turns

    assert turn.speaker == "unknown"


def test_a_name_that_two_parties_share_names_no_role() -> None:
    parties = [
        {"name": "Sam", "role": "agent"},
        {"name": "sam", "role": "customer"},
        {"name": "Kim", "role": "agent"},
    ]

    call = call_of(parties=parties, dialog=[TEXT], analysis=[transcript("Sam: Hi.\nKim: Hello.")])

    assert [(turn.speaker, turn.text) for turn in call.turns] == [("unknown", "Hi."), ("agent", "Hello.")]


def test_a_transcript_stands_for_the_text_of_all_its_dialogs() -> None:
    analysis = [transcript([{"text": "both"}], dialog=[0, 1])]

    call = call_of(dialog=[TEXT, TEXT, TEXT | {"body": "third"}], analysis=analysis)

    assert [turn.text for turn in call.turns] == ["both", "third"]


def test_without_a_uuid_the_content_names_the_call() -> None:
    first, again = (parse(json.dumps({"vcon": "", "dialog": [TEXT]}).encode()) for _ in range(2))
    other = parse(json.dumps({"vcon": "", "dialog": [TEXT | {"body": "Ho."}]}).encode())

    assert first.external_id == again.external_id != other.external_id


@pytest.mark.parametrize(
    ("vcon", "reason"),
    [
        ({}, "body: neither dialog nor analysis"),
        ({"dialog": None, "analysis": "x"}, "/analysis: not a list"),
        ({"dialog": {}}, "/dialog: not a list"),
        ({"dialog": [TEXT], "parties": 1}, "/parties: not a list"),
        ({"dialog": [TEXT | {"body": "a\x00"}]}, "/dialog/0/body: has a character that cannot be stored"),
        (
            {"dialog": [TEXT | {"body": "=é", "encoding": "base64url"}]},
            "/dialog/0/body: not in the encoding it names",
        ),
        ({"analysis": [transcript("{", encoding="json")]}, "/analysis/0/body: not in the encoding it names"),
        (
            {"analysis": [transcript("[" * 99_999, encoding="json")]},
            "/analysis/0/body: not in the encoding it names",
        ),
        ({"analysis": [transcript("\ud800")]}, "/analysis/0/body: has a character that cannot be stored"),
        ({"analysis": [transcript({"words": []})]}, "/analysis/0/body: a transcript of an unknown shape"),
        ({"analysis": [transcript(17)]}, "/analysis/0/body: a transcript of an unknown shape"),
        (
            {"analysis": [transcript([{"text": "x" * 20_001}])]},
            "/analysis/0/body: longer than 20000 characters",
        ),
    ],
)
def test_a_vcon_that_cannot_be_read_says_where(vcon: dict[str, Any], reason: str) -> None:
    assert reason_of(**vcon) == reason


def sealed(payload: bytes, **keys: Any) -> bytes:
    return json.dumps(
        {"payload": urlsafe_b64encode(payload).decode().rstrip("="), "signatures": []} | keys
    ).encode()


def test_of_a_signed_vcon_the_payload_is_read() -> None:
    payload = json.dumps({"vcon": "0.4.0", "uuid": "u-1", "dialog": [TEXT]}).encode()

    for data in (sealed(payload), sealed(payload, signature="x")):
        assert (parse(data).external_id, parse(data).turns[0].text) == ("u-1", "Hi.")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"ciphertext": "x", "recipients": []}, "body: an encrypted vCon is not read"),
        ({"payload": 1, "signatures": []}, "/payload: not a text"),
        ({"payload": "é", "signatures": []}, "/payload: not base64url"),
        ({"payload": "e30", "signatures": []}, "body: not a vCon"),
        ({"payload": "ew", "signatures": []}, "body: not JSON at line 1 column 2"),
    ],
)
def test_a_sealed_vcon_that_cannot_be_read_says_why(value: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(json.dumps(value).encode())

    assert refused.value.reason == reason


def test_a_vcon_that_replaces_another_names_it_and_is_the_later_one() -> None:
    call = call_of(
        dialog=[TEXT | {"interaction_id": "i-7"}, TEXT | {"interaction_id": "i-7"}],
        created_at="2026-01-05T09:00:00Z",
        updated_at="2026-01-05T10:00:00.5Z",
        amended={"uuid": "u-0"},
        appended={"uuid": "u-00"},
        redacted={"type": "PII"},
        group=[{"uuid": "another-call"}],
    )

    assert call.other_ids == ("u-0", "u-00", "i-7")
    assert call.revision == 1_767_607_200_500


@pytest.mark.parametrize(
    ("dialog", "queue"),
    [
        ({"skill": "billing"}, "billing"),
        ({"skill": [7, "returns"]}, "returns"),
        ({"skill": {}}, None),
        ({}, None),
    ],
)
def test_the_queue_is_the_skill_as_a_text_or_a_list(dialog: dict[str, Any], queue: str | None) -> None:
    assert call_of(dialog=[TEXT | dialog]).queue == queue


def test_the_direction_may_stand_with_the_dialog() -> None:
    assert call_of(dialog=[TEXT | {"interaction_type": "inbound"}]).direction == "inbound"


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ({"transcript": {"text": "Hi.", "language": "en_us"}}, "en-US"),
        ({"text": "Hi.", "language": "german"}, "de"),
        (
            {"results": {"channels": [{"detected_language": "fr", "alternatives": [{"transcript": "Hi."}]}]}},
            "fr",
        ),
        ([{"text": "Hi."}], None),
    ],
)
def test_the_language_is_what_the_transcript_tells(body: Any, language: str | None) -> None:
    assert call_of(analysis=[transcript(body)]).language == language


def test_numbered_speakers_are_named_by_the_transcript_then_found_among_the_parties() -> None:
    body = {
        "segments": [
            {"speaker": 0, "text": "Hi.", "start": 0, "end": 1},
            {"speaker": "b", "text": "Ho.", "start": 1, "end": 2.5},
            {"speaker": 2, "text": "Hm."},
        ],
        "speakers": {"0": {"id": 0, "label": "Agent"}, "b": {"label": "Amara Okafor"}, "2": "x"},
    }
    parties = [{"name": "amara okafor", "role": "customer"}]

    call = call_of(parties=parties, dialog=[{"type": "recording"}], analysis=[transcript(body)])

    assert [turn.speaker for turn in call.turns] == ["agent", "customer", "unknown"]
    assert call.turns[1].end_ms == 2500


def test_the_settings_tell_the_roles_of_parties_and_of_labels() -> None:
    body = [{"speaker": 7, "text": "Hi."}, {"party": 0, "text": "Ho."}, {"party": 1, "text": "Hm."}]
    parties = [{"role": "consumer-service"}, {"name": "Sam"}]
    vcon = {"vcon": "", "parties": parties, "analysis": [transcript(body)]}
    roles = {"7": Speaker.IVR, "consumer-service": Speaker.AGENT, "party:1": Speaker.CUSTOMER}

    (call,) = legs(json.dumps(vcon).encode(), roles)

    assert [turn.speaker for turn in call.turns] == ["ivr", "agent", "customer"]


def test_a_reading_is_the_whole_call() -> None:
    vcon = {"vcon": "", "uuid": "u-1", "created_at": "2026-01-05T09:00:00Z", "dialog": [TEXT]}

    found = reading(json.dumps(vcon).encode())

    assert (found.call_id, found.turns[0].text, found.revision) == ("u-1", "Hi.", 1_767_603_600_000)
    assert found.started_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_json_that_is_no_vcon_is_refused() -> None:
    with pytest.raises(Unreadable, match="body: not a vCon"):
        parse(b'{"call": {}}')
