"""Vendors' JSON, read by the parsers beside this: what is missing or odd is not given, what is vital is refused."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from connectors.contracts import MAX_ID, Unreadable
from connectors.transcripts.decoding import Document, lenient_line, load_json
from connectors.transcripts.times import from_epoch_ms, lenient_moment

Object: TypeAlias = Mapping[str, Any]

# For `scaled_ms`: the part of a second that is a millisecond.
SECOND = 0.001
NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?", re.ASCII)


def load_object(data: Document) -> Object:
    """The JSON object of a body. Raises `Unreadable`."""
    value = load_json(data)
    if not isinstance(value, dict):
        raise Unreadable("body: not an object")
    return value


def part(holder: Object, key: str) -> Object:
    """The object under a key, an empty one where there is none."""
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def objects(holder: Object, key: str, pointer: str = "") -> list[Object]:
    """Objects of the list under a key, empty ones in the place of anything else, so that indexes still count.

    No list is an empty one. Raises `Unreadable` where something else stands there; `pointer` is the holder's.
    """
    value = holder.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable(f"{pointer}/{key}: not a list")
    return [item if isinstance(item, dict) else {} for item in value]


def required_objects(holder: Object, key: str, pointer: str = "") -> list[Object]:
    """Like `objects`, where the key must stand. Raises `Unreadable`."""
    if holder.get(key) is None:
        raise Unreadable(f"{pointer}/{key}: missing")
    return objects(holder, key, pointer)


def text_of(value: object) -> str:
    return value if isinstance(value, str) else ""


def id_of(value: object) -> str:
    """An id as text, whether it came as text or as a number; empty where it is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return lenient_line(value, MAX_ID) or ""


def number(value: object) -> float | None:
    """A finite number, also one written as text."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def epoch_ms(value: object) -> int | None:
    """Milliseconds since 1970; None where they lie outside of any call's years, as those of another unit do."""
    found = number(value)
    return round(found) if found is not None and from_epoch_ms(found) else None


def moment_ms(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


def utc_moment(value: object) -> datetime | None:
    """A moment whose sender leaves out the zone and means UTC."""
    return lenient_moment(value) or (lenient_moment(f"{value}Z") if isinstance(value, str) else None)
