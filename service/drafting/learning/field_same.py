"""When two values of a field say the same: as people type them, strict about figures and names."""

import re
from collections.abc import Mapping
from functools import lru_cache

from service.drafting.dates import WEEKDAYS
from service.drafting.learning.field_words import words_of
from service.drafting.masking.marks import TOKEN
from service.drafting.text import clean
from service.drafting.times import time_of

_EDGES = " .,;!?'\"[]()"
_CURRENCY = re.compile(r"[$€£]")
_WEEKDAY = {short: day for day in WEEKDAYS for short in (day[:3], day[:4], day[:5], day)}


@lru_cache(maxsize=20_000)
def canonical(value: str) -> str:
    """One form for all ways to type a value: "3 pm", "15:00" and "3PM" are 15:00, "sat" is saturday."""
    text = clean(value)
    if TOKEN.fullmatch(text):
        return text
    clock = time_of(text.strip(_EDGES))
    if clock is not None and (clock.sure or ":" in text):
        return clock.value  # "7:00" is how a form writes seven in the morning
    joined = " ".join(word.canon for word in words_of(text))
    return _WEEKDAY.get(joined, joined)


def same_value(one: str, other: str) -> bool:
    """Whether two values say the same, but for case, blanks, punctuation and the way numbers and times are written.

    Figures must be equal to the last one, and so must names. A currency that only one of them names is no
    difference. Two empty values are the same.
    """
    left, right = canonical(one), canonical(other)
    if left == right:
        signs = set(_CURRENCY.findall(one)), set(_CURRENCY.findall(other))
        return not all(signs) or signs[0] == signs[1]
    return _joined_alike(left, right)


def _joined_alike(left: str, right: str) -> bool:
    """An identifier dictated in pieces: "a 4 g 4 f 3" and A4G4F3. One of the two must be in one piece."""
    if " " in left and " " in right:
        return False
    return any(map(str.isdigit, left)) and left.replace(" ", "") == right.replace(" ", "") != ""


def veiled(value: str, vault: Mapping[str, str]) -> str:
    """The token under which masking keeps this value, so that it can be found in the masked call; else the value."""
    return next((token for token, text in vault.items() if value and same_value(text, value)), value)
