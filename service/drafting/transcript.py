"""The transcript as evidence is looked up in it: quotes found again, with their true turn and exact words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from connectors.contracts import Speaker, Turn
from service.domain.content import Evidence
from service.drafting.masking.fold import Folded, fold
from service.drafting.masking.marks import TOKEN
from service.drafting.numbers import as_figures, missing, said
from service.drafting.text import clean, words
from service.drafting.tongues import ENGLISH, Lexicon

# Measured on quotes of a real transcript: one word changed and one dropped scores 90 on average and 69 at
# least; words of the same call in another order score 56 at most.
ACCEPT = 85.0
REVIEW = 65.0
SHORT = 12  # shorter quotes ("yes, please") stand in many turns: they count only where they were cited

_NOT_SQUASHED = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Located:
    """A quote found again. Not `sure` where the words differ, or a number or a "not" in them."""

    evidence: Evidence
    speaker: Speaker
    sure: bool


class HeardTurn:
    """One turn, folded and read once, when it is first looked at."""

    def __init__(self, number: int, turn: Turn, lexicon: Lexicon = ENGLISH) -> None:
        self.lexicon = lexicon
        self.number = number
        self.speaker = turn.speaker
        self.raw = turn.text

    @cached_property
    def folded(self) -> Folded:
        return fold(self.raw)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.folded.text))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return said(self.folded.text, self.lexicon.spoken)

    @cached_property
    def squashed(self) -> str:
        """Letters and figures only, spoken figures written: "d d six seven" holds the code DD67."""
        return squash(self.folded.text)

    @cached_property
    def letters(self) -> tuple[str, list[int]]:
        """Letters and figures of the folded text, and the place of each in it."""
        places = [at for at, char in enumerate(self.folded.text) if char.isalnum()]
        return "".join(self.folded.text[at] for at in places), places

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset(TOKEN.findall(self.raw))


class Transcript:
    """The turns of a call; `lexicon` is of the language they are in, English where it is not known."""

    def __init__(self, turns: Iterable[Turn], lexicon: Lexicon = ENGLISH) -> None:
        self.turns = tuple(HeardTurn(number, turn, lexicon) for number, turn in enumerate(turns))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset().union(*(turn.words for turn in self.turns))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(turn.numbers for turn in self.turns))

    @cached_property
    def squashed(self) -> str:
        return "\n".join(turn.squashed for turn in self.turns)

    @cached_property
    def tokens(self) -> frozenset[str]:
        return frozenset().union(*(turn.tokens for turn in self.turns))

    def near(self, located: Iterable[Located]) -> tuple[HeardTurn, ...]:
        """The cited turns and their neighbours: a question and its answer belong together."""
        numbers = {one.evidence.turn + step for one in located for step in (-1, 0, 1)}
        return tuple(self.turns[number] for number in sorted(numbers) if 0 <= number < len(self.turns))

    def locate(self, cited: int, quote: str) -> Located | None:
        """The quote in the turn it cites, else next to it, else anywhere; None where nobody said so."""
        wanted = " ".join(fold(clean(quote)).text.split())
        if not wanted:
            return None
        doubtful: Located | None = None
        for turn in self._order(cited, short=len(wanted) < SHORT):
            found = _find(wanted, turn, REVIEW if turn.number == cited else ACCEPT)
            if found is not None and found.sure:
                return found
            doubtful = doubtful or found
        return doubtful

    def _order(self, cited: int, *, short: bool) -> Iterator[HeardTurn]:
        first = [number for number in (cited, cited - 1, cited + 1) if 0 <= number < len(self.turns)]
        yield from (self.turns[number] for number in first)
        if not short:
            yield from (turn for turn in self.turns if turn.number not in first)


def squash(text: str) -> str:
    return _NOT_SQUASHED.sub("", as_figures(text).lower())


def _find(wanted: str, turn: HeardTurn, cutoff: float) -> Located | None:
    text = turn.folded.text
    span = _verbatim(wanted, turn)
    if span is not None and _bounded(text, *span):
        return _located(turn, *span, sure=True)
    if len(wanted) < SHORT:
        return None
    if len(wanted) >= len(text):  # else any short turn would be found inside a long quote
        score = fuzz.ratio(wanted, text, score_cutoff=cutoff)
        start, end = 0, len(text)
    else:
        found = fuzz.partial_ratio_alignment(wanted, text, score_cutoff=cutoff)
        if found is None:
            return None
        score, start, end = found.score, *_widened(text, found.dest_start, found.dest_end)
    if score < cutoff or start >= end:
        return None
    heard = text[start:end]
    lexicon = turn.lexicon
    absent = missing(wanted, said(heard, lexicon.spoken), lexicon.spoken)
    same = not absent and lexicon.denied(wanted) == lexicon.denied(heard)
    return _located(turn, start, end, sure=score >= ACCEPT and same)


def _verbatim(wanted: str, turn: HeardTurn) -> tuple[int, int] | None:
    """Where the words stand, whatever blanks and stops are between them."""
    at = turn.folded.text.find(wanted)
    if at >= 0:
        return at, at + len(wanted)
    letters, places = turn.letters
    plain = "".join(filter(str.isalnum, wanted))
    at = letters.find(plain) if plain else -1
    return (places[at], places[at + len(plain) - 1] + 1) if at >= 0 else None


def _located(turn: HeardTurn, start: int, end: int, *, sure: bool) -> Located:
    first, last = turn.folded.span(start, end)
    return Located(Evidence(turn=turn.number, quote=turn.raw[first:last].strip()), turn.speaker, sure)


def _bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not ((before.isalnum() and text[start].isalnum()) or (after.isalnum() and text[end - 1].isalnum()))


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The same stretch, grown to whole words."""
    while start > 0 and not text[start - 1].isspace() and not text[start].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end - 1].isspace():
        end += 1
    return start, end
