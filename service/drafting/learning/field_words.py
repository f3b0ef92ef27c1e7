"""A call's sentences as words in comparable form, each with the agent's question that it may answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from service.drafting.number_atoms import atoms
from service.drafting.spoken import Heard, Spoken
from service.drafting.text import plain

_PIECE = re.compile(r"\[\[\w+\]\]|[^\W_]+(?:'[^\W_]+)*")
_FIGURE = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in comparable form (a number in figures), and where it stands in its text."""

    canon: str
    start: int
    end: int


@dataclass(frozen=True)
class Line:
    """One sentence with its words; `asked` is the agent's last turn before it, `since` how many turns ago."""

    spoken: Spoken
    words: tuple[Word, ...]
    number: int
    asked: tuple[str, ...]
    since: int

    @cached_property
    def canons(self) -> tuple[str, ...]:
        return tuple(word.canon for word in self.words)

    @cached_property
    def side(self) -> str:
        return self.spoken.speaker.value[0]


def lines_of(heard: Heard) -> list[Line]:
    found: list[Line] = []
    asked: tuple[str, ...] = ()
    asking: list[str] = []
    turn = asked_at = -1
    for number, spoken in enumerate(heard.sentences):
        if spoken.turn != turn and asking:
            asked, asked_at, asking = tuple(asking), turn, []
        turn = spoken.turn
        line = Line(spoken, tuple(words_of(spoken.cleaned)), number, asked, turn - asked_at)
        if not spoken.by_customer:
            asking += line.canons
        found.append(line)
    return found


def words_of(text: str) -> Sequence[Word]:
    """Words and numbers of a text: "Twenty four, please" is 24 and "please"."""
    found: list[Word] = []
    end = 0
    for atom in atoms(text):
        found += _plain_words(text, end, atom.start)
        found.append(Word(_figure(atom.value), atom.start, atom.end))
        end = atom.end
    return found + _plain_words(text, end, len(text))


def _plain_words(text: str, start: int, end: int) -> list[Word]:
    lower = plain(text)
    if len(lower) != len(text):
        lower = text
    return [
        Word(text[found.start() : found.end()] if found.group()[0] == "[" else found.group(), *found.span())
        for found in _PIECE.finditer(lower, start, end)
    ]


def _figure(value: str) -> str:
    """Without thousands and without noughts after the decimal point: "1,200.50" is 1200.5."""
    if not _FIGURE.fullmatch(value):
        return value.replace(".", " ")  # 28.02.1980 is 28/02/1980
    whole, point, part = value.replace(",", "").partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".") if point else whole
