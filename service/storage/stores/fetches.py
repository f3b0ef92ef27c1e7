"""Transcripts to fetch: one row a reference of a call, sealed under that call's key."""

from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from connectors.contracts import ParsedCall
from service.domain.errors import NotFound
from service.domain.fetch import Fetch, FetchState
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import pack, unpack
from service.storage.session import Session
from service.storage.tables import call_keys, fetches

MAX_REASON = 200

_ALL = select(fetches, call_keys.c.wrapped).join(
    call_keys, (call_keys.c.tenant_id == fetches.c.tenant_id) & (call_keys.c.call_id == fetches.c.call_id)
)
_GET = _ALL.where(fetches.c.tenant_id == TENANT, fetches.c.id == OF)
_OF_CALL = _ALL.where(fetches.c.tenant_id == TENANT, fetches.c.call_id == OF).order_by(fetches.c.id)
_NEW = insert(fetches)
_ADD = _NEW.on_conflict_do_update(
    index_elements=["tenant_id", "call_id", "reference_hmac"],
    set_={
        name: _NEW.excluded[name]
        for name in ("id", "source", "body", "state", "reason", "created_at", "updated_at")
    },
    where=fetches.c.state == FetchState.FAILED.value,
)
_SETTLE = (
    update(fetches)
    .where(fetches.c.tenant_id == TENANT, fetches.c.id == OF)
    .values(state=bindparam("new_state"), reason=bindparam("why"), updated_at=bindparam("moment"))
)


class SqlFetches:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, fetch: Fetch) -> bool:
        session, keys = self._session, self._session.keys
        return session.insert(
            _ADD,
            id=fetch.id,
            call_id=fetch.call_id,
            source=fetch.source,
            reference_hmac=keys.mac("reference", fetch.what),
            body=keys.seal_of_call(fetch.call_id, pack(fetch.report), "fetches", fetch.id, "body"),
            state=fetch.state.value,
            reason=fetch.reason,
            created_at=to_ms(fetch.created_at),
            updated_at=session.now,
        )

    def get(self, fetch_id: str) -> Fetch:
        row = self._session.run(_GET, of=fetch_id).one_or_none()
        if row is None:
            raise NotFound
        return self._fetch(row)

    def of_call(self, call_id: str) -> tuple[Fetch, ...]:
        return tuple(self._fetch(row) for row in self._session.run(_OF_CALL, of=call_id).all())

    def settle(self, fetch_id: str, state: FetchState, reason: str | None) -> None:
        told = {"new_state": state.value, "why": reason[:MAX_REASON] if reason else None}
        if self._session.run(_SETTLE, of=fetch_id, moment=self._session.now, **told).rowcount == 0:
            raise NotFound

    def _fetch(self, row: Row[Any]) -> Fetch:
        keys = self._session.keys
        keys.admit(row.call_id, row.wrapped)
        body = keys.open_of_call(row.call_id, row.body, "fetches", row.id, "body")
        return Fetch(
            id=row.id,
            tenant_id=row.tenant_id,
            call_id=row.call_id,
            source=row.source,
            report=unpack(ParsedCall, body),
            state=FetchState(row.state),
            reason=row.reason,
            created_at=from_ms(row.created_at),
        )
