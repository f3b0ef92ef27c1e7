"""Plain text into turns: `Agent: ...` lines, lines that go on, or text that names no speaker at all."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import decode
from connectors.transcripts.reading import NO_ROLES, Roles
from connectors.transcripts.speakers import in_lower_case, starts_with_name, take_labels
from connectors.transcripts.times import clock_ms
from connectors.transcripts.turns import in_order, make_turn

# Only in brackets: a bare "10:30" at the head of a line may be what was said.
STAMP = re.compile(r"[\[(]([0-9:.,]{4,13})[\])][ \t]*(?:-[ \t]+)?")


class Line(NamedTuple):
    number: int
    start_ms: int | None
    text: str


def parse(data: bytes, roles: Roles = NO_ROLES) -> tuple[Turn, ...]:
    """Turns of a text file. Raises `Unreadable` where there is no text."""
    turns = parse_lines(decode(data), in_lower_case(roles))
    if not turns:
        raise Unreadable("body: no text")
    return turns


def parse_lines(text: str, names: Mapping[str, Speaker] | None = None) -> tuple[Turn, ...]:
    """Turns of lines; `names` (lower case) are speakers known from elsewhere.

    Where some line names its speaker, a line that names none goes on with the turn before.
    """
    lines = [_line(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    labelled = take_labels((line.text for line in lines), names)
    dialogue = any(label.speaker is not None for label in labelled)
    turns: list[tuple[Line, Speaker, list[str]]] = []
    for line, (speaker, said) in zip(lines, labelled, strict=True):
        goes_on = dialogue and speaker is None and line.start_ms is None and not starts_with_name(line.text)
        if goes_on and turns:
            turns[-1][2].append(said)
        else:
            turns.append((line, speaker or Speaker.UNKNOWN, [said]))
    return in_order(
        make_turn(f"line {line.number}", speaker, " ".join(said), line.start_ms)
        for line, speaker, said in turns
    )


def _line(number: int, text: str) -> Line:
    text = text.strip()
    stamp = STAMP.match(text)
    start = clock_ms(stamp.group(1)) if stamp else None
    return Line(number, start, text[stamp.end() :] if stamp and start is not None else text)
