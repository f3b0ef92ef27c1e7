"""One text read once: its figures, times, days and clauses, each when it is first asked for."""

from datetime import date
from functools import cached_property

from service.drafting.grounding.clauses import Clause, clauses
from service.drafting.grounding.days import Days, days
from service.drafting.grounding.figures import Figure, figures, spelled
from service.drafting.masking.fold import fold
from service.drafting.masking.marks import TOKEN
from service.drafting.text import clean, words
from service.drafting.times import Clock, clocks
from service.drafting.tongues.base import Lexicon


class Reading:
    """A text of a note (`loose` is off) or of a call; tokens are no figures."""

    def __init__(self, text: str, lexicon: Lexicon, today: date, *, loose: bool) -> None:
        self.raw = text
        self.lexicon = lexicon
        self._today = today
        self._loose = loose

    @cached_property
    def plain(self) -> str:
        return clean(TOKEN.sub(" ", self.raw))

    @cached_property
    def folded(self) -> str:
        return spelled(fold(self.plain).text)

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        return tuple(clocks(self.plain))

    @cached_property
    def days(self) -> Days:
        return days(self.folded, self._today)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        aligned = self.clocks if len(self.folded) == len(self.plain) else ()
        return tuple(figures(self.folded, aligned, self.lexicon, loose=self._loose))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(one.readings for one in self.figures if one.kind in ("", "ordinal")))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.folded))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return clauses(self.plain, self.lexicon)
