"""How like the catalogue's own sentences what was said is: shared words, weighed by how rare they are in it."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from service.domain.profile import DispositionSpec
from service.drafting.spoken import Heard, Spoken
from service.drafting.text import words

ALIKE = 0.6
"""A sentence is like a phrase when it has so much of what the phrase says."""

SHORTEST_WORD, STEM = 3, 5
NAME, EXAMPLE, UNLIKE = "name", "example", "unlike"

Alike = Mapping[Spoken, float]


@dataclass(frozen=True)
class _Phrase:
    """`weight` is that of all its stems together."""

    code: str
    kind: str
    weight: float


@dataclass(frozen=True)
class Phrases:
    """A catalogue's phrases, found by their stems; `stems` gives each stem's weight beside its phrases."""

    phrases: tuple[_Phrase, ...]
    stems: Mapping[str, tuple[float, tuple[int, ...]]]

    @staticmethod
    @lru_cache(maxsize=64)
    def of(specs: tuple[DispositionSpec, ...]) -> "Phrases":
        told = [one for spec in specs for one in _told(spec)]
        codes_of = defaultdict(set)
        for code, _, stems in told:
            for stem in stems:
                codes_of[stem].add(code)
        weights = {stem: math.log((1 + len(specs)) / len(codes)) for stem, codes in codes_of.items()}
        phrases = tuple(
            _Phrase(code, kind, sum(weights[stem] for stem in stems)) for code, kind, stems in told
        )
        standing = defaultdict(list)
        for number, (_, _, stems) in enumerate(told):
            for stem in stems:
                standing[stem].append(number)
        return Phrases(phrases, {stem: (weights[stem], tuple(numbers)) for stem, numbers in standing.items()})


class Likeness:
    """Which sentences of a call are like which phrases, and by what share of the phrase."""

    def __init__(self, heard: Heard, phrases: Phrases) -> None:
        self._alike: defaultdict[tuple[str, str], dict[Spoken, float]] = defaultdict(dict)
        for sentence in heard.sentences:
            for phrase, share in _shares(sentence, phrases):
                alike = self._alike[phrase.code, phrase.kind]
                alike[sentence] = max(share, alike.get(sentence, 0.0))

    def name(self, spec: DispositionSpec) -> Alike:
        return self._alike.get((spec.code, NAME), {})

    def examples(self, spec: DispositionSpec) -> Alike:
        return self._alike.get((spec.code, EXAMPLE), {})

    def unlike(self, spec: DispositionSpec) -> frozenset[Spoken]:
        """Sentences that are more like what is another's than like this code's own examples."""
        own = self.examples(spec)
        foreign = self._alike.get((spec.code, UNLIKE), {})
        return frozenset(one for one, share in foreign.items() if share > own.get(one, 0.0))


def _told(spec: DispositionSpec) -> Iterator[tuple[str, str, frozenset[str]]]:
    lines = [(NAME, spec.label), *((EXAMPLE, one) for one in spec.examples)]
    for kind, line in [*lines, *((UNLIKE, one) for one in spec.unlike)]:
        stems = _stems(line)
        if stems:
            yield spec.code, kind, stems


def _shares(sentence: Spoken, phrases: Phrases) -> Iterator[tuple[_Phrase, float]]:
    common: defaultdict[int, float] = defaultdict(float)
    for stem in _stems(sentence.text):
        weight, numbers = phrases.stems.get(stem, (0.0, ()))
        for number in numbers:
            common[number] += weight
    for number, weight in common.items():
        phrase = phrases.phrases[number]
        if weight >= ALIKE * phrase.weight > 0:
            yield phrase, weight / phrase.weight


def _stems(text: str) -> frozenset[str]:
    """The beginnings of words: rough, and the same in every language."""
    return frozenset(word[:STEM] for word in words(text) if len(word) >= SHORTEST_WORD)
