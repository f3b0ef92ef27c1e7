"""What finders of personal data hand over: a part of a text, its kind, and the value that it stands for."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from connectors.contracts import Speaker
from service.drafting.masking.marks import Kind


class Found(NamedTuple):
    """Personal data in one text.

    `value` is what a CRM field would hold where the text was spoken or spelled ("ana.silva@gmail.com"), empty
    where the text itself is that. `sure` if a check digit or its form bears it out.
    """

    start: int
    end: int
    kind: Kind
    value: str = ""
    sure: bool = False


class EntityFinder(Protocol):
    """Finds personal data in the turns of one conversation. Pure, safe to share between threads."""

    def find(self, turns: Sequence[tuple[Speaker, str]]) -> list[list[Found]]:
        """Of every turn, in order and apart from each other; places are those of the turn's own text."""
        ...


def apart(found: Iterable[Found]) -> list[Found]:
    """In order, without overlaps: the surer one stays, then the longer."""
    kept: list[Found] = []
    for one in sorted(found):
        while kept and one.start < kept[-1].end and _weight(one) > _weight(kept[-1]):
            kept.pop()
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _weight(one: Found) -> tuple[bool, int]:
    return one.sure, one.end - one.start
