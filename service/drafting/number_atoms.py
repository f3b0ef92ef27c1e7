"""Figures and number words one by one, words composed: "two hundred and five" is one atom, "four two" two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from service.drafting.number_words import ENGLISH, NumberWords

# Bounded: nobody says a figure of forty digits, and int() refuses one of thousands.
_FIGURE = r"\d{1,40}(?:[.,:]\d{1,40}){0,8}"
_ATOM = re.compile(
    rf"(?<![\w])(?P<figure>{_FIGURE})(?P<unit>st|nd|rd|th|am|pm|h|k|x|gb|mb|kg|km)?(?!\w)|(?P<word>[a-z_]+)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z_]+")
_KILO = 3  # digits
LONGEST = 40  # words of one number


@dataclass(frozen=True)
class Atom:
    """One figure or number; `point` says that a decimal point or a currency came before it."""

    value: str
    start: int
    end: int
    written: bool
    soft: bool = False
    point: bool = False


class _Cardinal:
    """A number being spoken: takes the next word as long as it can belong to the same number."""

    def __init__(self, head: Atom, words: NumberWords) -> None:
        self._words = words
        self._total = 0
        self._current = int(head.value)
        self._room = 1 if head.written else self._room_of(head.value)

    @property
    def value(self) -> str:
        return str(self._total + self._current)

    def takes(self, atom: Atom) -> bool:
        scale = self._words.scales.get(atom.value)
        if scale == 100:  # noqa: PLR2004  # "two hundred"
            self._current, self._room = self._current * 100, 100
        elif scale is not None:
            self._total, self._current, self._room = self._total + self._current * scale, 0, scale
        elif not atom.written and atom.value.isdigit() and 0 < int(atom.value) < self._room:
            self._current, self._room = self._current + int(atom.value), self._room_of(atom.value)
        else:
            return False
        return True

    def _room_of(self, value: str) -> int:
        """What may still follow: a unit after "twenty", nothing after a unit."""
        return self._words.rooms.get(value, 1)


def atoms(text: str, words: NumberWords = ENGLISH) -> Iterator[Atom]:
    """Atoms in order, with tens and units joined, scales multiplied out and "double five" said twice."""
    if words.joined is not None:
        text = words.joined.sub(lambda found: re.sub(r"[^a-z]", "_", found.group()), text.lower())
    if not _DIGIT.search(text) and not _any_word(text, words):
        return  # as in most sentences: reading them word by word takes ten times longer
    found = list(_bare(text, words))
    at = 0
    while at < len(found):
        atom, used = _compose(text, found, at, words)
        at += used
        if atom is not None:
            yield atom


def _any_word(text: str, words: NumberWords) -> bool:
    spoken = _LETTERS.findall(text.lower())
    return not words.known.isdisjoint(spoken) or (
        words.compound is not None and any(words.compound(word) for word in spoken)
    )


def _compose(text: str, found: list[Atom], at: int, words: NumberWords) -> tuple[Atom | None, int]:
    """The atom that starts at `at`, None for a lone "double", and how many words it took."""
    head = found[at]
    if head.value in words.repeats:
        return _repeated(text, head, found[at + 1 : at + 2], words)
    if head.value in words.after:
        return None, 1
    if not head.value.isdigit() and head.value not in words.scales:  # "24.50", "3:15"
        return _scaled(text, head, found[at + 1 : at + 2], words)
    cardinal, used = _begun(head, words), 1
    for last, following in pairwise(found[at : at + LONGEST]):
        if not (_linked(text, last, following, words) and cardinal.takes(following)):
            break
        used += 1
    if used == 1 and head.value.isdigit():
        return head, 1
    return Atom(cardinal.value, head.start, found[at + used - 1].end, written=False), used


def _begun(head: Atom, words: NumberWords) -> _Cardinal:
    """A number that may begin with its scale, of which there is one: "a hundred and five"."""
    if head.value not in words.scales:
        return _Cardinal(head, words)
    cardinal = _Cardinal(replace(head, value="1"), words)
    cardinal.takes(head)
    return cardinal


def _scaled(text: str, head: Atom, following: list[Atom], words: NumberWords) -> tuple[Atom, int]:
    """A figure with a point, and the scale that may follow it: "1.5 million"."""
    scale = words.scales.get(following[0].value) if following else None
    if scale is None or not _linked(text, head, following[0], words):
        return head, 1
    return replace(head, value=_times(head.value, len(str(scale)) - 1), end=following[0].end), 2


def _times(value: str, noughts: int) -> str:
    """1.5 with three noughts is 1500; a figure with two points has none."""
    whole, point, part = value.replace(",", ".").partition(".")
    if not point:
        return whole + "0" * noughts
    if len(part) > noughts or not part.isdigit():
        return value
    return whole + part.ljust(noughts, "0")


def _repeated(text: str, head: Atom, following: list[Atom], words: NumberWords) -> tuple[Atom | None, int]:
    if not following or len(following[0].value) != 1 or not _linked(text, head, following[0], words):
        return None, 1
    times = words.repeats[head.value]
    return replace(following[0], value=following[0].value * times, start=head.start), 2


def _linked(text: str, left: Atom, right: Atom, words: NumberWords) -> bool:
    return words.link.fullmatch(text, left.end, right.start) is not None


def _bare(text: str, words: NumberWords) -> Iterator[Atom]:
    for found in _ATOM.finditer(text):
        if found["figure"]:
            thousand = (found["unit"] or "").lower() == "k"
            value = _times(found["figure"], _KILO) if thousand else found["figure"]
            yield Atom(value, found.start(), found.end(), written=True)
            continue
        word = found["word"].lower()
        if word in words.plain:
            yield Atom(words.plain[word], found.start(), found.end(), written=False, soft=word in words.soft)
        elif word in words.scales or word in words.repeats:
            yield Atom(word, found.start(), found.end(), written=False)
        elif word in words.ordinals:
            yield Atom(str(words.ordinals[word]), found.start(), found.end(), written=False, soft=True)
        elif words.compound is not None and (value_of := words.compound(word)) is not None:
            yield Atom(str(value_of), found.start(), found.end(), written=False)
