"""Zoom's events into reports: recordings that have a transcript, and who took which leg of a call when.

Zoom Phone's events are read as its OpenAPI document has them, https://developers.zoom.us/docs/api/phone/events/.
"""

from collections.abc import Callable, Iterator, Mapping

from connectors.contracts import (
    CallAgent,
    Customer,
    Direction,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Unreadable,
)
from connectors.telephony.zoom_contact_center import engagement
from connectors.telephony.zoom_reports import (
    INTERNAL,
    OBJECT,
    Base,
    Taker,
    customer,
    ids,
    line,
    listed,
    named,
    phone,
    report,
    required,
)
from connectors.telephony.zoom_settings import Settings
from connectors.transcripts.lenient import Object, id_of, load_object, part, text_of
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import lenient_moment

PEOPLE = frozenset({"", "user", "commonArea", "commonAreaPhone", "common_area"})
QUEUES = frozenset({"callQueue", "call_queue"})
CONNECTED = "call connected"
ANSWERED = frozenset({"answered", "accepted", "picked_up", "connected", "succeeded", CONNECTED})
BY_OTHERS = frozenset({"answered_by_other", "pickup_by_other", "call_out_by_other"})
FAR = {"caller": "callee", "callee": "caller"}


def read(body: bytes, settings: Settings) -> tuple[ParsedCall, ...]:
    """Reports of one delivery; none for an event of anything else. Raises `Unreadable`."""
    event = load_object(body)
    name = text_of(event.get("event"))
    if not name:
        raise Unreadable("/event: missing")
    reader = READERS.get(name)
    return tuple(reader(name, part(part(event, "payload"), "object"), settings)) if reader else ()


def of_recording(recording: Object, pointer: str, settings: Settings) -> ParsedCall | None:
    """One recording as events and lists have it; None for a call among ourselves that does not count."""
    sid = required(recording, "id", pointer)
    call = required(recording, "call_id", pointer)
    internal = all(recording.get(f"{side}_number_type") == INTERNAL for side in FAR)
    if internal and not settings.internal_calls:
        return None
    direction: Direction = "internal" if internal else direction_of(recording.get("direction"))
    taker, queue = _owner(recording, direction)
    base = Base(
        call=call,
        taker=taker,
        direction=direction,
        customer=customer(recording, direction, "number"),
        queue=queue,
        started=recording.get("date_time"),
        ended=recording.get("end_time"),
        others=ids(recording, "call_history_id", "call_history_uuid", "call_element_id", "call_log_id"),
    )
    given = {"name": taker.name, "user": taker.user, "extension": taker.extension}
    more = {key: value for key, value in given.items() if value}
    return report(base, settings).model_copy(update={"reference": Reference(kind="phone", id=sid, more=more)})


def _recordings(_name: str, event: Object, settings: Settings) -> Iterator[ParsedCall]:
    """Transcript events hold a list; a lone recording, as other recording events have it, is read as well."""
    flat = event.get("recordings") is None and "call_id" in event
    if not flat and event.get("recordings") is None:
        raise Unreadable(f"{OBJECT}/recordings: missing")
    for recording, pointer in [(event, OBJECT)] if flat else listed(event, "recordings"):
        if call := of_recording(recording, pointer, settings):
            yield call


def _ended(name: str, event: Object, settings: Settings) -> Iterator[ParsedCall]:
    """The end of one side's leg. Many phones ring for one call; only the one that answered had it."""
    side = name.removeprefix("phone.").partition("_")[0]
    own, far = part(event, side), part(event, FAR[side])
    result = text_of(event.get("handup_result")).lower()
    answered = result == CONNECTED if result else bool(event.get("answer_start_time"))
    internal = bool(far.get("user_id") or far.get("extension_id"))
    person = text_of(own.get("extension_type")) in PEOPLE
    call = required(event, "call_id", OBJECT)
    if not answered or not person or (internal and not settings.internal_calls):
        return
    outward: Direction = "outbound" if side == "caller" else "inbound"
    yield report(
        Base(
            call=call,
            taker=Taker(
                id_of(own.get("user_id")), named(own.get("name")), id_of(own.get("extension_number"))
            ),
            direction="internal" if internal else outward,
            customer=Customer() if internal else Customer(phone=phone(far.get("phone_number"))),
            queue=_queue(part(event, "forwarded_by")),
            started=event.get("answer_start_time") or event.get("ringing_start_time"),
            ended=event.get("call_end_time"),
        ),
        settings,
    ).model_copy(update={"awaits_transcript": settings.transcripts})


def _logged(name: str, event: Object, settings: Settings) -> Iterator[ParsedCall]:
    """The records of a leg after the call, in all three generations of them."""
    side = name.removeprefix("phone.").partition("_")[0]
    key = "call_elements" if event.get("call_elements") is not None else "call_logs"
    for item, pointer in listed(event, key):
        call = required(item, "call_id", pointer)
        internal = (
            text_of(item.get("connect_type")) == "internal"
            or item.get(f"{FAR[side]}_number_type") == INTERNAL
        )
        if _took(item, side) and (settings.internal_calls or not internal):
            yield _log(item, call, side, settings, internal=internal)


def _log(item: Object, call: str, side: str, settings: Settings, *, internal: bool) -> ParsedCall:
    direction: Direction = "internal" if internal else direction_of(item.get("direction"))
    extension = id_of(item.get(f"{side}_ext_number"))
    if not extension and item.get(f"{side}_number_type") == INTERNAL:
        extension = id_of(item.get(f"{side}_number"))
    number = "did_number" if f"{FAR[side]}_did_number" in item else "number"
    base = Base(
        call=call,
        taker=Taker(id_of(item.get(f"{side}_user_id")), named(item.get(f"{side}_name")), extension),
        direction=direction,
        customer=customer(item, direction, number),
        queue=_queue(part(item, "forwarded_by")),
        started=item.get("answer_time") or item.get("answer_start_time") or item.get("start_time"),
        ended=item.get("end_time") or item.get("call_end_time"),
        others=ids(item, "call_history_uuid", "call_path_id", "call_element_id", "id"),
    )
    recorded = settings.transcripts and bool(item.get("recording_id"))
    return report(base, settings).model_copy(update={"awaits_transcript": recorded})


def _took(item: Object, side: str) -> bool:
    """Whether this side's person spoke: queues, menus and phones that only rang have records too."""
    if text_of(item.get("result_reason")) in BY_OTHERS:
        return False
    answered = item.get("answer_time") or item.get("answer_start_time")
    spoke = bool(answered) or text_of(item.get("result")).lower() in ANSWERED
    return spoke and text_of(item.get(f"{side}_ext_type")) in PEOPLE


def _meeting(_name: str, event: Object, settings: Settings) -> Iterator[ParsedCall]:
    """A meeting's transcript. Its number comes back with every meeting of a series, so only the UUID names it."""
    if not settings.meetings:
        return
    uuid = required(event, "uuid", OBJECT)
    host = id_of(event.get("host_id"))
    yield ParsedCall(
        external_id=uuid,
        leg=Leg(kind=LegKind.AGENT if host else LegKind.UNKNOWN),
        started_at=lenient_moment(event.get("start_time")),
        agent=CallAgent(id=host),
        reference=Reference(kind="meeting", id=uuid),
    )


def _owner(recording: Object, direction: Direction) -> tuple[Taker, str | None]:
    """Who spoke, and the queue. A queue's recording names beside it the person who took or made the call."""
    owner = part(recording, "owner")
    if text_of(owner.get("type")) not in QUEUES:
        extension = id_of(owner.get("extension_number"))
        return Taker(id_of(owner.get("id")), named(owner.get("name")), extension), None
    person = part(recording, "outgoing_by" if direction == "outbound" else "accepted_by")
    taker = Taker("", named(person.get("name")), id_of(person.get("extension_number")))
    return taker, line(owner.get("name"))


def _queue(forwarder: Object) -> str | None:
    return line(forwarder.get("name")) if text_of(forwarder.get("extension_type")) in QUEUES else None


Reader = Callable[[str, Object, Settings], Iterator[ParsedCall]]
LOGS = ("call_element_completed", "call_history_completed", "call_log_completed")
READERS: Mapping[str, Reader] = {
    "phone.recording_transcript_completed": _recordings,
    "phone.callee_ended": _ended,
    "phone.caller_ended": _ended,
    **{f"phone.{side}_{log}": _logged for side in FAR for log in LOGS},
    "contact_center.engagement_user_ended": engagement,
    "contact_center.recording_transcript_completed": engagement,
    "recording.transcript_completed": _meeting,
}
