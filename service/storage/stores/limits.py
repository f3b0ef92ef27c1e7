"""Limits of one tenant: what its file and its providers set, and what jobs have taken of it.

A row is locked from the first look until the unit ends, so that what two workers take at once adds up.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import Postpone, StaleFence
from service.domain.job import Job
from service.domain.limits import LEARNT_KEPT_MS, Connection, Learnt, Limits, Standing, lower
from service.storage.binds import OF, TENANT
from service.storage.codec import maybe_ms
from service.storage.limited import Limited
from service.storage.session import Session
from service.storage.tables import jobs, limits
from service.storage.tables.jobs import LEASED

FULL_MS = 100
"""A job that found all places taken does not come back sooner; nor before one is free."""

_MINE = limits.c.tenant_id == TENANT
_ONE = _MINE & (limits.c.connection == bindparam("to"))
_NAMES = select(limits.c.connection).where(_MINE)
_ALL = select(limits).where(_MINE)
_LOCK = select(limits).where(_ONE).with_for_update()
_NEW = insert(limits)
_SET = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "connection"],
    set_={name: _NEW.excluded[name] for name in Limits.model_fields},
)
_TOLD = ("learnt_requests_per_minute", "learnt_tokens_per_minute", "learnt_until")
_LEARN = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "connection"],
    set_={
        # A provider that tells only when it takes requests again has said nothing against its rates.
        **{
            name: case((_NEW.excluded.learnt_until.is_not(None), _NEW.excluded[name]), else_=limits.c[name])
            for name in _TOLD
        },
        "resume_at": func.coalesce(_NEW.excluded.resume_at, limits.c.resume_at),
    },
)
_DROP = delete(limits).where(_ONE)
_TAKE = update(limits).where(_ONE)
_AT_WORK = select(func.count()).where(
    jobs.c.tenant_id == TENANT, LEASED, jobs.c.connection == bindparam("to"), jobs.c.id != OF
)
_HOLDS = (
    update(jobs)
    .where(jobs.c.tenant_id == TENANT, jobs.c.id == OF, jobs.c.fence == bindparam("held_fence"), LEASED)
    .values(connection=bindparam("to"), tokens=bindparam("of_tokens"), waits_for="")
)


def standing_of(row: Row[Any], now: int) -> Standing:
    """Of what the file says and what was learnt and is still believed, the lower."""
    believed = row.learnt_until is not None and now < row.learnt_until
    return Standing(
        now=now,
        in_flight=row.in_flight,
        requests_per_minute=lower(
            row.requests_per_minute, row.learnt_requests_per_minute if believed else None
        ),
        tokens_per_minute=lower(row.tokens_per_minute, row.learnt_tokens_per_minute if believed else None),
        requests_until=row.requests_until,
        tokens_until=row.tokens_until,
        resume_at=row.resume_at,
    )


class SqlLimits:
    """`reserve` is here for `SqlJobs`."""

    def __init__(self, session: Session, limited: Limited) -> None:
        self._session = session
        self._limited = limited

    def sync(self, limits: Mapping[Connection, Limits]) -> None:
        stored = {row.connection: row for row in self._session.run(_ALL)}
        for connection in sorted({*limits, *stored}):
            wanted = limits.get(connection, Limits()).model_dump()
            row = stored.get(connection)
            if row is not None and {name: getattr(row, name) for name in wanted} == wanted:
                continue
            if any(wanted.values()) or (row is not None and self._still_told(row)):
                self._store(_SET, connection, wanted)
            elif row is not None:
                self._session.run(_DROP, to=connection)
                self._note_change()

    def learn(self, connection: Connection, learnt: Learnt) -> None:
        session = self._session
        if learnt == Learnt() or not self._limited.is_news(
            session.tenant_id, connection, session.now, learnt
        ):
            return
        rates = (learnt.requests_per_minute, learnt.tokens_per_minute)
        until = session.now + LEARNT_KEPT_MS if any(rates) else None
        told = dict(zip(_TOLD, (*rates, until), strict=True))
        self._store(_LEARN, connection, {**told, "resume_at": maybe_ms(learnt.resume_at)})

    def spent(self, connection: Connection, *, tokens: int) -> None:
        if tokens and (standing := self._locked(connection)) and standing.tokens_per_minute:
            self._take(connection, standing.taken(0, tokens))

    def reserve(self, job: Job, connection: Connection, requests: int, tokens: int) -> None:
        session, standing = self._session, self._locked(connection)
        if standing is None:
            if self._limited.connections(session.tenant_id, session.now, self._names):
                # What it held of another connection is free again, though nobody counts what it uses now.
                session.run(_HOLDS, of=job.id, held_fence=job.fence, to=connection, of_tokens=None)
            return
        if standing.in_flight is not None and self._at_work(job, connection) >= standing.in_flight:
            raise Postpone(FULL_MS, f"{connection}_full", connection=connection, tokens=tokens)
        if wait_ms := standing.wait_ms(requests, tokens):
            raise Postpone(wait_ms, f"{connection}_limited", connection=connection, tokens=tokens)
        if standing.requests_per_minute or standing.tokens_per_minute:
            self._take(connection, standing.taken(requests, tokens))
        held = session.run(_HOLDS, of=job.id, held_fence=job.fence, to=connection, of_tokens=tokens).rowcount
        if not held:
            raise StaleFence

    def _locked(self, connection: Connection) -> Standing | None:
        """None where there is no limit, which is known without asking."""
        session = self._session
        if connection not in self._limited.connections(session.tenant_id, session.now, self._names):
            return None
        row = session.run(_LOCK, to=connection).one_or_none()
        return standing_of(row, session.now) if row else None

    def _names(self) -> frozenset[str]:
        return frozenset(self._session.run(_NAMES).scalars())

    def _at_work(self, job: Job, connection: Connection) -> int:
        others: int = self._session.run(_AT_WORK, of=job.id, to=connection).scalar_one()
        return others

    def _take(self, connection: Connection, standing: Standing) -> None:
        self._session.run(
            _TAKE,
            to=connection,
            requests_until=standing.requests_until,
            tokens_until=standing.tokens_until,
        )

    def _store(self, statement: Any, connection: Connection, row: Mapping[str, Any]) -> None:
        self._session.insert(statement, connection=connection, requests_until=0, tokens_until=0, **row)
        self._note_change()

    def _note_change(self) -> None:
        self._session.limits_changed = True
        self._limited.forget(self._session.tenant_id)

    def _still_told(self, row: Row[Any]) -> bool:
        now = self._session.now
        return max(row.learnt_until or 0, row.resume_at or 0) > now
