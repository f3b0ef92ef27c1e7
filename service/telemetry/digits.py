"""The last gate before a log line is written: no card and no long number passes, whoever let it come so far.

What is stored is masked long before by `service.drafting.masking`, which knows transcripts; this knows
nothing but digits, and is for text that should never have held any.
"""

import re
from collections.abc import MutableMapping
from typing import Any

CARD = "[card]"
DIGITS = "[digits]"

CARD_LENGTHS = range(13, 20)
FEW = 8
LONG = 10**12
"""A whole number of more digits than this is no count, size or duration of ours."""
DEEP = 4

OURS = frozenset({"timestamp", "trace_id", "span_id"})

# First what is no number though it holds digits: ids of ours, hashes, times, addresses.
_KEPT = (
    r"(?<![0-9A-Za-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9A-Za-z])",
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{32})(?![0-9A-Za-z])",
    r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::\d\d(?:[.,]\d{1,9})?)?)?(?!\d)",
    r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d{1,5})?(?![\d.])",
)
_RUN = rf"\+?\d(?:[\s.\-/()_]{{0,2}}\d){{{FEW - 1},}}"
_FOUND = re.compile(f"(?P<kept>{'|'.join(_KEPT)})|{_RUN}")
_ANY = re.compile(_RUN)


def gate(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor, the last before the renderer."""
    for key, value in event.items():
        if key not in OURS and not key.startswith("_"):
            event[key] = clean(value)
    return event


def clean(value: object, depth: int = DEEP) -> object:
    """The value without long numbers; what is neither text, number nor a collection of such as text."""
    if isinstance(value, str):
        return without_numbers(value)
    if value is None or isinstance(value, int | float):
        return DIGITS if isinstance(value, int) and abs(value) >= LONG else value
    if depth and isinstance(value, dict):
        return {str(clean(key, 0)): clean(one, depth - 1) for key, one in value.items()}
    if depth and isinstance(value, list | tuple | set | frozenset):
        return [clean(one, depth - 1) for one in value]
    return type(value).__name__ if isinstance(value, BaseException) else without_numbers(repr(value))


def without_numbers(text: str) -> str:
    if not _ANY.search(text):
        return text
    return _FOUND.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    if found["kept"]:
        return found[0]
    digits = [int(one) for one in found[0] if one.isdecimal()]
    return CARD if len(digits) in CARD_LENGTHS and _luhn(digits) else DIGITS


def _luhn(digits: list[int]) -> bool:
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
