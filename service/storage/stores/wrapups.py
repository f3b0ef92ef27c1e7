"""Wrap-ups: the whole of one sealed in its body, and the plain columns by which the review list finds it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.errors import NotFound
from service.domain.job import Kind
from service.domain.page import Page
from service.domain.ports import AlreadyStored, VersionMoved
from service.domain.values import from_ms, to_ms
from service.domain.wrapup import DraftHead, State, WrapUp
from service.domain.wrapup_row import Headline, WrapUpRow
from service.storage.binds import OF, TENANT
from service.storage.codec import maybe_from_ms, maybe_ms, pack, plain, row_cursor, unpack
from service.storage.session import Session
from service.storage.tables import call_keys, jobs, wrapup_bodies, wrapups

_KEY_OF_WRAPUP = (call_keys.c.tenant_id == wrapups.c.tenant_id) & (call_keys.c.call_id == wrapups.c.call_id)
_GET = (
    select(wrapups.c.call_id, wrapup_bodies.c.body, call_keys.c.wrapped)
    .join(
        wrapup_bodies,
        (wrapup_bodies.c.tenant_id == wrapups.c.tenant_id) & (wrapup_bodies.c.wrapup_id == wrapups.c.id),
    )
    .join(call_keys, _KEY_OF_WRAPUP)
    .where(wrapups.c.tenant_id == TENANT, wrapups.c.id == OF)
)
_LIST = select(wrapups, call_keys.c.wrapped).join(call_keys, _KEY_OF_WRAPUP)
_SAVE = update(wrapups).where(
    wrapups.c.tenant_id == TENANT, wrapups.c.id == OF, wrapups.c.version == bindparam("read_version")
)
_SAVE_BODY = update(wrapup_bodies).where(wrapup_bodies.c.tenant_id == TENANT, wrapup_bodies.c.wrapup_id == OF)
_DROP = delete(wrapups).where(wrapups.c.tenant_id == TENANT, wrapups.c.id == OF)
_DROP_JOBS = delete(jobs).where(
    jobs.c.tenant_id == TENANT, jobs.c.kind.in_(bindparam("kinds", expanding=True)), jobs.c.subject == OF
)
_ADD = insert(wrapups).on_conflict_do_nothing()
_ADD_BODY = insert(wrapup_bodies)


class SqlWrapUps:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, wrapup: WrapUp) -> None:
        """Raises `AlreadyStored` when the leg has a wrap-up."""
        row = self._columns(wrapup)
        fixed = {"id": wrapup.id, "call_id": wrapup.call_id, "leg_id": wrapup.leg_id}
        if not self._session.insert(_ADD, **fixed, **row, created_at=to_ms(wrapup.created_at)):
            raise AlreadyStored
        self._session.insert(_ADD_BODY, wrapup_id=wrapup.id, body=self._body(wrapup))
        self._session.belongs(wrapup.id, wrapup.call_id)

    def get(self, wrapup_id: str) -> WrapUp:
        row = self._session.run(_GET, of=wrapup_id).one_or_none()
        if row is None:
            raise NotFound
        keys = self._session.keys
        keys.admit(row.call_id, row.wrapped)
        self._session.belongs(wrapup_id, row.call_id)
        return unpack(WrapUp, keys.open_of_call(row.call_id, row.body, "wrapup_bodies", wrapup_id, "body"))

    def remove(self, wrapup_id: str) -> None:
        # Jobs first, as whoever works on it does: it holds its job, then touches the wrap-up.
        self._session.run(_DROP_JOBS, of=wrapup_id, kinds=[kind.value for kind in Kind])
        self._session.run(_DROP, of=wrapup_id)

    def save(self, wrapup: WrapUp) -> WrapUp:
        saved = wrapup.model_copy(
            update={"version": wrapup.version + 1, "updated_at": from_ms(self._session.now)}
        )
        row = self._columns(saved)
        if self._session.run(_SAVE, of=wrapup.id, read_version=wrapup.version, **row).rowcount == 0:
            raise VersionMoved
        self._session.run(_SAVE_BODY, of=wrapup.id, body=self._body(saved))
        return saved

    def page(
        self,
        *,
        states: Sequence[State] = (),
        agent_id: str | None = None,
        agents: Collection[str] | None = None,
        queue: str | None = None,
        call_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[WrapUpRow]:
        statement = _LIST.where(wrapups.c.tenant_id == TENANT)
        if states:
            statement = statement.where(wrapups.c.state.in_([state.value for state in states]))
        if agents is not None:
            statement = statement.where(_one_of(agents))
        for column, wanted in (
            (wrapups.c.agent_id, agent_id),
            (wrapups.c.queue, queue),
            (wrapups.c.call_id, call_id),
        ):
            if wanted is not None:
                statement = statement.where(column == wanted)
        if row_cursor(cursor):
            statement = statement.where(wrapups.c.id < cursor)
        rows = self._session.run(statement.order_by(wrapups.c.id.desc()).limit(limit + 1)).all()
        items = tuple(self._row(row) for row in rows[:limit])
        return Page(items=items, next_cursor=items[-1].id if len(rows) > limit else None)

    def _columns(self, wrapup: WrapUp) -> dict[str, Any]:
        """The plain columns that change with each version."""
        headline = pack(Headline.of(wrapup))
        keys = self._session.keys
        return {
            "version": wrapup.version,
            "agent_id": wrapup.agent_id,
            "queue": wrapup.queue,
            "language": wrapup.language,
            "state": wrapup.state.value,
            "reviewed_by": wrapup.reviewed_by,
            "undo_until": maybe_ms(wrapup.undo_until),
            "draft": plain(wrapup.draft),
            "headline": keys.seal_of_call(wrapup.call_id, headline, "wrapups", wrapup.id, "headline"),
            "updated_at": to_ms(wrapup.updated_at),
        }

    def _body(self, wrapup: WrapUp) -> bytes:
        keys = self._session.keys
        return keys.seal_of_call(wrapup.call_id, pack(wrapup), "wrapup_bodies", wrapup.id, "body")

    def _row(self, row: Row[Any]) -> WrapUpRow:
        keys = self._session.keys
        keys.admit(row.call_id, row.wrapped)
        headline = keys.open_of_call(row.call_id, row.headline, "wrapups", row.id, "headline")
        return WrapUpRow(
            id=row.id,
            call_id=row.call_id,
            version=row.version,
            agent_id=row.agent_id,
            queue=row.queue,
            language=row.language,
            state=State(row.state),
            undo_until=maybe_from_ms(row.undo_until),
            draft=DraftHead.model_validate(row.draft),
            headline=unpack(Headline, headline),
            created_at=from_ms(row.created_at),
            updated_at=from_ms(row.updated_at),
        )


def _one_of(agents: Collection[str]) -> ColumnElement[bool]:
    """Of one agent, most lists, an equality: read backwards from the index, in the order of the list."""
    if len(agents) == 1:
        return wrapups.c.agent_id == next(iter(agents))
    return wrapups.c.agent_id.in_(sorted(agents))
