"""What on a call may be a field's value: times, numbers, days, tokens, names, answers and values known before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from service.drafting.date_words import ANY_WEEKDAY
from service.drafting.dates import DAY_WORDS, mentions
from service.drafting.learning.field_lexicon import VALUE_WORDS, Lexicon, leads_in
from service.drafting.learning.field_words import Line
from service.drafting.numbers import runs
from service.drafting.other_dates import OTHER_TRIGGERS
from service.drafting.text import listed
from service.drafting.times import TIME_WORDS, clocks

LONGEST = 6  # words of a value
SPELLED = 2
HOURS = range(1, 13)
KINDS = listed("time hour number weekday day token code name answer known near after")

Found: TypeAlias = tuple[str, int, int, str]
"""Kind, first and last word, value."""

_TIME_WORDS = TIME_WORDS | {"o'clock"}
_DAY_WORDS = DAY_WORDS | OTHER_TRIGGERS | {"aujourd'hui"}
_LINKS = frozenset(listed("and of on the de la du von van"))
_PADDING = frozenset(
    listed(
        "yes yeah yep sure ok okay please thanks thank you hi hello well um uh it's its it is that's i'm im i am my name "
        "the a an to at in on for from no oh sorry actually let's lets make go with would like want just maybe then and so "
        "of about around there here we sir madam great good"
    )
)


@dataclass
class Mention:
    """A value (`key` in comparable form) at the words `first` to `last` of a line."""

    key: str
    line: Line
    first: int
    last: int
    kinds: set[str] = field(default_factory=set)

    @property
    def surface(self) -> str:
        words = self.line.words
        return self.line.spoken.cleaned[words[self.first].start : words[self.last - 1].end]


def mentions_of(lines: Sequence[Line], today: date, lexicon: Lexicon) -> list[Mention]:
    """Every mention on a call, in order; one that several rules find is one mention of several kinds."""
    found: dict[tuple[int, int, int, str], Mention] = {}
    for line in lines:
        for kind, first, last, key in _in_line(line, today, lexicon):
            place = (line.number, first, last, key)
            if place not in found:
                found[place] = Mention(key, line, first, last)
            found[place].kinds.add(kind)
    return list(found.values())


def _in_line(line: Line, today: date, lexicon: Lexicon) -> Iterator[Found]:
    if not line.words:
        return
    yield from _figures(line, today)
    yield from _known(line, lexicon)
    yield from _names(line, lexicon)
    yield from _answers(line)
    yield from _led(line, lexicon)


def _figures(line: Line, today: date) -> Iterator[Found]:
    text = line.spoken.cleaned
    numbered = any(word[0].isdigit() for word in line.canons)
    timed: set[int] = set()
    for clock in clocks(text) if numbered or not _TIME_WORDS.isdisjoint(line.canons) else ():
        first, last = _span(line, clock.start, clock.end)
        timed |= set(range(first, last))
        yield from (("time", first, last, key) for key in clock.readings)
    for mention in mentions(text, today) if numbered or not _DAY_WORDS.isdisjoint(line.canons) else ():
        yield "day", *_span(line, mention.start, mention.end), mention.day.isoformat()
    for at, word in enumerate(line.canons):
        if word.startswith("[["):
            yield "token", at, at + 1, word
        elif word in ANY_WEEKDAY:
            yield "weekday", at, at + 1, word
        elif word[0].isdigit():
            yield "number", at, at + 1, word
            if at not in timed:
                yield from _hours(at, word)
    if numbered:
        yield from _spelled(line)
        yield from _dictated(line)


def _hours(at: int, word: str) -> Iterator[Found]:
    """A bare number may be an hour, of either half of the day."""
    if word.isdigit() and int(word) in HOURS:
        yield "hour", at, at + 1, f"{int(word):02d}:00"
        yield "hour", at, at + 1, f"{(int(word) + 12) % 24:02d}:00"


def _dictated(line: Line) -> Iterator[Found]:
    for run in runs(line.spoken.cleaned, loose=True):
        if len(run.atoms) > 1:
            yield "code", *_span(line, run.start, run.end), run.digits


def _span(line: Line, start: int, end: int) -> tuple[int, int]:
    inside = [at for at, word in enumerate(line.words) if word.end > start and word.start < end]
    return (inside[0], inside[-1] + 1) if inside else (0, 1)


def _spelled(line: Line) -> Iterator[Found]:
    """Letters and figures one by one: "a 4 g 4"; also in one piece."""
    canons = line.canons
    at = 0
    while at < len(canons):
        end = at
        while end < len(canons) and (len(canons[end]) == 1 or any(map(str.isdigit, canons[end]))):
            end += 1
        joined = "".join(canons[at:end])
        if end - at >= SPELLED and any(map(str.isdigit, joined)) and "[[" not in joined:
            yield "code", at, end, " ".join(canons[at:end])
        elif end - at == 1 and joined[0].isalpha() and any(map(str.isdigit, joined)):
            yield "code", at, end, joined
        at = max(end, at + 1)


def _known(line: Line, lexicon: Lexicon) -> Iterator[Found]:
    canons = line.canons
    spelled = tuple(map(lexicon.respelled, canons))
    for at, opening in enumerate(spelled):
        for length in lexicon.openings.get(opening, ()):
            words = spelled[at : at + length]
            for key in lexicon.known.get(words, ()) if len(words) == length else ():
                yield "known" if words == canons[at : at + length] else "near", at, at + length, key


def _names(line: Line, lexicon: Lexicon) -> Iterator[Found]:
    """Runs of capital words, whole and, where a small word links them, in parts."""
    text, words = line.spoken.cleaned, line.words
    capital = [text[word.start].isupper() for word in words]
    if words[0].canon in lexicon.common:
        capital[0] = False  # "Hello Angela": any word that opens a sentence has a capital
    for first, last in _runs(line, capital):
        parts = [at for at in range(first, last) if not capital[at]]
        for start, end in zip((first, *(at + 1 for at in parts)), (*parts, last), strict=True):
            yield "name", start, end, _key(line, start, end)
        if parts and last - first <= LONGEST:
            yield "name", first, last, _key(line, first, last)


def _runs(line: Line, capital: list[bool]) -> Iterator[tuple[int, int]]:
    at, count = 0, len(capital)
    while at < count:
        end = at
        while end < count and (
            capital[end]
            or (end > at and line.words[end].canon in _LINKS and end + 1 < count and capital[end + 1])
        ):
            end += 1
        if end > at:
            yield at, end
        at = max(end, at + 1)


def _answers(line: Line) -> Iterator[Found]:
    """A short reply, without the words of courtesy around it."""
    if not line.spoken.by_customer or not line.asked or line.since > SPELLED:
        return
    first, last = 0, len(line.canons)
    while first < last and line.canons[first] in _PADDING:
        first += 1
    while last > first and line.canons[last - 1] in _PADDING:
        last -= 1
    if 0 < last - first <= LONGEST:
        yield "answer", first, last, _key(line, first, last)


def _led(line: Line, lexicon: Lexicon) -> Iterator[Found]:
    canons = line.canons
    for at, lead in enumerate(leads_in(canons)):
        if lead in lexicon.leads:
            for end in range(at + 1, min(at + VALUE_WORDS, len(canons)) + 1):
                yield "after", at, end, _key(line, at, end)


def _key(line: Line, first: int, last: int) -> str:
    return " ".join(line.canons[first:last])
