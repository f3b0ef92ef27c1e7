"""Bounded matching of a catalogue's cues: words and phrases, never parts of words."""

import re
from functools import lru_cache

_BLANK = re.compile(r"\s+")


@lru_cache(maxsize=4096)
def matcher(cues: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for all cues, the longest first; None where there are none.

    A cue matches whole words in any case, with any blanks between them; a last `*` stands for the rest
    of a word, so `refund*` finds "refunded" and not "prerefund".
    """
    sources = [_source(cue) for cue in sorted(cues, key=lambda cue: (-len(cue), cue)) if cue.strip(" *")]
    if not sources:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(sources)})(?!\w)", re.IGNORECASE)


def _source(cue: str) -> str:
    plain = cue.strip().replace("’", "'")
    tail = r"\w*" if plain.endswith("*") else ""
    return r"\s+".join(re.escape(part) for part in _BLANK.split(plain.rstrip("* "))) + tail


def found(cues: tuple[str, ...], text: str) -> frozenset[str]:
    """The distinct words and phrases of the text that these cues match, in lower case."""
    pattern = matcher(cues)
    if pattern is None:
        return frozenset()
    return frozenset(match.group().lower() for match in pattern.finditer(text))
