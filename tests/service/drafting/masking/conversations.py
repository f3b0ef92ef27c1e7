"""Cases of masking kept as text, one line or one block each, so that they read like transcripts."""

from collections.abc import Iterator
from pathlib import Path

from connectors.contracts import Speaker, Turn

_DATA = Path(__file__).parent / "data"
_SPEAKERS = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER, "U": Speaker.UNKNOWN}
_BECOMES = " => "


def lines() -> Iterator[tuple[str, str]]:
    for path in sorted(_DATA.glob("lines_*.txt")):
        for line in path.read_text(encoding="utf-8").split("\n"):
            said, becomes, stays = line.partition(_BECOMES)
            if becomes and not line.startswith("# "):
                yield said, stays


def dialogues() -> Iterator[list[tuple[Turn, str]]]:
    for path in sorted(_DATA.glob("dialogues_*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
            yield [_turn(line) for line in block.strip().split("\n")]


def _turn(line: str) -> tuple[Turn, str]:
    said, _, stays = line.partition(_BECOMES)
    speaker, _, text = said.partition(": ")
    return Turn(speaker=_SPEAKERS[speaker], text=text), stays or text
