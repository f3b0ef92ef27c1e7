"""What is asked of a CRM: a caller looked up, a confirmed wrap-up planned, written once, read back."""

from datetime import date, datetime
from typing import Literal, Protocol

from pydantic import Field

from connectors.contracts.value import Value


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


class KnownValue(Value):
    """Something that a record says of the caller, as it stands there: to be told again in what was said.

    An `address` is one part of a postal address, a `name` a whole one.
    """

    kind: Literal["name", "phone", "email", "address", "account"]
    text: str = Field(min_length=1, repr=False)


class Resolution(Value):
    """Outcome of looking a caller up. `ambiguous` and `unknown` are states, never a guess.

    `known` is what the candidates' records say of them: personal data, for the draft alone and never stored.
    """

    match: Literal["matched", "ambiguous", "unknown"]
    reason: str = ""
    candidates: tuple[RecordRef, ...] = ()
    open_cases: tuple[RecordRef, ...] = ()
    known: tuple[KnownValue, ...] = ()


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
