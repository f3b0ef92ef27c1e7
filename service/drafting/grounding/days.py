"""Days as they are named, made comparable: weekdays, days of a month, written dates, "tomorrow"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.drafting.dates import mentions
from service.drafting.text import listed

_WEEKDAYS = {
    word: number
    for line in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "lunes martes miercoles jueves viernes sabado domingo",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
        "mon tues weds thurs fri sat sun",
    )
    for number, word in enumerate(listed(line))
} | {"sonnabend": 5}
_MONTHS = {
    word: number
    for line in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "januar februar marz april mai juni juli august september oktober november dezember",
        "jan feb mar apr may jun jul aug sept oct nov dec",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, word in enumerate(listed(line), start=1)
}
_ABBREVIATED = (
    "mon|sat|sun|jan|mar|may|mars|mai|marz"  # words of their own: only beside a figure, or not at all
)
_RELATIVE = {
    "today": 0, "tonight": 0, "hoy": 0, "aujourd'hui": 0, "heute": 0,
    "tomorrow": 1, "manana": 1, "demain": 1, "morgen": 1,
    "the day after tomorrow": 2, "pasado manana": 2, "apres-demain": 2, "ubermorgen": 2,
    "yesterday": -1, "ayer": -1, "hier": -1, "gestern": -1,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=lambda word: -len(word)))
_DAYS = "|".join(
    sorted((word for word in _WEEKDAYS if word not in ("mon", "sat", "sun")), key=lambda word: -len(word))
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th|er|\.)?"
_NAMED = re.compile(
    rf"(?<!\w)(?:(?P<iso>\d{{4}}-\d\d?-\d\d?)|(?P<numeric>\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}})"
    rf"|(?P<month>{_MONTH})\.? (?:the )?(?P<after>{_NUMBER})(?!\w|:\d)|(?P<before>{_NUMBER}) (?:of |de )?(?P<of>{_MONTH})"
    rf"|(?:(?P<past>last|past|previous|el pasado|pasado|letzten?|vergangenen?)\s+)?(?P<weekday>{_DAYS})"
    rf"|(?P<relative>{'|'.join(sorted(_RELATIVE, key=lambda word: -len(word)))})|(?P<ordinal>\d{{1,2}}(?:st|nd|rd|th)))(?!\w)"
)
_TELLING = re.compile(r"\d|day|tomorrow|tonight|lunes|martes|miercoles|jueves|viernes|sabado|domingo|di\b|dimanche|tag|mittwoch|"
                      r"sonnabend|hoy|manana|aujourd|demain|heute|morgen|ayer|hier|tues|weds|thurs|fri")  # fmt: skip


@dataclass(frozen=True)
class Named:
    """A day as it was named; what was not said is None. `on` is the date, where the call's day tells it."""

    start: int
    end: int
    weekday: int | None = None
    day: int | None = None
    month: int | None = None
    on: date | None = None
    past: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Days:
    """The days that a text names, and the dates that it comes to however it puts them ("within a week")."""

    named: tuple[Named, ...]
    dates: frozenset[date]


ARTICLE = 5  # characters: a day may be taken to begin at "the" or "on"
NO_DAYS = Days((), frozenset())


def days(folded: str, today: date) -> Days:
    if not _TELLING.search(folded):
        return NO_DAYS
    resolved = tuple(mentions(folded, today))
    named = tuple(_named(folded, today, {one.start: one.day for one in resolved}))
    return Days(named, frozenset(one.day for one in resolved) | {one.on for one in named if one.on})


def _named(folded: str, today: date, resolved: dict[int, date]) -> Iterator[Named]:
    for found in _NAMED.finditer(folded):
        start, end = found.span()
        near = [resolved[at] for at in range(start - ARTICLE, end + 1) if at in resolved]
        on = near[0] if near else None
        if found["relative"]:
            on = today + timedelta(days=_RELATIVE[found["relative"]])
            yield Named(start, end, weekday=on.weekday(), on=on, past=on < today)
        elif found["weekday"]:
            yield Named(start, end, weekday=_WEEKDAYS[found["weekday"]], on=on, past=bool(found["past"]))
        elif found["iso"] or found["numeric"]:
            yield _written(found["iso"] or found["numeric"], start, end, iso=bool(found["iso"]))
        elif found["ordinal"]:
            yield Named(start, end, day=_figure(found["ordinal"]), on=on)
        else:
            month = _MONTHS[found["month"] or found["of"]]
            yield Named(start, end, day=_figure(found["after"] or found["before"]), month=month, on=on)


def _written(text: str, start: int, end: int, *, iso: bool) -> Named:
    parts = [int(part) for part in re.split(r"[/.-]", text)]
    on = None
    if iso:
        try:
            on = date(*parts)
        except ValueError:
            on = None
    day, month = (on.day, on.month) if on else (None, None)
    return Named(start, end, day=day, month=month, on=on, parts=tuple(parts))


def _figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def borne_out(claimed: Named, heard: Iterable[Days], numbers: frozenset[str]) -> bool:
    """Whether a day was named: as such, or as another name of the same; `numbers` are those that were said."""
    for one in heard:
        if claimed.on is not None and claimed.on in one.dates and not _only_weekday(claimed, one):
            return True
        if any(_same(claimed, other) for other in one.named):
            return True
        if claimed.weekday is not None and any(
            _alike(claimed, day) for day in one.dates - _weekday_dates(one)
        ):
            return True
    return _in_figures(claimed, heard, numbers)


def _only_weekday(claimed: Named, heard: Days) -> bool:
    """A last Friday is no next Friday though the same word names it."""
    same = [one for one in heard.named if one.on == claimed.on]
    return bool(same) and all(one.past != claimed.past for one in same)


def _weekday_dates(heard: Days) -> frozenset[date]:
    return frozenset(one.on for one in heard.named if one.on and one.weekday is not None)


def _alike(claimed: Named, day: date) -> bool:
    return day.weekday() == claimed.weekday and not claimed.past


def _same(claimed: Named, heard: Named) -> bool:
    if claimed.past != heard.past:
        return False
    if claimed.weekday is not None and heard.weekday is not None:
        return claimed.weekday == heard.weekday
    if claimed.parts and heard.parts and (claimed.on is None or heard.on is None):
        return claimed.parts == heard.parts
    if claimed.day is not None and heard.day is not None:
        return claimed.day == heard.day and (
            claimed.month == heard.month or None in (claimed.month, heard.month)
        )
    return False


def _in_figures(claimed: Named, heard: Iterable[Days], numbers: frozenset[str]) -> bool:
    """Said as a mere figure, "24" for "the 24th"; a month that was named must be the same."""
    if claimed.parts and claimed.on is None:
        return {str(part) for part in claimed.parts} <= numbers
    if claimed.day is None or str(claimed.day) not in numbers:
        return False
    months = {other.month for one in heard for other in one.named if other.month is not None}
    return claimed.month is None or not months or claimed.month in months
