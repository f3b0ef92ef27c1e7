"""Days named in Spanish, French and German: "pasado mañana", "le 3 mars", "am kommenden Montag", "in zwei Wochen"."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from service.drafting.date_words import ANY_MONTH, OTHER_COUNTS, OTHER_MONTHS, OTHER_WEEKDAYS, any_of
from service.drafting.day_reckoning import (
    day_in_month,
    month_end,
    months_on,
    next_weekday,
    week_end,
    working_days_on,
)
from service.drafting.text import listed

_WEEKDAY = any_of(OTHER_WEEKDAYS)
_MONTH = any_of(OTHER_MONTHS)
_COUNT = rf"(?:\d{{1,3}}|{any_of(OTHER_COUNTS)})"
_DAY = rf"(?:\d{{1,2}}(?:er|º|\.)?|{any_of(OTHER_COUNTS)})"
_NEXT = r"(?:próxim[oa]|que\s+viene|prochain|qui\s+vient|nächste[nrs]?|kommende[nrs]?)"
_UNIT = (
    r"(?:horas?|heures?|stunden?|días?|jours?|tage?n?|semanas?|semaines?|wochen?|mes(?:es)?|mois|monate?n?)"
)
_LAST_WEEK = re.compile(r"semana|semaine|woche")


def _weekday(text: str, today: date) -> date:
    word = next(word for word in re.findall(r"\w+", text) if word in OTHER_WEEKDAYS)
    return next_weekday(
        today, OTHER_WEEKDAYS[word], of_next_week=re.search(_NEXT, text) is not None and "kommend" not in text
    )


def _month_day(text: str, today: date) -> date | None:
    month = next(ANY_MONTH[word] for word in reversed(re.findall(r"[^\W\d]+", text)) if word in OTHER_MONTHS)
    year = re.search(r"\b20\d\d\b", text)
    day = _count(re.sub(rf"\b(?:{_MONTH}|20\d\d)\b", " ", text))
    return day_in_month(today, month, day, int(year.group()) if year else None)


def _span(text: str, today: date) -> date:
    counts = [
        int(word) if word.isdigit() else OTHER_COUNTS[word]
        for word in re.findall(r"\w+", text)
        if word.isdigit() or word in OTHER_COUNTS
    ]
    count = counts[-1]
    if re.search(r"hora|heure|stunde", text):
        return today + timedelta(days=-(-count // 24))
    if re.search(r"\bmes|mois|monat", text):
        return months_on(today, count)
    if _LAST_WEEK.search(text):
        return today + timedelta(weeks=count)
    if re.search(r"hábiles|laborables|ouvr|werktag|arbeitstag", text):
        return working_days_on(today, count)
    return today + timedelta(days=count)


def _count(text: str) -> int:
    figures = re.search(r"\d{1,2}", text)
    if figures:
        return int(figures.group())
    return next((OTHER_COUNTS[word] for word in re.findall(r"\w+", text) if word in OTHER_COUNTS), 0)


def _dotted(text: str, today: date) -> date | None:
    """Day before month, as in most of Europe: 24.11.2026, or 24.11. without a year."""
    day, month, *year = (int(part) for part in re.findall(r"\d+", text))
    return day_in_month(today, month, day, year[0] if year else None)


OTHER_KINDS: dict[str, tuple[str, Callable[[str, date], date | None]]] = {
    "other_past": (
        (
            rf"(?:(?:el|le)\s+)?(?:{_WEEKDAY})\s+(?:pasado|dernier)"
            rf"|(?:letzte[nrs]?|vergangene[nrs]?|vorige[nrs]?)\s+(?:{_WEEKDAY}|woche|monat)"
            r"|(?:semana|mes)\s+pasad[oa]|(?:semaine|mois)\s+derni(?:er|ère)|(?:de|por|en)\s+la\s+mañana|esta\s+mañana"
        ),
        lambda _text, _today: None,
    ),
    "other_after": (
        r"pasado\s+mañana|après-demain|übermorgen",
        lambda _text, today: today + timedelta(days=2),
    ),
    "other_tomorrow": (
        r"mañana|demain|(?<!guten\s)(?<!am\s)(?<!heute\s)morgen",
        lambda _text, today: today + timedelta(days=1),
    ),
    "other_today": (r"hoy|aujourd'hui|heute|esta\s+tarde|ce\s+soir", lambda _text, today: today),
    "other_month_end": (
        r"(?:fin(?:al(?:es)?)?\s+de(?:l)?\s+mes|fin\s+(?:du|de)\s+mois|(?:ende\s+des\s+monats|monatsende))",
        lambda _text, today: month_end(today),
    ),
    "other_week_end": (
        r"(?:fin(?:al)?\s+de\s+(?:la\s+)?semana|fin\s+de\s+(?:la\s+)?semaine|ende\s+der\s+woche)",
        lambda _text, today: week_end(today, of_next_week=False),
    ),
    "other_next_week": (
        (
            r"(?:la\s+)?(?:próxima\s+semana|semana\s+(?:próxima|que\s+viene))|(?:la\s+)?semaine\s+prochaine"
            r"|(?:nächste[nr]?|kommende[nr]?)\s+woche"
        ),
        lambda _text, today: week_end(today, of_next_week=True),
    ),
    "other_month_day": (
        rf"(?:(?:el|le|am|den|der|vom|zum|du|del|al)\s+)?{_DAY}\s+(?:de\s+)?(?:{_MONTH})(?:\s+(?:de(?:l)?\s+)?20\d\d)?",
        _month_day,
    ),
    "other_weekday": (
        rf"(?:(?:este|el|am|ce|diesen?|ab|bis|{_NEXT})\s+){{0,3}}(?:{_WEEKDAY})(?:\s+{_NEXT})?",
        _weekday,
    ),
    "other_span": (
        (
            rf"(?:en|dentro\s+de|dans|d'ici|sous|in|innerhalb\s+von|binnen)\s+(?:{_COUNT}\s*(?:a|à|o|ou|bis|oder|-)\s*)?{_COUNT}"
            rf"\s+{_UNIT}(?:\s+(?:hábiles|laborables|ouvrés|ouvrables))?"
            rf"|(?:in|innerhalb\s+von|binnen)\s+{_COUNT}\s+(?:werktagen?|arbeitstagen?)"
        ),
        _span,
    ),
    "other_dotted": (r"(?:[0-3]?\d)\.(?:1[0-2]|0?[1-9])\.(?:\s?20\d\d)?", _dotted),
}
# Words without one of which no such day is named; 24.11. has none, and two points.
OTHER_TRIGGERS = (
    frozenset(OTHER_WEEKDAYS)
    | frozenset(OTHER_MONTHS)
    | frozenset(
        listed(
            "mañana demain après-demain morgen übermorgen hoy aujourd hui heute tarde soir semana semanas semaine semaines "
            "woche wochen día días jour jours tag tage tagen werktagen arbeitstagen mes meses mois monat monate monaten monats "
            "monatsende hora horas heure heures stunde stunden"
        )
    )
)
DOTTED = re.compile(r"\d\.\d{1,2}\.")
