"""A call that is told while it runs: what one request brings, what it is answered, what is known of it so far."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from connectors.contracts import ParsedCall
from connectors.transcripts.contact_lens_live import Segment
from service.domain.assembly import Report, running
from service.domain.values import Value, from_ms

PREPARE_MS = 10_000
"""A running call is made ready this often at most, however fast its words come."""

LAST_OF_ALL = -1
"""The revision of what was heard live, once it has ended: any transcript that is delivered ranks above it."""


class Ignored(StrEnum):
    """Why segments were not taken. Trying again would not help."""

    ENDED = "ended"
    ERASED = "erased"
    TOO_MANY = "too_many"


class Post(Value):
    """One request. `named` is the call's id where the body tells it itself; `leg` the sender's id of the leg.

    `facts` are what it says of the call beside its words, under whatever external id; segments that are not
    final are counted and forgotten.
    """

    segments: tuple[Segment, ...] = ()
    ended: bool = False
    named: str = ""
    leg: str = ""
    facts: ParsedCall | None = None


class PostReceipt(Value):
    """`taken` turns are stored; `partial` ones were not final, `repeated` ones known. `ended`: no more is taken."""

    call_id: str
    taken: int = 0
    partial: int = 0
    repeated: int = 0
    ended: bool = False
    ignored: Ignored | None = None


def told_live(reports: Iterable[Report], leg: str | None = None) -> tuple[Report, ...]:
    """What is told so far of legs that are heard while they run, or of one of them."""
    return tuple(one for one in running(reports, None if leg is None else {leg}) if one.live)


def is_over(reports: Iterable[Report], leg: str) -> bool:
    """Whether words of this leg come too late: it has ended, or has a transcript that was delivered whole."""
    reports = tuple(reports)
    if told_live(reports, leg):
        return False
    final = {one.leg for one in reports if one.final and (one.digest or one.live)}
    return bool(final) if not leg else not final.isdisjoint({leg, ""})


def going_on(before: Report | None, told: Report) -> Report:
    """The report with what earlier ones said of the call and this one leaves out."""
    if before is None:
        return told
    empty = Report(external_id=told.external_id)
    unsaid = {
        name: getattr(before, name)
        for name in Report.model_fields
        if getattr(told, name) == getattr(empty, name)
    }
    names = tuple(dict.fromkeys((*before.other_ids, *told.other_ids)))
    return told.model_copy(update={**unsaid, "other_ids": names, "live": True})


def ended_of(report: Report) -> Report:
    """The same words, as those of a call that has ended."""
    return report.model_copy(update={"final": True, "revision": LAST_OF_ALL, "live": True})


def silent_until(reports: Iterable[Report], silence_ms: int) -> datetime | None:
    """When a call of which nothing more comes counts as ended; None for one that is not heard live."""
    last = max((one.revision for one in told_live(reports)), default=None)
    return None if last is None else from_ms(last) + timedelta(milliseconds=silence_ms)
