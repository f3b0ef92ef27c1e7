"""SubRip files into turns: numbered captions, but numbers, encodings and blank lines are often not as they should."""

import re
from collections.abc import Iterator

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.cues import TAG, Cue, Encoding, blocks, cues_of, decoded, is_timing, turns_of
from connectors.transcripts.reading import NO_ROLES, Roles

POSITION = re.compile(r"\{\\[^{}]{0,100}\}")  # {\an8}: where the caption stands on the screen


def is_srt(text: str) -> bool:
    return any(is_timing(line) for line in text.split("\n"))


def parse(data: bytes, roles: Roles = NO_ROLES, encoding: Encoding | None = None) -> tuple[Turn, ...]:
    """Turns of a SubRip file. Raises `Unreadable` where no line holds a caption's time."""
    text = decoded(data, encoding)
    if not is_srt(text):
        raise Unreadable("body: no caption with a time")
    return turns_of(_cues(text), _plain, roles)


def _cues(text: str) -> Iterator[Cue]:
    for block in blocks(text):
        yield from cues_of(block, named=False)


def _plain(text: str) -> str:
    return POSITION.sub("", TAG.sub("", text))
