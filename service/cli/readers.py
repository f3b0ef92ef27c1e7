"""Files → calls in the generic shape, the same for the same file whenever it is read."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.contracts import CallAgent, Customer, LegKind, ParsedCall, Speaker, Turn, Unreadable
from connectors.sandbox.salesforce import SEED_CONTACTS
from connectors.telephony.generic import body_of, read_call
from connectors.transcripts import vcon
from connectors.transcripts.files import read_transcript
from connectors.transcripts.formats import detect
from service.cli.errors import CliError
from service.domain.values import Value

NAMESPACE = uuid.UUID("0b0f7c52-52a4-5a6a-8a3c-64d3a1b7c9f0")
EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DEMO_AGENTS = 5
SPEAKERS = {"agent", "customer"}


class Outgoing(Value):
    """One call, or one leg of it, to be sent: its body, and the webhook id that names it for good."""

    webhook_id: str
    external_id: str
    body: bytes
    leg_id: str = ""


def read(path: Path) -> Iterator[Outgoing]:
    """Calls of one file. Raises `CliError` naming the place that cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CliError(f"cannot read {path}: {error.strerror}") from None
    if path.suffix == ".jsonl":
        for number, line in enumerate(data.splitlines(), 1):
            if line.strip():
                yield _conversation(path, number, line)
        return
    try:
        parsed = _parsed(path, data)
    except Unreadable as error:
        raise CliError(f"{path}: {error.reason}") from None
    for call in parsed:
        yield outgoing(_completed(call))


def _parsed(path: Path, data: bytes) -> tuple[ParsedCall, ...]:
    """A vCon is a report a leg; JSON that has no vendor's shape is our own."""
    ending, found = path.suffix.lower(), detect(data)
    if ending == ".vcon" or found == "vcon":
        return vcon.legs(data)
    if ending == ".json" and found is None:
        return (read_call(data),)
    return (read_transcript(path.name, data),)


def outgoing(call: ParsedCall) -> Outgoing:
    """A call in the generic shape, ready to be sent; the same bytes for the same call."""
    return Outgoing(
        webhook_id=str(uuid.uuid5(NAMESPACE, _name_of(call))),
        external_id=call.external_id,
        body=body_of(call),
        leg_id=call.leg.id,
    )


def _name_of(call: ParsedCall) -> str:
    """The call's id, and behind a sign that no id has the leg's, where there is one."""
    return f"{call.external_id}\n{call.leg.id}" if call.leg.id else call.external_id


def _conversation(path: Path, number: int, line: bytes) -> Outgoing:
    """A line of a labelled conversation. It names no customer: a seeded contact and agent are given to it."""
    try:
        raw = json.loads(line)
        external_id = f"{raw['source']}:{raw['id']}"
        turns = tuple(_turn(one) for one in raw["utterances"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise CliError(f"{path}: line {number} is not a conversation ({type(error).__name__})") from None
    chance = _chance(external_id)
    started = EPOCH + timedelta(minutes=chance % 400_000)
    length_ms = max([turn.start_ms or 0 for turn in turns] or [0])
    return outgoing(
        ParsedCall(
            external_id=external_id,
            direction="inbound",
            started_at=started,
            ended_at=started + timedelta(milliseconds=length_ms),
            language="en",
            queue="conversations",
            customer=_customer(chance),
            agent=_agent(chance),
            turns=turns,
        )
    )


def _turn(raw: dict[str, Any]) -> Turn:
    speaker = Speaker(raw["speaker"]) if raw["speaker"] in SPEAKERS else Speaker.UNKNOWN
    start = raw.get("start_s")
    return Turn(
        speaker=speaker,
        text=raw["text"],
        start_ms=round(start * 1000) if isinstance(start, int | float) else None,
    )


def _customer(chance: int) -> Customer:
    contact = _OWN_PHONE[chance % len(_OWN_PHONE)]
    return Customer(phone=contact.phone, crm_id=contact.id, name=contact.name)


def _agent(chance: int) -> CallAgent:
    return CallAgent(id=f"agent-{1 + (chance >> 8) % DEMO_AGENTS}")


def _completed(call: ParsedCall) -> ParsedCall:
    """What a transcript file does not say of customer and agent is given as for a conversation.

    Legs of one call have one customer, and each an agent of its own; a machine's leg has none.
    """
    known = any((call.customer.phone, call.customer.crm_id))
    staffed = call.agent.id or call.leg.kind in {LegKind.BOT, LegKind.IVR}
    return call.model_copy(
        update={
            "customer": call.customer if known else _customer(_chance(call.external_id)),
            "agent": call.agent if staffed else _agent(_chance(_name_of(call))),
        }
    )


def _chance(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


_PHONES = [contact.phone for contact in SEED_CONTACTS]
_OWN_PHONE = tuple(contact for contact in SEED_CONTACTS if _PHONES.count(contact.phone) == 1)
"""Contacts that no other shares a phone with: a conversation's record is not left to chance."""
