"""The job board: jobs of all tenants, as the worker claims them and the sweeper frees them."""

# ruff: noqa: S608  # put together from constants; values are parameters

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import bindparam, case, literal_column, select, text, tuple_, update

from service.domain.board import LaneWait
from service.domain.job import CRASHES_BEFORE_PARKING, LEASE_MS, Job, Lane
from service.storage.binds import NOW
from service.storage.claims import Claims
from service.storage.engine import Database
from service.storage.limited import Limited
from service.storage.shelves import KNOWN
from service.storage.stores.jobs import GIVEN_BACK
from service.storage.sweep import Sweep
from service.storage.tables import jobs
from service.storage.tables.jobs import LEASED
from service.storage.unit import AfterCommit, tell

BOARD = "board"
CRASHES_BEFORE_LONE = 2
"""A job that crashed this often is marked: nothing else should run beside it."""

_RENEW = (
    update(jobs)
    .where(
        LEASED,
        jobs.c.leased_by == bindparam("worker"),
        tuple_(jobs.c.tenant_id, jobs.c.id, jobs.c.fence).in_(bindparam("held", expanding=True)),
    )
    .values(lease_until=bindparam("until"))
)
_CRASHES = jobs.c.crashes + 1
_held = jobs.alias("held")
# A row that is locked belongs to a worker that is alive enough to be changing it.
_EXPIRED = (
    select(_held.c.tenant_id, _held.c.id)
    .where(_held.c.state == literal_column("'leased'"), _held.c.lease_until <= NOW)
    .with_for_update(skip_locked=True)
)
_FREE = (
    update(jobs)
    .where(LEASED, tuple_(jobs.c.tenant_id, jobs.c.id).in_(_EXPIRED))
    .values(
        GIVEN_BACK
        | {
            "state": case((_CRASHES >= CRASHES_BEFORE_PARKING, "parked"), else_="waiting"),
            "reason": case((_CRASHES >= CRASHES_BEFORE_PARKING, "crashed"), else_=jobs.c.reason),
            "lone": _CRASHES >= CRASHES_BEFORE_LONE,
            "crashes": _CRASHES,
        }
    )
    .returning(jobs.c.lane, jobs.c.state)
)
# What a newer release invented is its workers' to do: here it would only look like a backlog.
_DUE = f"state = 'waiting' AND due <= :now AND {KNOWN}"
_WAITS = text(
    "SELECT tenant_id, lane,"
    f" sum(CASE WHEN {_DUE} THEN 1 ELSE 0 END) AS due,"
    f" sum(CASE WHEN {_DUE} AND lone THEN 1 ELSE 0 END) AS lone_due,"
    " sum(CASE WHEN state = 'leased' THEN 1 ELSE 0 END) AS leased,"
    " sum(CASE WHEN state = 'parked' THEN 1 ELSE 0 END) AS parked,"
    f" min(CASE WHEN {_DUE} THEN due END) AS oldest"
    " FROM jobs GROUP BY tenant_id, lane ORDER BY tenant_id, lane"
)


class SqlJobBoard:
    """`prune` and `seal_audit` are the sweeper's too; they visit one tenant after the other."""

    def __init__(self, database: Database, sweep: Sweep, limited: Limited, after_commit: AfterCommit) -> None:
        self._database = database
        self._sweep = sweep
        self._after_commit = after_commit
        self._claims = Claims(limited, is_sqlite=database.is_sqlite)

    def claim(
        self, lane: Lane, worker_id: str, *, lone: bool = False, without: Collection[str] = ()
    ) -> Job | None:
        claims = self._claims
        if self._database.is_sqlite:
            # Asked without the write lock first, since most wake-ups find nothing.
            with self._database.transaction(door=BOARD, write=False) as (connection, now):
                found = claims.found(connection, lane, now, lone=lone, without=without)
            if not found:
                return None
            with self._database.transaction(door=BOARD) as (connection, now):
                return claims.take(connection, found, now, worker_id, lone=lone)
        with self._database.transaction(door=BOARD) as (connection, now):
            found = claims.found(connection, lane, now, lone=lone, without=without)
            return claims.take(connection, found, now, worker_id, lone=lone)

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
            return self._claims.free(connection, now)

    def waits(self) -> Sequence[LaneWait]:
        with self._database.transaction(door=BOARD, write=False) as (connection, now):
            rows = connection.execute(_WAITS, {"now": now}).all()
        known = set(Lane)
        return [
            LaneWait(
                tenant_id=row.tenant_id,
                lane=Lane(row.lane),
                due=row.due,
                leased=row.leased,
                parked=row.parked,
                lone_due=row.lone_due,
                oldest_due_ms=0 if row.oldest is None else now - row.oldest,
            )
            for row in rows
            if row.lane in known
        ]

    def prune(self) -> int:
        """Remove what has outlived its time; returns how many rows went."""
        return self._sweep.prune()

    def seal_audit(self) -> int:
        """Seal what the audits of all tenants gained since the last time; returns how many seals were made."""
        return self._sweep.seal_audit()
