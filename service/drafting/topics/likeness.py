"""The second reading of every sentence: how like known ways of raising a topic its words and letters are.

A linear model over hashed traits, one set of weights a topic for all languages at once. The weights are a data
file that `python -m tests.bench.topic_weights` makes from the project's own paraphrases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.drafting.topics.common import is_common

PACKAGE = "service.drafting.topics"
WEIGHTS = "weights.npz"
BUCKETS = 1 << 16
LETTERS = 5
# Odd numbers that keep "a b", "b a" and "a … b" apart.
_NEXT, _SECOND, _NEXT_BUT_ONE = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35


@dataclass(frozen=True)
class Likeness:
    """`weights` by bucket and topic, `limits` by topic: a sentence whose weights sum to more raises it."""

    topics: tuple[str, ...]
    weights: NDArray[np.float32]
    limits: NDArray[np.float32]

    def raised(self, sentences: Sequence[Sequence[str]]) -> list[set[str]]:
        """For each sentence, given as folded words, the topics that it raises."""
        # The bucket of no trait keeps an empty sentence from having no sum of its own.
        buckets = [traits(words) or {0} for words in sentences]
        if not buckets:
            return []
        starts = np.cumsum([0, *map(len, buckets[:-1])])
        rows = np.fromiter((bucket for one in buckets for bucket in one), dtype=np.intp)
        over = np.add.reduceat(self.weights[rows], starts) > self.limits
        found: list[set[str]] = [set() for _ in buckets]
        for sentence, topic in zip(*np.nonzero(over), strict=True):
            found[sentence].add(self.topics[topic])
        return found


def traits(words: Sequence[str]) -> set[int]:
    """Buckets of a sentence's words, their beginnings and letters, and of pairs of words."""
    told = [_told(word) for word in words if not word.isdigit()]
    hashes = [one[0] for one in told]
    found = {bucket for one in told for bucket in one[1]}
    found.update((left * _NEXT ^ right * _SECOND) % BUCKETS for left, right in pairwise(hashes))
    found.update(
        (left * _NEXT_BUT_ONE ^ right * _SECOND) % BUCKETS
        for left, right in zip(hashes, hashes[2:], strict=False)
    )
    return found


@lru_cache(maxsize=20_000)
def _told(word: str) -> tuple[int, tuple[int, ...]]:
    hashed = crc32(word.encode())
    # What nearly every sentence has tells something only beside another word.
    if is_common(word):
        return hashed, ()
    framed = f"<{word}>"
    parts = [framed[at : at + LETTERS] for at in range(len(framed) - LETTERS + 1)]
    texts = (f"={word}", f"{word[:LETTERS]}-", *parts)
    return hashed, tuple({crc32(text.encode()) % BUCKETS for text in texts})


@cache
def known_ways() -> Likeness:
    """The shipped weights, read once a process."""
    with as_file(files(PACKAGE).joinpath(WEIGHTS)) as path, np.load(path, allow_pickle=False) as stored:
        topics = tuple(str(name) for name in stored["topics"])
        weights = np.zeros((BUCKETS, len(topics)), dtype=np.float32)
        at = np.repeat(np.arange(len(topics)), stored["counts"])
        weights[stored["buckets"], at] = stored["weights"] * np.repeat(stored["scales"], stored["counts"])
        return Likeness(topics, weights, stored["limits"].astype(np.float32))
