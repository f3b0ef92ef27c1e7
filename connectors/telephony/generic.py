"""The generic source: our own JSON shape by value, signed as Standard Webhooks; for any sender that can make it.

Read leniently where a sender may add or leave out, strictly where a mistake would file the call wrongly.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    Customer,
    ParsedCall,
    Received,
    Turn,
    Value,
    Verified,
)
from connectors.telephony.fields import Fields
from connectors.transcripts import vcon
from connectors.transcripts.decoding import load_json
from connectors.transcripts.speakers import direction_of, speaker_of
from connectors.transcripts.times import after
from connectors.transcripts.turns import MAX_TURNS, in_order, make_turn
from connectors.transport.signatures import standard_webhooks_headers, verify_standard_webhooks

MAX_ID = 200
MAX_NAME = 200
MAX_PHONE = 40
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")


class Settings(Value):
    """The generic source has none."""


class Generic:
    """Implements `connectors.contracts.Telephony`."""

    def verify(self, received: Received, secrets: tuple[str, ...], *, now: datetime) -> Verified:
        return Verified(
            delivery_id=verify_standard_webhooks(received.headers, received.body, secrets, now=now)
        )

    def parse(self, body: bytes) -> tuple[ParsedCall, ...]:
        return (_call(load_json(body)),)

    def sign(self, unsigned: Received, secret: str, *, delivery_id: str, now: datetime) -> Received:
        headers = standard_webhooks_headers(unsigned.body, secret, delivery_id=delivery_id, now=now)
        return unsigned.model_copy(update={"headers": {**unsigned.headers, **headers}})


def connect(settings: Mapping[str, Any]) -> Generic:
    """The adapter of a source with these settings. Raises `ValidationError`."""
    Settings.model_validate(settings)
    return Generic()


def read_call(body: bytes) -> ParsedCall:
    """A call posted by an authenticated client: our own JSON or a vCon. Raises `Unreadable`."""
    value = load_json(body)
    return vcon.read(value, body) if vcon.is_vcon(value) else _call(value)


def body_of(call: ParsedCall) -> bytes:
    """The body from which `parse` reads this call again: for senders of ours."""
    told = call.model_dump(mode="json", exclude={"turns"}, exclude_none=True)
    turns = [turn.model_dump(mode="json", exclude_none=True) for turn in call.turns]
    return json.dumps({"call": told, "transcript": {"turns": turns}}, ensure_ascii=False).encode()


def _call(value: Any) -> ParsedCall:
    body = Fields(value)
    call = body.object("call")
    customer, agent = call.object("customer"), call.object("agent")
    started = call.moment("started_at")
    return ParsedCall(
        external_id=call.required("external_id", MAX_ID),
        direction=direction_of(call.text("direction")),
        started_at=started,
        ended_at=after(started, call.moment("ended_at")),
        language=_language(call),
        queue=call.line("queue", MAX_NAME),
        customer=Customer(
            phone=customer.line("phone", MAX_PHONE),
            crm_id=customer.line("crm_id", MAX_ID),
            name=customer.line("name", MAX_NAME),
        ),
        agent=CallAgent(id=agent.line("id", MAX_ID) or "", name=agent.line("name", MAX_NAME) or ""),
        after_call_work=_after_call_work(call.object("after_call_work")),
        turns=in_order(_turn(turn) for turn in body.object("transcript").objects("turns", MAX_TURNS)),
    )


def _language(call: Fields) -> str | None:
    """A BCP 47 tag; a language named in words is not given rather than guessed."""
    tag = call.text("language") or ""
    return tag.replace("_", "-") if LANGUAGE.fullmatch(tag) else None


def _after_call_work(work: Fields) -> AfterCallWork:
    started = work.moment("started_at")
    return AfterCallWork(started_at=started, ended_at=after(started, work.moment("ended_at")))


def _turn(turn: Fields) -> Turn | None:
    text = turn.text("text")
    if text is None:
        raise turn.wrong("text", "missing")
    # A label that is no text, such as a channel's number, names no role.
    speaker = speaker_of(turn.value("speaker"))
    return make_turn(
        f"{turn.pointer}/text", speaker, text, turn.offset_ms("start_ms"), turn.offset_ms("end_ms")
    )
