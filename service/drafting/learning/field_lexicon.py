"""What confirmed values teach of words: how known values are called, what leads to a value, how words are misspelt."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from service.drafting.learning.field_words import Line
from service.drafting.masking.marks import TOKEN

Gram: TypeAlias = tuple[str, ...]
Confirmed: TypeAlias = Mapping[str, tuple[str, ...]]
"""One call's confirmed values in comparable form, by field."""

NEAR_FROM = 4  # letters of a word that may be misspelt
KNOWN_FROM = 2  # times confirmed: one call's own words are no vocabulary
TAUGHT_FROM = 4  # times seen before a word stands for a value, or leads to one
SPEAKS_FOR = (
    0.65  # least share, with 95% confidence, of the calls with a word in which its value was confirmed
)
OFTENER = 1.5  # and how much more often than in all calls
LEADS = 0.5
MOST_CLASSES = 30
CLOSED = 0.6  # share of a field's values that few distinct ones must make up
COMMON_FROM = 5
VALUE_WORDS = 4
Z95 = 1.959964


@dataclass(frozen=True)
class Lexicon:
    """`known`: words to the values they stand for; `leads`: pairs of words that a value follows; `common`: words
    that are no slip of anything.
    """

    known: Mapping[Gram, tuple[str, ...]]
    leads: frozenset[tuple[str, str]]
    common: frozenset[str]

    @cached_property
    def openings(self) -> Mapping[str, tuple[int, ...]]:
        """How many words the known values have that begin with a word."""
        found: dict[str, set[int]] = {}
        for words in self.known:
            found.setdefault(words[0], set()).add(len(words))
        return {word: tuple(sorted(lengths)) for word, lengths in found.items()}

    @cached_property
    def near(self) -> Mapping[str, str]:
        """What is left of the words of known values without one letter, to these words; the words themselves win."""
        words = sorted({word for gram in self.known for word in gram if _may_slip(word)})
        return {part: word for word in words for part in shortened(word)} | {word: word for word in words}

    def respelled(self, word: str) -> str:
        """The word of a known value that this may be a slip of; else the word."""
        if not _may_slip(word) or word in self.common:
            return word
        return next((self.near[part] for part in shortened(word) if part in self.near), word)


def shortened(word: str) -> Iterator[str]:
    """A word, and what is left of it without one of its letters: words one slip apart share one of these."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def is_token(key: str) -> bool:
    return TOKEN.fullmatch(key) is not None


def counted(confirmed: Iterable[Confirmed]) -> dict[str, Counter[str]]:
    """How often each value of each field was confirmed; tokens are of one call alone and left out."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for fields in confirmed:
        for name, keys in fields.items():
            counts[name].update(key for key in keys if key and not is_token(key))
    return counts


def classes(counts: Counter[str], total: int) -> tuple[str, ...]:
    """The values of a field that has few, the most frequent first; none for any other field."""
    often = [key for key, count in counts.most_common() if count >= TAUGHT_FROM]
    closed = len(often) <= MOST_CLASSES and sum(counts[key] for key in often) >= CLOSED * total
    return tuple(often) if closed else ()


def lexicon_of(calls: Sequence[Sequence[Line]], confirmed: Sequence[Confirmed]) -> Lexicon:
    counts = counted(confirmed)
    known: dict[Gram, set[str]] = defaultdict(set)
    for keys in counts.values():
        for key, count in keys.items():
            if count >= KNOWN_FROM and not key[0].isdigit():
                known[tuple(key.split())].add(key)
    words = Counter(word for lines in calls for line in lines for word in line.canons)
    valued = {word for gram in known for word in gram}
    for gram, key in _aliases(calls, confirmed, counts):
        known[gram].add(key)
    return Lexicon(
        known={gram: tuple(sorted(keys)) for gram, keys in sorted(known.items())},
        leads=frozenset(_leads(calls, confirmed)),
        common=frozenset(
            word for word, count in words.items() if count >= COMMON_FROM and word not in valued
        ),
    )


def _may_slip(word: str) -> bool:
    return len(word) >= NEAR_FROM and word.isalpha()


def _aliases(
    calls: Sequence[Sequence[Line]], confirmed: Sequence[Confirmed], counts: Mapping[str, Counter[str]]
) -> Iterator[tuple[Gram, str]]:
    """Words that stand for a value of a field that has few: "nyc" for New York City, "by bus" for Transit."""
    grams = [_grams(lines) for lines in calls]
    for name, keys in counts.items():
        often = classes(keys, keys.total())
        if not often:
            continue
        seen: dict[Gram, Counter[str]] = defaultdict(Counter)
        for said, fields in zip(grams, confirmed, strict=True):
            if fields.get(name):
                for gram in said:
                    seen[gram][fields[name][0]] += 1
        for gram, values in seen.items():
            key, count = values.most_common(1)[0]
            share = keys[key] / keys.total()
            told = key in often and not key[0].isdigit()
            if told and _surely(count, values.total()) >= max(SPEAKS_FOR, OFTENER * share):
                yield gram, key


def _surely(count: int, total: int) -> float:
    """Lower end of Wilson's 95% interval of a share."""
    share, square = count / total, Z95 * Z95
    spread = Z95 * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return (share + square / (2 * total) - spread) / (1 + square / total)


def _grams(lines: Sequence[Line]) -> set[Gram]:
    found: set[Gram] = set()
    for line in lines:
        found.update((word,) for word in line.canons)
        found.update(zip(line.canons, line.canons[1:], strict=False))
    return found


def _leads(calls: Sequence[Sequence[Line]], confirmed: Sequence[Confirmed]) -> Iterator[tuple[str, str]]:
    hits, total = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for lines, fields in zip(calls, confirmed, strict=True):
        values = {key for keys in fields.values() for key in keys}
        for line in lines:
            for at, lead in enumerate(leads_in(line.canons)):
                total[lead] += 1
                rest = line.canons[at : at + VALUE_WORDS]
                hits[lead] += any(" ".join(rest[:count]) in values for count in range(1, len(rest) + 1))
    return (lead for lead, count in hits.items() if count >= TAUGHT_FROM and count >= LEADS * total[lead])


def leads_in(canons: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The two words before each word; empty where there are none."""
    return ((one, other) for one, other, _ in zip(("", "", *canons), ("", *canons), canons, strict=False))
