"""A call as a sender tells of it: one report about one leg, its turns, or where they are to be had."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

from pydantic import Field

from connectors.contracts.value import Value

MAX_ID = 200

Direction: TypeAlias = Literal["inbound", "outbound", "internal", "unknown"]


class Speaker(StrEnum):
    """Who said a turn. A role that the sender did not name is `unknown`, never guessed."""

    AGENT = "agent"
    CUSTOMER = "customer"
    IVR = "ivr"
    UNKNOWN = "unknown"


class Turn(Value):
    """One utterance. Offsets count from the start of its transcript; None where the format has no times."""

    speaker: Speaker
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


class Customer(Value):
    phone: str | None = None
    crm_id: str | None = None
    name: str | None = None


class CallAgent(Value):
    """The agent as the sender names them: `id` is the sender's id, not ours."""

    id: str = ""
    name: str = ""


class AfterCallWork(Value):
    """The vendor's own after-call-work times: the baseline of every saving we claim."""

    started_at: datetime | None = None
    ended_at: datetime | None = None


class LegKind(StrEnum):
    """Who took a leg. A bot's and an IVR's are context only; `unknown` leaves it to who spoke."""

    AGENT = "agent"
    BOT = "bot"
    IVR = "ivr"
    UNKNOWN = "unknown"


class Leg(Value):
    """The leg that a report is about. `id` is the sender's, empty where it knows the call alone.

    `previous_id` names the leg from which the call came here: by transfer, consult or conference.
    """

    id: str = Field(default="", max_length=MAX_ID)
    kind: LegKind = LegKind.UNKNOWN
    previous_id: str = Field(default="", max_length=MAX_ID)


class CodeHint(Value):
    """What the agent chose in the telephony's own wrap-up, as that names it: a hint, not a draft."""

    code: str = Field(default="", max_length=200)
    notes: str = Field(default="", max_length=20_000)


class Reference(Value):
    """A transcript that stands elsewhere. Only the adapter that made it reads it.

    `kind` is that adapter's word for how to get it, `id` what the vendor's API asks for, `url` the address
    where there is no id, `more` what else is needed. `expires_at` is when the address ends to be valid.
    """

    kind: str = Field(min_length=1, max_length=60)
    id: str = Field(default="", max_length=1_000)
    url: str = Field(default="", max_length=8_000)
    more: dict[str, str] = Field(default_factory=dict)
    expires_at: datetime | None = None


class ParsedCall(Value):
    """What one delivery says of one leg of one call; what is not said stays empty.

    `external_id` names the whole call: its root, where the sender tells it, else the leg. `other_ids` are
    further ids of the same call, of its legs, parents and predecessors: reports that share any id are one
    call, in whatever order they come. `started_at`, `ended_at`, `queue`, `agent` and `after_call_work` are
    the leg's; without a leg id they are the call's, which then has one leg.

    Of several transcripts of a leg the final one stands, then the one of the highest `revision` (the
    sender's own order of them: a version, or milliseconds since 1970). `turns` come by value; `reference`
    says where to fetch them; `awaits_transcript` that the sender will deliver them by itself, and
    `no_transcript` that it never will.
    """

    external_id: str = Field(min_length=1, max_length=MAX_ID)
    other_ids: tuple[str, ...] = Field(default=(), max_length=20)
    leg: Leg = Leg()
    direction: Direction = "unknown"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    language: str | None = None
    queue: str | None = None
    customer: Customer = Customer()
    agent: CallAgent = CallAgent()
    after_call_work: AfterCallWork = AfterCallWork()
    hint: CodeHint = CodeHint()
    turns: tuple[Turn, ...] = ()
    revision: int = 0
    final: bool = True
    reference: Reference | None = None
    awaits_transcript: bool = False
    no_transcript: bool = False
