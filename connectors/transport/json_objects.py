"""JSON of a sender who is not yet known: an object, or a refusal. Parsers read it anew once it is authentic."""

import json
from typing import Any

from connectors.contracts import SourceRefused

MAX_BYTES = 16_000_000


def json_object(data: bytes) -> dict[str, Any]:
    """The JSON object of UTF-8 bytes. A doubled key is refused: two readers may take another one each."""
    value = json_value(data)
    if not isinstance(value, dict):
        raise SourceRefused("bad_token")
    return value


def json_value(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise SourceRefused("bad_token")
    try:
        # Integers of thousands of digits end in ValueError as well, and so do bytes that are no UTF-8.
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError):
        raise SourceRefused("bad_token") from None


def _constant(name: str) -> float:
    raise ValueError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
