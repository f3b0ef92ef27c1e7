"""Jobs of one tenant: asked for, given back and finished in the transaction that changes the state they serve.

A job asked for while a worker has it is not lost: `again_due` makes it run once more. One asked for while
it is parked gets a fresh start.
"""

from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, delete, null, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import NotFound, StaleFence
from service.domain.ids import new_id
from service.domain.job import Job, JobRow, JobState, Kind
from service.domain.limits import Connection
from service.domain.page import Page
from service.domain.values import from_ms
from service.storage.binds import NOW, OF, TENANT
from service.storage.codec import maybe_from_ms, row_cursor
from service.storage.session import Session
from service.storage.stores.limits import SqlLimits
from service.storage.tables import jobs
from service.telemetry import current_traceparent

MAX_REASON = 200

_HELD = (
    (jobs.c.tenant_id == TENANT)
    & (jobs.c.id == OF)
    & (jobs.c.fence == bindparam("held_fence"))
    & (jobs.c.state == "leased")
)
GIVEN_BACK: dict[str, Any] = {
    "lease_until": null(),
    "leased_by": null(),
    "again_due": null(),
    "connection": null(),
    "tokens": null(),
    "waits_for": "",
}
"""What a job no longer has once nobody holds it: its lease, and its share of a connection."""


def _earlier(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The earlier of two times; the other one where the first is not set."""
    return case((one < other, one), else_=other)


_NEW = insert(jobs)
_LEASED = jobs.c.state == "leased"
_PARKED = jobs.c.state == "parked"
_ENQUEUE = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "kind", "subject"],
    set_={
        "due": case(
            (_LEASED, jobs.c.due),
            (_PARKED, _NEW.excluded.due),
            else_=_earlier(jobs.c.due, _NEW.excluded.due),
        ),
        "again_due": case((_LEASED, _earlier(jobs.c.again_due, _NEW.excluded.due))),
        "attempts": case((_PARKED, 0), else_=jobs.c.attempts),
        "crashes": case((_PARKED, 0), else_=jobs.c.crashes),
        "lone": case((_PARKED, _NEW.excluded.lone), else_=jobs.c.lone),
        "reason": case((_PARKED, null()), else_=jobs.c.reason),
        "state": case((_PARKED, "waiting"), else_=jobs.c.state),
    },
)
_CANCEL = delete(jobs).where(
    jobs.c.tenant_id == TENANT,
    jobs.c.kind == bindparam("of_kind"),
    jobs.c.subject == bindparam("of_subject"),
    jobs.c.state != "leased",
)
_DONE = delete(jobs).where(_HELD, jobs.c.again_due.is_(None))
_DONE_BUT_AGAIN = (
    update(jobs)
    .where(_HELD)
    .values(GIVEN_BACK | {"state": "waiting", "due": jobs.c.again_due, "attempts": 0, "crashes": 0})
)
_POSTPONE = (
    update(jobs)
    .where(_HELD)
    .values(
        GIVEN_BACK
        | {
            "state": "waiting",
            "due": _earlier(jobs.c.again_due, bindparam("new_due")),
            "attempts": jobs.c.attempts + bindparam("failures"),
            "reason": bindparam("why"),
            "waits_for": bindparam("for_connection"),
            "tokens": bindparam("of_tokens"),
        }
    )
    .returning(jobs.c.due)
)
_PARK = (
    update(jobs)
    .where(_HELD, jobs.c.again_due.is_(None))
    .values(GIVEN_BACK | {"state": "parked", "reason": bindparam("why")})
)
_GIVE_UP = (
    update(jobs)
    .where(_HELD)
    .values(GIVEN_BACK | {"state": "waiting", "due": _earlier(jobs.c.again_due, jobs.c.due)})
)
_RETRY = (
    update(jobs)
    .where(jobs.c.tenant_id == TENANT, jobs.c.id == OF)
    .values(
        due=case((_LEASED, jobs.c.due), else_=NOW),
        again_due=case((_LEASED, NOW)),
        attempts=case((_LEASED, jobs.c.attempts), else_=0),
        crashes=case((_LEASED, jobs.c.crashes), else_=0),
        lone=jobs.c.lone & _LEASED,
        reason=case((_LEASED, jobs.c.reason)),
        waits_for=case((_LEASED, jobs.c.waits_for), else_=""),
        state=case((_PARKED, "waiting"), else_=jobs.c.state),
    )
)
# Kinds that a newer release invented are left to its processes.
_SHOWN = (jobs.c.tenant_id == TENANT) & jobs.c.kind.in_(list(Kind))
_GET = select(jobs).where(_SHOWN, jobs.c.id == OF)
# Locked until the unit ends, lest the lease be taken away between this look and the commit.
_HOLD = select(jobs.c.id).where(_HELD).with_for_update()


class SqlJobs:
    def __init__(self, session: Session, limits: SqlLimits) -> None:
        self._session = session
        self._limits = limits

    def enqueue(self, kind: Kind, subject: str, *, delay_ms: int = 0) -> None:
        now = self._session.now
        self._session.insert(
            _ENQUEUE,
            id=new_id(),
            lane=kind.lane.value,
            kind=kind.value,
            subject=subject,
            state="waiting",
            attempts=0,
            crashes=0,
            lone=False,
            fence=0,
            due=now + delay_ms,
            deadline_ms=kind.deadline_ms,
            trace=current_traceparent(),
            created_at=now,
        )
        if delay_ms <= 0:
            self._session.lanes.add(kind.lane)

    def cancel(self, kind: Kind, subject: str) -> bool:
        return self._session.run(_CANCEL, of_kind=kind.value, of_subject=subject).rowcount > 0

    def finish(self, job: Job) -> None:
        if self._change(_DONE, job):
            return
        self._again(job)

    def postpone(
        self,
        job: Job,
        *,
        delay_ms: int,
        reason: str,
        failed: bool,
        connection: Connection = "",
        tokens: int = 0,
    ) -> None:
        session = self._session
        due = session.run(
            _POSTPONE,
            of=job.id,
            held_fence=job.fence,
            new_due=session.now + max(delay_ms, 0),
            why=reason[:MAX_REASON],
            failures=int(failed),
            for_connection=connection,
            of_tokens=tokens if connection else None,
        ).scalar()
        if due is None:
            raise StaleFence
        if due <= session.now:
            session.lanes.add(job.kind.lane)

    def park(self, job: Job, *, reason: str) -> None:
        if not self._change(_PARK, job, why=reason[:MAX_REASON]):
            self._again(job)

    def hold(self, job: Job) -> None:
        if self._session.run(_HOLD, of=job.id, held_fence=job.fence).one_or_none() is None:
            raise StaleFence

    def give_up(self, job: Job) -> None:
        if not self._change(_GIVE_UP, job):
            raise StaleFence
        self._session.lanes.add(job.kind.lane)

    def reserve(self, job: Job, connection: Connection, *, requests: int = 1, tokens: int = 0) -> None:
        self._limits.reserve(job, connection, requests, tokens)

    def page(
        self, *, state: JobState | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[JobRow]:
        statement = select(jobs).where(_SHOWN)
        if state is not None:
            statement = statement.where(jobs.c.state == state.value)
        if row_cursor(cursor):
            statement = statement.where(jobs.c.id > cursor)
        rows = self._session.run(statement.order_by(jobs.c.id).limit(limit + 1)).all()
        items = tuple(_shown(row) for row in rows[:limit])
        return Page(items=items, next_cursor=items[-1].id if len(rows) > limit else None)

    def get(self, job_id: str) -> JobRow:
        row = self._session.run(_GET, of=job_id).one_or_none()
        if row is None:
            raise NotFound
        return _shown(row)

    def retry(self, job_id: str) -> JobRow:
        self._session.run(_RETRY, of=job_id, now=self._session.now)
        row = self.get(job_id)
        if row.state is JobState.WAITING:
            self._session.lanes.add(row.lane)
        return row

    def _again(self, job: Job) -> None:
        if not self._change(_DONE_BUT_AGAIN, job):
            raise StaleFence
        self._session.lanes.add(job.kind.lane)

    def _change(self, statement: Any, job: Job, **parameters: Any) -> bool:
        run = self._session.run(statement, of=job.id, held_fence=job.fence, **parameters)
        return run.rowcount > 0


def _shown(row: Row[Any]) -> JobRow:
    kind = Kind(row.kind)
    return JobRow(
        id=row.id,
        kind=kind,
        lane=kind.lane,
        subject=row.subject,
        state=JobState(row.state),
        attempts=row.attempts,
        crashes=row.crashes,
        lone=row.lone,
        reason=row.reason,
        due=from_ms(row.due),
        lease_until=maybe_from_ms(row.lease_until),
        created_at=from_ms(row.created_at),
    )
