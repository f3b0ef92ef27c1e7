"""Spoken days made dates, reckoned from the day of the call: "by Friday", "within two weeks", "May 3rd".

English. A day that has no year is the next one to come; a range ("three to five business days") counts
its end, since that is when the customer may complain.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from service.drafting.number_words import ORDINALS, TEENS, UNITS

FRIDAY = 4
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)

_COUNTS = UNITS | TEENS | {"a": "1", "an": "1", "a couple of": "2", "twenty": "20", "thirty": "30"}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(sorted(_COUNTS, key=lambda word: -len(word)))})"
_ORDINAL = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[\s-](?:{'|'.join(ORDINALS)})|{'|'.join(ORDINALS)})"
)
_MONTH = rf"(?:{'|'.join(MONTHS)})"


@dataclass(frozen=True)
class Mention:
    """A day that was named, and the words that name it."""

    day: date
    start: int
    end: int


def mentions(text: str, today: date) -> Iterator[Mention]:
    """Days named in a text, in order; what lies before the call ("last Friday") is left out."""
    for found in _DAY.finditer(text.translate(_ONE_TO_ONE).lower()):
        kind = found.lastgroup or ""
        day = _RESOLVE[kind](found.group(), today)
        if day is not None:
            yield Mention(day, found.start(), found.end())


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
    ahead = (WEEKDAYS.index(text.rsplit(maxsplit=1)[-1]) - today.weekday()) % 7
    if "next" in text.split():
        return today + timedelta(days=ahead + 7 if ahead > 0 and not _wraps(today, ahead) else ahead or 7)
    return today + timedelta(days=ahead or 7)


def _wraps(today: date, ahead: int) -> bool:
    return today.weekday() + ahead >= len(WEEKDAYS)


def _week_end(text: str, today: date) -> date:
    friday = today + timedelta(days=(FRIDAY - today.weekday()) % 7)
    if "next" in text:
        return friday if _wraps(today, (friday - today).days) else friday + timedelta(days=7)
    return friday


def _month_end(_text: str, today: date) -> date:
    return today.replace(day=monthrange(today.year, today.month)[1])


def _span(text: str, today: date) -> date | None:
    """A span of time from now: in 3 to 5 business days, within 24 hours, in a week."""
    last = re.findall(rf"(?<!\w){_COUNT}(?!\w)", text)[-1]
    count = int(_COUNTS.get(last, last))
    if "hour" in text:
        return today + timedelta(days=-(-count // 24))
    if "month" in text:
        return _months_on(today, count)
    if "week" in text:
        return today + timedelta(weeks=count)
    return (
        _working_days_on(today, count)
        if re.search(r"business|working", text)
        else today + timedelta(days=count)
    )


def _months_on(today: date, count: int) -> date:
    year, month = divmod(today.month - 1 + count, 12)
    last = monthrange(today.year + year, month + 1)[1]
    return date(today.year + year, month + 1, min(today.day, last))


def _working_days_on(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() <= FRIDAY
    return day


def _month_day(text: str, today: date) -> date | None:
    month = next(number for number, name in enumerate(MONTHS, start=1) if name in text)
    year = re.search(r"\b20\d\d\b", text)
    rest = text.replace(MONTHS[month - 1], " ")
    day = _ordinal(rest.replace(year.group(), " ") if year else rest)
    try:
        if year:
            return date(int(year.group()), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:  # the 31st of June
        return None


def _day_of_month(text: str, today: date) -> date | None:
    day = _ordinal(text)
    for ahead in range(12):  # the 31st may have to wait for a month that has one
        first = _months_on(today.replace(day=1), ahead)
        if 1 <= day <= monthrange(first.year, first.month)[1] and first.replace(day=day) >= today:
            return first.replace(day=day)
    return None


def _ordinal(text: str) -> int:
    figures = re.search(r"\d{1,2}", text)
    if figures:
        return int(figures.group())
    tens = 20 if "twenty" in text else 30 if re.search(r"thirty\b", text) else 0
    units = [value for word, value in ORDINALS.items() if re.search(rf"\b{word}\b", text)]
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
    "week_end": (r"(?:end\s+of\s+(?:the|this|next)\s+week|next\s+week(?!\s+on))", _week_end),
    "month_end": (r"end\s+of\s+(?:the|this)\s+month", _month_end),
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
        _day_of_month,
    ),
}
_RESOLVE = {kind: resolve for kind, (_, resolve) in _KINDS.items()}
_DAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'(?P<{kind}>{source})' for kind, (source, _) in _KINDS.items())})(?!\w)"
)
# Speech recognition set to another language writes these for i and s; İ alone has a lower case of two letters.
_ONE_TO_ONE = str.maketrans("ıİſ", "iis")
