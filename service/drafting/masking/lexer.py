"""Folded text to lexemes: numbers, the words between them, and what is a number but no secret."""

import re
import sys
from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from service.drafting.masking.languages import (
    LANGUAGES,
    SLIPS,
    NumberWord,
    Sort,
    compounds,
    scales_in_compounds,
    silent,
    vocabulary,
)
from service.drafting.masking.marks import INERT
from service.drafting.masking.written import COUNTED, COUNTED_WORDS, COUNTS, PLAIN, SLASH


class Gap(IntEnum):
    """What stands between two numbers: the larger, the less they belong together."""

    NONE = 0
    PAUSE = 1
    JOIN = 2
    LINK = 3
    BREAK = 4


# A member is dear to look up in its class, and these are looked up at every word.
_NONE, _PAUSE, _JOIN, _LINK, _BREAK = Gap
_DIGIT, _DIGITS = Sort.DIGIT, Sort.DIGITS


class Number(NamedTuple):
    """One number lexeme; `value` is its digits, or the factor of a scale or a repeat."""

    start: int
    end: int
    sort: Sort
    value: str
    gap: Gap


class Lexed(NamedTuple):
    """`content` counts words that are neither numbers nor fillers; `slashes` are spans like "05/27".

    `starts` are the first letters of its words, by which cues are looked up.
    """

    numbers: list[Number]
    months: list[tuple[int, int]]
    slashes: list[tuple[int, int]]
    marked: bool
    content: int
    starts: frozenset[str]


def _lexeme(word: str) -> re.Pattern[str]:
    # What can begin none of them is told by its first character: most of a text are words.
    return re.compile(rf"({word}(?: {word})*)|(?=[0-9$£€¥])(?:({PLAIN})|({SLASH})|([0-9]+)|\S)|({INERT})|\S")


_ANY_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"
# The same in ASCII, where it takes half the time.
_ASCII_WORD = r"[a-zA-Z]+(?:'[a-zA-Z]+)*"
_WORD, _WORD_OF_ASCII = re.compile(_ANY_WORD), re.compile(_ASCII_WORD)
_LEXEME, _LEXEME_OF_ASCII = _lexeme(_ANY_WORD), _lexeme(_ASCII_WORD)
_AS_WORDS, _AS_PLAIN, _AS_SLASH, _AS_DIGITS, _AS_MARK = 1, 2, 3, 4, 5
_PAUSES, _JOINS, _LINKS, _MONTHS = (
    silent("pauses"),
    silent("joins"),
    silent("links") | SLIPS.keys(),
    silent("months"),
)
# Most turns hold no number: their words are counted, and nothing else is done.
_SAYS_NOTHING = _PAUSES | _JOINS | _LINKS | silent("asides") | _MONTHS
_says_nothing = _SAYS_NOTHING.__contains__
_HOLDS_MARK_OR_DIGIT = re.compile(r"[0-9\[]")
START = 3
_start_of = itemgetter(slice(START))
_FEWEST_SLIPS = 3
_REPEATED = ("2", "3", "4")
_LINKING = frozenset('!?;:="<>&/¿¡')
_BREAKING = frozenset("$£€¥%@")

Slips: TypeAlias = Sequence[tuple[int, int]]
"""Parts of a text in which digits are read out."""
_EVERYWHERE: Slips = ((0, sys.maxsize),)

NUMBER_WORDS = vocabulary()
COMPOUNDS = compounds()
_holds_no_number = frozenset(NUMBER_WORDS).isdisjoint
# So many words that they are looked up only where a text holds a part of them: what is in use stays at hand.
_IN_COMPOUNDS = scales_in_compounds()
_WEAK = {word: language.name for language in LANGUAGES for word in language.weak}
_holds_no_weak = frozenset(_WEAK).isdisjoint
_FOLD = silent("fold")
_MARKERS = {word: language.name for language in LANGUAGES for word in language.markers}


class _Role(NamedTuple):
    """What a word may be. `gap` is what it widens a gap to where it is no number; None for a word of content."""

    number: NumberWord | None
    counts: re.Pattern[str] | None
    gap: Gap | None


def _role(word: str) -> _Role:
    gap = None
    if word in _SAYS_NOTHING:
        silent_gaps = ((_PAUSES, _PAUSE), (_JOINS, _JOIN), (_LINKS, _LINK))
        gap = next((gap for words, gap in silent_gaps if word in words), _BREAK)
    return _Role(NUMBER_WORDS.get(word) or COMPOUNDS.get(word), COUNTS.get(word), gap)


_ROLES = {word: _role(word) for word in {*NUMBER_WORDS, *COUNTS, *_SAYS_NOTHING, *_FOLD, *SLIPS}}
_ALL_ROLES = {**_ROLES, **{word: _role(word) for word in COMPOUNDS.keys() - NUMBER_WORDS.keys()}}


def _spoken(words: Sequence[str]) -> set[str]:
    """Languages that the words are of: those of their clear numbers, and the one most of their markers are of."""
    votes = [_MARKERS[word] for word in words if word in _MARKERS]
    known = (NUMBER_WORDS.get(word) or COMPOUNDS.get(word) for word in words if word not in _WEAK)
    clear = {number.language for number in known if number}
    return clear | {name for name in votes if votes.count(name) * 2 > len(votes)}


def _other_words(words: Sequence[str]) -> Collection[str]:
    """Weak number words that are none here."""
    if _holds_no_weak(words):
        return ()
    spoken = _spoken(words)
    return {word for word in words if word in _WEAK and _WEAK[word] not in spoken}


class _Lexer:
    def __init__(self, text: str, words: Sequence[str], roles: Mapping[str, _Role], slips: Slips) -> None:
        self._text = text
        self._counts = not COUNTED_WORDS.isdisjoint(words)
        self._roles = roles
        self._others = () if slips == _EVERYWHERE else _other_words(words)
        self._slips = slips
        self._gap = _BREAK
        self._numbers: list[Number] = []
        self._months: list[tuple[int, int]] = []
        self._slashes: list[tuple[int, int]] = []
        self._marked = False
        self._content = 0
        self._counted = 0

    def run(self, starts: frozenset[str]) -> Lexed:
        lexeme = _LEXEME_OF_ASCII if self._text.isascii() else _LEXEME
        for match in lexeme.finditer(self._text):
            kind = match.lastindex
            if kind == _AS_WORDS:
                self._words(match.start(), match[0].split(" "))
            elif match.start() < self._counted:
                continue
            elif kind == _AS_DIGITS:
                self._number(match.start(), match.end(), _DIGITS, match[0])
            elif kind is None:
                self._other(match[0], match.end())
            else:
                self._whole(kind, match.span())
        return Lexed(self._numbers, self._months, self._slashes, self._marked, self._content, starts)

    def _words(self, start: int, words: Sequence[str]) -> None:
        """Words with a space between."""
        roles = self._roles
        for word in words:
            end = start + len(word)
            if start >= self._counted:
                role = roles.get(word)
                if role is None:
                    self._gap = _BREAK
                    self._content += 1
                else:
                    self._word(word, role, start, end)
            start = end + 1

    def _number(self, start: int, end: int, sort: Sort, value: str) -> None:
        self._numbers.append(Number(start, end, sort, value, self._gap))
        self._gap = _NONE

    def _widen(self, gap: Gap) -> None:
        if gap > self._gap:  # noqa: PLR1730 - costs a tenth of a call of max, at nearly every word
            self._gap = gap

    def _word(self, word: str, role: _Role, start: int, end: int) -> None:
        """A word that says something of numbers, or nothing at all."""
        number, counts, gap = role
        if counts and (count := counts.match(self._text, start)):
            self._pass_over(count.end())
        elif number and word not in self._others:
            counted = COUNTED.match(self._text, end) if self._counts else None
            if counted:
                self._pass_over(counted.end())
            else:
                self._number(start, end, number.sort, number.value)
        elif self._slips and word in SLIPS and self._is_slip(start, end):
            self._number(start, end, _DIGIT, SLIPS[word])
        elif gap is not None:
            self._widen(gap)
            if word in _MONTHS:
                self._months.append((start, end))
        elif not (word in _FOLD and self._folds(end)):
            self._gap = _BREAK
            self._content += 1

    def _is_slip(self, start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in self._slips)

    def _pass_over(self, end: int) -> None:
        self._counted = end
        self._widen(_LINK)

    def _folds(self, end: int) -> bool:
        """Whether "times" makes the digit before it a repeat: "two times four", and not "two times"."""
        last = self._numbers[-1] if self._numbers and self._gap is _NONE else None
        if last is None or last.sort is not _DIGIT or last.value not in _REPEATED:
            return False
        self._numbers[-1] = last._replace(end=end, sort=Sort.REPEAT)
        return True

    def _other(self, char: str, end: int) -> None:
        if char in _BREAKING:
            self._gap = _BREAK
        elif char in _LINKING or (char == "." and self._ends_sentence(end)):
            self._widen(_LINK)
        elif char != "-":
            self._widen(_PAUSE)

    def _ends_sentence(self, end: int) -> bool:
        """Digits read one by one are punctuated freely; after a longer number a full stop is one."""
        spaced = self._text[end : end + 1].isspace()
        return spaced and bool(self._numbers) and len(self._numbers[-1].value) > 1

    def _whole(self, kind: int, span: tuple[int, int]) -> None:
        self._gap = _BREAK
        if kind == _AS_MARK:
            self._marked = True
        elif kind == _AS_SLASH:
            self._slashes.append(span)


def _holds_compound(text: str) -> bool:
    for part in _IN_COMPOUNDS:  # noqa: SIM110 - every turn comes here, and a generator costs more than the search
        if part in text:
            return True
    return False


def _is_bare(words: Sequence[str], roles: Mapping[str, _Role]) -> bool:
    """Whether all are number words or say nothing."""
    for word in words:
        if word not in _SAYS_NOTHING and not (word in roles and roles[word].number):
            return False
    return True


def lex(text: str, slips: Slips = ()) -> Lexed:
    """Lexemes of folded text, in one pass; words that are heard in place of digits are digits within `slips`."""
    words = (_WORD_OF_ASCII if text.isascii() else _WORD).findall(text)
    starts = frozenset(map(_start_of, words))
    compounds = _holds_compound(text)
    if slips or compounds or not _holds_no_number(words) or _HOLDS_MARK_OR_DIGIT.search(text):
        roles = _ALL_ROLES if compounds else _ROLES
        return _Lexer(text, words, roles, _EVERYWHERE if _is_bare(words, roles) else slips).run(starts)
    content = len(words) - sum(map(_says_nothing, words))
    if not content and sum(word in SLIPS for word in words) >= _FEWEST_SLIPS:
        return _Lexer(text, words, _ROLES, _EVERYWHERE).run(starts)
    return Lexed([], [], [], marked=False, content=content, starts=starts)
