"""The number words that speech recognition writes out, and what each is worth: English, and the shape of a table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from service.drafting.text import listed

UNITS = {
    word: str(value)
    for value, word in enumerate(listed("zero one two three four five six seven eight nine ten"))
} | {"oh": "0", "o": "0", "nought": "0", "naught": "0"}
TEENS = {
    word: str(value)
    for value, word in enumerate(
        listed("eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"), start=11
    )
}
TENS = {
    word: str(value * 10)
    for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
REPEATS = {"double": 2, "triple": 3, "treble": 3}
ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30}

PLAIN = UNITS | TEENS | TENS


@dataclass(frozen=True)
class NumberWords:
    """Number words of one language, in lower case without accents.

    `rooms` says up to where a word may be added to: a unit below 10 after "twenty". `link` stands between the
    parts of one number. `soft` words are said about anything, so they are never held against a claim.
    `compound` reads what is written as one word, `joined` are phrases that count as one; `after` are scales that
    mean something else where no number precedes them ("five grand", "the grand total").
    """

    plain: Mapping[str, str]
    scales: Mapping[str, int]
    ordinals: Mapping[str, int]
    soft: frozenset[str]
    link: re.Pattern[str]
    repeats: Mapping[str, int] = field(default_factory=dict)
    rooms: Mapping[str, int] = field(default_factory=dict)
    compound: Callable[[str], int | None] | None = None
    joined: re.Pattern[str] | None = None
    after: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset((*self.plain, *self.scales, *self.repeats, *self.ordinals))


ENGLISH = NumberWords(
    plain=PLAIN,
    scales=SCALES,
    ordinals=ORDINALS,
    soft=frozenset((*UNITS, "twelve")),
    link=re.compile(r"[\s-]+(?:and\s+)?"),
    repeats=REPEATS,
    rooms=dict.fromkeys(TENS.values(), 10),
    after=frozenset({"grand"}),
)
