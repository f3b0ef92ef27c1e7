"""What was done for one day and done again for another: the last counts, and a statement of the first is out of date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from connectors.contracts import Speaker
from service.domain.content import Doubt
from service.drafting.grounding.claims import Claim, Manner
from service.drafting.grounding.clauses import Clause
from service.drafting.grounding.days import borne_out
from service.drafting.grounding.quantities import names_time
from service.drafting.grounding.reading import Reading
from service.drafting.grounding.verdicts import BORNE_OUT, Verdict, weak
from service.drafting.masking.fold import fold
from service.drafting.text import words


@dataclass(frozen=True)
class After:
    """A turn that comes after all that a statement cites."""

    speaker: Speaker
    reading: Reading


def overtaken(note: Reading, claim: Claim, after: Iterable[After]) -> Verdict:
    """Weak where the same is told again as done, of the same thing, on another day or at another time."""
    if claim.denied or claim.manner not in (Manner.DOES, Manner.IS) or not (note.days.named or note.clocks):
        return BORNE_OUT
    again = [
        one.reading
        for one in after
        if one.speaker is not Speaker.CUSTOMER and _same_deed(claim, _when(note), one.reading.clauses)
    ]
    return weak(Doubt.DATE) if any(_otherwise(note, one) for one in again) else BORNE_OUT


def _when(note: Reading) -> frozenset[str]:
    """The words of its days and times, which tell nothing of what was done."""
    spans = [
        *(note.folded[day.start : day.end] for day in note.days.named),
        *(note.plain[clock.start : clock.end] for clock in note.clocks),
    ]
    return frozenset(map(note.lexicon.stem, words(fold(" ".join(spans)).text)))


def _same_deed(claim: Claim, when: frozenset[str], told: Sequence[Clause]) -> bool:
    things = claim.content - set(claim.acts) - when
    return any(
        clause.settled
        and clause.past
        and not clause.denied
        and not set(claim.acts).isdisjoint(clause.acts)
        and not things.isdisjoint(clause.content - set(clause.acts))
        for clause in told
    )


def _otherwise(note: Reading, told: Reading) -> bool:
    days, clocks = note.days.named, note.clocks
    other_day = bool(told.days.named) and bool(days)
    if other_day and not any(borne_out(day, [told.days], told.numbers) for day in days):
        return True
    return bool(told.clocks) and bool(clocks) and not any(names_time(clock, told) for clock in clocks)
