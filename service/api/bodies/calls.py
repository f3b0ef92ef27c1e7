"""Calls, transcripts and deliveries as the API gives them."""

from collections.abc import Sequence

from pydantic import ConfigDict

from connectors.contracts import LegKind, Speaker
from service.api.bodies.examples import CALL, RECEIPT
from service.api.bodies.shapes import Moment
from service.domain.call import Call, Leg
from service.domain.delivery import Delivery, DeliveryState
from service.domain.fetch import Fetch, FetchState
from service.domain.values import Value
from service.flows.calls import HeardTurn
from service.flows.intake import Receipt


class ReceiptBody(Value):
    """Stored. `state` and `reason` come only with a delivery that was set aside."""

    model_config = ConfigDict(title="Receipt", json_schema_extra={"examples": [RECEIPT]})

    delivery_id: str
    call_ids: tuple[str, ...]
    state: DeliveryState | None = None
    reason: str | None = None

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptBody":
        kept_aside = receipt.state is DeliveryState.QUARANTINED
        return cls(
            delivery_id=receipt.delivery_id,
            call_ids=receipt.call_ids,
            state=receipt.state if kept_aside else None,
            reason=receipt.reason if kept_aside else None,
        )


class DeliveryBody(Value):
    """An authenticated webhook and what became of it."""

    model_config = ConfigDict(title="Delivery")

    id: str
    source: str
    sender_id: str
    body_bytes: int
    state: DeliveryState
    reason: str | None
    replayable: bool
    call_ids: tuple[str, ...]
    received_at: Moment

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryBody":
        return cls(**{name: getattr(delivery, name) for name in cls.model_fields})


class SubmittedBody(Value):
    model_config = ConfigDict(title="Submitted")

    call_id: str


class CustomerBody(Value):
    model_config = ConfigDict(title="Customer")

    phone: str | None
    crm_id: str | None
    name: str | None


class HintBody(Value):
    """What the agent chose in the telephony's own wrap-up."""

    model_config = ConfigDict(title="Hint")

    code: str
    notes: str


class FetchBody(Value):
    """A transcript that stood elsewhere: `reason` says why it waits or could not be had."""

    model_config = ConfigDict(title="Fetch")

    state: FetchState
    reason: str | None
    asked_at: Moment


class LegBody(Value):
    """The part of a call handled by one agent, with the vendor's own after-call-work times.

    `external_id` is the sender's id of it, where it has one.
    """

    model_config = ConfigDict(title="Leg")

    id: str
    agent_id: str | None
    queue: str | None
    started_at: Moment | None
    ended_at: Moment | None
    acw_started_at: Moment | None
    acw_ended_at: Moment | None
    external_id: str | None
    kind: LegKind
    hint: HintBody | None

    @classmethod
    def of(cls, leg: Leg) -> "LegBody":
        told = {"external_id", "hint"}
        return cls(
            **{name: getattr(leg, name) for name in cls.model_fields if name not in told},
            external_id=leg.key or None,
            hint=HintBody(code=leg.code, notes=leg.notes) if leg.code or leg.notes else None,
        )


class CallBody(Value):
    """A call. `timings` says when each stage was first reached."""

    model_config = ConfigDict(title="Call", json_schema_extra={"examples": [CALL]})

    id: str
    external_id: str
    source: str
    direction: str
    started_at: Moment | None
    ended_at: Moment | None
    received_at: Moment
    language: str
    queue: str | None
    customer: CustomerBody
    legs: tuple[LegBody, ...]
    turns: int
    wrapup_ids: tuple[str, ...]
    fetches: tuple[FetchBody, ...]
    timings: dict[str, Moment]

    @classmethod
    def of(cls, call: Call, fetches: Sequence[Fetch] = ()) -> "CallBody":
        return cls(
            id=call.id,
            external_id=call.facts.external_id,
            source=call.source,
            direction=call.facts.direction,
            started_at=call.started_at,
            ended_at=call.ended_at,
            received_at=call.received_at,
            language=call.language,
            queue=call.queue,
            customer=CustomerBody(
                phone=call.facts.customer_phone,
                crm_id=call.facts.customer_crm_id,
                name=call.facts.customer_name,
            ),
            legs=tuple(LegBody.of(leg) for leg in call.legs),
            turns=call.turns_count,
            wrapup_ids=call.wrapup_ids,
            fetches=tuple(
                FetchBody(state=one.state, reason=one.reason, asked_at=one.created_at) for one in fetches
            ),
            timings=call.timings,
        )


class TurnBody(Value):
    """One masked utterance, under the number by which evidence names it."""

    model_config = ConfigDict(title="Turn")

    turn: int
    leg_id: str | None
    speaker: Speaker
    start_ms: int | None
    end_ms: int | None
    text: str

    @classmethod
    def of(cls, heard: HeardTurn) -> "TurnBody":
        turn = heard.turn
        return cls(
            turn=heard.number,
            leg_id=heard.leg_id,
            speaker=turn.speaker,
            start_ms=turn.start_ms,
            end_ms=turn.end_ms,
            text=turn.text,
        )
