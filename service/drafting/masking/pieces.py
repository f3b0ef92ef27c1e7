"""Long texts to utterances: a cue at the start of a page says nothing of digits at its end."""

import re
from collections.abc import Iterator

from service.drafting.masking.lexer import COMPOUNDS, NUMBER_WORDS

_SHORT_CHARS = 400
_SENTENCE_WORDS = 15
_MOST_WORDS = 60
_ENDS = ".?!"
_WORD = re.compile(r"\S+")


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of at most about sixty words that cover folded text; none ends inside a number."""
    start = 0
    if len(text) > _SHORT_CHARS:
        words, last = 0, ""
        for match in _WORD.finditer(text):
            word = match.group()
            if _may_end(words, last, word):
                yield start, match.start()
                start, words = match.start(), 0
            words, last = words + 1, word
    if start < len(text):
        yield start, len(text)


def _may_end(words: int, last: str, following: str) -> bool:
    if words < _SENTENCE_WORDS or not _is_talk(following):
        return False
    return words >= _MOST_WORDS or (last[-1] in _ENDS and _is_talk(last.rstrip(_ENDS)))


def _is_talk(word: str) -> bool:
    """Whether a word is surely none of a number, and no part of a bracketed mark."""
    return word.isalpha() and word not in NUMBER_WORDS and word not in COMPOUNDS
