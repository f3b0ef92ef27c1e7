"""One line of a topic's lexicon as a rule: sequences of words with gaps, all of which must stand in a sentence.

A sequence is words separated by blanks. `a|b` is either, `one_two` two words, `wor*` a word that begins so,
`@kin` a concept, `word?` may be missing. `.`, `..` and `...` stand for up to 1, 3 and 7 words in between.
Sequences joined by ` & ` may stand in any order; one that begins with `!` must not stand in the sentence.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from service.drafting.topics.common import is_common
from service.drafting.topics.folded import tokens

_COMMON = 1000.0
GAPS = {".": 1, "..": 3, "...": 7}
Concepts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Element:
    """One place in a sequence: the phrases that fit, each a few words of which the last may be starred."""

    phrases: tuple[str, ...]
    optional: bool = False
    gap: int = 0

    @property
    def source(self) -> str:
        if self.gap:
            return rf"(?:\w+ ){{0,{self.gap}}}?"
        either = "|".join(_phrase(phrase) for phrase in self.phrases)
        return f"(?:{either}){'?' if self.optional else ''}"

    @property
    def openers(self) -> tuple[str, ...]:
        """Two neighbouring words of each phrase, else one: a sentence without any of them cannot match."""
        return tuple(_opener(phrase) for phrase in self.phrases)

    @property
    def cost(self) -> float:
        """How poor a choice its words are for deciding whether to try the rule."""
        if self.optional or self.gap:
            return float("inf")
        return sum(_commonness(word) for word in self.openers)


@dataclass(frozen=True)
class Sequence:
    elements: tuple[Element, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        # Compiled when first needed: there are thousands, and a call needs a few.
        return re.compile(r"(?<= )" + "".join(element.source for element in self.elements))

    @cached_property
    def anchor(self) -> Element:
        return min(self.elements, key=lambda element: element.cost)


@dataclass(frozen=True)
class Rule:
    wanted: tuple[Sequence, ...]
    unwanted: tuple[Sequence, ...] = ()

    @property
    def telling(self) -> tuple[Sequence, ...]:
        """What must stand in the sentence and does not in most: all of it where every word of it is common."""
        return tuple(part for part in self.wanted if part.anchor.cost < _COMMON) or self.wanted

    def matches(self, text: str) -> bool:
        """Whether the rule holds for a sentence: its words between blanks, one before and one after."""
        return all(part.pattern.search(text) for part in self.wanted) and not any(
            part.pattern.search(text) for part in self.unwanted
        )


def parse(line: str, concepts: Concepts) -> Rule:
    """Raises KeyError for an unknown concept, ValueError for what is no rule."""
    parts = [part.strip() for part in line.split(" & ")]
    wanted = tuple(_sequence(part, concepts) for part in parts if not part.startswith("!"))
    unwanted = tuple(_sequence(part[1:], concepts) for part in parts if part.startswith("!"))
    if not wanted or any(part.anchor.cost == float("inf") for part in wanted):
        raise ValueError(f"nothing that must be said: {line!r}")
    return Rule(wanted, unwanted)


def phrases(text: str, concepts: Concepts) -> tuple[str, ...]:
    """Alternatives written as `a|b_c|@concept`, each as folded words between blanks."""
    found: list[str] = []
    for choice in text.split("|"):
        name = choice.strip()
        found += concepts[name[1:]] if name.startswith("@") else [_folded(name)]
    return tuple(dict.fromkeys(found))


def _sequence(text: str, concepts: Concepts) -> Sequence:
    return Sequence(tuple(_element(part, concepts) for part in text.split()))


def _element(part: str, concepts: Concepts) -> Element:
    if part in GAPS:
        return Element((), gap=GAPS[part])
    return Element(phrases(part.removesuffix("?"), concepts), optional=part.endswith("?"))


def _folded(phrase: str) -> str:
    words = " ".join(tokens(phrase.removesuffix("*").replace("_", " ")))
    if not words or "*" in phrase[:-1]:
        raise ValueError(f"not a word: {phrase!r}")
    return words + ("*" if phrase.endswith("*") else "")


def _phrase(phrase: str) -> str:
    return phrase.replace("*", r"\w*") + " "


def _opener(phrase: str) -> str:
    words = phrase.split()
    # The end of a starred word is open: it makes no pair.
    whole = words[:-1] if phrase.endswith("*") else words
    pairs = [f"{left} {right}" for left, right in pairwise(whole)]
    return min(pairs or words, key=_commonness)


def _commonness(opener: str) -> float:
    words = opener.split()
    common = _COMMON if all(map(is_common, words)) else 1
    return common + 4 / max(map(len, words)) - len(words)
