"""Calls: stored once with their key, found again by keyed hashes of the sender's ids."""

from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from service.domain.call import Call, CallFacts, Leg, TranscriptBody
from service.domain.errors import KeyReused, NotFound
from service.domain.ports import AlreadyStored
from service.domain.values import from_ms, to_ms
from service.storage.binds import OF, TENANT
from service.storage.codec import maybe_from_ms, maybe_ms, pack, unpack
from service.storage.session import Session
from service.storage.tables import (
    call_bodies,
    call_dedupe,
    call_keys,
    call_stages,
    calls,
    idempotency_keys,
    legs,
    wrapups,
)

_BODY_OF_CALL = (call_bodies.c.tenant_id == calls.c.tenant_id) & (call_bodies.c.call_id == calls.c.id)
_KEY_OF_CALL = (call_keys.c.tenant_id == calls.c.tenant_id) & (call_keys.c.call_id == calls.c.id)

_FIND = select(call_dedupe.c.call_id).where(
    call_dedupe.c.tenant_id == TENANT,
    call_dedupe.c.source == bindparam("source"),
    call_dedupe.c.external_id_hmac == bindparam("mac"),
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
_LEGS = (
    select(legs).where(legs.c.tenant_id == TENANT, legs.c.call_id == OF).order_by(legs.c.position, legs.c.id)
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
_DEDUPE = insert(call_dedupe).on_conflict_do_nothing()
_REMEMBER = insert(idempotency_keys).on_conflict_do_nothing()
_STAMP = insert(call_stages).on_conflict_do_nothing()
_PUT_TRANSCRIPT = update(call_bodies).where(call_bodies.c.tenant_id == TENANT, call_bodies.c.call_id == OF)
_COUNT_TURNS = update(calls).where(calls.c.tenant_id == TENANT, calls.c.id == OF)


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

    def add(self, call: Call, transcript: TranscriptBody) -> None:
        session, keys = self._session, self._session.keys
        mac = keys.mac("external_id", call.facts.external_id)
        if not session.insert(_DEDUPE, source=call.source, external_id_hmac=mac, call_id=call.id):
            raise AlreadyStored
        keys.make_call_key(call.id)
        phone = call.facts.customer_phone
        session.insert(insert(calls), **_plain(call), customer_hmac=phone and keys.mac("phone", phone))
        session.insert(
            insert(call_bodies),
            call_id=call.id,
            facts=keys.seal_of_call(call.id, pack(call.facts), "call_bodies", call.id, "facts"),
            transcript=self._sealed(call.id, transcript),
        )
        session.insert_all(insert(legs), [_leg_row(call.id, leg) for leg in call.legs])
        stages = [
            {"call_id": call.id, "stage": stage, "reached_at": to_ms(at)}
            for stage, at in call.timings.items()
        ]
        session.insert_all(insert(call_stages), stages)

    def get(self, call_id: str) -> Call:
        call = self._found(call_id)
        if call is None:
            raise NotFound
        return call

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

    def _found(self, call_id: str) -> Call | None:
        session = self._session
        row = session.run(_GET, of=call_id).one_or_none()
        if row is None:
            return None
        session.keys.admit(call_id, row.wrapped)
        facts = session.keys.open_of_call(call_id, row.facts, "call_bodies", call_id, "facts")
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
            facts=unpack(CallFacts, facts),
            legs=tuple(_leg(leg) for leg in session.run(_LEGS, of=call_id)),
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


def _leg_row(call_id: str, leg: Leg) -> dict[str, Any]:
    return {
        "call_id": call_id,
        "id": leg.id,
        "position": leg.position,
        "agent_id": leg.agent_id,
        "queue": leg.queue,
        "started_at": maybe_ms(leg.started_at),
        "ended_at": maybe_ms(leg.ended_at),
        "acw_started_at": maybe_ms(leg.acw_started_at),
        "acw_ended_at": maybe_ms(leg.acw_ended_at),
    }


def _leg(row: Row[Any]) -> Leg:
    return Leg(
        id=row.id,
        position=row.position,
        agent_id=row.agent_id,
        queue=row.queue,
        started_at=maybe_from_ms(row.started_at),
        ended_at=maybe_from_ms(row.ended_at),
        acw_started_at=maybe_from_ms(row.acw_started_at),
        acw_ended_at=maybe_from_ms(row.acw_ended_at),
    )
