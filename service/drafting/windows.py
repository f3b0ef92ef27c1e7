"""A transcript as lines for the model, and a long one as windows that overlap: nothing of it is left out."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from service.domain.draft import Material
from service.drafting.text import clean
from service.drafting.tokens import most_tokens

OVERLAP = 0.1
"""The share of a window that the next one repeats: what is said across the cut stands whole in one of them."""
LARGEST_LINE = 0.25
"""Of a window; a longer turn is split, and each of its pieces carries the turn's number."""
SMALLEST = 300
"""Tokens. A window below it would hold no question with its answer."""


@dataclass(frozen=True)
class Line:
    """A turn, or a piece of a very long one, as the model is shown it."""

    turn: int
    speaker: str
    text: str

    @cached_property
    def json(self) -> str:
        return json.dumps({"turn": self.turn, "speaker": self.speaker, "text": self.text}, ensure_ascii=False)

    @cached_property
    def tokens(self) -> int:
        return most_tokens(self.json) + 1  # what parts it from the next


def lines_of(material: Material, *, earlier: bool = False) -> tuple[Line, ...]:
    """The turns that the wrap-up's agent was part of, or those before them; silent ones are left out."""
    numbered = list(enumerate(material.turns))
    chosen = numbered[: material.own] if earlier else numbered[material.own :]
    lines = (Line(number, turn.speaker.value, clean(turn.text)) for number, turn in chosen)
    return tuple(line for line in lines if line.text)


def tokens_of(lines: Iterable[Line]) -> int:
    return sum(line.tokens for line in lines)


def windows(lines: Sequence[Line], room: int) -> tuple[tuple[Line, ...], ...]:
    """All lines in windows of at most `room` tokens each, of about the same size, each beginning with the last
    lines of the one before. One window where all of it fits.
    """
    room = max(room, SMALLEST)
    total = tokens_of(lines)
    if total <= room:
        return (tuple(lines),)
    pieces = [piece for line in lines for piece in _pieces(line, int(room * LARGEST_LINE))]
    overlap = int(room * OVERLAP)
    total = tokens_of(pieces)
    count = -(-(total - overlap) // (room - overlap))
    even = -(-(total + (count - 1) * overlap) // count) + max(piece.tokens for piece in pieces)
    return tuple(_filled(pieces, min(room, even), overlap))


def last_of(lines: Sequence[Line], room: int) -> tuple[Line, ...]:
    """The last lines that fit."""
    kept: list[Line] = []
    for line in reversed(lines):
        room -= line.tokens
        if room < 0:
            break
        kept.append(line)
    return tuple(reversed(kept))


def _filled(pieces: Sequence[Line], room: int, overlap: int) -> Iterator[tuple[Line, ...]]:
    start = 0
    while True:
        end, left = start, room
        while end < len(pieces) and pieces[end].tokens <= left:
            left -= pieces[end].tokens
            end += 1
        yield tuple(pieces[start:end])
        if end == len(pieces):
            return
        # At least one, however long: a question and its answer may lie on both sides of the cut.
        repeated = max(1, len(last_of(pieces[start + 1 : end], overlap)))
        start = max(start + 1, end - repeated)


def _pieces(line: Line, most: int) -> Iterator[Line]:
    """The line cut between words, or within one that is too long itself."""
    rest = line.text
    while True:
        piece = Line(line.turn, line.speaker, rest)
        if piece.tokens <= most:
            yield piece
            return
        cut = max(1, len(rest) * most // piece.tokens)
        while cut > 1 and Line(line.turn, line.speaker, rest[:cut]).tokens > most:
            cut = cut * 9 // 10
        blank = rest.rfind(" ", cut // 2, cut)
        cut = blank if blank > 0 else cut
        yield Line(line.turn, line.speaker, rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
