"""The call as a list of spoken sentences: what every extractive step reads."""

from dataclasses import dataclass
from functools import cached_property

from connectors.contracts import Speaker
from service.domain.content import Evidence
from service.domain.draft import Material
from service.drafting.text import clean, sentences, words


@dataclass(frozen=True)
class Spoken:
    """One sentence: `quote` is verbatim, `share` how far into the call it was said, from 0 to 1."""

    turn: int
    speaker: Speaker
    quote: str
    share: float

    @cached_property
    def text(self) -> str:
        """Cleaned, in lower case, apostrophes plain: for matching."""
        return clean(self.quote).lower().replace("’", "'")

    @cached_property
    def length(self) -> int:
        return len(words(self.text))

    @property
    def question(self) -> bool:
        return self.text.endswith("?")

    @property
    def by_agent(self) -> bool:
        return self.speaker in (Speaker.AGENT, Speaker.UNKNOWN)

    @property
    def by_customer(self) -> bool:
        return self.speaker in (Speaker.CUSTOMER, Speaker.UNKNOWN)

    @property
    def evidence(self) -> Evidence:
        return Evidence(turn=self.turn, quote=self.quote)


def listen(material: Material) -> tuple[Spoken, ...]:
    """Every sentence that a person said, in order; what an IVR said is context and left out."""
    last = max(len(material.turns) - 1, 1)
    return tuple(
        Spoken(number, turn.speaker, sentence, number / last)
        for number, turn in enumerate(material.turns)
        if turn.speaker is not Speaker.IVR
        for sentence in sentences(turn.text)
        if clean(sentence)
    )
