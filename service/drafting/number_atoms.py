"""Figures and number words one by one, words composed: "two hundred and five" is one atom, "four two" two."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from service.drafting.number_words import ORDINALS, PLAIN, REPEATS, SCALES, TENS, UNITS

# Bounded: nobody says a figure of forty digits, and int() refuses one of thousands.
_FIGURE = r"\d{1,40}(?:[.,:]\d{1,40}){0,8}"
_ATOM = re.compile(
    rf"(?<![\w])(?P<figure>{_FIGURE})(?:st|nd|rd|th|am|pm|h|k|x|gb|mb|kg|km)?(?!\w)|(?P<word>[a-z]+)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_KNOWN = PLAIN.keys() | SCALES.keys() | REPEATS.keys() | ORDINALS.keys()
_LINK = re.compile(r"[\s-]+(?:and\s+)?")
# Said about anything, so never held against a claim.
_SOFT = frozenset(UNITS) | {"twelve"}


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

    def __init__(self, head: Atom) -> None:
        self._total = 0
        self._current = int(head.value)
        self._room = 1 if head.written else _room(head.value)

    @property
    def value(self) -> str:
        return str(self._total + self._current)

    def takes(self, atom: Atom) -> bool:
        scale = SCALES.get(atom.value)
        if scale == 100:  # noqa: PLR2004  # "two hundred"
            self._current, self._room = self._current * 100, 100
        elif scale is not None:
            self._total, self._current, self._room = self._total + self._current * scale, 0, scale
        elif not atom.written and atom.value.isdigit() and 0 < int(atom.value) < self._room:
            self._current, self._room = self._current + int(atom.value), _room(atom.value)
        else:
            return False
        return True


def atoms(text: str) -> Iterator[Atom]:
    """Atoms in order, with tens and units joined, scales multiplied out and "double five" said twice."""
    if not _DIGIT.search(text) and _KNOWN.isdisjoint(_LETTERS.findall(text.lower())):
        return  # as in most sentences: reading them word by word takes ten times longer
    found = list(_bare(text))
    at = 0
    while at < len(found):
        atom, used = _compose(text, found, at)
        at += used
        if atom is not None:
            yield atom


def _compose(text: str, found: list[Atom], at: int) -> tuple[Atom | None, int]:
    """The atom that starts at `at`, None for a lone "double", and how many words it took."""
    head = found[at]
    if head.value in REPEATS:
        return _repeated(text, head, found[at + 1 : at + 2])
    if head.value in SCALES:  # "a hundred"
        return replace(head, value=str(SCALES[head.value])), 1
    if not head.value.isdigit():  # "24.50", "3:15"
        return head, 1
    cardinal, used = _Cardinal(head), 1
    while at + used < len(found) and _linked(text, *found[at + used - 1 : at + used + 1]):
        if not cardinal.takes(found[at + used]):
            break
        used += 1
    if used == 1:
        return head, 1
    return Atom(cardinal.value, head.start, found[at + used - 1].end, written=False), used


def _repeated(text: str, head: Atom, following: list[Atom]) -> tuple[Atom | None, int]:
    if not following or len(following[0].value) != 1 or not _linked(text, head, following[0]):
        return None, 1
    return replace(following[0], value=following[0].value * REPEATS[head.value], start=head.start), 2


def _linked(text: str, left: Atom, right: Atom) -> bool:
    return _LINK.fullmatch(text, left.end, right.start) is not None


def _room(word: str) -> int:
    """What may still follow: a unit after "twenty", nothing after a unit."""
    return 10 if word in TENS.values() else 1


def _bare(text: str) -> Iterator[Atom]:
    for found in _ATOM.finditer(text):
        if found["figure"]:
            yield Atom(found["figure"], found.start(), found.end(), written=True)
            continue
        word = found["word"].lower()
        if word in PLAIN:
            yield Atom(PLAIN[word], found.start(), found.end(), written=False, soft=word in _SOFT)
        elif word in SCALES or word in REPEATS:
            yield Atom(word, found.start(), found.end(), written=False)
        elif word in ORDINALS:
            yield Atom(str(ORDINALS[word]), found.start(), found.end(), written=False, soft=True)
