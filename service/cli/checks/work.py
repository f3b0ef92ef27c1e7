"""The work itself: whether jobs are taken when they are due, and whether any waits for a person."""

from collections.abc import Iterator, Sequence

from service.cli.checks.finding import Check, Finding, failed, ok, warning
from service.domain.board import LaneWait
from service.domain.errors import Failure
from service.settings import Settings
from service.storage import Keyring, Storage
from service.storage.examination import may_be_there

PART = "jobs"
LONG_MS, TOO_LONG_MS = 15_000, 60_000
TAKE = "start workers and a scheduler, or look into their logs"


def checks(settings: Settings) -> list[Check]:
    return [Check(PART, lambda: jobs(settings), "see that the database answers")]


def jobs(settings: Settings) -> Iterator[Finding]:
    """Nothing where the database cannot be asked: that is said elsewhere."""
    if not may_be_there(settings.database):
        return
    storage = Storage(settings.database, Keyring.fresh(), after_commit=lambda *_: None, pool_size=1)
    try:
        waits = storage.board.waits()
    except Failure:
        return
    finally:
        storage.dispose()
    yield from judged(waits)


def judged(waits: Sequence[LaneWait]) -> Iterator[Finding]:
    due, at_work = sum(one.due for one in waits), sum(one.leased for one in waits)
    oldest = max((one.oldest_due_ms for one in waits), default=0)
    told = f"{due} due, {at_work} at work"
    if oldest > LONG_MS:
        lanes = sorted({one.lane.value for one in waits if one.oldest_due_ms > LONG_MS})
        late = f"{told}; the oldest has waited {_lasting(oldest)} ({', '.join(lanes)})"
        yield failed(PART, late, TAKE) if oldest > TOO_LONG_MS else warning(PART, late, TAKE)
    else:
        yield ok(PART, told)
    if parked := sum(one.parked for one in waits):
        one_or_more = "1 waits" if parked == 1 else f"{parked} wait"
        mend = "see `aftercall jobs list --state parked`, mend what it names, then retry them"
        yield warning(PART, f"{one_or_more} for a person", mend)


def _lasting(ms: int) -> str:
    seconds = ms // 1000
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"  # noqa: PLR2004  # two minutes
