"""What is asked of a telephony adapter: every sender's deliveries, and what some vendors can do beyond."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from pydantic import Field

from connectors.contracts.calls import ParsedCall
from connectors.contracts.value import Value


class Received(Value):
    """A webhook as it came: header names in lower case, body untouched.

    `base` is the configured public address of this installation, any prefix that an ingress strips
    included; never taken from headers, and empty where none is configured. `path` and `query` are raw.
    """

    headers: Mapping[str, str]
    body: bytes = b""
    base: str = ""
    path: str = ""
    query: str = ""

    @property
    def url(self) -> str:
        """The address that the sender called, byte for byte."""
        return f"{self.base.rstrip('/')}{self.path}" + (f"?{self.query}" if self.query else "")


class Answer(Value):
    """What a handshake must be answered with, in full; `body` is at most a few hundred bytes."""

    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = Field(default_factory=dict)


class Verified(Value):
    """An authentic delivery. `delivery_id` is the sender's own id of it, stable across redeliveries.

    With an `answer` it is a handshake: nothing is read or stored, the answer alone goes back. `accepted_with`
    is the status that tells the sender that it is stored: some take none but 200.
    """

    delivery_id: str
    accepted_with: Literal[200, 202] = 202
    answer: Answer | None = None


class SourceRefused(Exception):
    """The signature is missing, wrong or stale. `reason` is a constant, safe to log.

    `challenge` is what the answer's WWW-Authenticate asks for: some senders give a password only when asked.
    """

    def __init__(self, reason: str, challenge: str = "Signature") -> None:
        super().__init__(reason)
        self.reason = reason
        self.challenge = challenge


class Unreadable(Exception):
    """An authentic body that does not say what it must. `reason` names the place, never the content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Telephony(Protocol):
    """One source's deliveries, read as its settings say. All methods are pure; nothing is fetched here."""

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        """Raise `SourceRefused` unless one of the live secrets stands behind these bytes."""
        ...

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        """Reports in an authentic body; empty for an event we ignore. Raises `Unreadable`."""
        ...

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        """The request as the sender would make it: for `aftercall send`, for demos and for tests."""
        ...


@runtime_checkable
class Fetches(Protocol):
    """A vendor whose transcripts stand elsewhere. Safe for many threads."""

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        """Reports with the turns that `call.reference` leads to; usually one, about the same leg.

        Raises `connectors.errors`: `Transient` with code `not_ready` while the vendor has it not yet,
        `Permanent` where it never will; and `Unreadable` for what cannot be read.
        """
        ...


@runtime_checkable
class Lists(Protocol):
    """A vendor that can be asked which calls there were, so that none is missed. Safe for many threads."""

    def calls(self, since: datetime, until: datetime, *, deadline_ms: int) -> Iterator[ParsedCall]:
        """Reports of ended calls that an agent took, with references to their transcripts, oldest first.

        Raises `connectors.errors`, possibly in the middle.
        """
        ...


class Coding(Value):
    """A confirmed disposition on its way back to the telephony. `key` is the same for the same leg.

    `codes` are the profile's, the main one first; `leg_id`, `external_id` and `agent_id` the sender's ids.
    """

    key: str
    external_id: str
    leg_id: str
    agent_id: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    summary: str


@runtime_checkable
class Codes(Protocol):
    """A vendor that takes the agent's code back, so that agents code a call in one place."""

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        """Write it there; twice is once. Raises `connectors.errors`, `Validation` for a code with no mapping."""
        ...
