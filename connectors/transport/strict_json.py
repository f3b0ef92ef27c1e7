"""JSON of a vendor's answer: values that every later step can hold, or ValueError."""

import json
import math
from typing import Any

MAX_DIGITS = 100


def load(data: bytes) -> Any:
    """The value of UTF-8 bytes; ValueError for NaN, infinity, endless digits or nesting, and no JSON at all."""
    try:
        return json.loads(
            data.decode("utf-8-sig"), parse_constant=_none, parse_float=_finite, parse_int=_whole
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _none(_name: str) -> float:
    raise ValueError("NaN or infinity")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number out of range")
    return number


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("a number out of range")
    return int(digits)
