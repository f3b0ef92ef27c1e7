"""What one text says of personal data by itself: most say nothing, and cost next to nothing."""

import re
from operator import itemgetter
from typing import NamedTuple

from service.drafting.masking.entities.addresses import STREETS, has_german_street
from service.drafting.masking.entities.asking import asks
from service.drafting.masking.entities.cues import START, About, cues_in, starts_none
from service.drafting.masking.entities.figures import WORDS
from service.drafting.masking.marks import INERT, Kind, kind_of

_DIGIT = re.compile(r"[0-9]")
_WORD = re.compile(r"\w+")
# What separates words in ASCII; an underscore keeps a token's words together.
_GAPS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum() and chr(code) != "_"})
_is_figure, _holds_no_figure = WORDS.__contains__, WORDS.isdisjoint
_start_of = itemgetter(slice(START))
_AT = ("at", "arroba", "arobase", "klammeraffe", "aroba", "arobas")
_DOT = ("dot", "punto", "point", "punkt")
# One by itself, or in a word with figures; "a" and "i" are words.
_LETTER = re.compile(
    r"\b(?:[b-hj-z]\b|[a-z]{1,3}[0-9]|[0-9]+[a-z]\b|(?:clef?|letr[ae]|letter|buchstabe|uve|ese|ene|eme|ele|efe|erre|hache|jota|equis"
    r"|zeta|griega|ca|ka|kay|ge|pe|pee|bee|cee|dee|gee|alpha|alfa|bravo|charlie|delta)\b|(?:be|ce|te|a) de )"
)
_INERT = re.compile(INERT)
_NO_KINDS = frozenset[Kind]()
_FEW_DIGITS = 3
_FEW_WORDS = 4
_MANY_WORDS = 9
SPELLED = 7
"""Figures, and letters beside them, from which on they may be an id or an account by themselves."""
WRITTEN = 6
"""Figures from which on a written form is looked for: those of a National Insurance number."""


class Glance(NamedTuple):
    """What one text says by itself; most say nothing."""

    cues: list[tuple[int, int, Kind | About]]
    numbers: int  # figures and number words, about
    written: int  # figures
    email: bool
    asks: bool
    given: frozenset[Kind]
    spelled: bool  # letters beside many figures
    street: bool

    @property
    def tells(self) -> bool:
        """Whether it may hold personal data that nobody asked for."""
        return self.email or self.street or self.spelled or self.written >= WRITTEN


NOTHING = Glance([], 0, 0, email=False, asks=False, given=frozenset(), spelled=False, street=False)


def glance(text: str) -> Glance:
    """In folded text; cheap for a text that says nothing."""
    words = text.translate(_GAPS).split() if text.isascii() else _WORD.findall(text)
    starts = set(map(_start_of, words))
    cued = not starts_none(starts)
    email = "@" in text or not (starts.isdisjoint(_DOT_STARTS) or starts.isdisjoint(_AT_STARTS))
    digits = len(_DIGIT.findall(text)) if _DIGIT.search(text) else 0
    numbers = digits if _holds_no_figure(words) else digits + sum(map(_is_figure, words))
    if "hundert" in text or "tausend" in text:
        numbers += _FEW_DIGITS
    if not (cued or email or numbers or "[" in text):
        return NOTHING
    marked = "[" in text
    cues = cues_in(without_marks(text) if marked else text, starts) if cued else []
    if not (cues or email or numbers or marked):
        return NOTHING
    given = _kinds_in(text) if marked else _NO_KINDS
    spelled = numbers >= _MANY_WORDS or (numbers >= _FEW_WORDS and _LETTER.search(text) is not None)
    street = numbers > 0 and (not STREETS.isdisjoint(words) or has_german_street(text))
    return Glance(cues, numbers, digits, email, bool(cues) and asks(text, words), given, spelled, street)


def _kinds_in(text: str) -> frozenset[Kind]:
    """Of the tokens in a text."""
    return frozenset(kind_of(mark.upper()) for mark in _INERT.findall(text) if mark.startswith("[["))


_DOT_STARTS = frozenset(word[:START] for word in _DOT)
_AT_STARTS = frozenset(word[:START] for word in _AT)


def without_marks(text: str) -> str:
    """Marks and tokens without the words in them, at the same places."""
    if "[" not in text:
        return text
    return _INERT.sub(lambda mark: f"[{'.' * (len(mark.group()) - 2)}]", text)
