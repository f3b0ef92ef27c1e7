"""What the catalogue itself teaches of codes that were seldom confirmed: their names, cues and examples as calls."""

import math
import re
from collections.abc import Iterator, Mapping

from service.domain.content import NONE_OF_THESE
from service.domain.profile import DispositionSpec, Profile
from service.drafting.learning.code_lines import Line, levelled
from service.drafting.learning.code_words import Vocabulary
from service.drafting.text import words

FEW = 60
"""Confirmed calls from which on a code speaks for itself."""

WORTH = 24
"""Calls that a code's texts are worth together, whatever their number."""

SHORTEST_PIECE, LONGEST_NAME = 2, 40
SHORT_PIECE, SHORT_COST = 3, 4.0
UNKNOWN_COST, LETTER_COST = 12.0, 6.0
_STAR = re.compile(r"\*")


def taught(
    profile: Profile, confirmed: Mapping[str, int], known: Vocabulary
) -> list[tuple[str, Line | None]]:
    """Codes and what a customer might say for them; None is a call of which nothing is understood."""
    lessons: list[tuple[str, Line | None]] = []
    for spec in profile.codes:
        if confirmed.get(spec.code, 0) < FEW:
            lines = [Line(0, False, text) for text in _texts(spec, known)]
            lessons += [(spec.code, lines[number % len(lines)]) for number in range(max(WORTH, len(lines)))]
    if confirmed.get(NONE_OF_THESE, 0) < FEW:
        lessons += [(NONE_OF_THESE, None)] * WORTH
    return lessons


def _texts(spec: DispositionSpec, known: Vocabulary) -> list[str]:
    cues = [_STAR.sub("", cue) for cue in spec.cues]
    named = [" ".join(_pieces(text, known)) for text in (spec.label, *cues)]
    return list(dict.fromkeys([*filter(None, named), *map(levelled, spec.examples)])) or [spec.code]


def _pieces(text: str, known: Vocabulary) -> Iterator[str]:
    """The words of a name; those that are run together ("updateaddress") as the words that callers use."""
    for word in words(levelled(text)):
        yield from [word] if known.rarity_of(word) < math.inf else apart(word, known)


def apart(word: str, known: Vocabulary) -> tuple[str, ...]:
    """The common words that make up this one, with as little as can be of what nobody says between them."""
    if len(word) > LONGEST_NAME:
        return (word,)
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(word) + 1):
        ways = ((best[start], word[start:end]) for start in range(end))
        best.append(min((cost + _cost(piece, known), (*pieces, piece)) for (cost, pieces), piece in ways))
    return best[-1][1]


def _cost(piece: str, known: Vocabulary) -> float:
    rarity = known.rarity_of(piece)
    if rarity == math.inf or len(piece) < SHORTEST_PIECE:
        return UNKNOWN_COST + LETTER_COST * len(piece)
    return rarity + (SHORT_COST if len(piece) < SHORT_PIECE else 0.0)
