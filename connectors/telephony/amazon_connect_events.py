"""Whatever AWS delivers, by EventBridge, SNS or S3 itself: unwrapped, and told by its kind."""

import hashlib
from urllib.parse import unquote_plus

from connectors.contracts import CallAgent, Leg, LegKind, ParsedCall, Reference, Unreadable
from connectors.telephony import amazon_connect_contacts as contacts
from connectors.telephony.amazon_connect_files import (
    call_of_job,
    file_of,
    job_file,
    place_of,
    report_of,
)
from connectors.telephony.amazon_connect_settings import Settings
from connectors.transcripts.lenient import Object, id_of, load_object, objects, part, text_of

CONFIRMATION = "sns_confirmation"
JOB = "job"
MAX_RECORDS = 100
MAX_URL = 8_000

ANALYSIS_STATE = "Contact Lens Analysis State Change"
RULES_MATCHED = "Contact Lens Post Call Rules Matched"
POST_CALL_JOB = "Call Analytics Post Call Job State Change"
# The name of a job's kind in the API, by the event's name.
JOBS = {
    "Call Analytics Job State Change": "CallAnalyticsJob",
    "Transcribe Job State Change": "TranscriptionJob",
}


def read(body: bytes, settings: Settings) -> tuple[ParsedCall, ...]:
    """Reports in an authentic body; none for events that we have no use for. Raises `Unreadable`."""
    outer = load_object(body)
    if "TopicArn" not in outer:
        return _event(outer, settings, "")
    if outer.get("Type") == "SubscriptionConfirmation":
        return (_confirmation(outer),)
    message = outer.get("Message")
    if outer.get("Type") != "Notification" or not isinstance(message, str):
        return ()
    try:
        inner = load_object(message.encode("utf-8", "replace"))
    except Unreadable as error:
        raise Unreadable(f"/Message: {error.reason}") from None
    return _event(inner, settings, "/Message")


def _event(event: Object, settings: Settings, pointer: str) -> tuple[ParsedCall, ...]:
    """One event in the envelope of EventBridge, S3's own list of records, or a bare contact event."""
    if "Records" in event:
        return _records(event, settings, pointer)
    if "detail-type" not in event:
        is_contact = "contactId" in event and "eventType" in event
        return contacts.read(event, settings, pointer) if is_contact else ()
    source, kind, detail = event.get("source"), text_of(event.get("detail-type")), part(event, "detail")
    place = f"{pointer}/detail"
    if source == "aws.s3" and kind == "Object Created":
        return _object(part(detail, "bucket"), part(detail, "object"), settings, f"{place}/bucket/name")
    if source == "aws.transcribe":
        return _job(kind, detail, settings, place)
    # AWS writes the product's older and newer name before it.
    if kind.endswith("Contact Event"):
        return contacts.read(detail, settings, place)
    return _analysis(kind, detail, settings, place)


def _records(event: Object, settings: Settings, pointer: str) -> tuple[ParsedCall, ...]:
    records = objects(event, "Records", pointer)
    if len(records) > MAX_RECORDS:
        raise Unreadable(f"{pointer}/Records: more than {MAX_RECORDS} entries")
    found = list[ParsedCall]()
    for index, record in enumerate(records):
        if text_of(record.get("eventName")).startswith("ObjectCreated:"):
            place, s3 = f"{pointer}/Records/{index}/s3/bucket/name", part(record, "s3")
            key = unquote_plus(text_of(part(s3, "object").get("key")))  # only here it is encoded as in forms
            found += _object(part(s3, "bucket"), {"key": key}, settings, place)
    return tuple(found)


def _object(bucket: Object, item: Object, settings: Settings, place: str) -> tuple[ParsedCall, ...]:
    file = file_of(text_of(bucket.get("name")), text_of(item.get("key")), settings)
    return report_of(file, settings, place)


def _analysis(kind: str, detail: Object, settings: Settings, place: str) -> tuple[ParsedCall, ...]:
    """Contact Lens says how its analysis went, or which agent and queue a contact had."""
    if kind not in (ANALYSIS_STATE, RULES_MATCHED) or not contacts.is_voice(detail.get("channel")):
        return ()
    key = "contact" if kind == ANALYSIS_STATE else "contactArn"
    if not contacts.is_ours(detail.get(key), settings):
        return ()
    contact, agent = (
        contacts.resource(detail.get(key), "contact"),
        contacts.resource(detail.get("agentArn"), "agent"),
    )
    if not contact:
        raise Unreadable(f"{place}/{key}: missing")
    failed = detail.get("state") == "FAILED"
    return (
        ParsedCall(
            external_id=contact,
            leg=Leg(id=contact, kind=LegKind.AGENT if agent else LegKind.UNKNOWN),
            queue=contacts.queue_of(detail.get("queueArn"), settings),
            agent=CallAgent(id=agent),
            awaits_transcript=settings.transcripts and not failed,
            no_transcript=failed,
        ),
    )


def _job(kind: str, detail: Object, settings: Settings, place: str) -> tuple[ParsedCall, ...]:
    """Jobs of Transcribe that somebody runs beside Contact Lens."""
    if kind == POST_CALL_JOB:
        return _post_call(detail, settings, place)
    name = id_of(detail.get("JobName") or detail.get("TranscriptionJobName"))
    status = detail.get("JobStatus") or detail.get("TranscriptionJobStatus")
    if kind not in JOBS or status != "COMPLETED" or not settings.transcripts:
        return ()
    call_id = call_of_job(name)
    if not call_id:
        raise Unreadable(f"{place}/JobName: missing")
    reference = Reference(kind=JOB, id=name, more={"job": JOBS[kind]})
    return (ParsedCall(external_id=call_id, leg=Leg(id=call_id), reference=reference),)


def _post_call(detail: Object, settings: Settings, place: str) -> tuple[ParsedCall, ...]:
    """The file of a streaming session, in its redacted form where there is one and it is wanted."""
    transcript, found = part(detail, "Transcript"), list[ParsedCall]()
    for key in ("RedactedTranscriptFileUri", "TranscriptFileUri"):
        where = place_of(text_of(transcript.get(key)))
        file = job_file(*where) if where else None
        if file:
            redacted = key.startswith("Redacted")
            call_id = call_of_job(id_of(detail.get("StreamingSessionId"))) or file.call_id
            file = file._replace(redacted=redacted, revision=int(redacted), call_id=call_id)
        found += report_of(file, settings, f"{place}/Transcript/{key}")
    return tuple(found[:1])


def _confirmation(envelope: Object) -> ParsedCall:
    """SNS wants its subscription confirmed before it sends: a call of nobody, whose reference is followed."""
    url = text_of(envelope.get("SubscribeURL"))
    if not url or len(url) > MAX_URL:
        raise Unreadable("/SubscribeURL: missing")
    name = hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
    return ParsedCall(
        external_id=f"sns-subscription:{name}",
        leg=Leg(kind=LegKind.BOT),
        reference=Reference(kind=CONFIRMATION, url=url),
    )
