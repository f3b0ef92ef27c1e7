"""vCon containers, versions 0.0.1 to 0.4.0, into calls.

Published vCons seldom meet their own schema, so names of every version are read and what is missing is
taken as not given (https://datatracker.ietf.org/doc/draft-ietf-vcon-vcon-core/). Nothing is fetched: a
body that stands behind a `url` is a call without a transcript.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from connectors.contracts import CallAgent, Customer, ParsedCall, Speaker, Unreadable
from connectors.transcripts.decoding import lenient_line, load_json
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import MAX_OFFSET_MS, after, lenient_moment
from connectors.transcripts.vcon_parties import Party, only, parties_of
from connectors.transcripts.vcon_turns import turns_of

MAX_LINE = 200


def is_vcon(value: object) -> bool:
    """Whether a JSON value is an unsigned vCon: by its version, or by its parts where that is missing."""
    if not isinstance(value, dict):
        return False
    return isinstance(value.get("vcon"), str) or (
        "parties" in value and ("dialog" in value or "analysis" in value)
    )


def parse(data: bytes) -> ParsedCall:
    """The call of a vCon. Raises `Unreadable`."""
    return read(load_json(data), data)


def read(value: Any, data: bytes) -> ParsedCall:
    """The call of a vCon already parsed from these bytes.

    Without a `uuid` its content names it: the same file sent twice is the same call.
    """
    if not is_vcon(value):
        sealed = isinstance(value, dict) and ("signatures" in value or "ciphertext" in value)
        raise Unreadable(f"body: {'a signed or encrypted vCon is not read' if sealed else 'not a vCon'}")
    name = lenient_line(value.get("uuid"), MAX_LINE) or f"vcon-{hashlib.sha256(data).hexdigest()[:32]}"
    return _call(value, name)


def _call(value: Mapping[str, Any], external_id: str) -> ParsedCall:
    dialogs, analyses = objects(value, "dialog"), objects(value, "analysis")
    if not dialogs and not analyses:
        raise Unreadable("body: neither dialog nor analysis")
    parties = parties_of(objects(value, "parties"))
    started, ended = _span(dialogs)
    return ParsedCall(
        external_id=external_id,
        direction=_direction(value),
        started_at=started,
        ended_at=ended,
        queue=next(
            (skill for dialog in dialogs if (skill := lenient_line(dialog.get("skill"), MAX_LINE))), None
        ),
        customer=_customer(only(parties, Speaker.CUSTOMER)),
        agent=_agent(only(parties, Speaker.AGENT)),
        turns=turns_of(dialogs, analyses, parties, started),
    )


def objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The list under a key, an empty object in the place of anything else, so that indexes still count."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unreadable(f"/{key}: not a list")
    return [item if isinstance(item, dict) else {} for item in found]


def _span(dialogs: list[Mapping[str, Any]]) -> tuple[datetime | None, datetime | None]:
    starts = [at for dialog in dialogs if (at := lenient_moment(dialog.get("start")))]
    ends = [
        at + timedelta(seconds=length)
        for dialog in dialogs
        if (at := lenient_moment(dialog.get("start"))) and (length := _seconds(dialog.get("duration")))
    ]
    started = min(starts, default=None)
    return started, after(started, max(ends, default=None))


def _seconds(value: object) -> float | None:
    known = (
        isinstance(value, int | float) and not isinstance(value, bool) and 0 < value * 1000 <= MAX_OFFSET_MS
    )
    return value if known and isinstance(value, int | float) else None


def _direction(value: Mapping[str, Any]) -> Literal["inbound", "outbound", "internal", "unknown"]:
    meta = value.get("meta")
    return direction_of(meta.get("direction")) if isinstance(meta, dict) else "unknown"


def _customer(party: Party | None) -> Customer:
    return Customer(phone=party.phone, name=party.name) if party else Customer()


def _agent(party: Party | None) -> CallAgent:
    return CallAgent(id=party.id or "", name=party.name or "") if party else CallAgent()
