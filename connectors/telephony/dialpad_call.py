"""A call as Dialpad's events and API show it, into a report: which leg, who took it, who was on the line.

https://developers.dialpad.com/docs/call-events. A call to a queue or main line has one call of its own, the
entry point, and one for each person who took it.
"""

from datetime import datetime

from connectors.contracts import (
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Speaker,
    Turn,
    Unreadable,
)
from connectors.transcripts.decoding import UNSTORABLE, check_lines, lenient_line
from connectors.transcripts.lenient import Object, id_of, number, part, text_of
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.text import parse_lines
from connectors.transcripts.times import after, from_epoch_ms

TRANSCRIPT = "transcript"
ENTRY = "entry_point_call_id"
USER = "user"
MAX_NAME = 200
MAX_PHONE = 40


def report_of(told: Object) -> ParsedCall | None:
    """The report of a call that a person took; None for any other. Raises `Unreadable`."""
    call_id = id_of(told.get("call_id"))
    if not call_id:
        raise Unreadable("/call_id: missing, or not an id")
    entry, master, operator = (id_of(told.get(key)) for key in (ENTRY, "master_call_id", "operator_call_id"))
    by_person = _kind(told, "target") == USER
    taken = bool(told.get("date_connected")) if by_person else bool(operator)
    if not taken:
        return None
    root = entry or master or call_id
    started = _moment(told, "date_connected")
    return ParsedCall(
        external_id=root,
        other_ids=tuple(dict.fromkeys(one for one in (call_id, master, operator) if one and one != root)),
        leg=_leg(call_id, entry) if by_person else Leg(),
        direction=direction_of(told.get("direction")),
        started_at=started,
        ended_at=after(started, _moment(told, "date_ended")),
        queue=_queue(told),
        customer=_customer(told),
        agent=_agent(told) if by_person else CallAgent(),
        reference=Reference(kind=TRANSCRIPT, id=call_id, more={ENTRY: entry} if entry else {}),
    )


def turns_in(told: Object) -> tuple[Turn, ...]:
    """Turns of the text that an event may hold. Names before the words are those that the event tells."""
    text = text_of(told.get("transcription_text"))
    if UNSTORABLE.search(text):
        raise Unreadable("/transcription_text: has a character that cannot be stored")
    names = {_name(told, "target").lower(): Speaker.AGENT, _name(told, "contact").lower(): Speaker.CUSTOMER}
    # Nobody's name, and one that both have, says nothing.
    known = {name: role for name, role in names.items() if name} if len(names) > 1 else {}
    return parse_lines(check_lines(text.replace("\r\n", "\n")), known)


def _leg(call_id: str, entry: str) -> Leg:
    return Leg(id=call_id, kind=LegKind.AGENT, previous_id=entry if entry != call_id else "")


def _agent(told: Object) -> CallAgent:
    return CallAgent(id=id_of(part(told, "target").get("id")), name=_name(told, "target"))


def _customer(told: Object) -> Customer:
    phone = lenient_line(told.get("external_number"), MAX_PHONE)
    name = _name(told, "contact")
    # Dialpad names a contact without a name by the number.
    named = any(letter.isalpha() for letter in name)
    return Customer(phone=phone, name=name if named else None)


def _queue(told: Object) -> str | None:
    """The name of the queue or line that was called, where it was not the person directly."""
    for key in ("entry_point_target", "target"):
        if _kind(told, key) not in ("", USER):
            return _name(told, key) or None
    return None


def _moment(told: Object, key: str) -> datetime | None:
    ms = number(told.get(key))
    return None if ms is None else from_epoch_ms(ms)


def _name(told: Object, key: str) -> str:
    return lenient_line(part(told, key).get("name"), MAX_NAME) or ""


def _kind(told: Object, key: str) -> str:
    return text_of(part(told, key).get("type")).lower()
