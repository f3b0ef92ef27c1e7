"""What a CRM field's value may look like: found in a sentence, and checked whatever its origin."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from service.domain.profile import FieldSpec, Normaliser
from service.drafting.cues import matcher
from service.drafting.dates import mentions
from service.drafting.masking.marks import TOKEN, may_hold
from service.drafting.numbers import as_figures, runs
from service.drafting.spoken import Spoken
from service.drafting.text import clean
from service.drafting.times import Clock, clocks, time_of

LONGEST = 40
MOST_WORDS = 4
MOST_SPELLED = 12
PHONE_DIGITS = range(7, 16)

_AMOUNT = re.compile(
    r"(?:[$€£]\s?(?P<before>\d[\d,]*(?:\.\d{1,2})?)"
    r"|(?<![\w.])(?P<after>\d[\d,]*(?:\.\d{1,2})?)\s?(?:[$€£]|dollars?|pounds?|euros?|bucks|usd|eur|gbp)(?!\w))"
    r"(?:\s+(?:and\s+)?(?P<cents>\d{1,2})\s+(?:cents?|pence))?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?[\d\s().-]{7,24}")
_EMAIL = re.compile(r"[^@\s\[\]]{1,64}@[^@\s\[\]]{1,190}\.[^@\s.\[\]]{2,24}")
_NAME = (
    r"[\w+-]+(?:\s*(?:\.|\b(?:dot|punto|point|punkt|underscore|dash|hyphen|guion|tiret|minus)\b)\s*[\w+-]+)*"
)
_SPOKEN_EMAIL = re.compile(
    rf"(?P<name>{_NAME})\s*(?:@|\b(?:at|arroba|arobase|at-zeichen)\b)\s*"
    r"(?P<place>[\w-]+(?:\s*(?:\.|\b(?:dot|punto|point|punkt)\b)\s*[\w-]+)+)",
    re.IGNORECASE,
)
_SIGNS = (
    (re.compile(r"\s*(?:\.|\b(?:dot|punto|point|punkt)\b)\s*", re.IGNORECASE), "."),
    (re.compile(r"\s*\bunderscore\b\s*", re.IGNORECASE), "_"),
    (re.compile(r"\s*\b(?:dash|hyphen|guion|tiret|minus)\b\s*", re.IGNORECASE), "-"),
)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
MORNING_FROM = 7  # a bare "at three" is in the afternoon, a bare "at nine" is not
_NORMAL: dict[Normaliser, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "name": lambda value: re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found.group().upper(), value),
    "digits": lambda value: "".join(filter(str.isdigit, value)),
    "compact": lambda value: re.sub(r"[\s\-–.]+", "", value),
}


def candidates(spec: FieldSpec, sentence: Spoken, today: date) -> Iterator[str]:
    """Values for this field in a sentence, in order."""
    text = sentence.cleaned
    if spec.type == "choice":
        yield from _listed(spec.choices, text)
        return
    if spec.type == "date":
        # "Thank you for your help today" names no appointment.
        yield from (mention.day.isoformat() for mention in mentions(text, today) if mention.day != today)
        return
    yield from (token for token in TOKEN.findall(text) if may_hold(spec.type, token))
    if spec.type == "time":
        yield from map(_likely, clocks(text))
    elif spec.type == "email":
        yield from _emails(text)
    elif spec.pattern:
        yield from _matching(spec, sentence.figures)
    elif spec.type == "phone":
        yield from _phones(sentence.figures)
    elif spec.type == "number":
        yield from _amounts(sentence.figures) or _figures(sentence.figures)
    elif spec.type == "text":
        yield from _listed(spec.examples, text)


def fits(spec: FieldSpec, value: str) -> bool:
    """Whether a value, once `tidy`, is of the field's type and matches its pattern; a token stands for one that did."""
    if TOKEN.fullmatch(value):
        return may_hold(spec.type, value)
    is_of_type = _OF_TYPE.get(spec.type)
    if (is_of_type and not is_of_type(value)) or (spec.type == "choice" and value not in spec.choices):
        return False
    return spec.pattern is None or (len(value) <= LONGEST and re.fullmatch(spec.pattern, value) is not None)


def names_money(sentence: Spoken) -> bool:
    """Whether a figure in it carries a currency; "twenty four fifty" alone may be 24.50 or 2450."""
    return _AMOUNT.search(as_figures(sentence.cleaned)) is not None


def tidy(spec: FieldSpec, value: str) -> str:
    """A value as the field keeps it: normalised, an amount without its currency and thousands, a time as HH:MM."""
    if TOKEN.fullmatch(value):
        return value
    if spec.type == "number":
        found = re.fullmatch(
            r"[^\w\[-]*(-?\d[\d,]*(?:\.\d+)?)\s*(?:[^\w\]]|[a-z]{1,7})*", value, re.IGNORECASE
        )
        return found.group(1).replace(",", "") if found else value
    if spec.type == "time":
        clock = time_of(value)
        return clock.value if clock else value
    if spec.type == "email":
        return next(_emails(value), value)
    return normalised(spec, value)


def normalised(spec: FieldSpec, value: str) -> str:
    return _NORMAL[spec.normaliser](clean(value)) if spec.normaliser else value


def _likely(clock: Clock) -> str:
    """The reading that office hours make likely, where the half of the day was not said."""
    return clock.readings[-1] if int(clock.value[:2]) < MORNING_FROM else clock.value


def _emails(text: str) -> Iterator[str]:
    """Written ones, and spoken ones: "maria dot jones at example dot com"."""
    for found in _SPOKEN_EMAIL.finditer(text):
        name, place = found["name"], found["place"]
        for sign, written in _SIGNS:
            name, place = sign.sub(written, name), sign.sub(written, place)
        address = f"{name}@{place}".lower()
        if _EMAIL.fullmatch(address):
            yield address


def _listed(values: tuple[str, ...], text: str) -> Iterator[str]:
    """Which of these values are named, as the profile writes them."""
    for found in sorted(
        (hit.start(), choice)
        for choice in values
        if (pattern := matcher((choice,))) is not None
        for hit in pattern.finditer(text)
    ):
        yield found[1]


def _matching(spec: FieldSpec, text: str) -> Iterator[str]:
    """Chains of words that match whole, apart or, where they are spelled out, joined; the longest first."""
    matches = re.compile(spec.pattern or "").fullmatch
    parts = [part.strip(".,;:!?()\"'") for part in text.split()]
    at = 0
    while at < len(parts):
        chains = ((count, normalised(spec, value)) for count, value in _chains(parts[at:]))
        count, value = next(((count, value) for count, value in chains if matches(value)), (1, ""))
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


def _is_phone(value: str) -> bool:
    return _PHONE.fullmatch(value) is not None and _count(value) in PHONE_DIGITS


_OF_TYPE: dict[str, Callable[[str], bool]] = {
    "number": lambda value: re.fullmatch(r"-?\d{1,18}(?:\.\d{1,6})?", value) is not None,
    "phone": _is_phone,
    "date": _is_date,
    "time": lambda value: _TIME.fullmatch(value) is not None,
    "email": lambda value: _EMAIL.fullmatch(value) is not None,
}
