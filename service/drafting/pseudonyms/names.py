"""Names of the caller in what was said: whole and in parts, spelled as recognition spells them.

A name that is a word of every day ("Will", "Rose", "May") counts only where something tells it to be a name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from service.drafting.masking.fold import fold
from service.drafting.text import listed

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINED = re.compile(r"[ \t]+|,[ ]|-")
_COMMON = frozenset(
    listed(
        "will may mark rose hope grace art bill sue pat rob frank grant chase rich dawn joy faith miles wade reed young long brown "
        "green white black king price page day low park love best little small wood stone hill cook baker bell field banks case "
        "drew jack gene guy iris ivy jade june april august summer autumn amber pearl ruby scarlet violet lily daisy holly penny "
        "max ray ward bond cash church cross dean duke earl fox frost gold good hand hall home house hunt law lane major marsh "
        "moon moore mills nice noble north south east west winter rain rice rush sharp short singer snow storm street summers "
        "swift taylor town walker waters way webb wells wise wolf woods worth sol luz cruz leon rey flores mar paz reyes santos "
        "rico bueno petit blanc roi roux marchand leblanc noel marin martin klein gross lang kurz jung neu koch bauer sommer "
        "herbst ernst sonntag berg stein vogel engel richter weber fischer can don sky star sun an van le la da do de di su man lee"
    )
)
_TELLING = re.compile(
    r"(?:\b(?:name|named|name's|mr|mrs|ms|miss|dr|sir|speaking (?:with|to)|call me|i'm|i am|dear|thank you|thanks|hello|hi|senora?"
    r"|nombre|llamo|apellido|soy|monsieur|madame|m'appelle|nom|appelle|herrn?|frau|heisse|nachname|vorname|mein name ist"
    r"|surname|last name|first name|spelled)"
    r"(?: (?:is|was|es|est|ist|que|lautet|of|de|:))?[ ,:.]{1,3})$"
)
_REACH = 30
_SURE = 82.0
"""Of a word in a name of several, or of a long one; "Smyth" and "Smith" score 80."""
_NEAR = 74.0
"""Beside another part of the name, or after "my name is"."""
_SAME = 100.0
_LONG = 5
_SHORT = 3
_LENGTHS = 2


class Place(NamedTuple):
    """Part of a text, and what is known to stand there."""

    start: int
    end: int
    text: str


class _Heard(NamedTuple):
    """A word of a turn; `folded` is empty where it is like no part of a name."""

    start: int
    end: int
    folded: str = ""
    capital: bool = False
    opens: bool = False  # begins a sentence
    telling: bool = False


class Names:
    """The names of one caller, looked for in turns. `others` are not the caller's: the agent's own."""

    def __init__(self, names: Iterable[str], others: Iterable[str] = ()) -> None:
        self._names = [parts for name in names if (parts := _parts(name))]
        self._others = {part for name in others for part, _ in _parts(name)}
        self._all = tuple({part for parts in self._names for part, _ in parts})
        self._initials = frozenset(part[:1] for part in self._all)

    def find(self, text: str) -> Iterator[Place]:
        if not self._names:
            return
        words = list(self._heard(text))
        at = 0
        while at < len(words):
            if not words[at].folded:
                at += 1
                continue
            best = max((self._match(text, words, at, parts) for parts in self._names), key=lambda one: one[0])
            count, place = best
            if place is not None:
                yield place
            at += max(1, count)

    def _heard(self, text: str) -> Iterator[_Heard]:
        folded = fold(text).text if text.isascii() else ""
        for match in _WORD.finditer(text):
            word = folded[match.start() : match.end()] if folded else fold(match.group()).text
            word = word.removesuffix("'s")
            yield _near_a_name(text, match, word) if self._like(word) else _Heard(*match.span())

    def _like(self, word: str) -> bool:
        return word[:1] in self._initials and any(_score(word, part) >= _NEAR for part in self._all)

    def _match(
        self, text: str, words: Sequence[_Heard], at: int, parts: Sequence[tuple[str, str]]
    ) -> tuple[int, Place | None]:
        """How many words from here on are parts of this name, and what they are together."""
        taken: list[str] = []
        scores: list[float] = []
        end = at
        while end < len(words) and (
            end == at or _JOINED.fullmatch(text[words[end - 1].end : words[end].start])
        ):
            near = max(
                (
                    (score, told)
                    for part, told in parts
                    if (score := _score(words[end].folded, part)) and told not in taken
                ),
                default=(0.0, ""),
            )
            if near[0] < _NEAR:
                break
            taken.append(near[1])
            scores.append(near[0])
            end += 1
        if not taken or not self._holds(words[at:end], scores):
            return 1, None
        whole = [told for _, told in parts if told in taken]
        return end - at, Place(words[at].start, words[end - 1].end, " ".join(whole))

    def _holds(self, words: Sequence[_Heard], scores: Sequence[float]) -> bool:
        """Whether it is the name and no word like it."""
        if len(words) > 1:
            return max(scores) >= _SURE
        word, score = words[0], scores[0]
        if word.folded in self._others:
            return False
        if word.telling:
            return True
        if word.folded in _COMMON or len(word.folded) < _SHORT:
            return word.capital and not word.opens and score == _SAME
        return score == _SAME or (score >= _SURE and len(word.folded) >= _LONG and word.capital)


def _parts(name: str) -> list[tuple[str, str]]:
    """Each word of a name, folded and as it is written."""
    words = [word.group() for word in _WORD.finditer(name)]
    return [(fold(word).text, word) for word in words if len(word) > 1]


def _near_a_name(text: str, match: re.Match[str], word: str) -> _Heard:
    before = fold(text[max(0, match.start() - _REACH) : match.start()]).text
    opens = not before.strip() or before.rstrip()[-1:] in ".?!:"
    end = match.start() + len(match.group().removesuffix("'s").removesuffix("’s"))
    telling = _TELLING.search(before) is not None
    return _Heard(match.start(), end, word, match.group()[0].isupper(), opens, telling)


def _score(heard: str, part: str) -> float:
    """How alike they are, of 100; nothing where they begin otherwise or are of other length."""
    if not heard or heard[0] != part[0] or abs(len(heard) - len(part)) > _LENGTHS:
        return 0.0
    return fuzz.ratio(heard, part)
