"""The part `call` of our own JSON shape: which call and leg it is, who took part and when.

Read leniently where a sender may add or leave out, strictly where a mistake would file the call wrongly.
"""

import re

from connectors.contracts import (
    MAX_ID,
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
)
from connectors.telephony.fields import Fields
from connectors.transcripts.decoding import UNSTORABLE
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import after

MAX_NAME = 200
MAX_PHONE = 40
MAX_OTHER_IDS = 20
MAX_NOTES = 20_000
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
KINDS = {kind.value: kind for kind in LegKind}


def read(call: Fields) -> ParsedCall:
    """The call without its transcript. Raises `Unreadable`."""
    customer, agent = call.object("customer"), call.object("agent")
    started = call.moment("started_at")
    external_id = call.required("external_id", MAX_ID)
    return ParsedCall(
        external_id=external_id,
        other_ids=tuple(one for one in _other_ids(call) if one != external_id),
        leg=_leg(call.object("leg")),
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
        hint=_hint(call.object("hint")),
    )


def _other_ids(call: Fields) -> tuple[str, ...]:
    values = call.value("other_ids")
    if values is None:
        return ()
    if not isinstance(values, list):
        raise call.wrong("other_ids", "not a list")
    if len(values) > MAX_OTHER_IDS:
        raise call.wrong("other_ids", f"more than {MAX_OTHER_IDS} entries")
    ids = Fields({str(place): value for place, value in enumerate(values)}, f"{call.pointer}/other_ids")
    return tuple(dict.fromkeys(ids.required(str(place), MAX_ID) for place in range(len(values))))


def _leg(leg: Fields) -> Leg:
    kind = (leg.text("kind") or "").strip().lower()
    return Leg(
        id=leg.line("id", MAX_ID) or "",
        kind=KINDS.get(kind, LegKind.UNKNOWN),
        previous_id=leg.line("previous_id", MAX_ID) or "",
    )


def _language(call: Fields) -> str | None:
    """A BCP 47 tag; a language named in words is not given rather than guessed."""
    tag = call.text("language") or ""
    return tag.replace("_", "-") if LANGUAGE.fullmatch(tag) else None


def _after_call_work(work: Fields) -> AfterCallWork:
    started = work.moment("started_at")
    return AfterCallWork(started_at=started, ended_at=after(started, work.moment("ended_at")))


def _hint(hint: Fields) -> CodeHint:
    notes = (hint.text("notes") or "").strip()
    if len(notes) > MAX_NOTES:
        raise hint.wrong("notes", f"longer than {MAX_NOTES} characters")
    if UNSTORABLE.search(notes):
        raise hint.wrong("notes", "has a character that cannot be stored")
    return CodeHint(code=hint.line("code", MAX_NAME) or "", notes=notes)
