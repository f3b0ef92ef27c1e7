"""The second reading of every sentence: how like known ways of raising a topic its words and letters are.

A linear model over hashed traits, one set of weights a topic for all languages at once. The weights are a data
file that `python -m tests.bench.topic_weights` makes from the project's own paraphrases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from itertools import chain
from operator import xor
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.drafting.topics.common import is_common

PACKAGE = "service.drafting.topics"
WEIGHTS = "weights.npz"
# A power of two, by which the two halves of a pair may be hashed apart.
BUCKETS = 1 << 16
LETTERS = 5
# Odd numbers that keep "a b", "b a" and "a … b" apart.
_NEXT, _SECOND, _NEXT_BUT_ONE = 0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35
# Long sentences have more traits that speak for something: a sum is judged by the root of how many, and a few more.
FEW = 20
# Shorter sentences say too little to be like anything: the rules alone read them.
LEAST_WORDS = 4


@dataclass(frozen=True)
class Likeness:
    """`weights` by bucket and topic, `limits` by topic: a sentence whose weights come to more is like enough."""

    topics: tuple[str, ...]
    weights: NDArray[np.float32]
    limits: NDArray[np.float32]

    def scores(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """By sentence, given as folded words, and topic: how like it is, as a share of what is like enough.

        Sentences too short to judge have NaN.
        """
        # The bucket of no trait keeps an empty sentence from having no sum of its own.
        buckets = [traits(words) or [0] for words in sentences]
        if not buckets:
            return np.zeros((0, len(self.topics)), dtype=np.float32)
        counts = np.fromiter(map(len, buckets), dtype=np.intp, count=len(buckets))
        rows = np.fromiter(chain.from_iterable(buckets), dtype=np.intp)
        sums = np.add.reduceat(self.weights[rows], np.cumsum(counts) - counts)
        roots = np.sqrt(counts + FEW).astype(np.float32)
        scores: NDArray[np.float32] = sums / (roots[:, np.newaxis] * self.limits)
        scores[[len(words) < LEAST_WORDS for words in sentences]] = np.nan
        return scores


def traits(words: Sequence[str]) -> list[int]:
    """Buckets of a sentence's words, their beginnings and letters, and of pairs of words."""
    told = [one for one in map(_told, words) if one]
    if not told:
        return []
    parts, nexts, seconds, but_ones = zip(*told, strict=True)
    found = [*chain.from_iterable(parts), *map(xor, nexts, seconds[1:])]
    found.extend(map(xor, but_ones, seconds[2:]))
    return found


@lru_cache(maxsize=20_000)
def _told(word: str) -> tuple[tuple[int, ...], int, int, int] | None:
    """A word's own buckets, and what makes a pair's bucket: as the first word, the second, the first but one."""
    # Folded, the four languages are written with plain letters: another writing would only be chance.
    if word.isdigit() or not word.isascii():
        return None
    hashed = crc32(word.encode())
    pairs = (hashed * _NEXT % BUCKETS, hashed * _SECOND % BUCKETS, hashed * _NEXT_BUT_ONE % BUCKETS)
    # What nearly every sentence has tells something only beside another word.
    if is_common(word):
        return (), *pairs
    framed = f"<{word}>"
    parts = [framed[at : at + LETTERS] for at in range(len(framed) - LETTERS + 1)]
    texts = (f"={word}", f"{word[:LETTERS]}-", *parts)
    return tuple({crc32(text.encode()) % BUCKETS for text in texts}), *pairs


@cache
def known_ways() -> Likeness:
    """The shipped weights, read once a process."""
    with as_file(files(PACKAGE).joinpath(WEIGHTS)) as path, np.load(path, allow_pickle=False) as stored:
        topics = tuple(str(name) for name in stored["topics"])
        weights = np.zeros((BUCKETS, len(topics)), dtype=np.float32)
        at = np.repeat(np.arange(len(topics)), stored["counts"])
        weights[stored["buckets"], at] = stored["weights"] * np.repeat(stored["scales"], stored["counts"])
        return Likeness(topics, weights, stored["limits"].astype(np.float32))
