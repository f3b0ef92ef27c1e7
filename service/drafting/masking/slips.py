"""Words that were heard in place of a digit, at the edges of a secret: "for one one one", "one one ate"."""

import re
from collections.abc import Sequence

from service.drafting.masking.languages import SLIPS, Sort, silent
from service.drafting.masking.lexer import NUMBER_WORDS
from service.drafting.masking.numbers import Atom

_REACH = 24
_ENDS = ".?!;:"
_LINKS = silent("links") | silent("pauses") | silent("joins")
_SLIP = "|".join(sorted(SLIPS))
_AFTER = re.compile(rf"((?:[ ,-]{{1,3}}(?:{_SLIP})\b)+)(?= *(?:$|[,.;?!]))")
_DIGIT = "|".join(sorted(word for word, number in NUMBER_WORDS.items() if number.sort is Sort.DIGIT))
_READ_OUT = re.compile(rf"\b(?:{_SLIP}|{_DIGIT})(?:[ ,-]{{1,3}}(?:{_SLIP}|{_DIGIT})\b){{2,}}")
_WORDS = re.compile(r"[^\W\d_]+")
_TELLING = 2


def with_slips(text: str, atoms: Sequence[Atom]) -> tuple[int, int]:
    """The span of some atoms with the slips around it that are a part of what was read out.

    Whoever writes figures writes them all: slips stand beside words alone.
    """
    first, last = atoms[0], atoms[-1]
    start = first.start if first.written else start_of(text, first.start)
    return start, last.end if last.written else _end(text, last.end)


def start_of(text: str, start: int) -> int:
    """Slips count where the number is said at once or behind words like "is": not in "pay for one one".

    Two of them in a row are digits behind any word.
    """
    first, count = start, 0
    word = _word_before(text, first)
    while word and word[1] in SLIPS:
        first, count = word[0], count + 1
        word = _word_before(text, first)
    return start if word and count < _TELLING and word[1] not in _LINKS else first


def read_out(text: str) -> list[tuple[int, int]]:
    """Where digits are read out and some of them were heard as other words: "won ate too"."""
    if SLIPS.keys().isdisjoint(_WORDS.findall(text)):
        return []
    return [
        read.span()
        for read in _READ_OUT.finditer(text)
        if not SLIPS.keys().isdisjoint(_WORDS.findall(read[0]))
    ]


def _word_before(text: str, at: int) -> tuple[int, str] | None:
    """The word of the same sentence before `at`, and where it begins."""
    before = text[max(0, at - _REACH) : at]
    until = before.rstrip(" ,")
    if not until or until == before or until[-1] in _ENDS:
        return None
    word = until[max(until.rfind(" "), until.rfind(",")) + 1 :]
    return at - len(before) + len(until) - len(word), word


def _end(text: str, end: int) -> int:
    """Slips count where nothing more is said: not in "one one to the"."""
    last = _AFTER.match(text, end)
    return last.end(1) if last else end
