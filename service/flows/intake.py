"""Signed webhook → verified, parsed, masked, stored with its job in one transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.contracts import ParsedCall, Received, SourceRefused, Speaker, Unreadable
from service.domain.access import Principal, Role
from service.domain.call import Call, CallFacts, Leg, TranscriptBody
from service.domain.connections import Connections, Source
from service.domain.delivery import Delivery, DeliveryState
from service.domain.errors import DeliveryChanged, NotReplayable, SignatureRefused, StorageDown
from service.domain.ids import new_id
from service.domain.job import Kind
from service.domain.ports import AlreadyStored, UnitOfWork, Work
from service.domain.values import Value
from service.domain.wrapup import WrapUp
from service.drafting.masking import mask_json, mask_text, mask_turns
from service.telemetry import current_traceparent

API_SOURCE = "api"
"""The source under which calls posted by an authenticated client are kept apart from webhooks."""

ERASED = "erased"
"""Why a delivery of a call that was erased is ignored."""

TRIES = 3
"""A race for one unique key is settled by reading again; it cannot go on for long."""


class Receipt(Value):
    """What the sender is told. `fresh` is False for a delivery that came before."""

    delivery_id: str
    call_ids: tuple[str, ...]
    fresh: bool
    state: DeliveryState
    reason: str | None = None


class _Prepared(Value):
    """A delivery read and masked, ready to be stored in one transaction."""

    sender_id: str
    digest: str
    size: int
    calls: tuple[tuple[ParsedCall, TranscriptBody], ...]
    reason: str | None
    kept: bytes | None


class _Taken(Value):
    """What one call of a delivery came to: news, or nothing, since it was known, or was erased."""

    call_id: str
    news: bool = False
    erased: bool = False


class Intake:
    """Every way in for a call: webhook, replay of a quarantined one, and an authenticated client."""

    def __init__(self, work: Work, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._work = work
        self._connections = connections
        self._clock = clock

    def receive(self, source_name: str, received: Received) -> Receipt:
        """Answer only once call and job are stored. Twice the same delivery is stored once.

        Raises `UnknownSource`, `SourceOff`, `SignatureRefused`, `DeliveryChanged`, `StorageDown`.
        """
        source = self._connections.source(source_name)
        try:
            verified = source.adapter.verify(received, source.secrets, now=self._clock())
        except SourceRefused as refused:
            raise SignatureRefused(refused.reason) from None
        digest = hashlib.sha256(received.body).hexdigest()
        if known := self._known(source, verified.delivery_id, digest):
            return known
        parsed, reason = self._parse(source, received.body)
        prepared = _Prepared(
            sender_id=verified.delivery_id,
            digest=digest,
            size=len(received.body),
            calls=tuple((call, _masked(call)) for call in parsed),
            reason=reason,
            kept=masked_body(received.body) if reason else None,
        )
        return self._store(source, prepared)

    def replay(self, principal: Principal, delivery_id: str) -> Delivery:
        """Read a quarantined delivery again, now that configuration or code can. Raises `NotReplayable`."""
        principal.require(Role.INGEST)
        with self._work.read(principal.tenant_id) as unit:
            delivery = unit.deliveries.get(delivery_id)
            body = unit.deliveries.body(delivery_id)
        if delivery.state is not DeliveryState.QUARANTINED or body is None:
            raise NotReplayable
        source = self._connections.source(delivery.source)
        parsed, reason = self._parse(source, body)
        prepared = [(call, _masked(call)) for call in parsed]
        with self._work.begin(principal.tenant_id) as unit:
            current = unit.deliveries.get(delivery_id)
            if current.state is not DeliveryState.QUARANTINED:
                return current
            settled = current.model_copy(update=_outcome(unit, source, prepared, reason))
            unit.deliveries.settle(settled)
            unit.audit.append(
                "delivery.replayed",
                actor=principal.subject,
                subject=delivery_id,
                data={"state": settled.state},
            )
            return settled

    def submit(
        self, principal: Principal, call: ParsedCall, *, idempotency_key: str | None, fingerprint: str
    ) -> str:
        """A call from an authenticated client → its id. The same key or external id again: the same call."""
        principal.require(Role.INGEST)
        masked = _masked(call)
        for _ in range(TRIES):
            try:
                with self._work.begin(principal.tenant_id) as unit:
                    if idempotency_key and (known := unit.calls.recall(idempotency_key, fingerprint)):
                        return known
                    taken = _take(unit, API_SOURCE, None, call, masked)
                    if idempotency_key and not taken.erased:
                        unit.calls.remember(idempotency_key, fingerprint, taken.call_id)
                    return taken.call_id
            except AlreadyStored:
                continue
        raise StorageDown

    def _known(self, source: Source, sender_id: str, digest: str) -> Receipt | None:
        with self._work.read(source.tenant_id) as unit:
            delivery = unit.deliveries.find(source.name, sender_id)
        if delivery is None:
            return None
        if delivery.body_hash != digest:
            raise DeliveryChanged
        return _receipt(delivery, fresh=False)

    def _parse(self, source: Source, body: bytes) -> tuple[tuple[ParsedCall, ...], str | None]:
        try:
            return source.adapter.parse(body), None
        except Unreadable as unreadable:
            return (), unreadable.reason

    def _store(self, source: Source, prepared: _Prepared) -> Receipt:
        for _ in range(TRIES):
            try:
                with self._work.begin(source.tenant_id) as unit:
                    outcome = _outcome(unit, source, prepared.calls, prepared.reason)
                    delivery = Delivery(
                        id=new_id(),
                        tenant_id=source.tenant_id,
                        source=source.name,
                        sender_id=prepared.sender_id,
                        body_hash=prepared.digest,
                        body_bytes=prepared.size,
                        state=DeliveryState.RECEIVED,
                        received_at=unit.now,
                        replayable=prepared.kept is not None,
                    ).model_copy(update=outcome)
                    unit.deliveries.add(delivery, prepared.kept)
                return _receipt(delivery, fresh=True)
            except AlreadyStored:
                if known := self._known(source, prepared.sender_id, prepared.digest):
                    return known
        raise StorageDown


def _outcome(
    unit: UnitOfWork,
    source: Source,
    calls: Sequence[tuple[ParsedCall, TranscriptBody]],
    reason: str | None,
) -> dict[str, object]:
    """Store what the delivery brought; what becomes of the delivery itself."""
    if reason is not None:
        return {"state": DeliveryState.QUARANTINED, "reason": reason}
    taken = [_take(unit, source.name, source.language, call, masked) for call, masked in calls]
    changed = any(one.news for one in taken)
    idle = "nothing new" if taken else "not an event we use"
    why = ERASED if any(one.erased for one in taken) else idle
    return {
        "state": DeliveryState.PROCESSED if changed else DeliveryState.IGNORED,
        "reason": None if changed else why,
        "call_ids": tuple(one.call_id for one in taken),
        "replayable": False,
    }


def _receipt(delivery: Delivery, *, fresh: bool) -> Receipt:
    return Receipt(
        delivery_id=delivery.id,
        call_ids=delivery.call_ids,
        fresh=fresh,
        state=delivery.state,
        reason=delivery.reason,
    )


def _masked(call: ParsedCall) -> TranscriptBody:
    masked = mask_turns(call.turns)
    return TranscriptBody(turns=masked.turns, vault=masked.vault)


def _masked_facts(call: ParsedCall) -> CallFacts:
    """Names come from displays and forms: a number typed into one is masked like a spoken one."""
    facts = CallFacts.of(call)
    name = mask_text(facts.customer_name) if facts.customer_name else None
    return facts.model_copy(update={"customer_name": name, "agent_name": mask_text(facts.agent_name)})


def masked_body(body: bytes) -> bytes | None:
    """A quarantined body as it may be kept: JSON with its free text masked, else nothing of it."""
    try:
        parsed = json.loads(body)
        return json.dumps(mask_json(parsed)).encode()
    except (ValueError, RecursionError):
        return None


def _take(
    unit: UnitOfWork, source: str, language: str | None, parsed: ParsedCall, transcript: TranscriptBody
) -> _Taken:
    known = unit.calls.find(source, parsed.external_id)
    if known is not None and unit.erasures.gone(known):
        return _Taken(call_id=known, erased=True)
    if known is not None:
        return _Taken(call_id=known, news=_complete(unit, known, transcript))
    agent = unit.agents.by_telephony_id(parsed.agent.id, parsed.agent.name) if parsed.agent.id else None
    leg = Leg(
        id=new_id(),
        agent_id=agent.id if agent else None,
        queue=parsed.queue,
        started_at=parsed.started_at,
        ended_at=parsed.ended_at,
        acw_started_at=parsed.after_call_work.started_at,
        acw_ended_at=parsed.after_call_work.ended_at,
    )
    call = Call(
        id=new_id(),
        tenant_id=unit.tenant_id,
        source=source,
        started_at=parsed.started_at,
        ended_at=parsed.ended_at,
        language=parsed.language or language or "en",
        queue=parsed.queue,
        received_at=unit.now,
        turns_count=len(transcript.turns),
        facts=_masked_facts(parsed),
        legs=(leg,),
        timings={"accepted": unit.now},
    )
    unit.calls.add(call, transcript)
    if _has_person(parsed):
        _open_wrapup(unit, call, leg)
    return _Taken(call_id=call.id, news=True)


def _has_person(parsed: ParsedCall) -> bool:
    """Whether an agent took the call: named by the sender, or not ruled out by who spoke."""
    speakers = {turn.speaker for turn in parsed.turns}
    only_machine = Speaker.IVR in speakers and speakers <= {Speaker.IVR, Speaker.CUSTOMER}
    return bool(parsed.agent.id) or not only_machine


def _open_wrapup(unit: UnitOfWork, call: Call, leg: Leg) -> None:
    wrapup = WrapUp(
        id=new_id(),
        tenant_id=unit.tenant_id,
        call_id=call.id,
        leg_id=leg.id,
        agent_id=leg.agent_id,
        queue=call.queue,
        language=call.language,
        created_at=unit.now,
        updated_at=unit.now,
        trace=current_traceparent(),
    )
    unit.wrapups.add(wrapup)
    unit.jobs.enqueue(Kind.DRAFT, wrapup.id)


def _complete(unit: UnitOfWork, call_id: str, transcript: TranscriptBody) -> bool:
    """Give a call that came without a transcript its turns, and draft anew; True when that was news."""
    call = unit.calls.get(call_id)
    if call.turns_count or not transcript.turns:
        return False
    unit.calls.put_transcript(call_id, transcript)
    for wrapup_id in call.wrapup_ids:
        unit.jobs.enqueue(Kind.DRAFT, wrapup_id)
    return True
