"""The published language between service and connectors: frozen values and the protocols of each side.

Times are aware datetimes in UTC, durations integer milliseconds with the suffix `_ms`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from connectors.limits import ProviderLimits


class Value(BaseModel):
    """A value that crosses a boundary: frozen, and strict about its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# Telephony


class Speaker(StrEnum):
    """Who said a turn. A role that the sender did not name is `unknown`, never guessed."""

    AGENT = "agent"
    CUSTOMER = "customer"
    IVR = "ivr"
    UNKNOWN = "unknown"


class Turn(Value):
    """One utterance. Offsets count from the start of the call; None where the format has no times."""

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


class ParsedCall(Value):
    """What one delivery says of one call."""

    external_id: str = Field(min_length=1, max_length=200)
    direction: Literal["inbound", "outbound", "internal", "unknown"] = "unknown"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    language: str | None = None
    queue: str | None = None
    customer: Customer = Customer()
    agent: CallAgent = CallAgent()
    after_call_work: AfterCallWork = AfterCallWork()
    turns: tuple[Turn, ...] = ()


class Received(Value):
    """A webhook as it came: header names in lower case, body untouched."""

    headers: Mapping[str, str]
    body: bytes
    url: str = ""


class Verified(Value):
    """An authentic delivery. `delivery_id` is the sender's own id of it, stable across redeliveries."""

    delivery_id: str


class SourceRefused(Exception):
    """The signature is missing, wrong or stale. `reason` is a constant, safe to log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreadable(Exception):
    """An authentic body that does not say what it must. `reason` names the place, never the content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Telephony(Protocol):
    """One vendor's deliveries. Both methods are pure; nothing is fetched here."""

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        """Raise `SourceRefused` unless one of the live secrets signed these bytes just now."""
        ...

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        """Calls of an authentic body; empty for an event we ignore. Raises `Unreadable`."""
        ...

    def sign(self, body: bytes, secret: str, *, delivery_id: str, now: datetime) -> dict[str, str]:
        """Headers a sender would set: for `aftercall send`, for demos and for tests."""
        ...


# Language model


class Message(Value):
    role: Literal["system", "user"]
    content: str


class CompletionRequest(Value):
    """One chat completion under a strict JSON schema. `deadline_ms` bounds the whole exchange."""

    messages: tuple[Message, ...]
    schema_name: str
    json_schema: dict[str, Any]
    max_output_tokens: int = 1500
    deadline_ms: int = 30_000


class Completion(Value):
    """`cost` is what the answer cost, in the currency of the prices in the settings; None without prices.

    `limits` is what the provider told of its own; None where it told nothing.
    """

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float | None = None
    limits: ProviderLimits | None = None


class LanguageModel(Protocol):
    """Any OpenAI-compatible model. Made once a process, used by many threads.

    `complete` raises `Transient` (429, 5xx, time-out, connection; with `retry_after_ms` and `limits` where
    the provider says so), `Auth`, or `Permanent` with code `refusal`, `truncated`, `empty` or `bad_request`.
    """

    @property
    def name(self) -> str: ...

    def complete(self, request: CompletionRequest) -> Completion: ...

    def check(self) -> None:
        """Raise the error that a completion would meet: wrong address, wrong key, nobody there."""
        ...


# CRM


class Party(Value):
    """What is known of the caller: ids are checked by the connector before they are used."""

    phone: str | None = None
    crm_id: str | None = None
    name: str | None = None


class RecordRef(Value):
    """A CRM record: `object` is the CRM's name of its kind, `id` its id there, `name` for a person."""

    object: str
    id: str
    name: str = ""
    detail: str = ""
    url: str = ""


class Resolution(Value):
    """Outcome of looking a caller up. `ambiguous` and `unknown` are states, never a guess."""

    match: Literal["matched", "ambiguous", "unknown"]
    reason: str = ""
    candidates: tuple[RecordRef, ...] = ()
    open_cases: tuple[RecordRef, ...] = ()


class FollowUp(Value):
    """A promise that becomes a dated task. `key` is stable for one commitment of one wrap-up."""

    key: str
    subject: str
    due: date | None = None


class WriteRequest(Value):
    """A confirmed wrap-up in the CRM's terms but not its protocol.

    `key` is uuid5(tenant, wrap-up, target): the same key never makes two records. `external_id` is the
    telephony's call id, by which the record that its integration made is found. `fields` maps a CRM
    object to its field values, from the profile's mapping.
    """

    key: str
    external_id: str
    record: RecordRef | None
    owner: str | None = None
    subject: str
    body: str
    disposition: str = ""
    direction: str = "unknown"
    started_at: datetime | None = None
    duration_ms: int | None = None
    fields: dict[str, dict[str, str]] = Field(default_factory=dict)
    follow_ups: tuple[FollowUp, ...] = ()


class WriteOperation(Value):
    """One line of a plan, as it is shown to the agent. Nothing in it has been sent."""

    action: Literal["create", "update"]
    object: str
    key: str
    label: str
    values: dict[str, str | int | bool | None]
    record_id: str | None = None


class WritePlan(Value):
    """Ordered operations; the first is the call's record. `digest` names this exact content."""

    operations: tuple[WriteOperation, ...]
    digest: str


class WrittenRecord(Value):
    object: str
    id: str
    key: str
    action: Literal["created", "updated", "unchanged"]
    url: str = ""


class WriteReceipt(Value):
    records: tuple[WrittenRecord, ...]


class Crm(Protocol):
    """One customer's CRM. Synchronous, safe for many threads, keyed: `apply` twice is `apply` once.

    Every method raises only `connectors.errors`. `deadline_ms` bounds the whole method, retries included.
    """

    def check(self) -> None:
        """Raise what stands in the way: wrong address, refused credentials, a missing key field."""
        ...

    def resolve(self, party: Party, *, deadline_ms: int) -> Resolution:
        """Find the caller's record by id, then by phone. Never chooses between two."""
        ...

    def plan(self, request: WriteRequest) -> WritePlan:
        """What would be written, without any call to the CRM."""
        ...

    def apply(self, plan: WritePlan, request: WriteRequest, *, deadline_ms: int) -> WriteReceipt:
        """Write the plan once. After an unknown outcome it reads back by key before it sends again.

        Adopts the record that the telephony integration already made for `external_id`.
        """
        ...

    def read(self, keys: tuple[str, ...], *, deadline_ms: int) -> tuple[WrittenRecord, ...]:
        """Records that stand in the CRM under our keys, in the order of `keys`; missing ones left out."""
        ...

    def close(self) -> None: ...
