"""Jobs of one tenant: asked for, given back and finished in the transaction that changes the state they serve.

A job asked for while a worker has it is not lost: `again_due` makes it run once more. One asked for while
it is parked gets a fresh start.
"""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, delete, null, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import StaleFence
from service.domain.ids import new_id
from service.domain.job import Job, Kind
from service.storage.binds import OF, TENANT
from service.storage.session import Session
from service.storage.tables import jobs

MAX_REASON = 200

_HELD = (
    (jobs.c.tenant_id == TENANT)
    & (jobs.c.id == OF)
    & (jobs.c.fence == bindparam("held_fence"))
    & (jobs.c.state == "leased")
)
_GIVEN_BACK: dict[str, Any] = {"lease_until": null(), "leased_by": null(), "again_due": null()}


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
    .values(_GIVEN_BACK | {"state": "waiting", "due": jobs.c.again_due, "attempts": 0, "crashes": 0})
)
_POSTPONE = (
    update(jobs)
    .where(_HELD)
    .values(
        _GIVEN_BACK
        | {
            "state": "waiting",
            "due": _earlier(jobs.c.again_due, bindparam("new_due")),
            "attempts": jobs.c.attempts + bindparam("failures"),
            "reason": bindparam("why"),
        }
    )
    .returning(jobs.c.due)
)
_PARK = (
    update(jobs)
    .where(_HELD, jobs.c.again_due.is_(None))
    .values(_GIVEN_BACK | {"state": "parked", "reason": bindparam("why")})
)
# Locked until the unit ends, lest the lease be taken away between this look and the commit.
_HOLD = select(jobs.c.id).where(_HELD).with_for_update()


class SqlJobs:
    def __init__(self, session: Session) -> None:
        self._session = session

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
            due=now + max(delay_ms, 0),
            deadline_ms=kind.deadline_ms,
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

    def postpone(self, job: Job, *, delay_ms: int, reason: str, failed: bool) -> None:
        session = self._session
        due = session.run(
            _POSTPONE,
            of=job.id,
            held_fence=job.fence,
            new_due=session.now + max(delay_ms, 0),
            why=reason[:MAX_REASON],
            failures=int(failed),
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

    def _again(self, job: Job) -> None:
        if not self._change(_DONE_BUT_AGAIN, job):
            raise StaleFence
        self._session.lanes.add(job.kind.lane)

    def _change(self, statement: Any, job: Job, **parameters: Any) -> bool:
        run = self._session.run(statement, of=job.id, held_fence=job.fence, **parameters)
        return run.rowcount > 0
