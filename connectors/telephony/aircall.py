"""Aircall: webhooks that name a call, whose truth is read from the API; dispositions go back as tags.

The token stands in the body, which nothing signs: of a delivery only the call's id is believed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import (
    Coding,
    Leg,
    ParsedCall,
    Received,
    Reference,
    Unreadable,
    Verified,
)
from connectors.errors import Auth, FieldIssue, Permanent, Transient, Validation
from connectors.telephony.aircall_call import is_unanswered, left_alone, reports, tags_of
from connectors.telephony.aircall_settings import Settings
from connectors.transcripts.lenient import id_of, load_object, part, text_of
from connectors.transport.http import Deadline
from connectors.transport.signatures import body_id
from connectors.transport.static_secret import put, strip, verify_field
from connectors.transport.vendor_api import VendorApi, segment
from connectors.transport.vendor_auth import BasicAuth

TOKEN = "token"  # noqa: S105 - the name of the field, not a token
# `call.hungup` comes half a minute before `call.ended`: the agent is in after-call work by then.
CALL_ID = {"call.hungup": "id", "call.ended": "id", "transcription.created": "call_id"}
TRANSCRIPTION = "transcription"


class Aircall:
    """Implements `connectors.contracts.Telephony`, `Fetches` and `Codes`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._api = _api(settings)

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        del now  # nothing is dated
        verify_field(received.body, TOKEN, secrets)
        # Without the token: an event sent again after a rotation is the same delivery.
        return Verified(delivery_id=body_id(strip(received.body, TOKEN)))

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        event = load_object(body)
        name = text_of(event.get("event"))
        if not name:
            raise Unreadable("/event: missing")
        key = CALL_ID.get(name)
        data = part(event, "data")
        if key is None or is_unanswered(data):
            return ()
        call_id = id_of(data.get(key))
        if not call_id:
            raise Unreadable(f"/data/{key}: missing, or not an id")
        return (
            ParsedCall(
                external_id=call_id,
                leg=Leg(id=call_id),
                reference=Reference(kind=TRANSCRIPTION, id=call_id),
            ),
        )

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # the body is its own id
        return unsigned.model_copy(update={"body": put(unsigned.body, TOKEN, secret)})

    def fetch(self, call: ParsedCall, *, deadline_ms: int) -> tuple[ParsedCall, ...]:
        if call.reference is None:
            raise Permanent("no_reference")
        api, deadline = self._connected(), Deadline(deadline_ms)
        path = f"/v1/calls/{segment(call.reference.id)}"
        told = _inside(api.get(path, deadline=deadline), "call") | {"id": call.external_id}
        if is_unanswered(told):
            return (left_alone(told),)
        transcription = _inside(api.get(f"{path}/transcription", deadline=deadline), "transcription")
        return reports(told, transcription, self._settings.roles)

    def code(self, coding: Coding, *, deadline_ms: int) -> None:
        """Add the tags that the call lacks; those it has stay, whoever set them."""
        if not coding.codes:
            return
        wanted = frozenset(self._tag(code) for code in coding.codes)
        api, deadline = self._connected(), Deadline(deadline_ms)
        path = f"/v1/calls/{segment(coding.external_id)}"
        there = tags_of(_inside(api.get(path, deadline=deadline, missing=None), "call"))
        if wanted - there:
            api.post(f"{path}/tags", {"tags": sorted(wanted | there)}, deadline=deadline)

    def _tag(self, code: str) -> int:
        found = self._settings.codes.get(code)
        if found is None:
            issue = FieldIssue("disposition", "no_mapping", "No tag of Aircall stands for this one.")
            raise Validation("code_not_mapped", issues=(issue,))
        return found

    def _connected(self) -> VendorApi:
        if self._api is None:
            raise Auth("no_credentials")
        return self._api


def connect(settings: Mapping[str, Any]) -> Aircall:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return Aircall(Settings.model_validate(settings))


def _api(settings: Settings) -> VendorApi | None:
    if not settings.api_id:
        return None
    return VendorApi(settings.api_base, BasicAuth(settings.api_id, settings.api_token.get_secret_value()))


def _inside(answer: Any, key: str) -> dict[str, Any]:
    """The object that an answer holds under its own name."""
    found = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(found, dict):
        raise Transient("unexpected_answer")
    return found
