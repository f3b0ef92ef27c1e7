"""Words that were heard in place of a digit, at the edges of a secret: "for one one one", "one one ate"."""

import re
from collections.abc import Sequence

from service.drafting.masking.languages import SLIPS, silent
from service.drafting.masking.numbers import Atom

_REACH = 24
_ENDS = ".?!;:"
_LINKS = silent("links") | silent("pauses") | silent("joins")
_AFTER = re.compile(r"[ ,-]+([^\W\d_]+)(?= *(?:$|[,.;?!]))")


def with_slips(text: str, atoms: Sequence[Atom]) -> tuple[int, int]:
    """The span of some atoms with the slips around it that are a part of what was read out.

    Whoever writes figures writes them all: slips stand beside words alone.
    """
    first, last = atoms[0], atoms[-1]
    start = first.start if first.written else start_of(text, first.start)
    return start, last.end if last.written else _end(text, last.end)


def start_of(text: str, start: int) -> int:
    """Slips count where the number is said at once or behind words like "is": not in "pay for one one"."""
    first = start
    word = _word_before(text, first)
    while word and word[1] in SLIPS:
        first = word[0]
        word = _word_before(text, first)
    return start if word and word[1] not in _LINKS else first


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
    while (found := _AFTER.match(text, end)) and found[1] in SLIPS:
        end = found.end(1)
    return end
