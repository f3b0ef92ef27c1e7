"""Times of day in speech and writing made "HH:MM": "half past three", "3 pm", "halb vier", "15h30", "noon".

English, Spanish, French and German. Twelve hours without a word for the half of the day have two readings:
nobody told which half was meant.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import Match

from service.drafting.number_words import TEENS, TENS, UNITS
from service.drafting.text import listed, plain

NOON, DAY = 12, 24
HALF, QUARTER, SIXTY = 30, 15, 60

_FOREIGN = {
    word: value
    for line in (
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "une deux trois quatre cinq six sept huit neuf dix onze douze",
        "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for value, word in enumerate(listed(line), start=1)
} | {"eins": 1, "veinte": 20, "vingt": 20, "zwanzig": 20}
_WORDS = {word: int(value) for word, value in (UNITS | TEENS | TENS).items()} | _FOREIGN
_PARTS = {
    **dict.fromkeys(("half", "media", "demie", "halb"), HALF),
    **dict.fromkeys(("quarter", "cuarto", "quart", "viertel"), QUARTER),
}


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_HOUR = rf"(?:[01]?\d|2[0-4]|{_any([word for word, value in _WORDS.items() if 1 <= value <= DAY])})"
_MINUTE = rf"(?:[0-5]?\d|(?:{_any(list(TENS))})[\s-](?:{_any(list(UNITS))})|oh\s(?:{_any(list(UNITS))})|{_any(list(_WORDS))})"
_PART = rf"(?:{_any(list(_PARTS))}|{_MINUTE}(?:\s+minutes?)?)"
_MORNING = r"a\.?\s?m(?![\w'])\.?|(?:in\s+the|this)\s+morning|de\s+la\s+mañana|du\s+matin|morgens|früh"
_LATER = (
    r"p\.?\s?m(?![\w'])\.?|(?:in\s+the|this)\s+(?:afternoon|evening)|at\s+night|tonight|de\s+la\s+(?:tarde|noche)"
    r"|de\s+l'après-midi|du\s+soir|nachmittags|abends"
)
_HALVES = re.compile(rf"\s*(?:(?P<morning>{_MORNING})|(?P<later>{_LATER}))(?!\w)")


@dataclass(frozen=True)
class Clock:
    """A time that was named, and the words that name it; `sure` where the half of the day is known."""

    value: str
    start: int
    end: int
    sure: bool

    @property
    def readings(self) -> tuple[str, ...]:
        """One time where the half of the day is known, else both, as it was said first."""
        hour, minute = map(int, self.value.split(":"))
        return (self.value,) if self.sure else (self.value, _written((hour + NOON) * SIXTY + minute))


def clocks(text: str) -> Iterator[Clock]:
    """Times named in a text, in order; a bare "at three" is none."""
    lower = plain(text)
    named = not TIME_WORDS.isdisjoint(_WORD.findall(lower)) or _FIGURES.search(lower)
    if len(lower) != len(text) or not named:
        return
    at = 0
    while (found := _TIME.search(lower, at)) is not None:
        at = found.end()
        minutes = _RESOLVE[found.lastgroup or ""](found.group())
        half = _HALVES.match(lower, found.end())
        if minutes is not None:
            at = half.end() if half else found.end()
            yield _clock(minutes, found, half, at)


def time_of(value: str) -> Clock | None:
    """The time that a value as a whole is; None for any other."""
    stripped = value.strip()
    clock = next(clocks(stripped), None)
    return clock if clock and (clock.start, clock.end) == (0, len(stripped)) else None


def _clock(minutes: int, found: Match[str], half: Match[str] | None, end: int) -> Clock:
    hour = minutes // SIXTY
    if half and half["later"] and hour < NOON:
        minutes += NOON * SIXTY
    elif half and half["morning"] and hour == NOON:
        minutes -= NOON * SIXTY
    written = re.match(r"0\d", found.group()) is not None
    sure = half is not None or not 1 <= hour <= NOON or written or found.lastgroup in ("noon", "night")
    return Clock(_written(minutes), found.start(), end, sure)


def _written(minutes: int) -> str:
    hour, minute = divmod(minutes, SIXTY)
    return f"{hour % DAY:02d}:{minute:02d}"


def _count(word: str) -> int | None:
    """The value of an hour, a minute or a part of an hour."""
    word = word.removesuffix("s").removesuffix(" minute") if "minute" in word else word
    if word.isdigit():
        return int(word)
    parts = [_PARTS.get(part, _WORDS.get(part)) for part in re.split(r"[\s-]+", word)]
    return None if None in parts else sum(part for part in parts if part is not None)


def _hours(hour: int | None, minute: int | None = 0) -> int | None:
    return None if hour is None or minute is None else hour * SIXTY + minute


def _noon(_text: str) -> int | None:
    return NOON * SIXTY


def _night(_text: str) -> int | None:
    return DAY * SIXTY


def _past(text: str) -> int | None:
    """Half past three, twenty to five."""
    found = re.search(rf"({_PART})\s+(past|to|till|nach|vor)\s+({_HOUR})$", text)
    part, hour = (_count(found[1]), _count(found[3])) if found else (None, None)
    if found is None or part is None or hour is None:
        return None
    early = found[2] in ("to", "till", "vor")
    return ((hour or DAY) * SIXTY - part) if early else hour * SIXTY + part


def _halb(text: str) -> int | None:
    """Halb vier is half past three."""
    words = text.split()
    hour = _count(words[-1])
    return None if hour is None else (hour or NOON) * SIXTY - (QUARTER if "drei" in words[0] else HALF)


def _figures(text: str) -> int | None:
    hour, minute = re.findall(r"\d+", text)[:2]
    return _hours(int(hour), int(minute))


def _romance(text: str) -> int | None:
    """A las tres y media, trois heures moins le quart."""
    pieces = re.split(
        r"\s+(?:(y|et|menos|moins)\s+(?:le\s+|la\s+)?)?", re.sub(r"^(?:a )?las? |heures?", "", text).strip()
    )
    pieces = [piece for piece in pieces if piece]
    hour, part = _count(pieces[0]), _count(pieces[-1]) if len(pieces) > 1 else 0
    if hour is None or part is None:
        return None
    return hour * SIXTY - part if {"menos", "moins"} & set(pieces) else hour * SIXTY + part


def _named(text: str) -> int | None:
    """Three o'clock, 15 Uhr 30, 15 h."""
    pieces = re.split(r"\s*(?:o'?\s?clock|uhr|h)\b\s*", text, maxsplit=1)
    return _hours(_count(pieces[0]), _count(pieces[1]) if len(pieces) > 1 and pieces[1] else 0)


def _bare(text: str) -> int | None:
    """Three, or three thirty, before a word for the half of the day."""
    found = re.fullmatch(rf"({_HOUR})(?:[\s:.]+({_MINUTE}))?", text)
    minute = found[2] if found else None
    return _hours(_count(found[1]), _count(minute) if minute else 0) if found else None


_KINDS: dict[str, tuple[str, Callable[[str], int | None]]] = {
    "noon": (r"(?:twelve\s+)?(?:noon|midday)|mediodía|midi|mittags?", _noon),
    "night": (r"midnight|medianoche|minuit|mitternacht", _night),
    "past": (
        rf"(?:{_PART}\s+(?:past|nach)|(?:quarter|viertel|twenty|zwanzig|{_MINUTE}\s+minutes)\s+(?:to|till|vor))\s+{_HOUR}",
        _past,
    ),
    "halb": (rf"(?:halb|dreiviertel)\s+{_HOUR}", _halb),
    "romance": (
        rf"(?:(?:a\s+)?las?\s+{_HOUR}|{_HOUR}\s+heures?)(?:\s+(?:y|et|menos|moins)\s+(?:le\s+|la\s+)?{_PART}|(?<=heures)\s+{_MINUTE})?",
        _romance,
    ),
    "figures": (r"(?:[01]?\d|2[0-4])(?:[:h]|\.(?=\d\d\s?(?:uhr|a\.?m|p\.?m)))[0-5]\d(?:\s*uhr)?", _figures),
    "named": (rf"{_HOUR}\s?(?:o'?\s?clock|uhr(?:\s+{_MINUTE})?|h)", _named),
    "bare": (rf"{_HOUR}(?:[\s:.]+{_MINUTE})?(?=\s?(?:{_MORNING}|{_LATER})(?!\w))", _bare),
}  # fmt: skip
_RESOLVE = {kind: resolve for kind, (_, resolve) in _KINDS.items()}
_END = r"(?![\w:]|\.\d)"
_TAIL = {"bare": "", "figures": r"(?!:?\d)"}
_TIME = re.compile(
    rf"(?<![\w:.$€£])(?:{'|'.join(f'(?P<{kind}>{source}{_TAIL.get(kind, _END)})' for kind, (source, _) in _KINDS.items())})"
)
# Words without one of which no time is named.
TIME_WORDS = frozenset(
    listed(
        "clock noon midday midnight mediodía medianoche midi minuit mittag mittags mitternacht halb viertel dreiviertel uhr "
        "heure heures h la las past quarter minutes am pm a p morning afternoon evening night tonight tarde noche matin soir "
        "morgens früh nachmittags abends"
    )
)
_WORD = re.compile(r"[^\W\d_]+")
_FIGURES = re.compile(r"\d[:h.]\d")
