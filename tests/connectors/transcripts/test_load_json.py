"""JSON is read fast, and takes and refuses the same as a slow and strict reading of it."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts import formats
from connectors.transcripts.decoding import Parsed, load_json

MAX_DIGITS = 100
PIECES = st.sampled_from(
    [
        *("{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\ufeff", "\x0b", "\0"),
        *('"a"', '"b"', '"\\u0061"', '"a\\\\"', '":"', '"\\ud800"', '"\\ud83d\\ude00"', '"\x01"', '"é"', '"'),
        *("null", "true", "false", "NaN", "Infinity", "-Infinity", "nul"),
        *("0", "-0", "-0.0", "01", "1.", ".5", "1.5", "1e5", "1E+5", "1e-999", "1e308", "1e309", "1e0400"),
        *('"6e999"', '"4E+400"', "9" * MAX_DIGITS, "9" * (MAX_DIGITS + 1), "9" * 400 + ".5", "9" * 5000),
        *("18446744073709551616", "0.1", "7.2799997", "123456789.123456789123456789", "5e-324"),
    ]
)
MEMBERS = st.lists(st.tuples(st.sampled_from(['"a"', '"b"', '"\\u0061"', '"c\\\\"']), PIECES), max_size=4)
OBJECTS = MEMBERS.map(lambda found: "{" + ",".join(f"{key}:{value}" for key, value in found) + "}")
LISTS = st.lists(st.one_of(PIECES, OBJECTS), max_size=4).map(lambda found: "[" + ",".join(found) + "]")
TEXTS = st.one_of(st.lists(st.one_of(PIECES, OBJECTS), max_size=6).map("".join), LISTS, OBJECTS)


def strictly(data: bytes) -> str | None:
    """What the standard library reads, told so that 1 is not 1.0; None where anything is amiss."""
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_never,
            parse_float=_finite,
            parse_int=_short,
        )
    except (ValueError, RecursionError):
        return None
    return repr(value)


def quickly(data: bytes) -> str | None:
    try:
        return repr(load_json(data))
    except Unreadable:
        return None


@given(TEXTS)
def test_what_is_taken_and_what_it_says_is_the_same_as_strictly_read(text: str) -> None:
    data = text.encode()

    assert quickly(data) == strictly(data)


@given(st.binary(max_size=40))
def test_no_bytes_at_all_are_read_otherwise(data: bytes) -> None:
    assert quickly(data) == strictly(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a":1,"a":2}', "body: a key stands twice in one object"),
        (b'[{"a":1,"\\u0061":2}]', "body: a key stands twice in one object"),
        (b"[NaN]", "body: NaN or infinity"),
        (b'{"id":"3e4","at":[{"x":-1e999}]}', "body: a number out of range"),
        (b"[1E+400]", "body: a number out of range"),
        (b"[" + b"9" * 101 + b"]", "body: a number out of range"),
        (b"[" + b"9" * 400 + b".5]", "body: a number out of range"),
        (b"[" * 100_000, "body: nested too deeply"),
        (b'["\xed\xa0\x80"]', "body: not UTF-8"),
        (b'{"a": 1,}', "body: not JSON at line 1 column 9"),
    ],
    ids=range(10),
)
def test_what_is_refused_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        load_json(data)

    assert refused.value.reason == reason


def test_an_id_that_looks_like_a_large_exponent_is_none() -> None:
    assert load_json(b'{"sha256": "5f0c9e0009e999", "nested": [[150, 9e3]]}') == {
        "sha256": "5f0c9e0009e999",
        "nested": [[150, 9000.0]],
    }


@pytest.mark.parametrize("name", sorted(formats.FORMATS))
@pytest.mark.parametrize(
    "value",
    [{"results": {"channels": [{"alternatives": [{"transcript": "Hi."}]}]}}, [], 5, None, {"text": "Hi."}],
    ids=["deepgram", "list", "number", "null", "text"],
)
def test_a_document_within_a_body_reads_as_it_would_by_itself(name: str, value: Any) -> None:
    roles = {"0": Speaker.AGENT}

    within = _outcome(lambda: formats.read_value(name, value, roles))

    assert within == _outcome(lambda: formats.read(name, json.dumps(value).encode(), roles))


def test_a_value_that_is_read_already_is_taken_as_it_is() -> None:
    value = {"a": 1}

    assert load_json(Parsed(value)) is value


def _outcome(read: Any) -> Any:
    try:
        return read()
    except Unreadable as unreadable:
        return unreadable.reason


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def _never(_name: str) -> float:
    raise ValueError


def _finite(digits: str) -> float:
    if math.isinf(float(digits)):
        raise ValueError
    return float(digits)


def _short(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError
    return int(digits)
