"""What the checks have to know of a language: who is who, what denies, what binds, what is done; words folded."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TypeAlias

from service.drafting.number_words import NumberWords
from service.drafting.text import listed
from service.drafting.text import words as spoken_words

LONGEST_STEM = 8
SHORTEST_STEM = 3

Stem: TypeAlias = Callable[[str], str]


def stemmer(endings: str) -> Stem:
    """Cuts the first of these endings that leaves enough, and what is longer than a stem."""
    return lru_cache(maxsize=8192)(partial(_stem, listed(endings)))


def _stem(endings: tuple[str, ...], word: str) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:LONGEST_STEM]


def words(text: str) -> frozenset[str]:
    return frozenset(listed(text))


def stems(stem: Stem, text: str) -> frozenset[str]:
    """Verbs, with their irregular forms, as stems."""
    return frozenset(map(stem, listed(text)))


def acts(stem: Stem, **classes: str) -> dict[str, str]:
    """Stem → the class of what is done: all words of one class mean the same deed."""
    return {stem(word): f"@{name}" for name, line in classes.items() for word in listed(line)}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Words of one language, in lower case without accents.

    `tells` to `vows` are what a person in a note does with words; `told` is done to the one who hears it ("was
    informed"). `binding` is how speakers bind themselves, `opened` how they ask or offer, `condition` how they set
    one, `past` how what is done is told. `done`
    says that something was done, whatever it was. At `joins` speech is cut into clauses, at `parts` a note into what
    has a subject of its own; `mere` is a no that only opens a sentence; who stands after
    one of `before` is no subject; an `aside` says nothing ("during the call"). Deeds of `shared_acts` are said of agent and customer alike; `no_acts` only
    look like deeds ("12 credits"). By
    `telling` words the language is known.
    """

    spoken: NumberWords
    stem: Stem
    customer: frozenset[str]
    agent: frozenset[str]
    idle: frozenset[str]
    auxiliaries: frozenset[str]
    negations: frozenset[str]
    idle_negations: tuple[str, ...]
    tells: frozenset[str]
    asks: frozenset[str]
    agrees: frozenset[str]
    declines: frozenset[str]
    offers: frozenset[str]
    vows: frozenset[str]
    told: frozenset[str]
    being: frozenset[str]
    done: frozenset[str]
    grants: frozenset[str]
    acts: Mapping[str, str]
    shared_acts: frozenset[str]
    no_acts: frozenset[str]
    future: re.Pattern[str]
    binding: re.Pattern[str]
    opened: re.Pattern[str]
    condition: re.Pattern[str]
    yes: frozenset[str]
    no: frozenset[str]
    before: frozenset[str]
    firsts: frozenset[str]
    telling: frozenset[str]
    joins: re.Pattern[str]
    parts: re.Pattern[str]
    mere: re.Pattern[str]
    aside: re.Pattern[str]
    past: re.Pattern[str] | None = None
    denials: re.Pattern[str] | None = None
    possessive: str = "'s"
    contraction: str = "n't"

    def denied(self, folded: str) -> bool:
        """Whether folded text denies something; idle phrases such as "no problem" deny nothing."""
        if self.denials is not None and self.denials.search(folded):
            return True
        if not any(map(self.denies, spoken_words(folded))):
            return False
        for phrase in self.idle_negations:
            folded = folded.replace(phrase, " ")
        return any(map(self.denies, spoken_words(folded)))

    def denies(self, word: str) -> bool:
        return word in self.negations or bool(self.contraction and word.endswith(self.contraction))

    @cached_property
    def no_deeds(self) -> frozenset[str]:
        """Words that name no deed, though their stem may."""
        return self.no_acts | self.agent

    @cached_property
    def idle_stems(self) -> frozenset[str]:
        return frozenset(map(self.stem, self.idle))
