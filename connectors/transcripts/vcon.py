"""vCon containers, versions 0.0.1 to 0.4.0, into calls.

Published vCons seldom meet their own schema, so names of every version are read and what is missing is
taken as not given (https://datatracker.ietf.org/doc/draft-ietf-vcon-vcon-core/). Nothing is fetched: a
body that stands behind a `url` is a call without a transcript. Of the signed form the payload is read and
its signatures are not checked: who sent it is known from the delivery's own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from connectors.contracts import CallAgent, Customer, Direction, Leg, ParsedCall, Speaker, Unreadable
from connectors.transcripts.decoding import lenient_line, load_json
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import MAX_OFFSET_MS, after, lenient_moment
from connectors.transcripts.vcon_legs import Part, parts_of
from connectors.transcripts.vcon_parties import Party, only, parties_of
from connectors.transcripts.vcon_sealed import is_signed, opened
from connectors.transcripts.vcon_turns import Object, Wanted, turns_of

MAX_LINE = 200
MAX_OTHER_IDS = 20
# A vCon that replaces an earlier one of the same conversation names it; `appended` until 0.3.0.
EARLIER = ("amended", "appended", "redacted")


class _Vcon(NamedTuple):
    id: str
    value: Mapping[str, Any]
    dialogs: Sequence[Object]
    analyses: Sequence[Object]
    parties: tuple[Party, ...]
    roles: Roles


def is_vcon(value: object) -> bool:
    """Whether a JSON value is a vCon: by its version, or by its parts where that is missing, or a signed one."""
    if not isinstance(value, dict):
        return False
    return (
        isinstance(value.get("vcon"), str)
        or ("parties" in value and ("dialog" in value or "analysis" in value))
        or is_signed(value)
    )


def parse(data: bytes) -> ParsedCall:
    """The call of a vCon in one report, however many handled it. Raises `Unreadable`."""
    return read(load_json(data), data)


def read(value: Any, data: bytes) -> ParsedCall:
    """The call of a vCon already parsed from these bytes, in one report."""
    return _report(_vcon(value, data, NO_ROLES), None, ())


def legs(data: bytes, roles: Roles = NO_ROLES) -> tuple[ParsedCall, ...]:
    """A report of each agent's leg; one of the whole call where it has but one. Raises `Unreadable`.

    `roles` are the settings' for words in a party's `role`, for `party:0` and so on, and for labels of speakers
    within transcripts.
    """
    vcon = _vcon(load_json(data), data, roles)
    parts = parts_of(vcon.dialogs, vcon.parties)
    return tuple(_report(vcon, part, parts) for part in parts) or (_report(vcon, None, ()),)


def reading(data: bytes, roles: Roles = NO_ROLES) -> Reading:
    """A vCon as a transcript among others: the whole call."""
    call = _report(_vcon(load_json(data), data, roles), None, ())
    return Reading(
        turns=call.turns,
        language=call.language,
        call_id=call.external_id,
        started_at=call.started_at,
        revision=call.revision,
    )


def objects(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The list under a key, an empty object in the place of anything else, so that indexes still count."""
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unreadable(f"/{key}: not a list")
    return [item if isinstance(item, dict) else {} for item in found]


def _vcon(value: Any, data: bytes, roles: Roles) -> _Vcon:
    """Without a `uuid` its content names it: the same file sent twice is the same call."""
    value = opened(value)
    if not is_vcon(value):
        raise Unreadable("body: not a vCon")
    dialogs, analyses = objects(value, "dialog"), objects(value, "analysis")
    if not dialogs and not analyses:
        raise Unreadable("body: neither dialog nor analysis")
    name = lenient_line(value.get("uuid"), MAX_LINE) or f"vcon-{hashlib.sha256(data).hexdigest()[:32]}"
    return _Vcon(name, value, dialogs, analyses, parties_of(objects(value, "parties"), roles), roles)


def _report(vcon: _Vcon, part: Part | None, parts: tuple[Part, ...]) -> ParsedCall:
    """The whole call, or the part of one handler with whatever the call tells as a whole."""
    wanted = _wanted(part, parts)
    here = [dialog for index, dialog in enumerate(vcon.dialogs) if wanted(index)]
    started, ended = _span(here)
    turns, language = turns_of(vcon.dialogs, vcon.analyses, vcon.parties, started, vcon.roles, wanted)
    return ParsedCall(
        external_id=vcon.id,
        other_ids=_other_ids(vcon),
        leg=part.leg if part else Leg(),
        direction=_direction(vcon),
        started_at=started,
        ended_at=ended,
        language=language,
        queue=next((queue for dialog in here if (queue := _skill(dialog.get("skill")))), None),
        customer=_customer(only(vcon.parties, Speaker.CUSTOMER)),
        agent=_agent(vcon.parties[part.party] if part else only(vcon.parties, Speaker.AGENT)),
        turns=turns,
        revision=_revision(vcon.value),
    )


def _wanted(part: Part | None, parts: tuple[Part, ...]) -> Wanted:
    """Which dialogs, by index, are of a part. A transcript of no dialog at hand goes with the first."""
    if part is None:
        return lambda _: True
    if part is not parts[0]:
        return part.dialogs.__contains__
    elsewhere = frozenset(index for other in parts[1:] for index in other.dialogs)
    return lambda index: index not in elsewhere


def _other_ids(vcon: _Vcon) -> tuple[str, ...]:
    """Ids of the same conversation: vCons that this one replaces, and the contact centre's own.

    Not the `group`, whose members are other conversations, nor SIP sessions: an unknown end of one is all
    zeros and would join strangers.
    """
    earlier = [found.get("uuid") for key in EARLIER if isinstance(found := vcon.value.get(key), dict)]
    interactions = [dialog.get("interaction_id") for dialog in vcon.dialogs]
    found = dict.fromkeys(
        line for value in (*earlier, *interactions) if (line := lenient_line(value, MAX_LINE))
    )
    return tuple(line for line in found if line != vcon.id)[:MAX_OTHER_IDS]


def _revision(value: Mapping[str, Any]) -> int:
    """The sender's last change, in milliseconds since 1970."""
    changed = lenient_moment(value.get("updated_at")) or lenient_moment(value.get("created_at"))
    return round(changed.timestamp() * 1000) if changed else 0


def _span(dialogs: Sequence[Mapping[str, Any]]) -> tuple[datetime | None, datetime | None]:
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


def _skill(value: object) -> str | None:
    """The queue: a text in the first drafts of the extension, a list since."""
    values = value if isinstance(value, list) else [value]
    return next((line for item in values if (line := lenient_line(item, MAX_LINE))), None)


def _direction(vcon: _Vcon) -> Direction:
    """No version has a place for it: some senders write it into `meta`, ours into `interaction_type`."""
    meta = vcon.value.get("meta")
    told = [meta.get("direction")] if isinstance(meta, dict) else []
    told += [dialog.get("interaction_type") for dialog in vcon.dialogs]
    return next((found for value in told if (found := direction_of(value)) != "unknown"), "unknown")


def _customer(party: Party | None) -> Customer:
    return Customer(phone=party.phone, name=party.name) if party else Customer()


def _agent(party: Party | None) -> CallAgent:
    return CallAgent(id=party.id or "", name=party.name or "") if party else CallAgent()
