"""Work that the database owns: which lane it runs in, who holds it, and until when."""

from datetime import datetime
from enum import StrEnum

from service.domain.values import Value

LEASE_MS = 15_000
"""A lease without a heartbeat ends after this long; a dead worker's jobs run again then."""

CRASHES_BEFORE_PARKING = 4
"""A job that took its worker down this often waits for a person."""


class Lane(StrEnum):
    """One Celery queue each; a wake-up names a lane, never a job."""

    FETCH = "fetch"
    DRAFT = "draft"
    WRITE = "write"
    TUNE = "tune"


class Kind(StrEnum):
    FETCH = "fetch"
    DRAFT = "draft"
    MATCH = "match"
    WRITE = "write"
    CODE = "code"
    LIVE = "live"
    RETAIN = "retain"
    RECONCILE = "reconcile"
    FIT = "fit"

    @property
    def lane(self) -> Lane:
        return _LANES[self]

    @property
    def deadline_ms(self) -> int:
        """How long one run may take before its worker stops renewing the lease."""
        return _DEADLINES[self]


_LANES = {
    Kind.FETCH: Lane.FETCH,
    Kind.DRAFT: Lane.DRAFT,
    Kind.MATCH: Lane.FETCH,
    Kind.WRITE: Lane.WRITE,
    Kind.CODE: Lane.WRITE,
    Kind.LIVE: Lane.FETCH,
    Kind.RETAIN: Lane.TUNE,
    Kind.RECONCILE: Lane.TUNE,
    Kind.FIT: Lane.TUNE,
}
_DEADLINES = {
    Kind.FETCH: 60_000,
    Kind.DRAFT: 90_000,
    Kind.MATCH: 30_000,
    Kind.WRITE: 60_000,
    Kind.CODE: 30_000,
    Kind.LIVE: 30_000,
    Kind.RETAIN: 300_000,
    Kind.RECONCILE: 300_000,
    Kind.FIT: 300_000,
}


class Job(Value):
    """A claimed job. `subject` is the wrap-up's id, the tenant's, or a profile's name; `fence` grows with every claim.

    `lone` is a job that took its worker down before: nothing else should run beside it. `trace` is the W3C
    `traceparent` of what asked for it.
    """

    tenant_id: str
    id: str
    kind: Kind
    subject: str
    attempts: int = 0
    crashes: int = 0
    fence: int = 0
    lone: bool = False
    trace: str | None = None


class JobState(StrEnum):
    WAITING = "waiting"
    LEASED = "leased"
    PARKED = "parked"


class JobRow(Value):
    """A stored job as an admin sees it."""

    id: str
    kind: Kind
    lane: Lane
    subject: str
    state: JobState
    attempts: int
    crashes: int
    lone: bool
    reason: str | None
    due: datetime
    lease_until: datetime | None
    created_at: datetime


BACKOFF_MS = (1_000, 5_000, 15_000, 60_000, 300_000, 900_000)


def backoff_ms(attempts: int, retry_after_ms: int | None = None) -> int:
    """How long a job that failed `attempts` times waits: what the peer asked for, else a growing pause."""
    pause = BACKOFF_MS[min(max(attempts, 1), len(BACKOFF_MS)) - 1]
    return pause if retry_after_ms is None else min(max(retry_after_ms, 250), 3_600_000)
