"""Fitted rankers: figures in the clear, what they learnt sealed under the tenant's key, and from whom they did."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.job import Kind
from service.domain.learning import RankerFigures, RankerRow
from service.domain.ports import AlreadyStored
from service.domain.values import from_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import plain
from service.storage.session import Session
from service.storage.tables import jobs, ranker_bodies, ranker_examples, rankers, wrapups

KEPT = 5
"""Versions of a profile's ranker that are kept, with their figures."""

LOTS = 1 << 48

_VERSION: BindParameter[int] = bindparam("of_version", type_=Integer)
_MINE = (rankers.c.tenant_id == TENANT) & (rankers.c.profile == OF)
_ALL = select(rankers, ranker_bodies.c.version.label("with_body")).outerjoin(
    ranker_bodies,
    (ranker_bodies.c.tenant_id == rankers.c.tenant_id)
    & (ranker_bodies.c.profile == rankers.c.profile)
    & (ranker_bodies.c.version == rankers.c.version),
)
_CURRENT = _ALL.where(_MINE, ranker_bodies.c.version.is_not(None)).order_by(rankers.c.version.desc()).limit(1)
_GET = _ALL.where(_MINE, rankers.c.version == _VERSION)
_ROWS = _ALL.where(rankers.c.tenant_id == TENANT).order_by(rankers.c.profile, rankers.c.version.desc())
_BODY = select(ranker_bodies.c.body).where(
    ranker_bodies.c.tenant_id == TENANT, ranker_bodies.c.profile == OF, ranker_bodies.c.version == _VERSION
)
_LAST = select(func.coalesce(func.max(rankers.c.version), 0)).where(_MINE)
_ADD = insert(rankers).on_conflict_do_nothing()
_ADD_BODY = insert(ranker_bodies)
_ADD_EXAMPLE = insert(ranker_examples)
_PRUNE = delete(rankers).where(_MINE, rankers.c.version <= _VERSION)
# Whoever fits just now holds its job while it stores: once this has it, what is stored is seen.
_LOCK_FITS = (
    select(jobs.c.id)
    .where(jobs.c.tenant_id == TENANT, jobs.c.kind == Kind.FIT.value)
    .order_by(jobs.c.id)
    .with_for_update()
)
_OF_CALL = select(wrapups.c.id).where(wrapups.c.tenant_id == TENANT, wrapups.c.call_id == OF)
_LEARNT = (
    select(ranker_examples.c.profile, ranker_examples.c.version)
    .where(ranker_examples.c.tenant_id == TENANT, ranker_examples.c.wrapup_id.in_(_OF_CALL))
    .distinct()
)
_DESTROY = delete(ranker_bodies).where(
    ranker_bodies.c.tenant_id == TENANT, ranker_bodies.c.profile == OF, ranker_bodies.c.version == _VERSION
)


class SqlRankers:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        profile: str,
        profile_version: int,
        body: bytes,
        figures: RankerFigures,
        learnt_from: Collection[str],
    ) -> RankerRow:
        """Raises `AlreadyStored` where somebody else took the number: two fits of a profile do not run at once."""
        session = self._session
        version = session.run(_LAST, of=profile).scalar_one() + 1
        place = {"profile": profile, "version": version}
        row = {"profile_version": profile_version, "figures": plain(figures), "created_at": session.now}
        if not session.insert(_ADD, **place, **row):
            raise AlreadyStored
        sealed = session.keys.seal(body, "ranker_bodies", f"{profile}@{version}", "body")
        session.insert(_ADD_BODY, **place, body=sealed)
        session.insert_all(_ADD_EXAMPLE, [{**place, "wrapup_id": one} for one in sorted(set(learnt_from))])
        session.run(_PRUNE, of=profile, of_version=version - KEPT)
        return RankerRow(
            profile=profile,
            version=version,
            profile_version=profile_version,
            created_at=from_ms(session.now),
            figures=figures,
        )

    def current(self, profile: str) -> RankerRow | None:
        return current_ranker(self._session, profile)

    def get(self, profile: str, version: int) -> RankerRow | None:
        row = self._session.run(_GET, of=profile, of_version=version).one_or_none()
        return _row(row) if row else None

    def body(self, profile: str, version: int) -> bytes | None:
        sealed = self._session.run(_BODY, of=profile, of_version=version).scalar()
        if sealed is None:
            return None
        return self._session.keys.open(sealed, "ranker_bodies", f"{profile}@{version}", "body")

    def rows(self) -> Sequence[RankerRow]:
        return tuple(_row(row) for row in self._session.run(_ROWS))

    def forget(self, call_id: str) -> tuple[str, ...]:
        run = self._session.run
        run(_LOCK_FITS).all()
        learnt = run(_LEARNT, of=call_id).all()
        for row in learnt:
            run(_DESTROY, of=row.profile, of_version=row.version)
        return tuple(sorted({row.profile for row in learnt}))

    def lot(self, purpose: str, wrapup_id: str) -> float:
        mac = self._session.keys.mac(f"lot/{purpose}", wrapup_id)
        return int.from_bytes(mac[:6]) / LOTS


def current_ranker(session: Session, profile: str) -> RankerRow | None:
    row = session.run(_CURRENT, of=profile).one_or_none()
    return _row(row) if row else None


def _row(row: Row[Any]) -> RankerRow:
    return RankerRow(
        profile=row.profile,
        version=row.version,
        profile_version=row.profile_version,
        created_at=from_ms(row.created_at),
        figures=RankerFigures.model_validate(row.figures),
        usable=row.with_body is not None,
    )
