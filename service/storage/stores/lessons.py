"""What confirmations teach: one row a wrap-up, which goes with it. The words themselves stay in the wrap-up."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.learning import Audited, Lesson, Seen, Waiting
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.session import Session
from service.storage.stores.rankers import current_ranker
from service.storage.tables import lessons, profile_labels

EVIDENCE = (Seen.BLIND.value, Seen.EDITED.value)
LIVE = "live"

_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)
_MINE = lessons.c.tenant_id == TENANT
_NEW = insert(lessons)
_PUT = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "wrapup_id"],
    set_={
        name: _NEW.excluded[name]
        for name in ("profile", "seen", "audit", "ranker", "code_hmac", "as_drafted", "confirmed_at")
    },
)
_REMOVE = delete(lessons).where(_MINE, lessons.c.wrapup_id == OF)
_NEWEST = (
    select(lessons)
    .where(
        _MINE,
        lessons.c.profile == OF,
        lessons.c.seen == bindparam("as_seen"),
        lessons.c.confirmed_at < bindparam("before"),
    )
    .order_by(lessons.c.confirmed_at.desc())
    .limit(bindparam("most"))
)
_THERE = select(lessons.c.wrapup_id).where(_MINE, lessons.c.wrapup_id.in_(_IDS))
_AUDITED = select(
    func.count().label("count"),
    func.coalesce(func.sum(case((lessons.c.as_drafted, 0), else_=1)), 0).label("errors"),
).where(
    _MINE,
    lessons.c.profile == OF,
    lessons.c.audit,
    lessons.c.ranker == bindparam("of_ranker"),
    lessons.c.code_hmac == bindparam("mac"),
)
_NAMES = (
    select(profile_labels.c.name)
    .where(profile_labels.c.tenant_id == TENANT, profile_labels.c.label == LIVE)
    .order_by(profile_labels.c.name)
)
_FRESH = (
    select(lessons.c.wrapup_id)
    .where(
        _MINE,
        lessons.c.profile == OF,
        lessons.c.seen.in_(EVIDENCE),
        lessons.c.confirmed_at > bindparam("since"),
    )
    .limit(bindparam("most"))
)
_COUNT_FRESH = select(func.count()).select_from(_FRESH.subquery())
BATCH = 500


class SqlLessons:
    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, lesson: Lesson) -> None:
        self._session.insert(
            _PUT,
            wrapup_id=lesson.wrapup_id,
            profile=lesson.profile,
            seen=lesson.seen.value,
            audit=lesson.audit,
            ranker=lesson.ranker,
            code_hmac=None if lesson.code is None else self._mac(lesson.code),
            as_drafted=lesson.right,
            confirmed_at=to_ms(lesson.confirmed_at),
        )

    def remove(self, wrapup_id: str) -> None:
        self._session.run(_REMOVE, of=wrapup_id)

    def newest(self, profile: str, seen: Seen, *, before: datetime, limit: int) -> tuple[Lesson, ...]:
        rows = self._session.run(_NEWEST, of=profile, as_seen=seen.value, before=to_ms(before), most=limit)
        return tuple(_lesson(row) for row in rows)

    def missing(self, wrapup_ids: Collection[str]) -> frozenset[str]:
        wanted = list(wrapup_ids)
        there: set[str] = set()
        for start in range(0, len(wanted), BATCH):
            there.update(self._session.run(_THERE, ids=wanted[start : start + BATCH]).scalars())
        return frozenset(wanted) - there

    def audited(self, profile: str, ranker: int, code: str) -> Audited:
        row = self._session.run(_AUDITED, of=profile, of_ranker=ranker, mac=self._mac(code)).one()
        return Audited(count=row.count, errors=row.errors)

    def waiting(self, most: int) -> tuple[Waiting, ...]:
        names = self._session.run(_NAMES).scalars().all()
        return tuple(self._waiting(name, most) for name in names)

    def _waiting(self, profile: str, most: int) -> Waiting:
        ranker = current_ranker(self._session, profile)
        since = to_ms(ranker.created_at) if ranker else 0
        fresh = self._session.run(_COUNT_FRESH, of=profile, since=since, most=most).scalar_one()
        if ranker is None:
            return Waiting(profile=profile, fresh=fresh)
        return Waiting(
            profile=profile, fresh=fresh, known=ranker.figures.evidence, fitted_at=ranker.created_at
        )

    def _mac(self, code: str) -> bytes:
        return self._session.keys.mac("lesson_code", code)


def _lesson(row: Row[Any]) -> Lesson:
    return Lesson(
        wrapup_id=row.wrapup_id,
        profile=row.profile,
        seen=Seen(row.seen),
        audit=row.audit,
        ranker=row.ranker,
        right=row.as_drafted,
        confirmed_at=from_ms(row.confirmed_at),
    )
