"""Figures with what they measure: 3 o'clock, 3 days, 3 dollars and 3 people do not bear each other out."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from service.drafting.number_atoms import Atom
from service.drafting.numbers import Run, is_heard, runs
from service.drafting.times import Clock
from service.drafting.tongues.base import Lexicon

TIME = "time"
ORDINAL = "ordinal"
PLAIN = ""

_BEFORE = re.compile(r"(?:([$€£])|\b(usd|eur|gbp|us\$))\s?$")
_SIGNS = {
    "$": "dollar",
    "€": "euro",
    "£": "pound",
    "usd": "dollar",
    "eur": "euro",
    "gbp": "pound",
    "us$": "dollar",
}
_UNITS = {
    "dollar": "dollars?|bucks?|usd|dolares?|dollar",
    "euro": "euros?|eur|€",
    "pound": "pounds?|quid|gbp|£|libras?|livres?|pfund",
    "cent": "cents?|pence|centimos?|centimes?",
    "credit": "credits?",
    "percent": "%|percent|per cent|por ciento|pour cent|prozent",
    "minute": "minutes?|mins?|minutos?|minuten?",
    "hour": "hours?|hrs?|horas?|heures?|stunden?",
    "day": "(?:business |working )?days?|dias?(?: habiles| laborables)?|jours?(?: ouvrables| ouvres)?|(?:werk|arbeits)?tagen?",
    "week": "weeks?|semanas?|semaines?|wochen?",
    "month": "months?|mes(?:es)?|mois|monaten?",
    "year": "years?|anos?|ans?|jahren?",
    ORDINAL: "st|nd|rd|th",
}
MONEY = frozenset({"dollar", "euro", "pound", "cent", "credit"})
_AFTER = re.compile(rf"(?:{'|'.join(f'(?P<{kind}>(?:{words}))' for kind, words in _UNITS.items())})(?!\w)")
_CURRENCY = re.compile("|".join(f"(?P<{kind}>{_UNITS[kind]})" for kind in ("dollar", "euro", "pound")))
_GAP = re.compile(r"[\s\-]*")
_NOUN = re.compile(r"\s*([a-z][a-z'-]+)")
_COUPLE = re.compile(
    r"\b(?:a couple(?: of)?|a pair of|half a dozen|a dozen|half an hour|un par de|une paire de|ein paar)\b"
)
_COUPLES = {"half a dozen": "six", "a dozen": "twelve", "half an hour": "thirty minutes"}


@dataclass(frozen=True)
class Figure:
    """A run of a text; `kind` is its unit, TIME, ORDINAL or PLAIN; `noun` the stem of the word that follows."""

    run: Run
    kind: str
    noun: str
    readings: frozenset[str]
    minus: bool = False

    def measures(self, other: "Figure") -> bool:
        """Whether both may be about the same thing: units that are named must agree."""
        if self.kind and other.kind:
            return self.kind == other.kind
        if TIME in (self.kind, other.kind):
            return not (self.noun or other.noun)
        return True


def spelled(folded: str) -> str:
    """Numbers that hide in phrases written out: "a couple of days" is two."""
    return _COUPLE.sub(lambda found: _COUPLES.get(found.group(), "two"), folded) if "a" in folded else folded


def figures(folded: str, clocks: Sequence[Clock], lexicon: Lexicon, *, loose: bool) -> Iterator[Figure]:
    """Figures of a folded text, in order; within a time of day they are of kind TIME."""
    for run in _apart(runs(folded, loose=loose, spoken=lexicon.spoken), clocks):
        kind, noun = (TIME, "") if _in_time(run.atoms[0], clocks) else _measured(folded, run, lexicon)
        minus = (
            re.search(r"(?:(?<![\w\d])-|\bminus )$", folded[max(0, run.start - 6) : run.start]) is not None
        )
        yield Figure(run, kind, noun, run.readings() if loose else run.whole(), minus)


def borne_out(claimed: Figure, heard: Iterable[Figure]) -> bool:
    """Whether a figure was said, of what it measures here."""
    fitting = [one for one in heard if one.measures(claimed) and one.minus >= claimed.minus]
    readings = frozenset().union(*(one.readings for one in fitting))
    if not is_heard(claimed.run, readings):
        return False
    alike = [one for one in fitting if claimed.noun and one.noun == claimed.noun]
    # "6 bedrooms and 140 square metres" says nothing of 140 bedrooms.
    return not alike or is_heard(
        claimed.run, frozenset().union(*(one.readings for one in alike)) | _bare(fitting)
    )


def _apart(found: Iterable[Run], clocks: Sequence[Clock]) -> Iterator[Run]:
    """Runs cut where a time of day ends: "8 pm, 33 guests" is two."""
    for run in found:
        for _, atoms in groupby(run.atoms, key=lambda atom: _in_time(atom, clocks)):
            yield Run(tuple(atoms))


def _in_time(atom: Atom, clocks: Sequence[Clock]) -> bool:
    at = bisect_left(clocks, atom.end, key=lambda clock: clock.start) - 1
    return at >= 0 and atom.start < clocks[at].end


def _bare(heard: Iterable[Figure]) -> frozenset[str]:
    return frozenset().union(*(one.readings for one in heard if not one.noun and not one.kind))


def _measured(folded: str, run: Run, lexicon: Lexicon) -> tuple[str, str]:
    before = _BEFORE.search(folded, max(0, run.start - 5), run.start)
    if before:
        return _SIGNS[before[1] or before[2]], ""
    gap = _GAP.match(folded, run.end)
    at = gap.end() if gap else run.end
    after = _AFTER.match(folded, at)
    inside = _CURRENCY.search(folded, run.start, run.end)
    if inside:  # "24 dollars and 50 cents"
        return inside.lastgroup or PLAIN, ""
    # The suffix of "5th" is part of the run.
    suffix = re.search(r"\d(st|nd|rd|th)$", folded[run.start : run.end])
    if suffix:
        return ORDINAL, ""
    if after:
        return after.lastgroup or PLAIN, ""
    noun = _NOUN.match(folded, run.end)
    word = noun[1] if noun else ""
    return PLAIN, lexicon.stem(word) if word and word not in lexicon.idle else ""
