"""A call as it is stored: what senders said of it, its masked turns, its legs and its timings."""

from datetime import datetime
from itertools import accumulate
from typing import Any

from pydantic import Field, model_validator

from connectors.contracts import LegKind, Turn
from service.domain.assembly import LegPicture, Picture, Report
from service.domain.values import Stored


class Leg(Stored):
    """The part of a call handled by one agent, with the vendor's own after-call-work times.

    `key` is the sender's id of it; `code` and `notes` what the agent chose in the telephony's own wrap-up.
    """

    id: str
    position: int = 0
    agent_id: str | None = None
    queue: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    acw_started_at: datetime | None = None
    acw_ended_at: datetime | None = None
    key: str = ""
    kind: LegKind = LegKind.UNKNOWN
    agent_external_id: str = ""
    agent_name: str = ""
    code: str = ""
    notes: str = ""


class LegFacts(Stored):
    """What of a leg is sealed: the sender's ids, and words that a person wrote."""

    id: str
    key: str = ""
    kind: LegKind = LegKind.UNKNOWN
    agent_external_id: str = ""
    agent_name: str = ""
    code: str = ""
    notes: str = ""

    @classmethod
    def of(cls, leg: Leg) -> "LegFacts":
        return cls.model_validate(leg.model_dump())


class CallFacts(Stored):
    """What senders said of the call, without its turns; sealed under the call's key.

    All else is read from `reports`, of which the same set always makes the same call. `absorbed` are our own
    ids of calls that became part of this one.
    """

    external_id: str
    direction: str = "unknown"
    customer_phone: str | None = None
    customer_crm_id: str | None = None
    customer_name: str | None = None
    agent_external_id: str = ""
    agent_name: str = ""
    legs: tuple[LegFacts, ...] = ()
    reports: tuple[Report, ...] = ()
    absorbed: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every id by which a sender knows the call."""
        named = (one for report in self.reports for one in report.ids)
        return tuple(dict.fromkeys((self.external_id, *named)))


class Block(Stored):
    """Turns that follow each other and came as one transcript, of the leg with this key or of the whole call.

    `shift_ms` was added to their offsets, so that those count from the start of the call. `rank` is the one
    of the report that brought them. `keys` name the turns, one each, while they come one by one.
    """

    leg: str = ""
    count: int
    started_at: datetime | None = None
    shift_ms: int = 0
    rank: tuple[bool, int, str] = (True, 0, "")
    keys: tuple[str, ...] = ()


class TranscriptBody(Stored):
    """Masked turns of all legs in their order, and the vault that turns reversible tokens back.

    `version` grows with every change. `moves` tells of each where the turns went: the turn that had the number
    `i` in version `v` has the number `moves[v - 1][i]` in the next one, or is no more where that is -1. No
    numbers at all say that each keeps its own.
    """

    turns: tuple[Turn, ...] = ()
    vault: dict[str, str] = Field(default_factory=dict)
    version: int = 1
    blocks: tuple[Block, ...] = ()
    moves: tuple[tuple[int, ...], ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_block(cls, data: Any) -> Any:
        """Before calls had legs their turns stood alone."""
        if isinstance(data, dict) and data.get("turns") and not data.get("blocks"):
            return {**data, "blocks": ({"count": len(data["turns"])},)}
        return data

    def range_of(self, key: str) -> range | None:
        """Numbers of the turns of one transcript; None where there is none of this leg."""
        ends = accumulate(block.count for block in self.blocks)
        for block, end in zip(self.blocks, ends, strict=True):
            if block.leg == key:
                return range(end - block.count, end)
        return None


class Call(Stored):
    id: str
    tenant_id: str
    source: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    language: str = "en"
    queue: str | None = None
    received_at: datetime
    turns_count: int = 0
    facts: CallFacts
    legs: tuple[Leg, ...] = ()
    wrapup_ids: tuple[str, ...] = ()
    timings: dict[str, datetime] = Field(default_factory=dict)

    def leg(self, leg_id: str) -> Leg | None:
        return next((leg for leg in self.legs if leg.id == leg_id), None)


def own_turns(call: Call, body: TranscriptBody, leg: Leg) -> range:
    """Numbers of the turns that this leg's agent was part of: empty where there is no transcript of them.

    A transcript of the whole call is parted by the legs' times; where these are not known all of it counts.
    """
    own = body.range_of(leg.key)
    if own is None:
        own = body.range_of("") or range(0)
        begun = call.started_at
        if begun and leg.started_at and len(call.legs) > 1:
            first = (leg.started_at - begun).total_seconds() * 1000
            last = (leg.ended_at - begun).total_seconds() * 1000 if leg.ended_at else None
            inside = [number for number in own if _within(body.turns[number], first, last)]
            own = range(inside[0], inside[-1] + 1) if inside else range(0)
    return own


def _within(turn: Turn, first: float, last: float | None) -> bool:
    return turn.start_ms is not None and first <= turn.start_ms and (last is None or turn.start_ms < last)


def facts_of(picture: Picture, reports: tuple[Report, ...], legs: tuple[Leg, ...]) -> CallFacts:
    first = next((leg for leg in picture.legs if leg.agent_id or leg.agent_name), None)
    return CallFacts(
        external_id=picture.external_id,
        direction=picture.direction,
        customer_phone=picture.customer_phone,
        customer_crm_id=picture.customer_crm_id,
        customer_name=picture.customer_name,
        agent_external_id=first.agent_id if first else "",
        agent_name=first.agent_name if first else "",
        legs=tuple(LegFacts.of(leg) for leg in legs),
        reports=reports,
    )


def leg_of(picture: LegPicture, *, id: str, position: int, agent_id: str | None) -> Leg:  # noqa: A002  # the field's name
    return Leg(
        id=id,
        position=position,
        agent_id=agent_id,
        queue=picture.queue,
        started_at=picture.started_at,
        ended_at=picture.ended_at,
        acw_started_at=picture.acw_started_at,
        acw_ended_at=picture.acw_ended_at,
        key=picture.key,
        kind=picture.kind,
        agent_external_id=picture.agent_id,
        agent_name=picture.agent_name,
        code=picture.code,
        notes=picture.notes,
    )
