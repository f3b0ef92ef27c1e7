"""What speaks for a mention being a field's value: the words around it, what was asked before it, where it stands."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from connectors.contracts import Speaker
from service.drafting.learning.field_mentions import Mention
from service.drafting.learning.field_words import Line
from service.drafting.text import listed

AROUND, AFTER = 4, 3  # words
ASKED = 14  # last words of the question
REPLY = 8  # first words of the other's reply
ENDING = 6  # last sentences of a call
MOST = 5
YES = frozenset(listed("yes yeah yep sure correct right ok okay perfect great please sí claro oui ja genau"))


def call_features(lines: Sequence[Line]) -> list[str]:
    """What a call as a whole says: words and pairs of words by speaker, and the words that end it."""
    found: set[str] = set()
    for line in lines:
        canons, side = line.canons, line.side
        found.update(f"{side}:{word}" for word in canons)
        found.update(f"{side}:{one} {other}" for one, other in pairwise(canons))
    for line in lines[-ENDING:]:
        found.update(f"e{line.side}:{word}" for word in line.canons)
    return list(found)


def line_features(lines: Sequence[Line], line: Line) -> Iterator[str]:
    """What holds for every mention of a line: its words, what was asked before it, and how the other went on."""
    side = line.side
    yield f"p:{line.number * MOST // len(lines)}"
    for word in set(line.canons):
        yield f"{side}s:{word}"
    if line.spoken.question:
        yield f"{side}?"
    if line.spoken.by_customer and line.asked:
        near = "q" if line.since == 1 else "o"
        asked = line.asked[-ASKED:]
        for word in set(asked):
            yield f"{near}:{word}"
        for one, other in pairwise(asked):
            yield f"{near}:{one} {other}"
    reply = _reply(lines, line)
    if reply:
        yield f"y:{side}{reply[0] in YES}"
        for word in set(reply[:REPLY]):
            yield f"y{side}:{word}"


def mention_features(mentions: Sequence[Mention]) -> Iterator[list[str]]:
    """What holds for each mention by itself, in order."""
    places = _Places(mentions)
    for mention in mentions:
        yield [*_own(mention), *_around(mention), *places.of(mention)]


def _own(mention: Mention) -> Iterator[str]:
    side = mention.line.side
    yield f"s:{side}"
    for kind in mention.kinds:
        yield f"k:{kind}"
        yield f"k:{kind}{side}"
    words = mention.key.split()
    yield f"l:{len(words)}"
    yield f"v:{mention.key}"
    for word in words[:AFTER]:
        yield f"w:{word}"
    if mention.key[:1].isdigit():
        yield f"d:{len(mention.key)}"


def _around(mention: Mention) -> Iterator[str]:
    canons, first, last = mention.line.canons, mention.first, mention.last
    before = ("<", "<", *canons[:first])
    after = (*canons[last:], ">", ">")
    yield f"b1:{before[-1]}"
    yield f"b2:{before[-2]} {before[-1]}"
    yield f"a1:{after[0]}"
    yield f"a2:{after[0]} {after[1]}"
    for word in canons[max(0, first - AROUND) : first]:
        yield f"b:{word}"
    for word in canons[last : last + AFTER]:
        yield f"a:{word}"
    if first == 0 and last == len(canons):
        yield "whole"


class _Places:
    """Where a mention stands among the others of its call."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._count = Counter(mention.key for mention in mentions)
        self._kinds: dict[str, list[int]] = defaultdict(list)
        self._starts: dict[tuple[int, str], list[int]] = defaultdict(list)
        for mention in mentions:
            for kind in mention.kinds:
                self._kinds[kind].append(mention.line.number)
                starts = self._starts[mention.line.number, kind]
                if mention.first not in starts:
                    starts.append(mention.first)

    def of(self, mention: Mention) -> Iterator[str]:
        number = mention.line.number
        yield f"n:{min(self._count[mention.key], MOST)}"
        for kind in mention.kinds:
            numbers = self._kinds[kind]
            if numbers[0] == number:
                yield f"first:{kind}"
            if numbers[-1] == number:
                yield f"last:{kind}"
            starts = self._starts[number, kind]
            yield f"i:{kind}{min(starts.index(mention.first), AFTER)}/{min(len(starts), AFTER)}"


def _reply(lines: Sequence[Line], line: Line) -> tuple[str, ...]:
    """How the other side went on: a "yes", or that there is no table at that time."""
    for other in lines[line.number + 1 : line.number + 1 + MOST]:
        if other.spoken.speaker is not line.spoken.speaker and other.canons:
            return other.canons
    return ()


def affirmed(lines: Sequence[Line], line: Line) -> bool:
    """Whether the customer answered yes to what the agent said here."""
    for other in lines[line.number + 1 : line.number + 1 + MOST]:
        if other.spoken.speaker is Speaker.CUSTOMER:
            return bool(YES & set(other.canons[:AFTER]))
    return False
