"""Cues of timed captions, common to WebVTT and SubRip: blocks of lines become turns.

What a cue says is kept whatever its frame looks like: a bad time costs the time, not the words.

A file does not say how its bytes are to be read. UTF-8 and UTF-16 can be told; every other encoding looks like
Windows-1252, so that the words of, say, a GB 18030 file come out wrong unless the source's settings name it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import decode
from connectors.transcripts.reading import NO_ROLES, Roles
from connectors.transcripts.speakers import in_lower_case, speaker_of, take_labels
from connectors.transcripts.times import clock_ms
from connectors.transcripts.turns import in_order, make_turn

# What settings may name, for text that is neither UTF-8 nor UTF-16. GB 18030 holds GB 2312 and GBK.
Encoding: TypeAlias = Literal[
    "utf-8",
    "gb18030",
    "big5",
    "shift_jis",
    "euc_jp",
    "euc_kr",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "iso-8859-2",
    "iso-8859-15",
    "koi8-r",
]

ARROW = "-->"
# Both patterns stop at the next angle bracket, so no text makes them scan twice.
TAG = re.compile(r"</?(?:[A-Za-z][^<>]{0,200}|[0-9:.]{1,15})?>")
VOICE = re.compile(r"<v(?:\.[^\s<>]{1,100})?[ \t]([^<>]{1,200})>")


class Cue(NamedTuple):
    line: int
    start_ms: int | None
    end_ms: int | None
    text: str


class Line(NamedTuple):
    number: int
    text: str


def decoded(data: bytes, encoding: Encoding | None) -> str:
    """Text of a captions file, in the encoding that the settings name, else in the likeliest."""
    if encoding is None:
        return decode(data)
    try:
        return decode(data.decode(encoding).encode())
    except UnicodeError:
        raise Unreadable("body: not text in the encoding that the settings name") from None


def blocks(text: str) -> Iterator[list[Line]]:
    """Runs of lines between blank ones, numbered from 1."""
    block: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            block.append(Line(number, line.strip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def is_timing(line: str) -> bool:
    return ARROW in line and _times(line) != (None, None)


def cues_of(block: list[Line], *, named: bool) -> Iterator[Cue]:
    """Cues of one block: one, or several where the blank line between them is missing.

    The line above a timing is the cue's identifier: any line where cues are `named`, else a number. Other
    lines without a timing are still something said.
    """
    marks = [index for index, line in enumerate(block) if is_timing(line.text)]
    lead = block[: marks[0]] if marks else block
    yield from _cue(None, lead[:-1] if lead and ((named and marks) or _is_number(lead[-1])) else lead)
    for mark, end in pairwise([*marks, len(block)]):
        said = block[mark + 1 : end]
        followed = end < len(block)
        yield from _cue(block[mark], said[:-1] if followed and said and _is_number(said[-1]) else said)


def turns_of(cues: Iterable[Cue], clean: Callable[[str], str], roles: Roles = NO_ROLES) -> tuple[Turn, ...]:
    """Turns of cues: the speaker from a voice tag, else from a label before the words.

    `roles` are those of names; a role word keeps its own meaning.
    """
    names = in_lower_case(roles)
    spoken = [(cue, voice, clean(text)) for cue in cues for voice, text in _voices(cue.text)]
    labelled = take_labels((text for _, _, text in spoken), names)
    return in_order(
        make_turn(
            f"line {cue.line}",
            _role(clean(voice), names) if voice else label.speaker or Speaker.UNKNOWN,
            text if voice else label.text,
            cue.start_ms,
            cue.end_ms,
        )
        for (cue, voice, text), label in zip(spoken, labelled, strict=True)
    )


def _role(voice: str, names: Roles) -> Speaker:
    role = speaker_of(voice)
    return names.get(voice.strip().lower(), role) if role is Speaker.UNKNOWN else role


def _cue(timing: Line | None, said: list[Line]) -> Iterator[Cue]:
    if not said:
        return
    start, end = _times(timing.text) if timing else (None, None)
    yield Cue(said[0].number, start, end, " ".join(line.text for line in said))


def _is_number(line: Line) -> bool:
    return line.text.isdecimal()


def _times(line: str) -> tuple[int | None, int | None]:
    """Start and end; cue settings behind the end are left out."""
    start, _, rest = line.partition(ARROW)
    end = rest.split(maxsplit=1)
    return clock_ms(start.strip()), clock_ms(end[0]) if end else None


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Parts of a cue by voice tag; the part before the first has none."""
    parts = VOICE.split(text)
    yield "", parts[0]
    yield from zip(parts[1::2], parts[2::2], strict=True)
