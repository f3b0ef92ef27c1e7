"""What the words around digits say of them: which digits come next, and which are no secret."""

import re
from collections import defaultdict
from collections.abc import Iterable

from connectors.contracts import Speaker
from service.drafting.masking.languages import LANGUAGES, Cue
from service.drafting.masking.lexer import START
from service.drafting.masking.marks import INERT
from service.drafting.masking.numbers import Run

# Longer runs are never taken for a price, a room or an order number.
_PLAIN_DIGITS = 7
_TIME_DIGITS = 3
_DATE_DIGITS = 6
_DAY_DIGITS = 2
_NAMED_DIGITS = range(8, 12)
_LAST_FOUR = 4
# How far before and after a run its label and its unit are looked for.
_REACH = 48


def _joined(parts: Iterable[tuple[str, ...]]) -> str:
    return "|".join(pattern for patterns in parts for pattern in patterns)


_Cued = tuple[Cue, str, re.Pattern[str]]


def _by_start() -> dict[str, list[_Cued]]:
    """Cues under the first letters of their stem; under "" those whose stem may stand inside a word."""
    table: dict[str, list[_Cued]] = defaultdict(list)
    for language in LANGUAGES:
        for cue, stems in language.cues.items():
            for stem, pattern in stems.items():
                inside = stem.startswith("*")
                start = "" if inside else re.split(r"\W", stem)[0][:START]
                table[start].append((cue, stem.removeprefix("*"), re.compile(pattern)))
    return dict(table)


_INERT = re.compile(INERT)
_CUES = _by_start()
_STARTS = frozenset(_CUES)
_UNIT = re.compile(rf"[ -]{{0,2}}(?:%|(?:{_joined(language.units for language in LANGUAGES)})\b)")
_LABEL = re.compile(
    rf"\b(?:{_joined(language.labels for language in LANGUAGES)})"
    rf"(?:[ :#,]{{1,3}}(?:{_joined(language.label_links for language in LANGUAGES)})\b){{0,4}}[ :#,.$£€-]{{0,3}}$"
)
_NAME = re.compile(
    rf"\b(?:{_joined(language.names for language in LANGUAGES)})"
    rf"(?:[ :#,]{{1,3}}(?:{_joined(language.label_links for language in LANGUAGES)})\b){{0,4}}[ :#,.-]{{0,3}}$"
)
_TIME = re.compile(rf"\b(?:{_joined(language.times for language in LANGUAGES)}) $")
_LAST = re.compile(rf"\b(?:{_joined(language.last_four for language in LANGUAGES)})[ :,]{{1,3}}$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEAR_BEFORE = re.compile(r"\b(?:in|of|since|year|during|back in) $")


def cues_of(text: str, starts: frozenset[str], speaker: Speaker) -> frozenset[Cue]:
    """Cues in one utterance of folded text. Our own marks name secrets too, and are none."""
    text = _INERT.sub("[]", text) if "[" in text else text
    found = {
        cue
        for start in ("", *(starts & _STARTS))
        for cue, stem, pattern in _CUES[start]
        if stem in text and pattern.search(text)
    }
    if Cue.ASK in found and speaker is not Speaker.CUSTOMER and Cue.LOSS not in found:
        found.add(Cue.NUMBER)
    return frozenset(found)


def is_named(text: str, run: Run) -> bool:
    """Whether the words before a run of telephone or account length say that it is no card's."""
    return (
        len(run.digits) in _NAMED_DIGITS
        and _NAME.search(text[max(0, run.start - _REACH) : run.start]) is not None
    )


def is_plain(text: str, run: Run, *, dated: bool) -> bool:
    """Whether the words beside a run say that it is a price, a time, an order number, or four last digits.

    `dated` if the name of a month stands before it.
    """
    count = len(run.digits)
    if count > _PLAIN_DIGITS:
        return False
    if dated and count <= _DATE_DIGITS and (count <= _DAY_DIGITS or _YEAR.fullmatch(run.digits[-4:])):
        return True
    before = text[max(0, run.start - _REACH) : run.start]
    if count == _LAST_FOUR and _LAST.search(before):
        return True  # four last digits may be shown (PCI DSS 3.4.1)
    if _UNIT.match(text, run.end, run.end + _REACH) or _LABEL.search(before):
        return True
    if _YEAR.fullmatch(run.digits) and _YEAR_BEFORE.search(before):
        return True
    return count <= _TIME_DIGITS and _TIME.search(before) is not None
