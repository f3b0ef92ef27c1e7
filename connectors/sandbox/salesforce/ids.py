"""Salesforce record ids: key prefix, number, and the suffix that makes 15 characters case-safe.

An id of 15 characters tells upper from lower case. The 18-character form adds one character for each
five, encoding which of them are upper case. Both name the same record.
"""

import re
import string

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_SUFFIX = string.ascii_uppercase + "012345"
_INSTANCE = "AC0"
_NUMBER_LENGTH = 9
_SHORT = 15
_ID = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?", re.ASCII)


def make(prefix: str, number: int) -> str:
    """The 18-character id of the number-th record of a kind."""
    return long_form(f"{prefix}{_INSTANCE}{_base62(number):0>{_NUMBER_LENGTH}}")


def number_of(record_id: str) -> int:
    """The number that `make` was given."""
    number = 0
    for character in record_id[_SHORT - _NUMBER_LENGTH : _SHORT]:
        number = number * len(_BASE62) + _BASE62.index(character)
    return number


def long_form(short: str) -> str:
    """15 characters → 18."""
    return short + "".join(_suffix(short[start : start + 5]) for start in (0, 5, 10))


def short_form(record_id: str) -> str:
    return record_id[:_SHORT]


def looks_like_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def normalise(text: str) -> str | None:
    """The 18-character form of either form; None for text that is no id or has a wrong suffix."""
    if not looks_like_id(text):
        return None
    full = long_form(text[:_SHORT])
    return full if len(text) == _SHORT or text[_SHORT:].upper() == full[_SHORT:] else None


def _suffix(five: str) -> str:
    return _SUFFIX[sum(1 << place for place, character in enumerate(five) if character.isupper())]


def _base62(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(_BASE62))
        digits = _BASE62[rest] + digits
    return digits
