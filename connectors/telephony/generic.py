"""The generic source: our own JSON shape, signed as Standard Webhooks; for any sender that can make it.

The transcript comes by value, in a format that we read, or by an address on a host that the settings name.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import ParsedCall, Received, Verified
from connectors.errors import Permanent
from connectors.telephony import generic_call, generic_transcript
from connectors.telephony.fields import Fields
from connectors.telephony.generic_settings import Settings
from connectors.telephony.generic_transcript import FORMAT, URL
from connectors.transcripts import vcon
from connectors.transcripts.decoding import MAX_BYTES, load_json
from connectors.transport import guarded
from connectors.transport.signatures import standard_webhooks_headers, verify_standard_webhooks

NO_SETTINGS = Settings()
# Of every call, in this order. What is beside them is written where it says something: so the bytes of a call
# that was sent before stay as they were, and the same webhook id goes on naming the same body.
ALWAYS = (
    *("external_id", "direction", "started_at", "ended_at", "language", "queue"),
    *("customer", "agent", "after_call_work"),
)
IF_TOLD = ("other_ids", "leg", "hint")


class Generic:
    """Implements `connectors.contracts.Telephony` and `Fetches`."""

    def __init__(self, settings: Settings = NO_SETTINGS) -> None:
        self._settings = settings

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        return Verified(
            delivery_id=verify_standard_webhooks(received.headers, received.body, secrets, now=now)
        )

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return (_call(load_json(body), self._settings),)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        headers = standard_webhooks_headers(unsigned.body, secret, delivery_id=delivery_id, now=now)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **headers}})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        if call.reference is None or call.reference.kind != URL:
            raise Permanent("bad_reference")
        fetched = guarded.fetch(
            call.reference.url,
            self._settings.reachable,
            deadline_ms=deadline_ms,
            max_bytes=MAX_BYTES,
            ca_file=self._settings.ca_file,
        )
        return (generic_transcript.read_file(call, fetched.body, self._settings),)


def connect(settings: Mapping[str, Any]) -> Generic:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Generic(Settings.model_validate(settings))


def read_call(body: bytes) -> ParsedCall:
    """A call posted by an authenticated client: our own JSON by value, or a vCon. Raises `Unreadable`."""
    value = load_json(body)
    return vcon.read(value, body) if vcon.is_vcon(value) else _call(value, None)


def read_legs(body: bytes) -> tuple[ParsedCall, ...]:
    """The same, a vCon leg by leg. Raises `Unreadable`."""
    value = load_json(body)
    return vcon.legs(body) if vcon.is_vcon(value) else (_call(value, None),)


def body_of(call: ParsedCall) -> bytes:
    """The body from which `parse` reads this call again: for senders of ours."""
    told = call.model_dump(mode="json", exclude_none=True)
    more = call.model_dump(mode="json", include=set(IF_TOLD), exclude_defaults=True)
    transcript = {"turns": told["turns"]} | _of_transcript(call)
    body = {"call": {key: told[key] for key in ALWAYS if key in told} | more, "transcript": transcript}
    return json.dumps(body, ensure_ascii=False).encode()


def _call(value: Any, settings: Settings | None) -> ParsedCall:
    body = Fields(value)
    call = generic_call.read(body.object("call"))
    return generic_transcript.add(call, body.object("transcript"), settings)


def _of_transcript(call: ParsedCall) -> dict[str, Any]:
    """What is said beside the turns, where it is not what counts without it."""
    told: dict[str, Any] = {"revision": call.revision} if call.revision else {}
    told |= {} if call.final else {"final": False}
    told |= {"awaited": True} if call.awaits_transcript else {}
    if call.reference is not None and call.reference.kind == URL:
        told |= {"url": call.reference.url}
        told |= {FORMAT: call.reference.more[FORMAT]} if FORMAT in call.reference.more else {}
    return told
