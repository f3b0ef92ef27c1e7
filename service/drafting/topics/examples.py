"""A profile's own examples of a topic: a sentence that says nearly the same raises it."""

import re
from collections import defaultdict
from functools import cached_property, lru_cache

from service.drafting.spoken import Heard, Spoken
from service.drafting.topics.common import is_common
from service.drafting.topics.folded import tokens

# Of an example's weight, this share must stand in the sentence, and two telling words of it where it has them.
ENOUGH = 0.7
TELLING = 2
COMMON_WEIGHT = 0.15
LONGEST_STEM = 6

# Endings of verbs and nouns in four languages: what is left must still be a word.
_ENDING = re.compile(r"(?<=\w{4})(?:ings?|ed|es|en|er|e|s|os|as|a|o|n)$")


class Examples:
    """What one topic's examples say, as stems with weights, and by which stems each may be found."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._weights = [_weights(text) for text in texts]
        self._by_stem = defaultdict[str, set[int]](set)
        for number, weights in enumerate(self._weights):
            for stem, weight in weights.items():
                if weight == 1 or max(weights.values()) < 1:
                    self._by_stem[stem].add(number)

    def resemble(self, stems: frozenset[str]) -> bool:
        near = {number for stem in stems for number in self._by_stem.get(stem, ())}
        return any(_covers(stems, self._weights[number]) for number in near)


class Resembling:
    """A call's sentences, looked at for the examples of one topic after another."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    @cached_property
    def _stems(self) -> list[frozenset[str]]:
        return [frozenset(map(_stem, tokens(sentence.cleaned))) for sentence in self._heard.sentences]

    def to(self, texts: tuple[str, ...]) -> list[Spoken]:
        """The sentences that say nearly what one of these examples says, in order."""
        if not texts:
            return []
        known = _examples(texts)
        told = zip(self._heard.sentences, self._stems, strict=True)
        return [sentence for sentence, stems in told if known.resemble(stems)]


def _covers(stems: frozenset[str], weights: dict[str, float]) -> bool:
    shared = {stem: weight for stem, weight in weights.items() if stem in stems}
    telling = min(TELLING, sum(weight == 1 for weight in weights.values()))
    return (
        sum(shared.values()) >= ENOUGH * sum(weights.values())
        and sum(weight == 1 for weight in shared.values()) >= telling
    )


@lru_cache(maxsize=256)
def _examples(texts: tuple[str, ...]) -> Examples:
    return Examples(texts)


def _weights(text: str) -> dict[str, float]:
    return {_stem(word): COMMON_WEIGHT if is_common(word) else 1.0 for word in tokens(text)}


def _stem(word: str) -> str:
    return _ENDING.sub("", word)[:LONGEST_STEM]
