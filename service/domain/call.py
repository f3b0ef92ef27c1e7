"""A call as it is stored: what the sender said of it, its masked turns, its legs and its timings."""

from datetime import datetime

from pydantic import Field

from connectors.contracts import ParsedCall, Turn
from service.domain.values import Stored


class Leg(Stored):
    """The part of a call handled by one agent, with the vendor's own after-call-work times."""

    id: str
    position: int = 0
    agent_id: str | None = None
    queue: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    acw_started_at: datetime | None = None
    acw_ended_at: datetime | None = None


class CallFacts(Stored):
    """What the sender said of the call, without its turns; sealed under the call's key."""

    external_id: str
    direction: str = "unknown"
    customer_phone: str | None = None
    customer_crm_id: str | None = None
    customer_name: str | None = None
    agent_external_id: str = ""
    agent_name: str = ""

    @classmethod
    def of(cls, parsed: ParsedCall) -> "CallFacts":
        return cls(
            external_id=parsed.external_id,
            direction=parsed.direction,
            customer_phone=parsed.customer.phone,
            customer_crm_id=parsed.customer.crm_id,
            customer_name=parsed.customer.name,
            agent_external_id=parsed.agent.id,
            agent_name=parsed.agent.name,
        )


class TranscriptBody(Stored):
    """Masked turns, and the vault that turns reversible tokens back."""

    turns: tuple[Turn, ...] = ()
    vault: dict[str, str] = Field(default_factory=dict)


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
