"""vCons by value: for whatever platform or program already makes them, signed as Standard Webhooks.

A body is a vCon of any version, also within a JSON Web Signature, which is not checked: what counts is that
the delivery itself is signed. A call that several agents handled comes as a report of each agent's leg.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import Field

from connectors.contracts import ParsedCall, Received, Speaker, Value, Verified
from connectors.transcripts import vcon
from connectors.transport.signatures import standard_webhooks_headers, verify_standard_webhooks


class Settings(Value):
    """`roles` leads from what the sender calls a party (its `role`, `party:0`) or a speaker to who that is."""

    roles: dict[str, Speaker] = Field(default_factory=dict)


class Vcon:
    """Implements `connectors.contracts.Telephony`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        return Verified(
            delivery_id=verify_standard_webhooks(received.headers, received.body, secrets, now=now)
        )

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return vcon.legs(body, self._settings.roles)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        headers = standard_webhooks_headers(unsigned.body, secret, delivery_id=delivery_id, now=now)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **headers}})


def connect(settings: Mapping[str, Any]) -> Vcon:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Vcon(Settings.model_validate(settings))
