"""Genesys Cloud's detail events, as EventBridge or a workflow's data action delivers them, into reports.

https://developer.genesys.cloud/analyticsdatamanagement/analytics/detail/analytics-detail-events
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Unreadable,
)
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_values import hint_of, phone_of, reference_to
from connectors.transcripts.lenient import (
    Object,
    id_of,
    load_object,
    number,
    text_of,
)
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import from_epoch_ms, scaled_ms

TOPIC = re.compile(
    r"v2\.detail\.events\.conversation\.[^.]{1,100}\.([a-z]{1,20}(?:\.[a-z]{1,20})?)", re.ASCII
)
TALK = ("interactingDurationMs", "heldDurationMs")
WAITING = ("alertingDurationMs", "contactingDurationMs", "dialingDurationMs")


@dataclass(frozen=True)
class Event:
    """One event's own values; `pointer` says where they stand in the body."""

    values: Object
    pointer: str
    settings: Settings

    def id(self, key: str) -> str:
        found = id_of(self.values.get(key))
        if not found:
            raise Unreadable(f"{self.pointer}/{key}: missing, or not an id")
        return found

    @property
    def time(self) -> datetime | None:
        ms = number(self.values.get("eventTime"))
        return None if ms is None else from_epoch_ms(ms)

    def before(self, ms: int | None) -> datetime | None:
        """So many milliseconds before the event."""
        return self.time - timedelta(milliseconds=ms) if self.time and ms is not None else None

    def duration(self, *keys: str) -> int | None:
        """The sum of the durations that are given; None where none is."""
        given = [ms for key in keys if (ms := scaled_ms(self.values.get(key), 1)) is not None]
        return sum(given) if given else None


def read(body: bytes, settings: Settings) -> tuple[ParsedCall, ...]:
    """Reports in a body; none for a topic or a channel that is not ours. Raises `Unreadable`."""
    topic, values, pointer = _opened(load_object(body))
    found = TOPIC.fullmatch(topic)
    report = REPORTS.get(found.group(1)) if found else None
    channel = text_of(values.get("mediaType")).upper()
    if report is None or channel not in {"VOICE", ""}:
        return ()
    told = report(Event(values, pointer, settings))
    return (told,) if told else ()


def _opened(body: Object) -> tuple[str, Object, str]:
    """Topic, the event's values and where they stand: in an EventBridge envelope, or as an action wrote them."""
    holder, pointer = _inside(body, "detail", "")
    values, place = _inside(holder, "eventBody", pointer)
    topics = (holder.get("topicName"), body.get("detail-type"), holder.get("topic"))
    topic = next((text for one in topics if (text := text_of(one))), "")
    if not topic:
        raise Unreadable(f"{pointer}/topicName: missing")
    return topic, values, place


def _inside(holder: Object, key: str, pointer: str) -> tuple[Object, str]:
    inner = holder.get(key)
    if inner is None:
        return holder, pointer
    if not isinstance(inner, dict):
        raise Unreadable(f"{pointer}/{key}: not an object")
    return inner, f"{pointer}/{key}"


def _person(event: Event) -> ParsedCall:
    """What every event of an agent's session says of its leg.

    Only an inbound session's number is the customer's: an outbound one may be a consultation.
    """
    conversation, session = event.id("conversationId"), event.id("sessionId")
    direction = direction_of(event.values.get("direction"))
    ani = phone_of(event.values.get("ani")) if direction == "inbound" else None
    return ParsedCall(
        external_id=conversation,
        leg=Leg(id=session, kind=LegKind.AGENT),
        direction=direction,
        queue=event.settings.queues.get(id_of(event.values.get("queueId"))),
        customer=Customer(phone=ani),
        agent=CallAgent(id=id_of(event.values.get("userId"))),
        reference=reference_to(conversation, session),
    )


def _coded(event: Event) -> ParsedCall:
    hint = hint_of(event.values.get("wrapupCode"), event.values.get("wrapupNotes"))
    return _person(event).model_copy(update={"hint": hint})


def _after_call_work(event: Event) -> ParsedCall:
    work = AfterCallWork(started_at=event.before(event.duration("wrapupDurationMs")), ended_at=event.time)
    return _coded(event).model_copy(update={"after_call_work": work})


def _person_left(event: Event) -> ParsedCall | None:
    """None for a session that rang and was never answered: nobody talked there."""
    talked = event.duration(*TALK)
    waited = any(number(event.values.get(key)) is not None for key in WAITING)
    if talked == 0 or (talked is None and waited):
        return None
    times = {"started_at": event.before(talked), "ended_at": event.time}
    return _person(event).model_copy(update=times)


def _customer_left(event: Event) -> ParsedCall:
    """Facts of the whole call. Its kind says that this is no agent's leg: the customer may have met nobody."""
    direction = direction_of(event.values.get("direction"))
    number_of = {"inbound": "ani", "outbound": "dnis"}.get(direction, "")
    return ParsedCall(
        external_id=event.id("conversationId"),
        leg=Leg(kind=LegKind.IVR),
        direction=direction,
        ended_at=event.time,
        customer=Customer(phone=phone_of(event.values.get(number_of))),
    )


def _flow_left(event: Event) -> ParsedCall | None:
    """A menu or a bot; None for the flows that run beside a call, such as the one that sends us events."""
    flow = text_of(event.values.get("flowType")).upper()
    if "WORKFLOW" in flow or "WORKITEM" in flow:
        return None
    return ParsedCall(
        external_id=event.id("conversationId"),
        leg=Leg(id=event.id("sessionId"), kind=LegKind.BOT if "BOT" in flow else LegKind.IVR),
        started_at=event.before(event.duration("connectedDurationMs")),
        ended_at=event.time,
    )


REPORTS: Mapping[str, Callable[[Event], ParsedCall | None]] = {
    "acw": _after_call_work,
    "wrapup": _coded,
    "user.end": _person_left,
    "customer.end": _customer_left,
    "flow.end": _flow_left,
}
