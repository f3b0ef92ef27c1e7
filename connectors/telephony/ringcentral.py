"""RingCentral: RingSense insights of RingEX, RingCX and NICE CXone calls, their transcripts by value.

https://developers.ringcentral.com/guide/notifications/event-filters/ringsense-event-filter. Nothing is
signed: each event repeats the token that its subscription was made with.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import ConfigDict, Field

from connectors.contracts import (
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Received,
    Speaker,
    Unreadable,
    Value,
    Verified,
)
from connectors.transcripts import ringsense
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, load_object, number, objects, part, text_of
from connectors.transcripts.speakers import direction_of, speaker_of
from connectors.transcripts.times import offset_ms
from connectors.transport import handshakes
from connectors.transport.signatures import body_id, live_secrets
from connectors.transport.static_secret import verify_header

VERIFICATION = "verification-token"
VALIDATION = handshakes.VALIDATION_TOKEN
INSIGHTS = re.compile(r"/ai/ringsense/[^?]{1,200}/insights")
CALLS = ("pbx", "rcx", "nice-incontact")
MAX_NAME = 200
MAX_PHONE = 40


class Settings(Value):
    """`domains` are those whose insights are calls; `roles` leads from speaker ids to what they are."""

    model_config = ConfigDict(hide_input_in_errors=True)

    domains: tuple[str, ...] = CALLS
    roles: dict[str, Speaker] = Field(default_factory=dict)


class RingCentral:
    """Implements `connectors.contracts.Telephony`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        del now  # nothing is dated
        live_secrets(secrets)
        headers, body = received.headers, received.body
        if VALIDATION in headers and b'"event"' not in body:
            return Verified(delivery_id=body_id(body), answer=handshakes.ringcentral(headers))
        # Subscriptions made when the token went by its older name repeat it under that.
        older = VALIDATION in headers and VERIFICATION not in headers
        verify_header(headers, VALIDATION if older else VERIFICATION, secrets)
        # Its documentation asks for 200, and a sender that counts errors is blocked for good.
        return Verified(delivery_id=body_id(body), accepted_with=200)

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        event = load_object(body)
        name = text_of(event.get("event"))
        if not name:
            raise Unreadable("/event: missing")
        told = part(event, "body")
        if not INSIGHTS.fullmatch(name) or not self._is_call(name, told):
            return ()
        reading = ringsense.read(body, self._settings.roles)
        call = _call(told)
        return (
            call.model_copy(
                update={
                    "turns": reading.turns,
                    "revision": reading.revision,
                    "language": reading.language,
                    "started_at": reading.started_at,
                    "ended_at": _end(reading.started_at, told),
                }
            ),
        )

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        del delivery_id, now  # the body is its own id
        return unsigned.model_copy(update={"headers": {**unsigned.headers, VERIFICATION: secret}})

    def _is_call(self, name: str, told: Object) -> bool:
        domain = text_of(told.get("domain")) or name.split("/")[-2]
        return domain in self._settings.domains and text_of(told.get("eventType")).lower() != "delete"


def connect(settings: Mapping[str, Any]) -> RingCentral:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    return RingCentral(Settings.model_validate(settings))


def _call(told: Object) -> ParsedCall:
    """The call of insights, without what its transcript tells.

    A call with AI Notes has two events, perhaps of two recordings: so a leg is what one agent said in one
    session, not one recording.
    """
    session, owner = id_of(told.get("sourceSessionId")), id_of(told.get("ownerExtensionId"))
    if not session:
        raise Unreadable("/body/sourceSessionId: missing, or not an id")
    recording = id_of(told.get("sourceRecordId"))
    leg = f"{session}/{owner}" if owner else ""
    return ParsedCall(
        external_id=session,
        other_ids=(recording,) if recording else (),
        leg=Leg(id=leg[:200], kind=LegKind.AGENT if owner else LegKind.UNKNOWN),
        direction=direction_of(told.get("callDirection")),
        customer=_customer(told),
        agent=CallAgent(id=owner, name=_agent_name(told, owner)),
    )


def _agent_name(told: Object, owner: str) -> str:
    speakers = objects(told, "speakerInfo", "/body")
    named = (one.get("name") for one in speakers if owner and id_of(one.get("extensionId")) == owner)
    return lenient_line(next(named, None), MAX_NAME) or ""


def _customer(told: Object) -> Customer:
    """The one party outside; of several none is chosen."""
    speakers = objects(told, "speakerInfo", "/body")
    outside = [one for one in speakers if "extensionId" in one and one["extensionId"] is None]
    if len(outside) != 1:
        return Customer()
    name = lenient_line(outside[0].get("name"), MAX_NAME)
    # `Customer` stands there for one who is not known by name.
    known = name if speaker_of(name) is Speaker.UNKNOWN else None
    return Customer(name=known, phone=lenient_line(outside[0].get("phoneNumber"), MAX_PHONE))


def _end(started: datetime | None, told: Object) -> datetime | None:
    told_ms = number(told.get("recordingDurationMs"))
    length = None if told_ms is None else offset_ms(told_ms)
    return started + timedelta(milliseconds=length) if started and length is not None else None
