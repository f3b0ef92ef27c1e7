"""What stands around a street in an address: a flat, a floor, a postcode, a city."""

import re

from service.drafting.masking.entities.address_words import FILLS, NUMBERED, PARTICLES, UNITS, Words
from service.drafting.text import listed

_SIDES = frozenset(listed("izquierda derecha izda izq dcha centro"))
_ALONE = frozenset(listed("izquierda derecha bajo atico hinterhaus vorderhaus"))
_INTO = frozenset(listed("in en a in the"))
_FLOORS = frozenset(
    listed(
        "premier deuxieme troisieme quatrieme cinquieme first second third fourth ersten erster zweiten zweiter dritten "
        "dritter vierten vierter"
    )
)
_DOORS = re.compile(r"[0-9]{1,2}[oa]|primero|segundo|tercero|cuarto|quinto|sexto")
_DOOR = re.compile(r"[0-9]{1,2}[oa]?|[a-z]")
_STOREY = re.compile(r"[0-9]{1,2}(?:o|a|er|e|eme|st|nd|rd|th|\.)")
BRITISH = re.compile(r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}(?![a-z0-9])")
# Ohio is written as a nought is said.
_STATES = ("oh",)
_ENDS = frozenset({".", "?", "!", ";"})
_NAME_WORDS = 3
_CITY_WORDS = 4
_BACK_FIGURES = 5
_STREET_WORDS = 4


def end_of(words: Words, end: int) -> int:
    """Where an address ends whose street ends here."""
    beside = False
    while True:
        at = end
        while words.at(at) in FILLS:
            at += 1
        unit = _unit(words, at)
        grown = unit or _place(words, at, beside=beside)
        if not grown:
            return end
        end, beside = grown, unit > 0


def start_of(words: Words, first: int, *, numbered: bool) -> int:
    """Where an address begins whose street begins here: "flat 3, …", "55116 Mainz, …".

    `numbered` if its house number comes first: then its postcode comes last.
    """
    at = first - (words.at(first - 1) == ",")
    if words.is_number(at - 1) and words.at(at - 2) in UNITS:
        return at - 2
    if numbered:
        return first
    names = at
    while at - names < _NAME_WORDS and words.is_name(names - 1) and not words.is_number(names - 1):
        names -= 1
    for start in range(names - 1, max(-1, names - _BACK_FIGURES - 1), -1):
        if names < at and words.postcode(start) == names:
            return start
    return first


def anchored(words: Words, at: int) -> tuple[int, int] | None:
    """An address by its postcode, whatever its street is called: "Lindenkamp 8, 38518 Gifhorn"."""
    end = words.postcode(at) or (at + 2 if BRITISH.fullmatch(f"{words.at(at)} {words.at(at + 1)}") else 0)
    if not end:
        return None
    house = at - (words.at(at - 1) == ",")
    house -= len(words.at(house - 1)) == 1 and words.at(house - 1).isalpha()
    if words.is_number(house - 1):
        start = _names_before(words, house - 1)
        return (start, end_of(words, at)) if start < house - 1 else None
    return _numbered_before(words, at, end)


def _names_before(words: Words, at: int) -> int:
    start = at
    while at - start < _STREET_WORDS and (words.is_name(start - 1) or words.at(start - 1) in PARTICLES):
        if words.is_number(start - 1):
            break
        start -= 1
    return start


def _numbered_before(words: Words, at: int, end: int) -> tuple[int, int] | None:
    """As in "9 Quarry Bank, Skipton, BD23 1QR": a number, a few names, a city."""
    start, names = at, 0
    while names <= _STREET_WORDS + _NAME_WORDS:
        word = words.at(start - 1)
        if words.is_number(start - 1) and words.at(start - 2) not in UNITS:
            return (start - 1, end) if names > 1 else None
        if not (words.is_name(start - 1) or word == "," or word in UNITS or words.is_number(start - 1)):
            return None
        names += word != ","
        start -= 1
    return None


def _unit(words: Words, at: int) -> int:
    word, following = words.at(at), words.at(at + 1)
    if word in UNITS:
        return _unit_number(words, at)
    if following in UNITS and (words.is_number(at) or word in _FLOORS or _STOREY.fullmatch(word)):
        return at + 2
    if _DOORS.fullmatch(word):
        return at + 1 + (following in _SIDES or _DOOR.fullmatch(following) is not None)
    return 0


def _unit_number(words: Words, at: int) -> int:
    end = at + 1 + (words.at(at + 1) in NUMBERED)
    while end - at < _BACK_FIGURES and (
        words.is_number(end) or (len(words.at(end)) == 1 and words.at(end).isalnum())
    ):
        if words.postcode(end):
            break
        end += 1
    return end if end > at + 1 or words.at(at) in _ALONE else 0


def _place(words: Words, at: int, *, beside: bool) -> int:
    """A city and a postcode, in either order; a city alone only where it ends what is said.

    `beside` if a flat stands before it.
    """
    end = words.postcode(at)
    if end:
        first = end
        while end - first < _NAME_WORDS and words.is_name(end) and words.at(end) not in FILLS:
            end += 1
        return end
    end = at + (words.at(at) in _INTO)
    names = 0
    while names < _CITY_WORDS and end < len(words) and not _unit(words, end):
        if not (words.is_name(end) or (names and words.at(end) == ",")) or (
            words.is_number(end) and words.at(end) not in _STATES
        ):
            break
        names += words.at(end) != ","
        end += 1
        if code := words.postcode(end):
            return code
        if BRITISH.fullmatch(f"{words.at(end)} {words.at(end + 1)}"):
            return end + 2
    return _city(words, at, end, names=names, beside=beside)


def _city(words: Words, at: int, end: int, *, names: int, beside: bool) -> int:
    """Where a city without a postcode ends; 0 where it may be none."""
    into = not _INTO.isdisjoint((words.at(at), words.at(at - 1)))
    comma = next((place for place in range(at, end) if words.at(place) == ","), end)
    if into and at < comma < end:
        return comma
    last = end - (words.at(end - 1) == ",")
    closes = last >= len(words) or words.at(last) in _ENDS or _unit(words, last) > 0
    told = beside or words.at(at - 1) == "," or into
    return last if 0 < names < _CITY_WORDS and closes and told else 0
