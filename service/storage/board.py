"""The job board: jobs of all tenants, as the worker claims them and the sweeper frees them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, func, null, select, tuple_, update

from service.domain.job import CRASHES_BEFORE_PARKING, LEASE_MS, Job, Kind, Lane
from service.storage.binds import NOW, OF, TENANT
from service.storage.engine import Database
from service.storage.sweep import Sweep
from service.storage.tables import jobs
from service.storage.unit import AfterCommit, tell

BOARD = "board"
CRASHES_BEFORE_LONE = 2
"""A job that crashed this often is marked: nothing else should run beside it."""

_DUE = (jobs.c.state == "waiting") & (jobs.c.due <= NOW)
_NEXT = (
    select(jobs.c.tenant_id, jobs.c.id)
    .where(
        jobs.c.lane == bindparam("of_lane"), jobs.c.kind.in_(bindparam("known_kinds", expanding=True)), _DUE
    )
    .order_by(jobs.c.due, jobs.c.id)
    .limit(1)
)
# SQLite has one writer, and leaves these words out.
_CANDIDATE = _NEXT.with_for_update(skip_locked=True)
_CLAIM = (
    update(jobs)
    .where(jobs.c.tenant_id == TENANT, jobs.c.id == OF, jobs.c.state == "waiting")
    .values(
        state="leased",
        fence=jobs.c.fence + 1,
        lease_until=bindparam("until"),
        leased_by=bindparam("worker"),
        again_due=null(),
    )
    .returning(jobs)
)
_RENEW = (
    update(jobs)
    .where(
        jobs.c.state == "leased",
        jobs.c.leased_by == bindparam("worker"),
        tuple_(jobs.c.tenant_id, jobs.c.id, jobs.c.fence).in_(bindparam("held", expanding=True)),
    )
    .values(lease_until=bindparam("until"))
)
_CRASHES = jobs.c.crashes + 1
_FREE = (
    update(jobs)
    .where(jobs.c.state == "leased", jobs.c.lease_until <= NOW)
    .values(
        state=case((_CRASHES >= CRASHES_BEFORE_PARKING, "parked"), else_="waiting"),
        reason=case((_CRASHES >= CRASHES_BEFORE_PARKING, "crashed"), else_=jobs.c.reason),
        lone=_CRASHES >= CRASHES_BEFORE_LONE,
        crashes=_CRASHES,
        again_due=null(),
        lease_until=null(),
        leased_by=null(),
    )
    .returning(jobs.c.lane, jobs.c.state)
)
_COUNT = select(jobs.c.lane, func.count().label("due")).where(_DUE).group_by(jobs.c.lane)


class SqlJobBoard:
    """`prune` and `seal_audit` are the sweeper's too; they visit one tenant after the other."""

    def __init__(self, database: Database, sweep: Sweep, after_commit: AfterCommit) -> None:
        self._database = database
        self._sweep = sweep
        self._after_commit = after_commit

    def claim(self, lane: Lane, worker_id: str) -> Job | None:
        if self._database.is_sqlite and not self._any_due(lane):
            return None
        with self._database.transaction(door=BOARD) as (connection, now):
            candidate = connection.execute(_CANDIDATE, _wanted(lane, now)).first()
            return _claimed(connection, candidate, now, worker_id) if candidate else None

    def renew(self, jobs: Sequence[Job], worker_id: str) -> None:
        if not jobs:
            return
        held = [(job.tenant_id, job.id, job.fence) for job in jobs]
        with self._database.transaction(door=BOARD) as (connection, now):
            connection.execute(_RENEW, {"held": held, "worker": worker_id, "until": now + LEASE_MS})

    def free_expired(self) -> int:
        with self._database.transaction(door=BOARD) as (connection, now):
            freed = connection.execute(_FREE, {"now": now}).all()
        lanes = frozenset(Lane(row.lane) for row in freed if row.state == "waiting")
        tell(self._after_commit, lanes, news=False)
        return len(freed)

    def due(self) -> Mapping[Lane, int]:
        with self._database.transaction(door=BOARD, write=False) as (connection, now):
            rows = connection.execute(_COUNT, {"now": now}).all()
        known = set(Lane)
        return {Lane(row.lane): row.due for row in rows if row.lane in known}

    def prune(self) -> int:
        """Remove what has outlived its time; returns how many rows went."""
        return self._sweep.prune()

    def seal_audit(self) -> int:
        """Seal what the audits of all tenants gained since the last time; returns how many seals were made."""
        return self._sweep.seal_audit()

    def _any_due(self, lane: Lane) -> bool:
        """Asked without the write lock first, since most wake-ups find nothing."""
        with self._database.transaction(door=BOARD, write=False) as (connection, now):
            return connection.execute(_NEXT, _wanted(lane, now)).first() is not None


def _wanted(lane: Lane, now: int) -> dict[str, Any]:
    """Kinds that a newer release invented are left to its workers."""
    return {"of_lane": lane.value, "known_kinds": [kind.value for kind in Kind], "now": now}


def _claimed(connection: Connection, candidate: Row[str, str], now: int, worker_id: str) -> Job | None:
    """One conditional update; None when another worker was quicker."""
    row = connection.execute(
        _CLAIM,
        {"tenant": candidate.tenant_id, "of": candidate.id, "until": now + LEASE_MS, "worker": worker_id},
    ).first()
    if row is None:
        return None
    return Job(
        tenant_id=row.tenant_id,
        id=row.id,
        kind=Kind(row.kind),
        subject=row.subject,
        attempts=row.attempts,
        crashes=row.crashes,
        fence=row.fence,
        trace=row.trace,
    )
