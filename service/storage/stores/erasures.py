"""Erasing: a call's key is destroyed and its rows go; what stays is a tombstone and an answer without words."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.erasure import Erasure, RemainingRecord, Tombstone
from service.domain.errors import NotFound
from service.domain.job import Kind
from service.domain.values import to_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import pack, unpack
from service.storage.session import Session
from service.storage.stores.calls import ABSORBED, SqlCalls
from service.storage.stores.expiry import older_calls, pruned_ledger
from service.storage.stores.kept_bodies import drop_naming
from service.storage.tables import (
    call_dedupe,
    call_keys,
    calls,
    drafts,
    erasures,
    fetches,
    jobs,
    ledger,
    tenant_keys,
    wrapups,
)

_OF_WRAPUPS: BindParameter[list[str]] = bindparam("of_wrapups", expanding=True)
_SUBJECTS: BindParameter[list[str]] = bindparam("subjects", expanding=True)
_IDS: BindParameter[list[str]] = bindparam("ids", expanding=True)

_WRAPUPS = select(wrapups.c.id).where(wrapups.c.tenant_id == TENANT, wrapups.c.call_id == OF)
_FETCHES = select(fetches.c.id).where(fetches.c.tenant_id == TENANT, fetches.c.call_id == OF)
_JOBS = (
    (jobs.c.tenant_id == TENANT)
    & jobs.c.kind.in_([kind.value for kind in Kind])
    & jobs.c.subject.in_(_SUBJECTS)
)
# Jobs before the call, as whoever works on it does: it holds its job, then touches the call's rows.
_LOCK_JOBS = select(jobs.c.id).where(_JOBS).order_by(jobs.c.id).with_for_update()
_LOCK_CALL = (
    select(calls.c.turns_count).where(calls.c.tenant_id == TENANT, calls.c.id == OF).with_for_update()
)
_DROP_JOBS = delete(jobs).where(_JOBS)
_DROP_KEY = delete(call_keys).where(call_keys.c.tenant_id == TENANT, call_keys.c.call_id == OF)
_DROP_CALL = delete(calls).where(calls.c.tenant_id == TENANT, calls.c.id == OF)
_COUNT_DRAFTS = (
    select(func.count())
    .select_from(drafts)
    .where(drafts.c.tenant_id == TENANT, drafts.c.wrapup_id.in_(_OF_WRAPUPS))
)
_BLANK_LEDGER = (
    update(ledger)
    .where(ledger.c.tenant_id == TENANT, ledger.c.wrapup_id.in_(_OF_WRAPUPS), ledger.c.data != b"")
    .values(data=b"")
)
_KEY = select(call_keys.c.call_id).where(call_keys.c.tenant_id == TENANT, call_keys.c.call_id == OF)
_BY_TOMBSTONE = select(call_dedupe.c.call_id).where(
    call_dedupe.c.tenant_id == TENANT,
    call_dedupe.c.source == bindparam("source"),
    call_dedupe.c.external_id_hmac == bindparam("mac"),
)
_BURY = insert(call_dedupe).on_conflict_do_nothing()
_ADD = insert(erasures).on_conflict_do_nothing()
_GET = select(erasures.c.body).where(erasures.c.tenant_id == TENANT, erasures.c.call_id == OF)
_PUT_BODY = update(erasures).where(erasures.c.tenant_id == TENANT, erasures.c.call_id == OF)
_KNOWN = select(erasures.c.call_id).where(erasures.c.tenant_id == TENANT, erasures.c.call_id.in_(_IDS))
_TENANT_KNOWN = select(tenant_keys.c.number).where(tenant_keys.c.tenant_id == TENANT).limit(1)
_KEYLESS = (
    select(calls.c.id)
    .outerjoin(call_keys, (call_keys.c.tenant_id == calls.c.tenant_id) & (call_keys.c.call_id == calls.c.id))
    .where(calls.c.tenant_id == TENANT, call_keys.c.call_id.is_(None))
    .limit(bindparam("most"))
)


class SqlErasures:
    def __init__(self, session: Session) -> None:
        self._session = session

    def gone(self, call_id: str) -> bool:
        return self._session.run(_KEY, of=call_id).first() is None

    def lock(self, call_id: str) -> bool:
        self._session.run(_LOCK_JOBS, subjects=self._subjects(call_id)).all()
        return self._session.run(_LOCK_CALL, of=call_id).first() is not None

    def destroy(self, call_id: str) -> dict[str, int]:
        """Rows that belong to the call go with it; the ledger's have no parent, and lose their data."""
        run = self._session.run
        ids = self._wrapups(call_id)
        turns = run(_LOCK_CALL, of=call_id).scalar() or 0
        removed = {
            "turns": turns,
            "wrapups": len(ids),
            "drafts": run(_COUNT_DRAFTS, of_wrapups=ids).scalar_one(),
            "jobs": run(_DROP_JOBS, subjects=self._subjects(call_id)).rowcount,
            "ledger_texts": run(_BLANK_LEDGER, of_wrapups=ids).rowcount,
        }
        run(_DROP_KEY, of=call_id)
        run(_DROP_CALL, of=call_id)
        return removed

    def drop_bodies_naming(self, external_ids: Collection[str]) -> int:
        return drop_naming(self._session, external_ids)

    def part_of(self, call_id: str) -> str:
        return SqlCalls(self._session).find(ABSORBED, call_id) or call_id

    def tombstones(self, call_id: str) -> tuple[Tombstone, ...]:
        """Made anew from the call: the rows of `call_dedupe` cannot be found by it.

        A name that leads to another call is left to that one: two calls whose agents were both at work stay
        apart, whatever ids they share.
        """
        try:
            call = SqlCalls(self._session).get(call_id)
        except NotFound:
            return ()
        named = [(call.source, name) for name in call.facts.names]
        named += [(ABSORBED, name) for name in call.facts.absorbed]
        macs = ((source, self._session.keys.mac("external_id", name)) for source, name in named)
        return tuple(
            Tombstone(source=source, external_id_hmac=mac.hex())
            for source, mac in macs
            if self._session.run(_BY_TOMBSTONE, source=source, mac=mac).scalar() == call.id
        )

    def bury(self, call_id: str, tombstone: Tombstone) -> str:
        known = {"source": tombstone.source, "mac": bytes.fromhex(tombstone.external_id_hmac)}
        self._session.insert(_BURY, source=known["source"], external_id_hmac=known["mac"], call_id=call_id)
        return str(self._session.run(_BY_TOMBSTONE, **known).scalar_one())

    def add(self, erasure: Erasure) -> None:
        self._session.insert(
            _ADD,
            call_id=erasure.call_id,
            erased_at=to_ms(erasure.at),
            reason=erasure.reason.value,
            body=self._sealed(erasure),
        )

    def get(self, call_id: str) -> Erasure | None:
        return self._opened(call_id, self._session.run(_GET, of=call_id).scalar())

    def missing(self, call_ids: Sequence[str]) -> tuple[str, ...]:
        if not call_ids or self._session.run(_TENANT_KNOWN).first() is None:
            return ()
        known = set(self._session.run(_KNOWN, ids=list(call_ids)).scalars())
        return tuple(call_id for call_id in dict.fromkeys(call_ids) if call_id not in known)

    def add_remaining(self, call_id: str, records: Sequence[RemainingRecord], key: str) -> None:
        erasure = self._opened(call_id, self._session.run(_GET.with_for_update(), of=call_id).scalar())
        if erasure is None:
            return
        known = {(one.object, one.id) for one in erasure.remaining}
        fresh = tuple(one for one in records if (one.object, one.id) not in known)
        left = tuple(one for one in erasure.under_way if one != key)
        changed = erasure.model_copy(update={"remaining": (*erasure.remaining, *fresh), "under_way": left})
        self._session.run(_PUT_BODY, of=call_id, body=self._sealed(changed))

    def received_before(self, moment: datetime, limit: int) -> tuple[str, ...]:
        return older_calls(self._session, moment, limit)

    def without_key(self, limit: int) -> tuple[str, ...]:
        return tuple(self._session.run(_KEYLESS, most=limit).scalars())

    def prune_ledger(self, before: datetime, limit: int) -> int:
        return pruned_ledger(self._session, before, limit)

    def _wrapups(self, call_id: str) -> list[str]:
        return list(self._session.run(_WRAPUPS, of=call_id).scalars())

    def _subjects(self, call_id: str) -> list[str]:
        """Of all the call's jobs: its wrap-ups, and what is fetched for it."""
        return [*self._wrapups(call_id), *self._session.run(_FETCHES, of=call_id).scalars()]

    def _sealed(self, erasure: Erasure) -> bytes:
        return self._session.keys.seal(pack(erasure), "erasures", erasure.call_id, "body")

    def _opened(self, call_id: str, body: bytes | None) -> Erasure | None:
        if body is None:
            return None
        return unpack(Erasure, self._session.keys.open(body, "erasures", call_id, "body"))
