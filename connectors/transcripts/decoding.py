"""First step of every parser: bytes become text or JSON, or are refused with the place that is wrong."""

import codecs
import json
import math
import re
from typing import Any, NamedTuple, TypeAlias

import jiter

from connectors.contracts import Unreadable

# Ceilings of the parsers themselves; the API's own limit stands below. Speech recognition with word times
# takes some 150 bytes a word, so four hours of talk without a pause stay under it.
MAX_BYTES = 10_000_000
MAX_LINES = 200_000
MAX_DIGITS = 100

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
# How digits show of which a number could be too long, or too large: jiter lets both pass.
TO_ZERO = bytes.maketrans(b"123456789E", b"000000000e")
ENDLESS = b"0" * (MAX_DIGITS + 1)
LARGE_EXPONENT = re.compile(rb"0e\+?000")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Parsed(NamedTuple):
    """A JSON value that `load_json` gave, or a part of it: a document within another is not read again."""

    value: Any


Document: TypeAlias = bytes | Parsed


def decode(data: bytes) -> str:
    """Text of a transcript file, lines ended by a plain newline.

    UTF-8 first, UTF-16 by its mark or its zero bytes, else Windows-1252, in which older captioning tools
    still write.
    """
    _check_size(data)
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return check_lines(text.replace("\r\n", "\n").replace("\r", "\n"))
    raise Unreadable("body: not text in a known encoding")


def check_lines(text: str) -> str:
    """The text, unless it has more lines than any transcript: each costs many times its bytes."""
    if text.count("\n") > MAX_LINES:
        raise Unreadable(f"body: more than {MAX_LINES} lines")
    return text


def load_json(data: Document) -> Any:
    """The JSON value of UTF-8 bytes. Doubled keys, NaN, infinity and endless nesting are refused."""
    if isinstance(data, Parsed):
        return data.value
    _check_size(data)
    try:
        return _at_once(data)
    except ValueError:
        return _with_reasons(data)


def _at_once(data: bytes) -> Any:
    """The value of a body in which nothing is amiss, in a third of the time; ValueError where something may be."""
    value = jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="keys")
    digits = data.translate(TO_ZERO)
    if ENDLESS in digits or (LARGE_EXPONENT.search(digits) and _holds_infinity(value)):
        raise ValueError
    return value


def _holds_infinity(value: Any) -> bool:
    """Asked of few bodies: most of what looks like a large exponent stands within an id."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, float) and math.isinf(one):
            return True
    return False


def _with_reasons(data: bytes) -> Any:
    """The same value where there is one, else why there is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("body: not UTF-8") from None
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite, parse_int=_integer
        )
    except RecursionError:
        raise Unreadable("body: nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"body: not JSON at line {error.lineno} column {error.colno}") from None


def lenient_line(value: object, most: int) -> str | None:
    """A one-line text of a payload we do not own: whatever else it is counts as not given."""
    if not isinstance(value, str):
        return None
    line = value.strip()
    fits = 0 < len(line) <= most and not CONTROL.search(line) and not UNSTORABLE.search(line)
    return line if fits else None


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise Unreadable(f"body: larger than {MAX_BYTES} bytes")


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return (encoding,)
    if b"\0" in data[:2]:
        return ("utf-16-be" if data.startswith(b"\0") else "utf-16-le",)
    return ("utf-8", "cp1252")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Two readers of a doubled key may each take another value: what was checked would not be what is used.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("body: a key stands twice in one object")
    return found


def _constant(_name: str) -> float:
    raise Unreadable("body: NaN or infinity")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise Unreadable("body: a number out of range")
    return number


def _integer(digits: str) -> int:
    # Python refuses integers of thousands of digits with a ValueError of its own, and long before that
    # they no longer fit a float.
    if len(digits) > MAX_DIGITS:
        raise Unreadable("body: a number out of range")
    return int(digits)
