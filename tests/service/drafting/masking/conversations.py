"""Cases of masking kept as text, one line or one block each, so that they read like transcripts."""

from collections.abc import Iterator
from pathlib import Path

from connectors.contracts import Turn
from tests.bench.masking_cases import Case, cases

DATA = Path(__file__).parent / "data"


def lines() -> Iterator[tuple[str, str]]:
    for case in _cases():
        if len(case.turns) == 1:
            yield case.turns[0].text, case.stays[0]


def dialogues() -> Iterator[list[tuple[Turn, str]]]:
    for case in _cases():
        if len(case.turns) > 1:
            yield list(zip(case.turns, case.stays, strict=True))


def _cases() -> Iterator[Case]:
    for names in ("first", "second", "seen_*"):
        yield from cases([DATA], names)
