"""Folded text to lexemes: numbers, the words between them, and what is a number but no secret."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from service.drafting.masking.languages import LANGUAGES
from service.drafting.masking.marks import INERT


class Gap(IntEnum):
    """What stands between two numbers: the larger, the less they belong together."""

    NONE = 0
    PAUSE = 1
    LINK = 2
    BREAK = 3


class Sort(IntEnum):
    """How a lexeme takes part in a number."""

    DIGITS = 0  # written
    DIGIT = 1
    TEEN = 2
    TENS = 3
    SCALE = 4
    REPEAT = 5


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


_AMOUNT = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}|[0-9]{1,7})(?:\.[0-9]{1,2})?"
_ALONE = r"(?<![0-9])(?<![0-9][-/. ,])"
_SUFFIX = r"(?:st|nd|rd|th|am|pm|a\.m|p\.m|k|kg|gb|mb|km|mm|cm|hrs?|mins?)\b"
_PLAIN = (
    rf"{_ALONE}(?:[0-3]?[0-9][/.-][0-3]?[0-9][/.-](?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}[/.-][01]?[0-9][/.-][0-3]?[0-9]"
    r"|[0-3]?[0-9]/[0-3]?[0-9]/[0-9]{2})(?![0-9]|[-/.][0-9])"
    r"|(?<![0-9:])[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
    rf"|[$£€¥] ?{_AMOUNT}(?![0-9])"
    rf"|{_ALONE}[1-9][0-9]{{0,2}}(?:,[0-9]{{3}}){{1,2}}(?:\.[0-9]{{2}})?(?![0-9]|[-., ][0-9])"
    rf"|{_ALONE}[0-9]{{1,5}}\.[0-9]{{1,2}}(?![0-9]|[-/. ]{{1,2}}[0-9])"
    rf"|(?<![0-9])[0-9]{{1,4}}(?: ?%|{_SUFFIX})"
    r"|(?<![0-9])[0-9]{1,2} (?:st|nd|rd|th)\b"
)
_WORD_PATTERN = r"[^\W\d_]+(?:'[^\W\d_]+)*"
_COUNT = "|".join(pattern for language in LANGUAGES for pattern in language.counts)
_SLASH = r"(?<![0-9])(?<![0-9][-/.])(?:0?[1-9]|1[0-2]) ?/ ?(?:20)?[0-9]{2}(?![0-9]| ?/)"
_LEXEME = re.compile(
    # What can begin neither is told by its first character: most of a text are words.
    rf"(?P<mark>{INERT})|(?=[0-9$£€¥])(?:(?P<plain>{_PLAIN})|(?P<slash>{_SLASH}))|(?P<count>\b(?:{_COUNT})\b)"
    r"|(?P<digits>[0-9]+)|"
    rf"(?P<word>{_WORD_PATTERN})|(?P<other>\S)"
)
_PAUSES = frozenset().union(*(language.pauses for language in LANGUAGES))
_LINKS = frozenset().union(*(language.links for language in LANGUAGES))
_ASIDES = frozenset().union(*(language.asides for language in LANGUAGES))
_MONTHS = frozenset().union(*(language.months for language in LANGUAGES))
# Most turns hold no number: their words are counted, and nothing else is done.
_SAYS_NOTHING = _PAUSES | _LINKS | _ASIDES | _MONTHS
_says_nothing = _SAYS_NOTHING.__contains__
_WORD = re.compile(_WORD_PATTERN)
_HOLDS_MARK_OR_DIGIT = re.compile(r"[0-9\[]")
START = 2
_LINKING = frozenset('!?;:="<>&/')
_BREAKING = frozenset("$£€¥%@")


def _vocabulary() -> Iterator[tuple[str, tuple[Sort, str]]]:
    for language in reversed(LANGUAGES):  # the first language wins
        yield from ((word, (Sort.DIGIT, "0")) for word in language.zeros)
        for sort, table in (
            (Sort.DIGIT, language.digits),
            (Sort.TEEN, language.teens),
            (Sort.TENS, language.tens),
            (Sort.SCALE, language.scales),
            (Sort.REPEAT, language.repeats),
        ):
            yield from ((word, (sort, str(value))) for word, value in table.items())


NUMBER_WORDS: dict[str, tuple[Sort, str]] = dict(_vocabulary())


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._gap = Gap.BREAK
        self._numbers: list[Number] = []
        self._months: list[tuple[int, int]] = []
        self._slashes: list[tuple[int, int]] = []
        self._marked = False
        self._content = 0

    def run(self, starts: frozenset[str]) -> Lexed:
        for match in _LEXEME.finditer(self._text):
            kind = match.lastgroup
            if kind == "word":
                self._word(match.group(), match.start(), match.end())
            elif kind == "digits":
                self._number(match.start(), match.end(), Sort.DIGITS, match.group())
            elif kind == "other":
                self._other(match.group(), match.end())
            elif kind == "count":
                self._widen(Gap.LINK)
            else:
                self._whole(kind, match.span())
        return Lexed(self._numbers, self._months, self._slashes, self._marked, self._content, starts)

    def _number(self, start: int, end: int, sort: Sort, value: str) -> None:
        self._numbers.append(Number(start, end, sort, value, self._gap))
        self._gap = Gap.NONE

    def _widen(self, gap: Gap) -> None:
        self._gap = max(self._gap, gap)

    def _word(self, word: str, start: int, end: int) -> None:
        number = NUMBER_WORDS.get(word)
        if number:
            self._number(start, end, *number)
        elif word not in _SAYS_NOTHING:
            self._gap = Gap.BREAK
            self._content += 1
        elif word in _PAUSES:
            self._widen(Gap.PAUSE)
        elif word in _LINKS:
            self._widen(Gap.LINK)
        else:
            self._gap = Gap.BREAK
            if word in _MONTHS:
                self._months.append((start, end))

    def _other(self, char: str, end: int) -> None:
        if char in _BREAKING:
            self._gap = Gap.BREAK
        elif char in _LINKING or (char == "." and self._ends_sentence(end)):
            self._widen(Gap.LINK)
        elif char != "-":
            self._widen(Gap.PAUSE)

    def _ends_sentence(self, end: int) -> bool:
        """Digits read one by one are punctuated freely; after a longer number a full stop is one."""
        spaced = self._text[end : end + 1].isspace()
        return spaced and bool(self._numbers) and len(self._numbers[-1].value) > 1

    def _whole(self, kind: str | None, span: tuple[int, int]) -> None:
        self._gap = Gap.BREAK
        if kind == "mark":
            self._marked = True
        elif kind == "slash":
            self._slashes.append(span)


def lex(text: str) -> Lexed:
    """Lexemes of folded text, in one pass."""
    words = _WORD.findall(text)
    starts = frozenset({word[:START] for word in words})
    if _HOLDS_MARK_OR_DIGIT.search(text) or not NUMBER_WORDS.keys().isdisjoint(words):
        return _Lexer(text).run(starts)
    content = len(words) - sum(map(_says_nothing, words))
    return Lexed([], [], [], marked=False, content=content, starts=starts)
