"""Masking of a call that still runs: what is settled reads as it will in the whole call, the tail shows no digit.

A number is known by what stands around it, and may be read out over several turns. So the last turns, those
that a late one may still come before, and every turn whose digits may yet turn out to be a part of something
are kept as they came, in memory. What may be stored of them meanwhile has each run of digits masked for good.
"""

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

from connectors.contracts import Turn
from service.drafting.masking.entities import Ear, Found
from service.drafting.masking.marks import INERT, TOKEN, Mark
from service.drafting.masking.numbers import Run
from service.drafting.masking.spans import Read, Span, hear, read, spans_of, together
from service.drafting.masking.transcript import (
    ROUNDS,
    MaskedTranscript,
    Token,
    Tokens,
    masked_turn,
    replaced,
    settled,
)
from service.drafting.masking.utterance import Heard, Utterance
from service.drafting.masking.watch import Watch
from service.drafting.masking.windows import TURNS

LATE_TURNS = 8
"""A turn that comes after so many that were said later is still heard in its place."""

MOST_HELD = 200
"""Nobody reads out one number over more turns; beyond it they are masked as if they were lost."""

# "One" and "oh" are digits only where nothing else is said.
_PRONOUNS = ("0", "1")
_MARK = re.compile(INERT)


class _Said(NamedTuple):
    """A turn and how it reads. `stored` is one of which some digits may be lost: their mark says nothing."""

    turn: Turn
    read: Read
    stored: bool

    @classmethod
    def of(cls, turn: Turn, *, stored: bool) -> "_Said":
        folded, parts = read(turn.speaker, turn.text)
        if stored and Mark.NUMBER in turn.text:
            parts = [(start, _without_mark(part)) for start, part in parts]
        return cls(turn, (folded, parts), stored)


class _Round:
    """One of the rounds in which a conversation is masked, turn by turn."""

    def __init__(self, token: Token) -> None:
        self._token = token
        self._watch = Watch()
        self._ear = Ear()
        self._said: deque[tuple[_Said, list[tuple[int, Utterance]], list[Found]]] = deque()

    def hear(self, heard: _Said) -> list[_Said]:
        """The turns that are settled by now, masked."""
        folded, parts = heard.read
        found = self._ear.hear(heard.turn.speaker, folded)
        self._said.append((heard, hear(self._watch, heard.turn.speaker, parts), found))
        first = self._watch.open_runs
        over = []
        while self._said and not (first and _holds(self._said[0][1], first)):
            over.append(self._masked(*self._said.popleft()))
        return over

    def end(self) -> list[_Said]:
        left = [self._masked(*said) for said in self._said]
        self._said.clear()
        return left

    def _masked(self, heard: _Said, parts: list[tuple[int, Utterance]], found: list[Found]) -> _Said:
        spans = together(spans_of(heard.read[0], parts), found) if parts or found else []
        if not spans:
            return heard
        return _Said.of(masked_turn(heard.turn, spans, self._token), stored=heard.stored)


class _Ear:
    """All rounds, one behind the other: each hears what the one before has settled."""

    def __init__(self, token: Token) -> None:
        self._rounds = [_Round(token) for _ in range(ROUNDS)]

    def hear(self, heard: _Said) -> list[Turn]:
        return [one.turn for one in self._through(0, [heard])]

    def end(self) -> list[Turn]:
        """The conversation is over: all that is left, in order."""
        over = [self._through(place + 1, each.end()) for place, each in enumerate(self._rounds)]
        return [one.turn for some in over for one in some]

    def _through(self, first: int, heard: list[_Said]) -> list[_Said]:
        for each in self._rounds[first:]:
            heard = [over for one in heard for over in each.hear(one)]
        return heard


class _Entry(NamedTuple):
    """A turn in its place. `shown` is what may be stored of it."""

    at: int
    key: str
    turn: Turn
    shown: Turn
    stored: bool


class LiveMasking:
    """One call's turns by a key each, in the order of speaking; goes on from what was stored, if anything was."""

    def __init__(
        self, stored: Iterable[tuple[str, Turn]] = (), vault: Mapping[str, str] | None = None
    ) -> None:
        self._tokens = Tokens(vault or {}, ())
        self._keys: set[str] = set()
        self._over: list[_Entry] = []
        self._held: deque[_Entry] = deque()
        self._tail: list[_Entry] = []
        self._ear = _Ear(self._tokens.token)
        self._latest = 0
        # How many turns without digits must go by before digits are no part of what was lost.
        self._lost = 0
        for key, turn in stored:
            self._place(_Entry(self._at(turn), key, turn, turn, stored=True))
            self._lost = TURNS if Mark.NUMBER in turn.text else max(0, self._lost - 1)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> tuple[str, ...]:
        """In the order of the turns."""
        return tuple(entry.key for entry in self._entries())

    @property
    def size(self) -> int:
        """Characters that it keeps."""
        return sum(len(entry.turn.text) + len(entry.shown.text) for entry in self._entries())

    def add(self, key: str, turn: Turn) -> bool:
        """Hear a turn, once; False where it is known."""
        if key in self._keys:
            return False
        turn = turn.model_copy(update={"text": self._without_tokens(turn.text)})
        shown = without_digits(turn)
        lost = self._lost > 0 and shown is not turn
        if shown is not turn:
            self._lost = TURNS if self._lost else 0
        else:
            self._lost = max(0, self._lost - 1)
        self._place(_Entry(self._at(turn), key, shown if lost else turn, shown, stored=lost))
        return True

    def view(self) -> MaskedTranscript:
        """What may be stored now."""
        return MaskedTranscript(
            turns=tuple(entry.shown for entry in self._entries()), vault=dict(self._tokens.vault)
        )

    def end(self) -> MaskedTranscript:
        """No turn will come any more: the whole call, masked."""
        for entry in self._tail:
            self._hear(entry)
        self._tail.clear()
        self._settle(self._ear.end())
        return self.view()

    def _entries(self) -> Iterator[_Entry]:
        yield from self._over
        yield from self._held
        yield from self._tail

    def _at(self, turn: Turn) -> int:
        """A turn without a time keeps its place after the one that came before it."""
        if turn.start_ms is not None:
            self._latest = turn.start_ms
        return self._latest

    def _place(self, entry: _Entry) -> None:
        self._keys.add(entry.key)
        heard = self._held[-1] if self._held else self._over[-1] if self._over else None
        if heard is not None and entry.at < heard.at:
            self._hear_late(entry)
            return
        self._tail.insert(bisect_right(self._tail, entry.at, key=attrgetter("at")), entry)
        while len(self._tail) > LATE_TURNS:
            self._hear(self._tail.pop(0))
        if len(self._held) > MOST_HELD:
            self._lost = TURNS
            self._hear_again([one._replace(turn=one.shown, stored=True) for one in self._entries()])

    def _hear(self, entry: _Entry) -> None:
        self._held.append(entry)
        self._settle(self._ear.hear(_Said.of(entry.turn, stored=entry.stored)))

    def _settle(self, turns: Iterable[Turn]) -> None:
        for turn in turns:
            self._over.append(self._held.popleft()._replace(turn=turn, shown=turn, stored=True))

    def _hear_late(self, entry: _Entry) -> None:
        """What was said around it is settled already: its digits go, and what it asks for is heard anew."""
        entries = list(self._entries())
        late = entry._replace(turn=entry.shown, stored=True)
        entries.insert(bisect_right(entries, entry.at, key=attrgetter("at")), late)
        self._hear_again(entries)

    def _hear_again(self, entries: list[_Entry]) -> None:
        self._over, self._held, self._tail = [], deque(), entries[-LATE_TURNS:]
        self._ear = _Ear(self._tokens.token)
        for entry in entries[:-LATE_TURNS]:
            self._hear(entry)

    def _without_tokens(self, text: str) -> str:
        """A text that looks like a token stands for itself, unless a number has that token already."""
        vault = self._tokens.vault
        for token in TOKEN.findall(text):
            if vault.setdefault(token, token) != token:
                text = text.replace(token, Mark.NUMBER)
        return text


def without_digits(turn: Turn) -> Turn:
    """The turn with every run of digits masked that could be a part of a secret; itself where there is none."""
    text = settled(lambda text: replaced(text, list(_digits(turn, text))), turn.text)
    return turn if text == turn.text else turn.model_copy(update={"text": text})


def _digits(turn: Turn, text: str) -> Iterator[Span]:
    folded, heard = read(turn.speaker, text)
    for offset, part in heard:
        if not (part.lexed.numbers or part.lexed.slashes):
            continue
        said = Utterance(turn.speaker, part)
        for run in sorted(said.runs + said.dates, key=attrgetter("start")):
            if not _is_talk(said, run):
                span = folded.span(offset + run.start, offset + run.end)
                yield Span(*span, Mark.NUMBER, run.digits)


def _is_talk(said: Utterance, run: Run) -> bool:
    """Whether it is a number word in a sentence, which no question makes a secret: "no one", "oh dear"."""
    return run.digits in _PRONOUNS and said.content > 0


def _holds(parts: list[tuple[int, Utterance]], runs: list[Run]) -> bool:
    return any(each is run for _, said in parts for each in said.runs for run in runs)


def _without_mark(part: Heard) -> Heard:
    """Heard as if nothing had been said where digits were lost: they may have been any number's."""
    if any(mark != Mark.NUMBER for mark in _MARK.findall(part.text)):
        return part
    return part._replace(lexed=part.lexed._replace(marked=False))
