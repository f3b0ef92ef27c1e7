"""Names in a note, and whose they are: the agent's introduction is not the customer's name."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from connectors.contracts import Speaker
from service.domain.draft import Material
from service.drafting.dates import MONTHS, WEEKDAYS
from service.drafting.text import listed, words

SPELLING = 2
SIMILAR = 80.0  # speech recognition spells "Catherine" as it likes

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Herrn?|Frau|Señora?|Monsieur|Madame)\.?\s+({_CAPITAL})")
_INSIDE = re.compile(rf"(?<![.!?:“\"]\s)(?<![“\"])(?<!^)\b({_CAPITAL})")
_OPENING = re.compile(
    rf"(?:^|[.!?]\s+)({_CAPITAL})(?='s|’s|\s+{_CAPITAL}"
    r"|\s+(?:called|said|says|asked|asks|confirmed|reported|requested|wants?|wanted|agreed|promised|will|has|had|was|is|needs?)\b)"
)
_GENERIC = frozenset(
    (
        *WEEKDAYS,
        *MONTHS,
        *listed(
            "customer customers agent agents caller client user the they he she it this that there these those no nothing "
            "both one i i'm i'll i've i'd what who which after before when while if as at in on by for refund order "
            "payment account appointment service issue company team mr mrs ms miss dr"
        ),
    )
)
_ACRONYM = re.compile(r"[A-Z]{2,4}s?")
_INTRODUCTION = re.compile(
    r"\b(?:my name is|my name's|you're speaking (?:with|to)|you are speaking (?:with|to))\s+([a-z][\w'-]+)"
    r"|\bthis is\s+([a-z][\w'-]+)\s+(?:from|with|at|speaking|calling)\b"
    r"|\b(?:i am|i'm)\s+([a-z][\w'-]+)\s+(?:from|with|at)\b"
)
_CUSTOMER_NAMED = re.compile(
    rf"\b(?:[Cc]ustomer|[Cc]aller|[Cc]lient)(?:'s name (?:is|was)|,?| named)\s+({_CAPITAL})"
)


def names(text: str, *, titled_only: bool = False) -> Iterator[str]:
    """Words of a note that name someone or something, in lower case. With `titled_only` (German writes
    every noun with a capital) those after Herr, Frau and the like alone.
    """
    patterns = (_TITLED,) if titled_only else (_TITLED, _INSIDE, _OPENING)
    for pattern in patterns:
        for found in pattern.finditer(text):
            name = found.group(1)
            for word in words(re.sub(r"['’]s$", "", name)):
                if word not in _GENERIC and not _ACRONYM.fullmatch(name):
                    yield word


def similar(name: str, spoken: frozenset[str]) -> bool:
    return any(
        abs(len(word) - len(name)) <= SPELLING and fuzz.ratio(name, word) >= SIMILAR for word in spoken
    )


class Introductions:
    """Names by which agents introduced themselves, and those by which customers did."""

    def __init__(self, material: Material) -> None:
        self._agents = set(words(material.agent_name))
        customers: set[str] = set()
        for turn in material.turns:
            introduced = {
                name for found in _INTRODUCTION.findall(turn.text.lower()) for name in found if name
            }
            if turn.speaker is Speaker.AGENT:
                self._agents |= introduced
            elif turn.speaker is Speaker.CUSTOMER:
                customers |= introduced
        self._agents -= customers

    def agents(self, value: str) -> bool:
        """Whether this is an agent's own name."""
        given = set(words(value))
        return bool(given) and given <= self._agents

    def given_to_customer(self, text: str) -> bool:
        """Whether a note calls the customer by the agent's name."""
        return any(self.agents(name) for name in _CUSTOMER_NAMED.findall(text))
