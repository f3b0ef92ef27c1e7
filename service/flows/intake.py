"""Signed webhook → verified, parsed, masked, stored with its job in one transaction."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.contracts import Answer, ParsedCall, Received, SourceRefused, Turn, Unreadable
from service.domain.access import Principal, Role
from service.domain.assembly import Report
from service.domain.call import TranscriptBody
from service.domain.connections import Connections, Source
from service.domain.delivery import Delivery, DeliveryState
from service.domain.errors import (
    DeliveryChanged,
    FieldProblem,
    Invalid,
    NotReplayable,
    SignatureRefused,
    StorageDown,
)
from service.domain.ids import new_id
from service.domain.ports import AlreadyStored, UnitOfWork, VersionMoved, Work
from service.domain.values import Value
from service.drafting.masking import as_sent, kept_body, mask_text, mask_turns
from service.flows.joining import Origin, Told, take

API_SOURCE = "api"
"""The source under which calls posted by an authenticated client are kept apart from webhooks."""

ERASED = "erased"
"""Why a delivery of a call that was erased is ignored."""

BY_CONTENT = "sha256:"
"""Deliveries that have no id are named by what they say: the same may be spelt otherwise."""

TRIES = 6
"""A race for one unique key is settled by reading again; it cannot go on for long."""


class Receipt(Value):
    """What the sender is told, with `accepted_with` as the status of a delivery that is `fresh`."""

    delivery_id: str
    call_ids: tuple[str, ...]
    fresh: bool
    state: DeliveryState
    reason: str | None = None
    accepted_with: int = 202


class _Prepared(Value):
    """A delivery read and masked, ready to be stored in one transaction."""

    sender_id: str
    digest: str
    size: int
    told: tuple[Told, ...]
    reason: str | None
    kept: bytes | None


class Intake:
    """Every way in for a call: webhook, replay of a quarantined one, and an authenticated client."""

    def __init__(self, work: Work, connections: Connections, clock: Callable[[], datetime]) -> None:
        self._work = work
        self._connections = connections
        self._clock = clock

    def receive(self, source_name: str, received: Received) -> Receipt | Answer:
        """Answer only once call and job are stored. Twice the same delivery is stored once.

        A handshake has an answer of its own, and leaves nothing behind. Raises `UnknownSource`, `SourceOff`, `SignatureRefused`, `DeliveryChanged`, `StorageDown`.
        """
        source = self._connections.source(source_name)
        try:
            verified = source.adapter.verify(received, source.secrets, now=self._clock())
        except SourceRefused as refused:
            raise SignatureRefused(refused.reason, refused.challenge) from None
        if verified.answer is not None:
            return verified.answer
        digest = hashlib.sha256(received.body).hexdigest()
        if known := self._known(source, verified.delivery_id, digest):
            return known
        parsed, reason = self._parse(source, received.body)
        prepared = _Prepared(
            sender_id=verified.delivery_id,
            digest=digest,
            size=len(received.body),
            told=tuple(told_of(call) for call in parsed),
            reason=reason,
            kept=kept_body(received.body, received.headers.get("content-type", "")) if reason else None,
        )
        receipt = self._store(source, prepared)
        return receipt.model_copy(update={"accepted_with": verified.accepted_with})

    def replay(self, principal: Principal, delivery_id: str) -> Delivery:
        """Read a quarantined delivery again, now that configuration or code can. Raises `NotReplayable`."""
        principal.require(Role.INGEST)
        with self._work.read(principal.tenant_id) as unit:
            delivery = unit.deliveries.get(delivery_id)
            body = unit.deliveries.body(delivery_id)
        if delivery.state is not DeliveryState.QUARANTINED or body is None:
            raise NotReplayable
        source = self._connections.source(delivery.source)
        parsed, reason = self._parse(source, as_sent(body))
        told = [told_of(call) for call in parsed]
        with self._work.begin(principal.tenant_id) as unit:
            current = unit.deliveries.get(delivery_id)
            if current.state is not DeliveryState.QUARANTINED:
                return current
            settled = current.model_copy(update=_outcome(unit, source, told, reason))
            unit.deliveries.settle(settled)
            unit.audit.append(
                "delivery.replayed",
                actor=principal.subject,
                subject=delivery_id,
                data={"state": settled.state},
            )
            return settled

    def submit(
        self, principal: Principal, *legs: ParsedCall, idempotency_key: str | None, fingerprint: str
    ) -> str:
        """A call from an authenticated client, told leg by leg → its id.

        The same key or external id again: the same call. Raises `Invalid` for more legs than a call may have.
        """
        principal.require(Role.INGEST)
        told = [told_of(leg) for leg in legs]
        for _ in range(TRIES):
            try:
                with self._work.begin(principal.tenant_id) as unit:
                    if idempotency_key and (known := unit.calls.recall(idempotency_key, fingerprint)):
                        return known
                    taken = [take(unit, Origin(source=API_SOURCE), one) for one in told]
                    if refused := next((one.refused for one in taken if one.refused), None):
                        raise Invalid(FieldProblem(pointer="", detail=refused))
                    call_id = taken[-1].call_id
                    if idempotency_key and not any(one.erased for one in taken):
                        unit.calls.remember(idempotency_key, fingerprint, call_id)
                    return call_id
            except (AlreadyStored, VersionMoved):
                continue
        raise StorageDown

    def _known(self, source: Source, sender_id: str, digest: str) -> Receipt | None:
        with self._work.read(source.tenant_id) as unit:
            delivery = unit.deliveries.find(source.name, sender_id)
        if delivery is None:
            return None
        if delivery.body_hash != digest and not sender_id.startswith(BY_CONTENT):
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
                    outcome = _outcome(unit, source, prepared.told, prepared.reason)
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
            except (AlreadyStored, VersionMoved):
                if known := self._known(source, prepared.sender_id, prepared.digest):
                    return known
        raise StorageDown


def _outcome(
    unit: UnitOfWork,
    source: Source,
    told: Sequence[Told],
    reason: str | None,
) -> dict[str, object]:
    """Store what the delivery brought; what becomes of the delivery itself."""
    if reason is not None:
        return {"state": DeliveryState.QUARANTINED, "reason": reason}
    origin = Origin(source=source.name, language=source.language)
    taken = [take(unit, origin, one) for one in told]
    refused = next((one.refused for one in taken if one.refused), None)
    if refused is not None:
        return {"state": DeliveryState.QUARANTINED, "reason": refused}
    changed = any(one.news for one in taken)
    idle = "nothing new" if taken else "not an event we use"
    why = ERASED if any(one.erased for one in taken) else idle
    return {
        "state": DeliveryState.PROCESSED if changed else DeliveryState.IGNORED,
        "reason": None if changed else why,
        "call_ids": tuple(dict.fromkeys(one.call_id for one in taken)),
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


def told_of(call: ParsedCall) -> Told:
    """A report as it may be stored: masked, its turns apart from the rest.

    Names come from displays and forms: a number typed into one is masked like a spoken one.
    """
    masked = mask_turns(call.turns)
    report = Report.of(call, digest_of(masked.turns))
    texts = {
        "customer_name": report.customer_name and mask_text(report.customer_name),
        "agent_name": report.agent_name and mask_text(report.agent_name),
        "notes": report.notes and mask_text(report.notes),
    }
    return Told(
        report=report.model_copy(update=texts),
        transcript=TranscriptBody(turns=masked.turns, vault=masked.vault),
        reference=call if call.reference else None,
    )


def digest_of(turns: Sequence[Turn]) -> str:
    """Of what was said, by whom and when; empty where nothing was."""
    if not turns:
        return ""
    said = [[turn.speaker, turn.text, turn.start_ms, turn.end_ms] for turn in turns]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
