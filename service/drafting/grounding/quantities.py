"""Figures, times and days of a statement, against those of the turns it cites, of their neighbours, of the call.

The nearest count: where the cited words name another day, a day named one turn further is no proof.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from service.domain.content import Doubt
from service.drafting.grounding.days import Named
from service.drafting.grounding.days import borne_out as day_borne_out
from service.drafting.grounding.figures import MONEY, TIME, Figure
from service.drafting.grounding.figures import borne_out as figure_borne_out
from service.drafting.grounding.reading import Reading
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, unsupported, weak
from service.drafting.times import Clock

T = TypeVar("T")


@dataclass(frozen=True)
class Levels:
    """Readings of the cited turns, of these and their neighbours, and of the whole call, made when needed."""

    cited: Sequence[Reading]
    near: Sequence[Reading]
    call: Callable[[], Sequence[Reading]]


def quantities(note: Reading, levels: Levels) -> Iterator[Verdict]:
    yield from (_clock(one, levels) for one in note.clocks)
    yield from (_day(one, levels) for one in note.days.named)
    yield from (_figure(one, levels) for one in note.figures if not _told(one, note))


def _told(figure: Figure, note: Reading) -> bool:
    """Checked as a time or a day already, or an article and no number."""
    inside = any(day.start <= figure.run.start and figure.run.end <= day.end for day in note.days.named)
    return (
        figure.kind == TIME or inside or note.folded[figure.run.start : figure.run.end] in note.lexicon.idle
    )


def _clock(clock: Clock, levels: Levels) -> Verdict:
    def said(readings: Iterable[Reading]) -> bool:
        return any(names_time(clock, one) for one in readings)

    rivals = any(one.clocks for one in levels.cited)
    return _judged(said, levels, Doubt.DATE, rivals=rivals, soft=False)


def names_time(clock: Clock, heard: Reading) -> bool:
    """Whether a text names this time, with the half of the day it has or without any."""
    if any(set(clock.readings) & set(one.readings) for one in heard.clocks):
        return True
    hour, minute = divmod(int(clock.value.replace(":", "")), 100)
    bare = (
        {str(hour), str(hour % 12 or 12)}
        if minute == 0
        else {f"{hour}{minute:02d}", f"{hour % 12 or 12}{minute:02d}"}
    )
    if not heard.clocks and bare & heard.numbers:
        return True
    hours = frozenset().union(*(one.readings for one in heard.figures if one.kind == "hour"))
    return str(hour) in hours and (minute == 0 or str(minute) in heard.numbers)


def _day(day: Named, levels: Levels) -> Verdict:
    def said(readings: Iterable[Reading]) -> bool:
        readings = list(readings)
        numbers = frozenset().union(*(one.numbers for one in readings))
        return day_borne_out(day, [one.days for one in readings], numbers)

    rivals = any(one.days.named or one.days.dates for one in levels.cited)
    return _judged(said, levels, Doubt.DATE, rivals=rivals, soft=False)


def _figure(figure: Figure, levels: Levels) -> Verdict:
    def said(readings: Iterable[Reading]) -> bool:
        return figure_borne_out(figure, [heard for one in readings for heard in one.figures])

    rivals = any(heard.measures(figure) for one in levels.cited for heard in one.figures)
    if figure.run.soft and figure.run.digits in ("0", "1") and not _counted(figure, levels):
        return BORNE_OUT  # "one of them", "a new one"
    doubt = Doubt.AMOUNT if figure.kind in MONEY else Doubt.NUMBER
    return _judged(said, levels, doubt, rivals=rivals, soft=figure.run.soft)


def _counted(figure: Figure, levels: Levels) -> bool:
    """Whether the cited words count the same thing."""
    heard = (one for reading in levels.cited for one in reading.figures)
    return any(
        (figure.noun and one.noun == figure.noun) or (figure.kind and one.kind == figure.kind)
        for one in heard
    )


def _judged(
    said: Callable[[Iterable[Reading]], bool], levels: Levels, doubt: Doubt, *, rivals: bool, soft: bool
) -> Verdict:
    if said(levels.cited):
        return BORNE_OUT
    if said(levels.near):
        return weak(doubt) if rivals else BORNE_OUT
    return weak(doubt) if soft or said(levels.call()) else unsupported(doubt)
