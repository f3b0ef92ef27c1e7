"""The call as a list of spoken sentences: what every extractive step reads."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from connectors.contracts import Speaker
from service.domain.content import Evidence
from service.domain.draft import Material
from service.drafting.cues import matcher, openings, openings_of
from service.drafting.masking.marks import TOKEN
from service.drafting.numbers import as_figures
from service.drafting.text import clean, plain, sentences, words


@dataclass(frozen=True)
class Spoken:
    """One sentence: `quote` is verbatim, `cleaned` one visible line, `text` the same in lower case with plain
    apostrophes, for matching; `share` is how far into the call it was said, from 0 to 1.
    """

    turn: int
    speaker: Speaker
    quote: str
    cleaned: str
    text: str
    share: float

    @cached_property
    def figures(self) -> str:
        """Cleaned, spoken numbers in figures, tokens left out."""
        return as_figures(TOKEN.sub(" ", self.cleaned))

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

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(turn=self.turn, quote=self.quote)


class Heard:
    """All sentences of a call, in order, with an index of how their words begin."""

    def __init__(self, sentences: tuple[Spoken, ...]) -> None:
        self.sentences = sentences
        self._index = index = defaultdict[str, list[int]](list)
        for number, sentence in enumerate(sentences):
            for opening in openings(sentence.cleaned):
                index[opening].append(number)

    def naming(self, cues: tuple[str, ...]) -> list[Spoken]:
        """The sentences in which one of these cues stands, in order."""
        pattern = matcher(cues)
        if pattern is None:
            return []
        return [sentence for sentence in self.perhaps_naming(cues) if pattern.search(sentence.text)]

    def perhaps_naming(self, cues: tuple[str, ...]) -> list[Spoken]:
        """The sentences worth searching for these cues, in order: every one that has any, and few others."""
        known = openings_of(cues)
        if known is None:
            return list(self.sentences)
        numbers = {number for opening in known for number in self._index.get(opening, ())}
        return [self.sentences[number] for number in sorted(numbers)]


def listen(material: Material) -> Heard:
    """Every sentence that a person said to this agent or as them, in order.

    What an IVR said, and what was said on earlier legs, is context and left out.
    """
    first, last = material.own, max(len(material.turns) - 1 - material.own, 1)
    return Heard(
        tuple(
            Spoken(number, turn.speaker, sentence, cleaned, plain(cleaned), (number - first) / last)
            for number, turn in enumerate(material.turns)
            if number >= first and turn.speaker is not Speaker.IVR
            for sentence in sentences(turn.text)
            if (cleaned := clean(sentence))
        )
    )
