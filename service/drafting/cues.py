"""Bounded matching of a catalogue's cues: words and phrases, never parts of words.

A catalogue has hundreds of cues and a call hundreds of sentences, so a pattern is run only on text in which
some word begins as the longest word of a cue does: `openings` are such beginnings.
"""

import re
from functools import lru_cache

OPENING = 4

_BLANK = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_OPENING = re.compile(rf"\b\w{{1,{OPENING}}}")


@lru_cache(maxsize=4096)
def matcher(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all cues, the longest first; None where there are none.

    A cue matches whole words in any case, with any blanks between them; a last `*` stands for the rest
    of a word, so `refund*` finds "refunded" and not "prerefund".
    """
    sources = [_source(cue) for cue in sorted(_telling(cues), key=lambda cue: (-len(cue), cue))]
    if not sources:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sources)})(?!\w)", re.IGNORECASE)


def openings(text: str) -> set[str]:
    """How the words of a text begin, equal for all letters that `re.IGNORECASE` takes for each other."""
    if text.isascii():
        return set(_OPENING.findall(text.lower()))
    # The dotted and the dotless i are the only such letters that casefold leaves apart.
    return {found.replace("ı", "i").replace("İ", "i").casefold() for found in _OPENING.findall(text)}


@lru_cache(maxsize=4096)
def openings_of(cues: tuple[str, ...]) -> frozenset[str] | None:
    """Openings of which a text has one wherever a cue matches in it; None where any text may match."""
    longest = [max(_whole_words(cue), key=len, default="") for cue in _telling(cues)]
    return frozenset().union(*map(openings, longest)) if all(longest) else None


def _whole_words(cue: str) -> list[str]:
    """Words of a cue whose openings are known: the last of `re*` stands for many."""
    plain, starred = _split(cue)
    words = [(found.group(), found.end()) for found in _WORD.finditer(plain)]
    return [word for word, end in words if len(word) >= OPENING or not (starred and end == len(plain))]


def found(cues: tuple[str, ...], text: str) -> set[str]:
    """The distinct words and phrases of a text that these cues match."""
    pattern = matcher(cues)
    return set(pattern.findall(text)) if pattern else set()


def _telling(cues: tuple[str, ...]) -> list[str]:
    return [cue for cue in cues if cue.strip(" *")]


def _source(cue: str) -> str:
    plain, starred = _split(cue)
    return r"\s+".join(re.escape(part) for part in _BLANK.split(plain)) + (r"\w*" if starred else "")


def _split(cue: str) -> tuple[str, bool]:
    """The words of a cue, and whether a star follows them."""
    plain = cue.strip().replace("’", "'")
    return plain.rstrip("* "), plain.endswith("*")
