"""Transcript text made safe and readable: what no ear could hear is dropped, the rest cut into sentences."""

import re
from collections.abc import Iterator, Sequence

# Zero-width, bidirectional, tag and variation characters, fillers that render as nothing, lone surrogates:
# instructions are smuggled in them, and surrogates cannot be encoded at all.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
QUOTE_LIMIT = 240
LONGEST_ABBREVIATION = len("approx.")

# Both boundaries matter: "umbrella" is a word of its own.
_FILLER = re.compile(r"(?<![\w'’-])(?:um+|uh+|uhm|erm?|hmm+|mhm)(?![\w'’-])[,.…]*\s*", re.IGNORECASE)
_STOP = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)|[。！？]+|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:mr|mrs|ms|dr|st|no|vs|approx|ext)|\b[a-z]\.[a-z])\.$", re.IGNORECASE)


def listed(text: str) -> tuple[str, ...]:
    """A table of words, written as one line of text."""
    return tuple(text.split())


def clean(text: str) -> str:
    """One line of visible text: nothing hidden, no control characters, single blanks."""
    if not (text.isascii() and text.isprintable()):  # almost all speech is
        text = CONTROL.sub(" ", INVISIBLE.sub("", text))
    return " ".join(text.split())


def readable(text: str) -> str:
    """A spoken sentence as a note shows it: without "um" and "uh", its first letter a capital."""
    tidy = _FILLER.sub("", clean(text)).strip(" ,-") or clean(text)
    return tidy[:1].upper() + tidy[1:]


def plain(text: str) -> str:
    """In lower case, typographic apostrophes made plain."""
    return text.lower().replace("’", "'")


def words(text: str) -> list[str]:
    """Words in lower case, typographic apostrophes made plain."""
    return WORD.findall(plain(text))


def sentences(text: str) -> Iterator[str]:
    """Verbatim sentences of a turn, each at most `QUOTE_LIMIT` characters and a substring of it."""
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group()[0] == "." and _ABBREVIATION.search(
            text, max(start, stop.end() - LONGEST_ABBREVIATION), stop.end()
        ):
            continue
        yield from _pieces(text[start : stop.end()].strip())
        start = stop.end()
    yield from _pieces(text[start:].strip())


def _pieces(rest: str) -> Sequence[str]:
    """Speech recognition without punctuation gives sentences of any length: cut them between words."""
    if len(rest) <= QUOTE_LIMIT:
        return (rest,) if rest else ()
    return tuple(_cut(rest))


def _cut(rest: str) -> Iterator[str]:
    while len(rest) > QUOTE_LIMIT:
        cut = rest.rfind(" ", QUOTE_LIMIT // 2, QUOTE_LIMIT)
        cut = cut if cut > 0 else QUOTE_LIMIT
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest
