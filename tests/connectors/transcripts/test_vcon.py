"""vCons: what is read of them beside their turns, and how far they may be broken."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import CallAgent, Customer, ParsedCall, Unreadable
from connectors.transcripts.vcon import is_vcon, parse


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


@pytest.mark.parametrize(
    "value", [{"payload": "e30", "signatures": []}, {"ciphertext": "x", "recipients": []}]
)
def test_a_sealed_vcon_is_told_from_other_json(value: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match="body: a signed or encrypted vCon is not read"):
        parse(json.dumps(value).encode())


def test_json_that_is_no_vcon_is_refused() -> None:
    with pytest.raises(Unreadable, match="body: not a vCon"):
        parse(b'{"call": {}}')


KEYS = st.sampled_from(
    [
        "type",
        "body",
        "encoding",
        "start",
        "duration",
        "parties",
        "originator",
        "dialog",
        "text",
        "speaker",
        "end",
        "url",
        "results",
        "channels",
        "alternatives",
        "paragraphs",
        "segments",
        "role",
        "name",
        "tel",
        "meta",
        "mediatype",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.floats()
    | st.text("a:A \n\x00\u2028", max_size=6)
    | st.sampled_from(
        ["text", "transcript", "json", "base64url", "2026-01-05T09:00:00Z", "agent", "e30", "[{}]"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=10,
)
PARTS = st.lists(st.dictionaries(KEYS, VALUES, max_size=6), max_size=3) | VALUES


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"vcon": st.just("0.0.1")}, optional={"parties": PARTS, "dialog": PARTS, "analysis": PARTS}
    )
)
def test_whatever_comes_ends_as_a_call_or_unreadable(vcon: dict[str, Any]) -> None:
    with suppress(Unreadable):
        assert isinstance(parse(json.dumps(vcon).encode()), ParsedCall)
