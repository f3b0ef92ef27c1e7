"""The generic source: what its body says, what is refused and where, and that nothing else comes out."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    Customer,
    ParsedCall,
    Received,
    Speaker,
    Telephony,
    Turn,
    Unreadable,
)
from connectors.telephony.generic import Generic, body_of, read_call

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODw=="
SOURCE: Telephony = Generic()


def call_of(call: Any = None, turns: Any = None, **more: Any) -> ParsedCall:
    body = {"call": {"external_id": "c-1"} | (call or {}), "transcript": {"turns": turns}} | more
    (parsed,) = SOURCE.parse(json.dumps(body).encode())
    return parsed


def reason_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        SOURCE.parse(body)
    return refused.value.reason


def reason_of_call(**call: Any) -> str:
    return reason_of(json.dumps({"call": {"external_id": "c-1"} | call}).encode())


def reason_of_turn(**turn: Any) -> str:
    turns = [{"text": "first"}, {"text": "second"} | turn]
    return reason_of(json.dumps({"call": {"external_id": "c"}, "transcript": {"turns": turns}}).encode())


FULL = {
    "external_id": "c-1",
    "direction": "inbound",
    "started_at": "2026-01-05T09:00:00+01:00",
    "ended_at": "2026-01-05T08:05:30.250Z",
    "language": "en_GB",
    "queue": "billing",
    "customer": {"phone": "+12025550101", "crm_id": "003xx", "name": "Amara Okafor"},
    "agent": {"id": "agent-1", "name": "Ava Thornton"},
    "after_call_work": {"started_at": "2026-01-05T08:05:31Z", "ended_at": "2026-01-05T08:06:12Z"},
}


def test_a_full_body_is_read_whole() -> None:
    turns = [{"speaker": "agent", "start_ms": 0, "end_ms": 900, "text": "Hello."}]

    call = call_of(FULL, turns)

    assert call == ParsedCall(
        external_id="c-1",
        direction="inbound",
        started_at=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        ended_at=datetime(2026, 1, 5, 8, 5, 30, 250_000, tzinfo=UTC),
        language="en-GB",
        queue="billing",
        customer=Customer(phone="+12025550101", crm_id="003xx", name="Amara Okafor"),
        agent=CallAgent(id="agent-1", name="Ava Thornton"),
        after_call_work=AfterCallWork(
            started_at=datetime(2026, 1, 5, 8, 5, 31, tzinfo=UTC),
            ended_at=datetime(2026, 1, 5, 8, 6, 12, tzinfo=UTC),
        ),
        turns=(Turn(speaker=Speaker.AGENT, text="Hello.", start_ms=0, end_ms=900),),
    )


def test_the_id_alone_is_enough_and_nulls_count_as_left_out() -> None:
    nulls = dict.fromkeys(FULL, None) | {"external_id": "c-1"}

    assert call_of() == call_of(nulls) == ParsedCall(external_id="c-1")


def test_a_call_without_a_transcript_is_a_call() -> None:
    (call,) = SOURCE.parse(b'{"call": {"external_id": "c-1"}}')

    assert call.turns == call_of(turns=[]).turns == ()


def test_keys_that_a_sender_adds_are_ignored() -> None:
    call = call_of({"x": [1]}, [{"text": "a", "words": [{"w": "a"}]}], vendor={"deep": {"er": None}})

    assert [turn.text for turn in call.turns] == ["a"]


def test_what_we_send_is_what_we_read() -> None:
    call = call_of(FULL, [{"speaker": "ivr", "text": "Señal 日本 \U0001f600"}, {"text": "a", "start_ms": 5}])

    assert SOURCE.parse(body_of(call)) == (call,)
    assert read_call(body_of(call)) == call


def test_a_posted_vcon_is_read_as_one() -> None:
    vcon = {"vcon": "0.0.1", "uuid": "u-1", "parties": [], "dialog": [{"type": "text", "body": "Hi."}]}

    call = read_call(json.dumps(vcon).encode())

    assert (call.external_id, [turn.text for turn in call.turns]) == ("u-1", ["Hi."])


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("agent", "agent"),
        ("CUSTOMER", "customer"),
        ("ivr", "ivr"),
        ("unknown", "unknown"),
        ("Ava", "unknown"),
        (None, "unknown"),
        (1, "unknown"),
        (["agent"], "unknown"),
        ("agent" * 100, "unknown"),
    ],
)
def test_a_speaker_is_a_role_only_where_it_is_named(label: object, speaker: str) -> None:
    (turn,) = call_of(turns=[{"speaker": label, "text": "a"}]).turns

    assert turn.speaker == speaker


def test_turns_are_put_in_the_order_of_speaking_and_ties_stay() -> None:
    starts = [(3000, "d"), (1000, "a"), (None, "b"), (1000, "c"), (-5, "before")]

    call = call_of(turns=[{"start_ms": start, "text": text} for start, text in starts])

    assert [turn.text for turn in call.turns] == ["before", "a", "b", "c", "d"]


def test_times_that_cannot_be_are_dropped_or_bounded() -> None:
    epoch = 1_767_603_600_000
    given_times = [(-20, 900), (1.6, 2.4), (5, 4), (epoch, epoch + 1), (10**30, None)]

    call = call_of(turns=[{"start_ms": start, "end_ms": end, "text": "a"} for start, end in given_times])

    times = [(turn.start_ms, turn.end_ms) for turn in call.turns]
    assert times == [(0, 900), (2, 2), (5, None), (None, None), (None, None)]


def test_blank_turns_are_left_out_and_control_characters_become_blanks() -> None:
    call = call_of(turns=[{"text": " \n "}, {"text": ""}, {"text": " a\r\nb\x07c "}])

    assert [turn.text for turn in call.turns] == ["a  b c"]


def test_an_end_before_the_start_tells_no_duration() -> None:
    times = {"started_at": "2026-01-05T09:00:00Z", "ended_at": "2026-01-05T08:59:59Z"}

    call = call_of(times | {"after_call_work": times})

    assert (call.ended_at, call.after_call_work.ended_at) == (None, None)
    assert call.started_at == call.after_call_work.started_at == NOW


@pytest.mark.parametrize("tag", ["english", "e", "en-", "en US", "", "en-aaaaaaaaaaaaaaaaaaa", "ени"])
def test_a_language_that_is_no_tag_is_not_given(tag: str) -> None:
    assert call_of({"language": tag}).language is None


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"external_id": None}, "/call/external_id: missing"),
        ({"external_id": "  "}, "/call/external_id: missing"),
        ({"external_id": 17}, "/call/external_id: not a text"),
        ({"external_id": "x" * 201}, "/call/external_id: longer than 200 characters"),
        ({"external_id": "a\nb"}, "/call/external_id: has a control character"),
        ({"external_id": "a\x00"}, "/call/external_id: has a control character"),
        ({"external_id": "a\ud800"}, "/call/external_id: has a control character"),
        ({"queue": {"id": 1}}, "/call/queue: not a text"),
        ({"direction": 1}, "/call/direction: not a text"),
        ({"language": []}, "/call/language: not a text"),
        ({"customer": "Amara"}, "/call/customer: not an object"),
        ({"customer": {"phone": 12025550101}}, "/call/customer/phone: not a text"),
        ({"customer": {"phone": "1" * 41}}, "/call/customer/phone: longer than 40 characters"),
        ({"agent": {"id": "x" * 201}}, "/call/agent/id: longer than 200 characters"),
        ({"agent": {"name": "\u2028x\u2028y"}}, "/call/agent/name: has a control character"),
        ({"started_at": "2026-01-05T09:00:00"}, "/call/started_at: no UTC offset"),
        ({"started_at": "yesterday"}, "/call/started_at: not a time as RFC 3339 writes it"),
        ({"started_at": "2026-02-30T09:00:00Z"}, "/call/started_at: no such time"),
        ({"started_at": "2026-01-05T09:00:00+99:99"}, "/call/started_at: no such time"),
        ({"ended_at": "0001-01-01T00:00:00+14:00"}, "/call/ended_at: no such time"),
        ({"ended_at": "1970-01-01T00:00:00Z"}, "/call/ended_at: not between 2000 and 2100"),
        ({"ended_at": 1767603600}, "/call/ended_at: not a text"),
        (
            {"after_call_work": {"started_at": "2026-01-05 09:00"}},
            "/call/after_call_work/started_at: no UTC offset",
        ),
        ({"after_call_work": [1]}, "/call/after_call_work: not an object"),
    ],
)
def test_a_wrong_field_is_named_by_its_pointer_and_not_its_content(call: dict[str, Any], reason: str) -> None:
    assert reason_of_call(**call) == reason


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        ({"text": None}, "/transcript/turns/1/text: missing"),
        ({"text": 1}, "/transcript/turns/1/text: not a text"),
        ({"text": "a\x00b"}, "/transcript/turns/1/text: has a character that cannot be stored"),
        ({"text": "\udc00"}, "/transcript/turns/1/text: has a character that cannot be stored"),
        ({"text": "x" * 20_001}, "/transcript/turns/1/text: longer than 20000 characters"),
        ({"start_ms": "0"}, "/transcript/turns/1/start_ms: not a number"),
        ({"end_ms": True}, "/transcript/turns/1/end_ms: not a number"),
    ],
)
def test_a_wrong_turn_is_named_by_its_pointer(turn: dict[str, Any], reason: str) -> None:
    assert reason_of_turn(**turn) == reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "body: not JSON at line 1 column 1"),
        (b'{"call": {"external_id": "a"', "body: not JSON at line 1 column 29"),
        (b"\xff\xfe{}", "body: not UTF-8"),
        (b"[]", "body: not an object"),
        (b"null", "body: not an object"),
        (b"{}", "/call/external_id: missing"),
        (b'{"call": []}', "/call: not an object"),
        (b'{"call": {"external_id": "a", "external_id": "b"}}', "body: a key stands twice in one object"),
        (b'{"call": {"external_id": "a"}, "x": NaN}', "body: NaN or infinity"),
        (b'{"call": {"external_id": "a"}, "x": -Infinity}', "body: NaN or infinity"),
        (b'{"call": {"external_id": "a"}, "x": 1e999}', "body: a number out of range"),
        (b'{"call": {"external_id": "a"}, "x": ' + b"9" * 5000 + b"}", "body: a number out of range"),
        (b'{"x": ' + b"[" * 100_000, "body: nested too deeply"),
        (b'{"x": ' * 100_000, "body: nested too deeply"),
        (b'{"call": {"external_id": "a"}, "transcript": []}', "/transcript: not an object"),
        (b'{"call": {"external_id": "a"}, "transcript": {"turns": {}}}', "/transcript/turns: not a list"),
        (
            b'{"call": {"external_id": "a"}, "transcript": {"turns": [1]}}',
            "/transcript/turns/0: not an object",
        ),
    ],
)
def test_a_body_that_cannot_be_read_says_where(body: bytes, reason: str) -> None:
    assert reason_of(body) == reason


def test_a_five_hour_call_is_read_and_an_endless_one_refused() -> None:
    turns = [{"speaker": "agent", "start_ms": n * 900, "text": "word " * 6} for n in range(20_000)]

    assert len(call_of(turns=turns).turns) == 20_000
    with pytest.raises(Unreadable, match="/transcript/turns: more than 20000 entries"):
        call_of(turns=[*turns, {"text": "one more"}])


def test_a_body_above_the_ceiling_is_refused_before_it_is_parsed() -> None:
    assert reason_of(b" " * 10_000_001) == "body: larger than 10000000 bytes"


def test_a_byte_order_mark_does_no_harm() -> None:
    (call,) = SOURCE.parse(b'\xef\xbb\xbf{"call": {"external_id": "c-1"}}')

    assert call.external_id == "c-1"


def test_a_delivery_that_we_sign_verifies() -> None:
    signed = SOURCE.sign(Received(headers={}, body=b"{}"), SECRET, delivery_id="d-1", now=NOW)

    verified = SOURCE.verify(signed, (SECRET,), now=NOW)

    assert verified.delivery_id == "d-1"
