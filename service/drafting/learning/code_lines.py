"""What a ranker of codes hears of a call: the lines of people, in order, with everything personal levelled."""

import re
from typing import NamedTuple

from connectors.contracts import Speaker
from service.domain.draft import Material
from service.drafting.masking import TOKEN
from service.drafting.masking.marks import kind_of
from service.drafting.text import clean, plain

_FIGURES = re.compile(r"\d+")
LONGEST_FIGURE = 12


class Line(NamedTuple):
    """`turn` is its number in the material; `by_agent` only where that is certain."""

    turn: int
    by_agent: bool
    text: str


def lines_of(material: Material) -> tuple[Line, ...]:
    """Lines of this agent's leg that a person said. An IVR's words and earlier legs are context and left out."""
    return tuple(
        Line(number, turn.speaker is Speaker.AGENT, text)
        for number, turn in enumerate(material.turns)
        if number >= material.own and turn.speaker is not Speaker.IVR and (text := levelled(turn.text))
    )


def levelled(text: str) -> str:
    """In lower case; a token is its kind, a number its length: whose they are says nothing of the reason."""
    bare = TOKEN.sub(lambda found: f" {kind_of(found.group()).lower()}token ", clean(text))
    return _FIGURES.sub(_zeros, plain(bare)).strip()


def _zeros(found: re.Match[str]) -> str:
    return "0" * min(len(found.group()), LONGEST_FIGURE)
