"""What a CRM field's value may look like: found in a sentence, and checked whatever its origin."""

import re
from collections.abc import Iterator
from datetime import date

from service.domain.profile import FieldSpec
from service.drafting.cues import matcher
from service.drafting.dates import mentions
from service.drafting.masking.marks import TOKEN
from service.drafting.numbers import as_figures, runs
from service.drafting.spoken import Spoken

LONGEST = 40
MOST_WORDS = 4
MOST_SPELLED = 12
TOKEN_TYPES = ("text", "phone")  # a masked number is an identifier, never an amount
PHONE_DIGITS = range(7, 16)

_AMOUNT = re.compile(
    r"(?:[$€£]\s?(?P<before>\d[\d,]*(?:\.\d{1,2})?)"
    r"|(?<![\w.])(?P<after>\d[\d,]*(?:\.\d{1,2})?)\s?(?:[$€£]|dollars?|pounds?|euros?|bucks|usd|eur|gbp)(?!\w))"
    r"(?:\s+(?:and\s+)?(?P<cents>\d{1,2})\s+(?:cents?|pence))?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[\d\s().-]{7,24}")


def candidates(spec: FieldSpec, sentence: Spoken, today: date) -> Iterator[str]:
    """Values for this field in a sentence, in order."""
    text = sentence.cleaned
    if spec.type == "choice":
        yield from _choices(spec, text)
        return
    if spec.type == "date":
        # "Thank you for your help today" names no appointment.
        yield from (mention.day.isoformat() for mention in mentions(text, today) if mention.day != today)
        return
    if spec.type in TOKEN_TYPES:
        yield from (found.group() for found in TOKEN.finditer(text))
    if spec.pattern:
        yield from _matching(spec.pattern, sentence.figures)
    elif spec.type == "phone":
        yield from _phones(sentence.figures)
    elif spec.type == "number":
        yield from _amounts(sentence.figures) or _figures(sentence.figures)


def fits(spec: FieldSpec, value: str) -> bool:
    """Whether a value is of the field's type and matches its pattern; a token stands for one that did."""
    if TOKEN.fullmatch(value):
        return spec.type in TOKEN_TYPES
    if spec.type == "choice" and value not in spec.choices:
        return False
    if spec.type == "number" and re.fullmatch(r"-?\d{1,18}(?:\.\d{1,6})?", value) is None:
        return False
    if spec.type == "phone" and (_PHONE.fullmatch(value) is None or _count(value) not in PHONE_DIGITS):
        return False
    if spec.type == "date" and not _is_date(value):
        return False
    return spec.pattern is None or (len(value) <= LONGEST and re.fullmatch(spec.pattern, value) is not None)


def names_money(sentence: Spoken) -> bool:
    """Whether a figure in it carries a currency; "twenty four fifty" alone may be 24.50 or 2450."""
    return _AMOUNT.search(as_figures(sentence.cleaned)) is not None


def tidy(spec: FieldSpec, value: str) -> str:
    """An amount without its currency and thousands; any other value as it is."""
    if spec.type != "number":
        return value
    found = re.fullmatch(r"[^\w\[-]*(-?\d[\d,]*(?:\.\d+)?)\s*(?:[^\w\]]|[a-z]{1,7})*", value, re.IGNORECASE)
    return found.group(1).replace(",", "") if found else value


def _choices(spec: FieldSpec, text: str) -> Iterator[str]:
    for found in sorted(
        (hit.start(), choice)
        for choice in spec.choices
        if (pattern := matcher((choice,))) is not None
        for hit in pattern.finditer(text)
    ):
        yield found[1]


def _matching(pattern: str, text: str) -> Iterator[str]:
    """Chains of words that match whole, apart or, where they are spelled out, joined; the longest first."""
    matches = re.compile(pattern).fullmatch
    parts = [part.strip(".,;:!?()\"'") for part in text.split()]
    at = 0
    while at < len(parts):
        fitting = ((count, value) for count, value in _chains(parts[at:]) if matches(value))
        count, value = next(fitting, (1, ""))
        if value:
            yield value
        at += count


def _chains(parts: list[str]) -> Iterator[tuple[int, str]]:
    """What may have been meant from here on: "a b 12" is AB12, and "is 12" is not IS12."""
    spelled = next((at for at, part in enumerate(parts) if not _spelled(part)), len(parts))
    for count in range(min(spelled, MOST_SPELLED), 0, -1):
        value = "".join(parts[:count])
        if len(value) <= LONGEST and any(map(str.isdigit, value)):
            yield count, value
            yield count, value.upper()
    for count in range(min(MOST_WORDS, len(parts)), 0, -1):
        value = " ".join(parts[:count])
        if value and len(value) <= LONGEST:
            yield count, value


def _spelled(part: str) -> bool:
    return len(part) == 1 or any(map(str.isdigit, part))


def _phones(text: str) -> Iterator[str]:
    for run in runs(text, loose=False):
        if len(run.digits) in PHONE_DIGITS:
            yield ("+" if text[: run.start].endswith("+") else "") + run.digits


def _amounts(text: str) -> list[str]:
    found = []
    for amount in _AMOUNT.finditer(text):
        value = (amount["before"] or amount["after"]).replace(",", "")
        found.append(f"{value}.{int(amount['cents']):02d}" if amount["cents"] and "." not in value else value)
    return found


def _figures(text: str) -> list[str]:
    """Written ones: by now every spoken number of two digits is, and "one" is no amount."""
    alone = (run.atoms[0] for run in runs(text, loose=False) if len(run.atoms) == 1)
    return [atom.value.replace(",", "") for atom in alone if atom.written]


def _count(value: str) -> int:
    return sum(map(str.isdigit, value))


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
