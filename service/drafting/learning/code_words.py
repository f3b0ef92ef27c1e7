"""Lines as vectors: words, pairs of words, and parts of words, weighed by how rare they are."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from service.drafting.learning.arrays import Array, Arrays, NotArrays
from service.drafting.learning.code_lines import Line
from service.drafting.text import words

Floats: TypeAlias = NDArray[np.float32]
Places: TypeAlias = NDArray[np.int64]

SHORTEST_PART, LONGEST_PART = 2, 4
AGENT = "a:"  # the same word means something else in the other's mouth


@dataclass(frozen=True)
class Vector:
    """The entries of a vector that are not zero."""

    places: Places
    weights: Floats


NOTHING = Vector(np.empty(0, np.int64), np.empty(0, np.float32))


class Vocabulary:
    """What is known of the words of calls. Words come first, pairs of them next, parts of words last."""

    def __init__(self, grams: Sequence[Sequence[str]], rarity: Floats) -> None:
        """`grams` are the words, the pairs and the parts; `rarity` is that of each, in this order."""
        self._grams, start = [], 0
        for of_kind in grams:
            self._grams.append({gram: place for place, gram in enumerate(of_kind, start=start)})
            start += len(of_kind)
        self._rarity = rarity

    @classmethod
    def of(cls, lines: Sequence[Line], *, least: int, most: int) -> "Vocabulary":
        """What stands in at least `least` lines; of it the `most` most frequent."""
        found: list[Counter[str]] = [Counter() for _ in KINDS]
        for line in lines:
            for count, kind in zip(found, KINDS, strict=True):
                count.update(set(kind(line)))
        least = max(least, _least(found, most))
        grams = [sorted(gram for gram, times in count.items() if times >= least) for count in found]
        times = [count[gram] for count, known in zip(found, grams, strict=True) for gram in known]
        rarity = 1 + np.log((1 + len(lines)) / (1 + np.array(times, dtype=np.float64)))
        return cls(grams, rarity.astype(np.float32))

    @property
    def words(self) -> int:
        """How many places the vector of a whole call has."""
        return len(self._grams[0])

    @property
    def spoken(self) -> int:
        """How many of a line's places are words and pairs of words; parts of words lie behind them."""
        return len(self._grams[0]) + len(self._grams[1])

    @property
    def size(self) -> int:
        """How many places the vector of a line has."""
        return len(self._rarity)

    def rarity_of(self, word: str) -> float:
        """Of a customer's word; infinite where it was never heard."""
        place = self._grams[0].get(word)
        return math.inf if place is None else float(self._rarity[place])

    def of_line(self, line: Line) -> Vector:
        """Whole words and parts at unit length each, so that many parts do not outweigh few words."""
        said = self._weighed([*self._known(line, 0), *self._known(line, 1)])
        parts = self._weighed(self._known(line, 2))
        return Vector(
            np.concatenate([said.places, parts.places]), np.concatenate([said.weights, parts.weights])
        )

    def of_call(self, lines: Iterable[Line]) -> Vector:
        return self._weighed(place for line in lines for place in self._known(line, 0))

    def dump(self) -> Arrays:
        grams = {f"grams_{number}": _packed(known) for number, known in enumerate(self._grams)}
        return {**grams, "rarity": self._rarity}

    @classmethod
    def load(cls, arrays: Arrays) -> "Vocabulary":
        """Raises `NotArrays`."""
        grams = [_unpacked(arrays[f"grams_{number}"]) for number in range(len(KINDS))]
        rarity = arrays["rarity"].astype(np.float32)
        if rarity.shape != (sum(map(len, grams)),) or not np.isfinite(rarity).all():
            raise NotArrays
        return cls(grams, rarity)

    def _known(self, line: Line, kind: int) -> Iterator[int]:
        known = self._grams[kind]
        return (place for gram in KINDS[kind](line) if (place := known.get(gram)) is not None)

    def _weighed(self, places: Iterable[int]) -> Vector:
        found = Counter(places)
        if not found:
            return NOTHING
        at = np.fromiter(found, np.int64, len(found))
        counts = np.fromiter(found.values(), np.float32, len(found))
        weights = (1 + np.log(counts)) * self._rarity[at]
        return Vector(at, (weights / np.linalg.norm(weights)).astype(np.float32))


def _least(found: Iterable[Counter[str]], most: int) -> int:
    """How often a gram must be there, so that no more than `most` are kept."""
    times = sorted((times for count in found for times in count.values()), reverse=True)
    return times[most] + 1 if len(times) > most else 1


def _words(line: Line) -> Iterator[str]:
    mark = AGENT if line.by_agent else ""
    return (f"{mark}{word}" for word in words(line.text))


def _pairs(line: Line) -> Iterator[str]:
    return (f"{one} {other}" for one, other in pairwise(_words(line)))


def _parts(line: Line) -> Iterator[str]:
    """Of the customer's words alone: they are written as they were heard, the agent's are mostly the same."""
    if not line.by_agent:
        for word in words(line.text):
            yield from _parts_of(word)


KINDS = (_words, _pairs, _parts)


@lru_cache(maxsize=50_000)
def _parts_of(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[start : start + length]
        for length in range(SHORTEST_PART, LONGEST_PART + 1)
        for start in range(max(1, len(padded) - length + 1))
    )


def _packed(grams: Iterable[str]) -> Array:
    """As bytes of UTF-8, a line each; no gram has a line's end."""
    return np.frombuffer("\n".join(grams).encode(), np.uint8)


def _unpacked(array: Array) -> list[str]:
    if array.dtype != np.uint8:
        raise NotArrays
    try:
        text = array.tobytes().decode()
    except UnicodeDecodeError:
        raise NotArrays from None
    return text.split("\n") if text else []
