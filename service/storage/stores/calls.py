"""Calls: stored once with their key, found again by keyed hashes of the sender's ids."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.call import Call, CallFacts, TranscriptBody
from service.domain.errors import KeyReused, NotFound
from service.domain.ports import AlreadyStored
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import maybe_from_ms, maybe_ms, pack, unpack
from service.storage.session import Session
from service.storage.stores.legs import add_legs, legs_of, replace_legs
from service.storage.tables import (
    call_bodies,
    call_dedupe,
    call_keys,
    call_stages,
    calls,
    idempotency_keys,
    wrapups,
)

_BODY_OF_CALL = (call_bodies.c.tenant_id == calls.c.tenant_id) & (call_bodies.c.call_id == calls.c.id)
_KEY_OF_CALL = (call_keys.c.tenant_id == calls.c.tenant_id) & (call_keys.c.call_id == calls.c.id)

_FIND = select(call_dedupe.c.call_id).where(
    call_dedupe.c.tenant_id == TENANT,
    call_dedupe.c.source == bindparam("source"),
    call_dedupe.c.external_id_hmac == bindparam("mac"),
)
_NAMES = (
    select(call_dedupe.c.call_id)
    .where(
        call_dedupe.c.tenant_id == TENANT,
        call_dedupe.c.source == bindparam("source"),
        call_dedupe.c.external_id_hmac.in_(bindparam("macs", expanding=True)),
    )
    .distinct()
    .order_by(call_dedupe.c.call_id)
)
_FIND_ANY = (
    select(call_dedupe.c.call_id)
    .where(call_dedupe.c.tenant_id == TENANT, call_dedupe.c.external_id_hmac == bindparam("mac"))
    .order_by(call_dedupe.c.call_id)
)
_GET = (
    select(calls, call_bodies.c.facts, call_keys.c.wrapped)
    .join(call_bodies, _BODY_OF_CALL)
    .join(call_keys, _KEY_OF_CALL)
    .where(calls.c.tenant_id == TENANT, calls.c.id == OF)
)
_TRANSCRIPT = (
    select(call_bodies.c.transcript, call_keys.c.wrapped)
    .join(calls, _BODY_OF_CALL)
    .join(call_keys, _KEY_OF_CALL)
    .where(call_bodies.c.tenant_id == TENANT, call_bodies.c.call_id == OF)
)
_WRAPUPS = (
    select(wrapups.c.id).where(wrapups.c.tenant_id == TENANT, wrapups.c.call_id == OF).order_by(wrapups.c.id)
)
_STAGES = select(call_stages.c.stage, call_stages.c.reached_at).where(
    call_stages.c.tenant_id == TENANT, call_stages.c.call_id == OF
)
_RECALL = select(idempotency_keys.c.fingerprint, idempotency_keys.c.call_id).where(
    idempotency_keys.c.tenant_id == TENANT, idempotency_keys.c.key_hmac == bindparam("mac")
)
# Not FOR UPDATE: whoever works on the call adds rows that refer to it, and need not wait for that.
_LOCK = (
    select(calls.c.id).where(calls.c.tenant_id == TENANT, calls.c.id == OF).with_for_update(key_share=True)
)
_SAVE = update(calls).where(calls.c.tenant_id == TENANT, calls.c.id == OF)
_SAVE_FACTS = update(call_bodies).where(call_bodies.c.tenant_id == TENANT, call_bodies.c.call_id == OF)
_RENAME = update(call_dedupe).where(
    call_dedupe.c.tenant_id == TENANT,
    call_dedupe.c.source == bindparam("of_source"),
    call_dedupe.c.external_id_hmac.in_(bindparam("macs", expanding=True)),
    call_dedupe.c.call_id == OF,
)
_DEDUPE = insert(call_dedupe).on_conflict_do_nothing()
_REMEMBER = insert(idempotency_keys).on_conflict_do_nothing()
_STAMP = insert(call_stages).on_conflict_do_nothing()
_PUT_TRANSCRIPT = update(call_bodies).where(call_bodies.c.tenant_id == TENANT, call_bodies.c.call_id == OF)
_COUNT_TURNS = update(calls).where(calls.c.tenant_id == TENANT, calls.c.id == OF)


_DROP_KEY = delete(call_keys).where(call_keys.c.tenant_id == TENANT, call_keys.c.call_id == OF)
_DROP_CALL = delete(calls).where(calls.c.tenant_id == TENANT, calls.c.id == OF)

ABSORBED = "=absorbed"
"""Where the ids of calls that became part of another lead to it; no source can be called so."""


class SqlCalls:
    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, source: str, external_id: str) -> str | None:
        mac = self._session.keys.mac("external_id", external_id)
        found: str | None = self._session.run(_FIND, source=source, mac=mac).scalar()
        return found

    def by_external_id(self, external_id: str) -> tuple[Call, ...]:
        mac = self._session.keys.mac("external_id", external_id)
        ids = self._session.run(_FIND_ANY, mac=mac).scalars().all()
        return tuple(call for call in map(self._found, ids) if call is not None)

    def named(self, source: str, external_ids: Collection[str]) -> tuple[str, ...]:
        macs = [self._session.keys.mac("external_id", one) for one in external_ids]
        return tuple(self._session.run(_NAMES, source=source, macs=macs).scalars())

    def add(self, call: Call, transcript: TranscriptBody) -> None:
        session, keys = self._session, self._session.keys
        self._name(call)
        keys.make_call_key(call.id)
        session.insert(insert(calls), **_plain(call), customer_hmac=self._phone_mac(call))
        session.insert(
            insert(call_bodies),
            call_id=call.id,
            facts=keys.seal_of_call(call.id, pack(call.facts), "call_bodies", call.id, "facts"),
            transcript=self._sealed(call.id, transcript),
        )
        add_legs(session, call)
        stages = [
            {"call_id": call.id, "stage": stage, "reached_at": to_ms(at)}
            for stage, at in call.timings.items()
        ]
        session.insert_all(insert(call_stages), stages)

    def _name(self, call: Call, beside: Collection[str] = ()) -> None:
        session = self._session
        # In one order everywhere, lest two that name the same calls wait for each other.
        for external_id in sorted(call.facts.names):
            mac = session.keys.mac("external_id", external_id)
            if session.insert(_DEDUPE, source=call.source, external_id_hmac=mac, call_id=call.id):
                continue
            if session.run(_NAMES, source=call.source, macs=[mac]).scalar() not in {call.id, *beside}:
                raise AlreadyStored

    def get(self, call_id: str) -> Call:
        call = self._found(call_id) or self._found(self.find(ABSORBED, call_id) or "")
        if call is None:
            raise NotFound
        return call

    def locked(self, call_id: str) -> Call:
        self._session.run(_LOCK, of=call_id).first()
        return self.get(call_id)

    def save(self, call: Call, *, beside: Collection[str] = ()) -> None:
        session, keys = self._session, self._session.keys
        self._name(call, beside)
        row = _plain(call)
        changed = {name: row[name] for name in ("started_at", "ended_at", "language", "queue")}
        phone = self._phone_mac(call)
        if session.run(_SAVE, of=call.id, **changed, customer_hmac=phone).rowcount == 0:
            raise NotFound
        facts = keys.seal_of_call(call.id, pack(call.facts), "call_bodies", call.id, "facts")
        session.run(_SAVE_FACTS, of=call.id, facts=facts)
        replace_legs(session, call)

    def absorb(self, call: Call, into: str) -> None:
        session, keys = self._session, self._session.keys
        macs = [keys.mac("external_id", one) for one in call.facts.names]
        session.run(_RENAME, of=call.id, of_source=call.source, macs=macs, call_id=into)
        before = [keys.mac("external_id", one) for one in call.facts.absorbed]
        session.run(_RENAME, of=call.id, of_source=ABSORBED, macs=before, call_id=into)
        mac = keys.mac("external_id", call.id)
        session.insert(_DEDUPE, source=ABSORBED, external_id_hmac=mac, call_id=into)
        session.run(_DROP_KEY, of=call.id)
        session.run(_DROP_CALL, of=call.id)

    def transcript(self, call_id: str) -> TranscriptBody:
        row = self._session.run(_TRANSCRIPT, of=call_id).one_or_none()
        if row is None:
            raise NotFound
        keys = self._session.keys
        keys.admit(call_id, row.wrapped)
        stored = keys.open_of_call(call_id, row.transcript, "call_bodies", call_id, "transcript")
        return unpack(TranscriptBody, stored)

    def put_transcript(self, call_id: str, transcript: TranscriptBody) -> None:
        sealed = self._sealed(call_id, transcript)
        if self._session.run(_PUT_TRANSCRIPT, of=call_id, transcript=sealed).rowcount == 0:
            raise NotFound
        self._session.run(_COUNT_TURNS, of=call_id, turns_count=len(transcript.turns))

    def stamp(self, call_id: str, stage: str) -> None:
        self._session.insert(_STAMP, call_id=call_id, stage=stage, reached_at=self._session.now)

    def recall(self, key: str, fingerprint: str) -> str | None:
        row = self._session.run(_RECALL, mac=self._session.keys.mac("idempotency", key)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise KeyReused
        return str(row.call_id)

    def remember(self, key: str, fingerprint: str, call_id: str) -> None:
        session = self._session
        mac = session.keys.mac("idempotency", key)
        stored = session.insert(
            _REMEMBER, key_hmac=mac, fingerprint=fingerprint, call_id=call_id, created_at=session.now
        )
        if not stored:
            raise AlreadyStored

    def _phone_mac(self, call: Call) -> bytes | None:
        phone = call.facts.customer_phone
        return self._session.keys.mac("phone", phone) if phone else None

    def _found(self, call_id: str) -> Call | None:
        session = self._session
        row = session.run(_GET, of=call_id).one_or_none()
        if row is None:
            return None
        session.keys.admit(call_id, row.wrapped)
        sealed = session.keys.open_of_call(call_id, row.facts, "call_bodies", call_id, "facts")
        facts = unpack(CallFacts, sealed)
        return Call(
            id=row.id,
            tenant_id=row.tenant_id,
            source=row.source,
            started_at=maybe_from_ms(row.started_at),
            ended_at=maybe_from_ms(row.ended_at),
            language=row.language,
            queue=row.queue,
            received_at=from_ms(row.received_at),
            turns_count=row.turns_count,
            facts=facts,
            legs=legs_of(session, call_id, facts),
            wrapup_ids=tuple(session.run(_WRAPUPS, of=call_id).scalars()),
            timings={row.stage: from_ms(row.reached_at) for row in session.run(_STAGES, of=call_id)},
        )

    def _sealed(self, call_id: str, transcript: TranscriptBody) -> bytes:
        plain = pack(transcript)
        return self._session.keys.seal_of_call(call_id, plain, "call_bodies", call_id, "transcript")


def _plain(call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "source": call.source,
        "started_at": maybe_ms(call.started_at),
        "ended_at": maybe_ms(call.ended_at),
        "language": call.language,
        "queue": call.queue,
        "received_at": to_ms(call.received_at),
        "turns_count": call.turns_count,
    }
