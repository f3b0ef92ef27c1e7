"""Card expiry dates, said or written: heard only while a card is talked about."""

import re
from collections.abc import Sequence

from service.drafting.masking.languages import Cue
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run

_NEAR = 10
_MONTHS = 12
_PART = 2
_DATE_DIGITS = 8
_YEARS = range(23, 45)
# On cards that are shown, some of them out of date.
_PRINTED = range(20, 45)
_CENTURY = 2000
# A month of one or two digits and a year of four.
_FULL = 4
_LONG = (5, 6)
# A word for validity stands so near before its month and year.
_VALID = 64
_OTHERS = re.compile(
    r"pass|pasaporte|licen[cs]|permi[st]|vertrag|contra[tc]|\b(?:dni|nie|perso|mot|itv|tuv|lease|abo|bon|deal|sale|code|link)\b|carnet|identi|ausweis|"
    r"offer|oferta|offre|angebot|points|puntos|punkte|voucher|gutschein|coupon|subscri|suscri|abonn|insurance|assurance|seguro|versicher|garant|"
    r"warrant|policy|poliza|certifi|zertifikat|token|lien|enlace|ticket|fahrkarte|sejour|residen|member|quote|devis|presupuesto|domain|mitglied|"
    r"medic|milk|food|promo|billet|billete|bono|forfait|aufenthalt|titel|vitale|socio"
)
_LENGTHS = range(3, 7)
_END_OF = re.compile(r"\b(?:(?:a )?(?:finales|fines) de|end of|fin(?: de)?|ende) $")
_DAY = re.compile(r"(?<![0-9])[0-3]?[0-9] ?(?:st|nd|rd|th|er|\.)? ?(?:of |de )?$")
_DAY_MONTH = r"(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])"
_DATE = re.compile(rf"(?:{_DAY_MONTH}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?:19|20)[0-9]{{2}}")
Span = tuple[int, int]


def month_before(run: Run, months: Sequence[Span]) -> Span | None:
    """The month whose year this run is: "May 2027", "October of twenty nine"."""
    if not months:
        return None
    return next((month for month in reversed(months) if 0 <= run.start - month[1] <= _NEAR), None)


def is_of_a_day(text: str, month: Span) -> bool:
    """Whether a day stands before the month: a card expires with the month."""
    return _DAY.search(text, max(0, month[0] - _NEAR), month[0]) is not None


def is_date(digits: str) -> bool:
    """Day, month and year written as one: "24062018", "06242018"."""
    return len(digits) == _DATE_DIGITS and _DATE.fullmatch(digits) is not None


def expires(text: str, cues: frozenset[Cue]) -> bool:
    """Whether a text says by itself when a card expires: it names expiry, and nothing else that expires."""
    return Cue.EXPIRY in cues and Cue.OTHER not in cues and _OTHERS.search(text) is None


def said_before(text: str, run: Run, months: Sequence[Span]) -> str:
    """The text before a run, and before the month that its year is of, in which a word for validity may stand."""
    month = month_before(run, months)
    start = month[0] if month else run.start
    return text[max(0, start - _VALID) : start]


def is_year_of_month(run: Run, months: Sequence[Span]) -> bool:
    """As a card's year behind the name of its month: "August twenty seven", "marzo de dos mil veintinueve"."""
    digits = run.digits
    if len(digits) not in {_PART, 2 * _PART} or month_before(run, months) is None:
        return False
    return int(digits) in _YEARS or int(digits) - _CENTURY in _YEARS


def is_month_and_year(run: Run, months: Sequence[Span]) -> bool:
    """As a card has them: "08 27", "August twenty seven"."""
    digits = run.digits
    if is_year_of_month(run, months):
        return True
    if len(digits) in _LONG:
        return 1 <= int(digits[:-_FULL]) <= _MONTHS and int(digits[-_FULL:]) - _CENTURY in _YEARS
    return len(digits) == 2 * _PART and 1 <= int(digits[:_PART]) <= _MONTHS and int(digits[_PART:]) in _YEARS


def reads_as_expiry(run: Run, months: Sequence[Span], *, bare: bool) -> bool:
    """Month and year, or the part of them that an answer leaves: "05 27", "May 2027", "twenty seven"."""
    digits = run.digits
    if len(digits) == _PART:
        return bare or month_before(run, months) is not None
    if len(digits) not in _LENGTHS:
        return False
    if digits.startswith("20") or month_before(run, months) is not None:
        return True
    if len(digits) in _LONG and int(digits[-_FULL:]) - _CENTURY not in _PRINTED:
        return False
    return 1 <= int(digits[: 2 - len(digits) % 2]) <= _MONTHS and (bare or int(digits[-2:]) in _PRINTED)


def mark_expiry(text: str, run: Run, months: Sequence[Span]) -> None:
    """Mark a year with its month, and with "the end of" before it."""
    month = month_before(run, months)
    if month:
        end_of = _END_OF.search(text, max(0, month[0] - _NEAR - _NEAR), month[0])
        run.atoms[0].start = end_of.start() if end_of else month[0]
    run.mark(Mark.EXPIRY)
