"""WebVTT files, as meeting and phone platforms export them, into turns.

https://www.w3.org/TR/webvtt1/, read leniently but for its first line.
"""

import html
import re
from collections.abc import Iterator

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.cues import (
    TAG,
    Cue,
    Encoding,
    Line,
    blocks,
    cues_of,
    decoded,
    is_timing,
    turns_of,
)
from connectors.transcripts.reading import NO_ROLES, Roles

HEADER = re.compile(r"WEBVTT(?:[ \t\n]|$)")
# Bounded, since `html.unescape` raises on a number of thousands of digits.
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});")
NOT_SAID = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")


def is_vtt(text: str) -> bool:
    return HEADER.match(text) is not None


def parse(data: bytes, roles: Roles = NO_ROLES, encoding: Encoding | None = None) -> tuple[Turn, ...]:
    """Turns of a WebVTT file; none where it holds no cue. Raises `Unreadable`."""
    text = decoded(data, encoding)
    if not is_vtt(text):
        raise Unreadable("line 1: no WEBVTT header")
    return turns_of(_cues(text), _plain, roles)


def _cues(text: str) -> Iterator[Cue]:
    for block in blocks(text):
        header = block[0].number == 1
        if header or not NOT_SAID.match(block[0].text):
            yield from cues_of(_after_header(block) if header else block, named=True)


def _after_header(block: list[Line]) -> list[Line]:
    """The first block holds the header and its metadata; a sender may forget the blank line behind it."""
    timed = [index for index, line in enumerate(block) if is_timing(line.text)]
    return block[timed[0] :] if timed else []


def _plain(text: str) -> str:
    return ENTITY.sub(lambda found: html.unescape(found.group()), TAG.sub("", text))
