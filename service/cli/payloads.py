"""How a payload would be read: by a configured source, by an adapter's name, or as a transcript in a format."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors import registry
from connectors.contracts import Leg, ParsedCall, Received, SourceRefused, Telephony, Unreadable, Verified
from connectors.transcripts.formats import detect
from connectors.transcripts.formats import read as read_format
from connectors.transcripts.reading import Reading
from service.domain.connections import Source
from service.domain.values import Value
from service.flows.intake import told_of

FIRST_TURNS = 5
NO_NAME = "(none in the file)"
"""Stands for the id of a call that a transcript does not name."""


class Outcome(StrEnum):
    READ = "read"
    IGNORED = "ignored"
    REFUSED = "refused"
    HANDSHAKE = "handshake"


class Seen(Value):
    """What would become of it. `verified` is None where nothing was checked; `calls` are as JSON gives them."""

    source: str | None = None
    adapter: str | None = None
    format: str | None = None
    verified: bool | None = None
    outcome: Outcome
    reason: str | None = None
    calls: tuple[dict[str, Any], ...] = ()


def by_source(source: Source, adapter: str, received: Received, *, check: bool, now: datetime) -> Seen:
    """As the configured source reads it; its signature is checked where there are headers to check."""
    told = {"source": source.name, "adapter": adapter}
    verified: Verified | None = None
    if check:
        try:
            verified = source.adapter.verify(received, source.secrets, now=now)
        except SourceRefused as refused:
            return Seen(**told, verified=False, outcome=Outcome.REFUSED, reason=refused.reason)
    if verified is not None and verified.answer is not None:
        answer = f"answered with {len(verified.answer.body)} bytes of {verified.answer.content_type}"
        return Seen(**told, verified=True, outcome=Outcome.HANDSHAKE, reason=answer)
    seen = _parsed(source.adapter, received.body)
    return seen.model_copy(update={**told, "verified": None if verified is None else True})


def by_adapter(name: str, body: bytes) -> Seen:
    """Unsigned, under the settings that hold where none are given. Raises `UnknownConnector`, `BrokenConnector`."""
    try:
        adapter = registry.telephony(name)
    except registry.InvalidSettings as invalid:
        return Seen(adapter=name, outcome=Outcome.REFUSED, reason=f"settings: {'; '.join(invalid.problems)}")
    seen = _parsed(adapter, body)
    if seen.outcome is not Outcome.READ and (kind := detect(body)):
        # Not what the vendor posts, but a transcript such as it is fetched.
        seen = by_format(kind, body)
    return seen.model_copy(update={"adapter": name})


def by_format(name: str, data: bytes) -> Seen:
    """One transcript of this format, with no roles from settings."""
    return _read(lambda: (_call_of(read_format(name, data)),)).model_copy(update={"format": name})


def _parsed(adapter: Telephony, body: bytes) -> Seen:
    return _read(lambda: adapter.parse(body))


def _read(calls: Callable[[], tuple[ParsedCall, ...]]) -> Seen:
    try:
        found = calls()
    except Unreadable as unreadable:
        return Seen(outcome=Outcome.REFUSED, reason=unreadable.reason)
    if not found:
        return Seen(outcome=Outcome.IGNORED, reason="not an event we use")
    return Seen(outcome=Outcome.READ, calls=tuple(_shown(call) for call in found))


def _call_of(reading: Reading) -> ParsedCall:
    return ParsedCall(
        external_id=reading.call_id or NO_NAME,
        leg=Leg(id=reading.leg_id),
        started_at=reading.started_at,
        language=reading.language,
        turns=reading.turns,
        revision=reading.revision,
    )


def _shown(call: ParsedCall) -> dict[str, Any]:
    """One report as intake would take it: masked, and of its turns the first few."""
    told = told_of(call)
    masked = {
        "customer": {"name": told.report.customer_name},
        "agent": {"name": told.report.agent_name},
        "hint": {"notes": told.report.notes},
    }
    shown = call.model_dump(mode="json", include=_TOLD)
    for key, texts in masked.items():
        shown[key] |= texts
    turns = told.transcript.turns
    return {
        **shown,
        "transcript": _transcript(call),
        "roles": dict(sorted(Counter(turn.speaker.value for turn in turns).items())),
        "turns": [turn.model_dump(mode="json") for turn in turns[:FIRST_TURNS]],
    }


def _transcript(call: ParsedCall) -> dict[str, Any]:
    """How it comes. Of a reference no address: one may carry its own permission."""
    reference = call.reference
    return {
        "how": _how(call),
        "turns": len(call.turns),
        "reference": reference.kind if reference else None,
        "reference_id": reference.id if reference else None,
        "revision": call.revision,
        "final": call.final,
    }


def _how(call: ParsedCall) -> str:
    if call.turns:
        return "by value"
    if call.reference is not None:
        return "by reference"
    return "awaited" if call.awaits_transcript else "none"


_TOLD = {
    *("external_id", "other_ids", "leg", "direction", "started_at", "ended_at", "language", "queue"),
    *("customer", "agent", "after_call_work", "hint"),
}
