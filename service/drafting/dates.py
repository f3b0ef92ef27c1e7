"""Spoken days made dates, reckoned from the day of the call: "by Friday", "within two weeks", "pasado mañana".

English, Spanish, French and German. A day that has no year is the next one to come; a range ("three to five
business days") counts its end, since that is when the customer may complain.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from service.drafting.date_words import COUNTS, MONTHS, ORDINAL_WORDS, WEEKDAYS, any_of
from service.drafting.day_reckoning import (
    day_in_month,
    day_of_month,
    month_end,
    months_on,
    next_weekday,
    week_end,
    working_days_on,
)
from service.drafting.other_dates import DOTTED, OTHER_KINDS, OTHER_TRIGGERS
from service.drafting.text import listed

__all__ = ["MONTHS", "WEEKDAYS", "Mention", "first_day", "mentions"]

Resolve: TypeAlias = Callable[[str, date], date | None]

_COUNT = rf"(?:\d{{1,3}}|{any_of(COUNTS)})"
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[\s-](?:{'|'.join(ORDINAL_WORDS)})|{'|'.join(ORDINAL_WORDS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"


@dataclass(frozen=True)
class Mention:
    """A day that was named, and the words that name it."""

    day: date
    start: int
    end: int


def mentions(text: str, today: date) -> Iterator[Mention]:
    """Days named in a text, in order; what lies before the call ("last Friday") is left out."""
    lower = text.translate(_ONE_TO_ONE).lower()
    said = set(_WORD.findall(lower))
    found = (
        [*_found(_DAY, _RESOLVE, lower, today)]
        if not DAY_WORDS.isdisjoint(said) or _ISO.search(lower)
        else []
    )
    if not OTHER_TRIGGERS.isdisjoint(said) or DOTTED.search(lower):
        others = _found(_OTHER_DAY, _OTHER_RESOLVE, lower, today)
        found += [one for one in others if not _overlaps(one, found)]
        found.sort(key=lambda one: one.start)
    yield from found


def _found(
    pattern: re.Pattern[str], resolve: Mapping[str, Resolve], lower: str, today: date
) -> Iterator[Mention]:
    for found in pattern.finditer(lower):
        day = resolve[found.lastgroup or ""](found.group(), today)
        if day is not None:
            yield Mention(day, found.start(), found.end())


def _overlaps(one: Mention, others: Iterable[Mention]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def first_day(text: str, today: date) -> date | None:
    """The first day a text names."""
    return next((mention.day for mention in mentions(text, today)), None)


def _iso(text: str, _today: date) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _weekday(text: str, today: date) -> date:
    """The next such day; "next Friday" is the one of the week after this."""
    words = text.split()
    return next_weekday(today, WEEKDAYS.index(words[-1]), of_next_week="next" in words)


def _span(text: str, today: date) -> date | None:
    """A span of time from now: in 3 to 5 business days, within 24 hours, in a week."""
    last = re.findall(rf"(?<!\w){_COUNT}(?!\w)", text)[-1]
    count = int(last) if last.isdigit() else COUNTS[last]
    if "hour" in text:
        return today + timedelta(days=-(-count // 24))
    if "month" in text:
        return months_on(today, count)
    if "week" in text:
        return today + timedelta(weeks=count)
    if re.search(r"business|working", text):
        return working_days_on(today, count)
    return today + timedelta(days=count)


def _month_day(text: str, today: date) -> date | None:
    month = next(number for number, name in enumerate(MONTHS, start=1) if name in text)
    year = re.search(r"\b20\d\d\b", text)
    rest = text.replace(MONTHS[month - 1], " ")
    day = _ordinal(rest.replace(year.group(), " ") if year else rest)
    return day_in_month(today, month, day, int(year.group()) if year else None)


def _ordinal(text: str) -> int:
    figures = re.search(r"\d{1,2}", text)
    if figures:
        return int(figures.group())
    tens = 20 if "twenty" in text else 30 if re.search(r"thirty\b", text) else 0
    units = [value for word, value in ORDINAL_WORDS.items() if re.search(rf"\b{word}\b", text)]
    return tens + (units[0] if units else 0)


_KINDS: dict[str, tuple[str, Callable[[str, date], date | None]]] = {
    "past": (rf"(?:last|since|past)\s+(?:{'|'.join(WEEKDAYS)}|week|month)", lambda _text, _today: None),
    "iso": (r"20\d\d-\d\d-\d\d", _iso),
    "after_tomorrow": (r"(?:the\s+)?day\s+after\s+tomorrow", lambda _text, today: today + timedelta(days=2)),
    "tomorrow": (r"tomorrow", lambda _text, today: today + timedelta(days=1)),
    "today": (
        r"today|tonight|this\s+(?:morning|afternoon|evening)|(?:end|close)\s+of\s+(?:the\s+)?(?:day|business)",
        lambda _text, today: today,
    ),
    "week_end": (
        r"(?:end\s+of\s+(?:the|this|next)\s+week|next\s+week(?!\s+on))",
        lambda text, today: week_end(today, of_next_week="next" in text),
    ),
    "month_end": (r"end\s+of\s+(?:the|this)\s+month", lambda _text, today: month_end(today)),
    "month_day": (
        (
            rf"{_MONTH}\s+(?:the\s+)?(?:{_ORDINAL}|\d{{1,2}})(?:,?\s+20\d\d)?"
            rf"|(?:the\s+)?(?:{_ORDINAL}|\d{{1,2}})\s+(?:of\s+)?{_MONTH}(?:,?\s+20\d\d)?"
        ),
        _month_day,
    ),
    "weekday": (rf"(?:(?:this|next|coming)\s+)?(?:{'|'.join(WEEKDAYS)})", _weekday),
    "span": (
        (
            rf"(?:(?:with)?in|(?:over|in|for)\s+the\s+next)\s+(?:{_COUNT}\s*(?:to|or|-|–)\s*)?{_COUNT}\s+"
            r"(?:business\s+|working\s+)?(?:hours?|days?|weeks?|months?)"
            rf"|(?:{_COUNT}\s*(?:to|or|-|–)\s*)?{_COUNT}\s+(?:business|working)\s+days"
        ),
        _span,
    ),
    "day_of_month": (
        rf"(?:by|on|before|until)\s+the\s+{_ORDINAL}(?!\s+\w*(?:floor|time|one)\b)",
        lambda text, today: day_of_month(today, _ordinal(text)),
    ),
}
_RESOLVE: Mapping[str, Resolve] = {kind: resolve for kind, (_, resolve) in _KINDS.items()}
_OTHER_RESOLVE: Mapping[str, Resolve] = {kind: resolve for kind, (_, resolve) in OTHER_KINDS.items()}


def _one_of(kinds: Mapping[str, tuple[str, Resolve]]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(f'(?P<{kind}>{source})' for kind, (source, _) in kinds.items())})(?!\w)"
    )


_DAY, _OTHER_DAY = _one_of(_KINDS), _one_of(OTHER_KINDS)
# Looking for words takes a tenth of the time that trying every kind at every letter does.
DAY_WORDS = (
    frozenset(WEEKDAYS)
    | frozenset(MONTHS)
    | frozenset(ORDINAL_WORDS)
    | frozenset(
        listed(
            "tomorrow today tonight morning afternoon evening day days week weeks month months hour hours business st nd rd th"
        )
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_ISO = re.compile(r"20\d\d-\d")
# Speech recognition set to another language writes these for i and s; İ alone has a lower case of two letters.
_ONE_TO_ONE = str.maketrans("ıİſ", "iis")
