"""The generic source: legs, further ids, the agent's code, and what is said of a transcript beside its words."""

import json
from typing import Any

import pytest

from connectors.contracts import CodeHint, Leg, LegKind, ParsedCall, Unreadable
from connectors.telephony.generic import Generic, body_of, read_call

SOURCE = Generic()


def body(call: dict[str, Any] | None = None, **transcript: Any) -> bytes:
    return json.dumps({"call": {"external_id": "c-1"} | (call or {}), "transcript": transcript}).encode()


def parsed(call: dict[str, Any] | None = None, **transcript: Any) -> ParsedCall:
    (found,) = SOURCE.parse(body(call, **transcript))
    return found


def reason_of(call: dict[str, Any] | None = None, **transcript: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        parsed(call, **transcript)
    return refused.value.reason


FULL_LEG = {
    "other_ids": ["root-1", "c-1", "root-1", "leg-1"],
    "leg": {"id": "leg-2", "kind": "Agent", "previous_id": "leg-1"},
    "hint": {"code": "refund", "notes": " Sent a form.\nCall back on Friday. "},
}


def test_a_leg_its_ids_and_the_agents_code_are_read() -> None:
    call = parsed(FULL_LEG)

    assert call.other_ids == ("root-1", "leg-1")
    assert call.leg == Leg(id="leg-2", kind=LegKind.AGENT, previous_id="leg-1")
    assert call.hint == CodeHint(code="refund", notes="Sent a form.\nCall back on Friday.")


@pytest.mark.parametrize("kind", ["robot", "", None, "agents"])
def test_a_kind_of_leg_that_is_none_of_ours_is_unknown(kind: str | None) -> None:
    assert parsed({"leg": {"id": "leg-1", "kind": kind}}).leg == Leg(id="leg-1")


def test_what_is_said_of_a_transcript_beside_its_words_is_read() -> None:
    call = parsed(revision=1_767_603_600_000, final=False, awaited=True, turns=[{"text": "Hi."}])

    assert (call.revision, call.final, call.awaits_transcript) == (1_767_603_600_000, False, True)


def test_without_it_a_transcript_is_final_and_nothing_is_awaited() -> None:
    call = parsed(revision=None, final=None, awaited=None)

    assert (call.revision, call.final, call.awaits_transcript) == (0, True, False)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ({"other_ids": "c-2"}, "/call/other_ids: not a list"),
        ({"other_ids": ["a", None]}, "/call/other_ids/1: missing"),
        ({"other_ids": [7]}, "/call/other_ids/0: not a text"),
        ({"other_ids": ["x" * 201]}, "/call/other_ids/0: longer than 200 characters"),
        ({"other_ids": ["a"] * 21}, "/call/other_ids: more than 20 entries"),
        ({"leg": "leg-1"}, "/call/leg: not an object"),
        ({"leg": {"id": 7}}, "/call/leg/id: not a text"),
        ({"leg": {"kind": 7}}, "/call/leg/kind: not a text"),
        ({"leg": {"previous_id": "a\nb"}}, "/call/leg/previous_id: has a control character"),
        ({"hint": {"code": "x" * 201}}, "/call/hint/code: longer than 200 characters"),
        ({"hint": {"notes": "x" * 20_001}}, "/call/hint/notes: longer than 20000 characters"),
        ({"hint": {"notes": "a\x00"}}, "/call/hint/notes: has a character that cannot be stored"),
    ],
)
def test_a_wrong_part_of_the_call_is_named_by_its_pointer(call: dict[str, Any], reason: str) -> None:
    assert reason_of(call) == reason


@pytest.mark.parametrize(
    ("transcript", "reason"),
    [
        ({"revision": "2"}, "/transcript/revision: not a whole number"),
        ({"revision": True}, "/transcript/revision: not a whole number"),
        ({"revision": 1.5}, "/transcript/revision: not a whole number"),
        ({"revision": -1}, "/transcript/revision: not between 0 and 1000000000000000"),
        ({"revision": 10**15 + 1}, "/transcript/revision: not between 0 and 1000000000000000"),
        ({"final": "no"}, "/transcript/final: neither true nor false"),
        ({"awaited": 1}, "/transcript/awaited: neither true nor false"),
    ],
)
def test_a_wrong_part_of_the_transcript_is_named_by_its_pointer(
    transcript: dict[str, Any], reason: str
) -> None:
    assert reason_of(**transcript) == reason


def test_all_of_it_is_written_back_and_read_again() -> None:
    call = parsed(FULL_LEG, revision=3, final=False, awaited=True, turns=[{"text": "Hi."}])

    assert SOURCE.parse(body_of(call)) == (call,)
    assert read_call(body_of(call)) == call


def test_what_a_sender_leaves_out_is_not_written() -> None:
    written = json.loads(body_of(parsed()))

    assert set(written["call"]) == {"external_id", "direction", "customer", "agent", "after_call_work"}
    assert written["transcript"] == {"turns": []}
