"""Drafts: immutable, numbered, sealed under the key of their call."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from service.domain.draft import Draft
from service.domain.errors import NotFound
from service.domain.ports import AlreadyStored
from service.storage.binds import OF, TENANT
from service.storage.codec import pack, unpack
from service.storage.session import Session
from service.storage.tables import call_keys, drafts

_MINE = (drafts.c.tenant_id == TENANT) & (drafts.c.wrapup_id == OF)
_GET = (
    select(drafts.c.call_id, drafts.c.body, call_keys.c.wrapped)
    .join(
        call_keys, (call_keys.c.tenant_id == drafts.c.tenant_id) & (call_keys.c.call_id == drafts.c.call_id)
    )
    .where(_MINE, drafts.c.number == bindparam("wanted"))
)
_LAST = select(func.coalesce(func.max(drafts.c.number), 0)).where(_MINE)
_ADD = insert(drafts).on_conflict_do_nothing()


class SqlDrafts:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, wrapup_id: str, draft: Draft) -> None:
        """Raises `AlreadyStored` when the number is taken: a draft never changes."""
        session = self._session
        call_id = session.call_of(wrapup_id)
        place = ("drafts", _row_id(wrapup_id, draft.number), "body")
        stored = session.insert(
            _ADD,
            wrapup_id=wrapup_id,
            number=draft.number,
            call_id=call_id,
            kind=draft.kind.value,
            profile=draft.profile,
            model=draft.model,
            body=session.keys.seal_of_call(call_id, pack(draft), *place),
            created_at=session.now,
        )
        if not stored:
            raise AlreadyStored

    def get(self, wrapup_id: str, number: int) -> Draft:
        session = self._session
        row = session.run(_GET, of=wrapup_id, wanted=number).one_or_none()
        if row is None:
            raise NotFound
        session.keys.admit(row.call_id, row.wrapped)
        place = ("drafts", _row_id(wrapup_id, number), "body")
        return unpack(Draft, session.keys.open_of_call(row.call_id, row.body, *place))

    def last_number(self, wrapup_id: str) -> int:
        return int(self._session.run(_LAST, of=wrapup_id).scalar_one())


def _row_id(wrapup_id: str, number: int) -> str:
    return f"{wrapup_id}/{number}"
