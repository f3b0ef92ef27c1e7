"""Contact events of Amazon Connect: one contact is one leg, its initial contact the whole call.

https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
"""

from collections.abc import Mapping

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Unreadable,
)
from connectors.contracts.calls import Direction
from connectors.telephony.amazon_connect_settings import Settings
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, part, text_of
from connectors.transcripts.times import after, lenient_moment

READ = frozenset(
    {"INITIATED", "CONNECTED_TO_SYSTEM", "CONTACT_DATA_UPDATED", "QUEUED", "CONNECTED_TO_AGENT"}
    | {"DISCONNECTED", "COMPLETED"}
)
ENDED = frozenset({"DISCONNECTED", "COMPLETED"})
# A supervisor who listens has a contact of their own: not a leg of the call.
MONITOR = "MONITOR"
# How a contact began. Transfers keep the direction of the call that they belong to, and tell none.
DIRECTIONS: Mapping[str, Direction] = {
    "INBOUND": "inbound",
    "WEBRTC_API": "inbound",
    "OUTBOUND": "outbound",
    "EXTERNAL_OUTBOUND": "outbound",
    "CALLBACK": "outbound",
    "API": "outbound",
}
MAX_NAME = 200
MAX_PHONE = 40


def plain(holder: Object) -> Object:
    """The object with every name in the API's spelling: events write `agentInfo` and `AgentInfo`."""
    return {key[:1].lower() + key[1:]: value for key, value in holder.items()} | {
        key: value for key, value in holder.items() if key[:1].islower()
    }


def resource(arn: object, kind: str) -> str:
    """The id behind `…/agent/` in an ARN; empty where there is none."""
    _, found, rest = text_of(arn).partition(f"/{kind}/")
    return id_of(rest) if found else ""


def is_ours(arn: object, settings: Settings) -> bool:
    """Whether an event is of the configured instance, or of any where none is."""
    named = text_of(arn).partition(":instance/")[2].partition("/")[0]
    return not settings.instance_id or not named or named == settings.instance_id


def is_voice(channel: object) -> bool:
    return text_of(channel).upper() in ("", "VOICE")


def queue_of(arn: object, settings: Settings) -> str | None:
    """The queue by its configured name, else its id; an agent's own queue is none."""
    found = resource(arn, "queue")
    if not found or found.startswith("agent/"):
        return None
    return settings.queues.get(found, found)[:MAX_NAME]


def read(event: Object, settings: Settings, pointer: str) -> tuple[ParsedCall, ...]:
    """The report of one contact event; none for chats, tasks, other instances and events that tell nothing."""
    detail = plain(event)
    kind, method = text_of(detail.get("eventType")), text_of(detail.get("initiationMethod")).upper()
    if kind not in READ or method == MONITOR or not is_voice(detail.get("channel")):
        return ()
    if not is_ours(detail.get("instanceArn"), settings):
        return ()
    contact = id_of(detail.get("contactId"))
    if not contact:
        raise Unreadable(f"{pointer}/contactId: missing")
    return (_report(contact, kind, DIRECTIONS.get(method, "unknown"), detail, settings),)


def _report(contact: str, kind: str, direction: Direction, detail: Object, settings: Settings) -> ParsedCall:
    agent, queue = plain(part(detail, "agentInfo")), plain(part(detail, "queueInfo"))
    agent_id = resource(agent.get("agentArn"), "agent")
    initial, previous = id_of(detail.get("initialContactId")), id_of(detail.get("previousContactId"))
    known = dict.fromkeys((contact, initial, previous, id_of(detail.get("relatedContactId"))))
    started = lenient_moment(detail.get("initiationTimestamp"))
    return ParsedCall(
        external_id=initial or contact,
        other_ids=tuple(found for found in known if found and found != (initial or contact)),
        leg=Leg(id=contact, kind=_taken_by(kind, agent_id), previous_id=previous),
        direction=direction,
        started_at=started,
        ended_at=after(started, lenient_moment(detail.get("disconnectTimestamp"))),
        queue=queue_of(queue.get("queueArn"), settings),
        customer=Customer(phone=_phone(plain(part(detail, "customerEndpoint")))),
        agent=CallAgent(id=agent_id),
        after_call_work=_after_call_work(agent),
        awaits_transcript=bool(agent_id) and settings.transcripts,
    )


def _taken_by(kind: str, agent_id: str) -> LegKind:
    """A contact that is over without an agent was the flow's alone; before that, one may still come."""
    if agent_id:
        return LegKind.AGENT
    return LegKind.IVR if kind in ENDED else LegKind.UNKNOWN


def _phone(endpoint: Object) -> str | None:
    told = text_of(endpoint.get("type")).upper() in ("", "TELEPHONE_NUMBER")
    return lenient_line(endpoint.get("address"), MAX_PHONE) if told else None


def _after_call_work(agent: Object) -> AfterCallWork:
    started = lenient_moment(agent.get("afterContactWorkStartTimestamp"))
    ended = after(started, lenient_moment(agent.get("afterContactWorkEndTimestamp")))
    return AfterCallWork(started_at=started, ended_at=ended)
