"""Twilio's deliveries into reports: callbacks of calls, recordings and conferences by form, transcripts by JSON."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from connectors.contracts import (
    MAX_ID,
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    SourceRefused,
    Unreadable,
)
from connectors.telephony.twilio_parties import Parties, parties_of
from connectors.telephony.twilio_settings import Settings
from connectors.telephony.twilio_times import moment_of
from connectors.transcripts.decoding import CONTROL, UNSTORABLE
from connectors.transcripts.lenient import Object, id_of, load_object, number, objects, part, text_of
from connectors.transcripts.times import MAX_OFFSET_MS
from connectors.transport.twilio_url import form_fields

MAX_NAME = 200
MAX_BYTES = 200_000
MAX_OTHERS = 20
CALL_SID = re.compile(r"CA[0-9a-fA-F]{32}", re.ASCII)
TRANSCRIPT_READY = "voice_intelligence_transcript_available"

# Nothing was said on the others: still under way, or nobody answered.
ENDED = "completed"
NO_CONVERSATION = frozenset({"queued", "initiated", "ringing", "answered", "in-progress"}) | frozenset(
    {"busy", "no-answer", "canceled", "failed"}
)
NO_RECORDING = frozenset({"in-progress", "paused", "stopped", "processing", "absent", "failed"})
# Marks of callbacks that tell of something else: messages, live captions, dialled legs while TwiML runs.
ELSEWHERE = ("MessageSid", "SmsSid", "TranscriptionEvent", "TranscriptionSid", "DialCallStatus", "StreamSid")


class Form:
    """The fields of a form, the first that is not blank of those that come twice."""

    def __init__(self, body: bytes) -> None:
        if len(body) > MAX_BYTES:
            raise Unreadable(f"body: larger than {MAX_BYTES} bytes")
        try:
            pairs = [(name.decode("ascii", "replace"), value) for name, value in form_fields(body)]
        except SourceRefused:
            raise Unreadable("body: too many fields") from None
        self._values: dict[str, bytes] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, value)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def line(self, name: str, most: int = MAX_NAME) -> str:
        """A short text; empty where there is none."""
        try:
            line = self._values.get(name, b"").decode().strip()
        except UnicodeDecodeError:
            raise Unreadable(f"/{name}: not UTF-8") from None
        if len(line) > most:
            raise Unreadable(f"/{name}: longer than {most} characters")
        if CONTROL.search(line) or UNSTORABLE.search(line):
            raise Unreadable(f"/{name}: has a control character")
        return line

    def required(self, name: str) -> str:
        line = self.line(name)
        if not line:
            raise Unreadable(f"/{name}: missing")
        return line

    def moment(self, name: str) -> datetime | None:
        return moment_of(self.line(name))

    def lasted(self, name: str) -> timedelta | None:
        seconds = number(self.line(name))
        return timedelta(seconds=seconds) if seconds and 0 < seconds * 1000 <= MAX_OFFSET_MS else None


def read(body: bytes, settings: Settings) -> tuple[ParsedCall, ...]:
    """Reports of one delivery; none for an event that tells of no ended conversation. Raises `Unreadable`."""
    if body.lstrip()[:1] in (b"{", b"["):
        return _intelligence(load_object(body), settings)
    return _callback(Form(body), settings)


def report(
    settings: Settings, sid: str, parent: str, parties: Parties, others: tuple[str, ...]
) -> ParsedCall:
    """The report of one call leg: the root names the call, and every id that it has joins it."""
    root = parent or sid
    agent = CallAgent(id=parties.agent[:MAX_ID])
    return ParsedCall(
        external_id=root,
        other_ids=unlike(root, (sid, *others)),
        leg=leg_of(settings, sid, parent, agent),
        direction=parties.direction,
        customer=Customer(phone=parties.phone),
        agent=agent,
    )


def leg_of(settings: Settings, sid: str, parent: str, agent: CallAgent) -> Leg:
    """A leg that was dialled, or has an agent, has an id of its own. Any other is the caller's way in: what is
    recorded on it is the whole call's, else the recording would stand beside the agent's leg as another.
    """
    kind = LegKind.AGENT if agent.id else LegKind.UNKNOWN
    if settings.legs == "one" or not (parent or agent.id):
        return Leg(kind=kind)
    return Leg(id=sid, previous_id=parent, kind=kind)


def unlike(first: str, ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids once each, without the first."""
    return tuple(dict.fromkeys(item for item in ids if item and item != first))[:MAX_OTHERS]


def _callback(form: Form, settings: Settings) -> tuple[ParsedCall, ...]:
    if "RecordingSid" in form:
        return tuple(_recording(form, settings))
    if any(name in form for name in ELSEWHERE):
        return ()
    if "ConferenceSid" in form:
        return tuple(_participant(form, settings))
    sid, status = form.required("CallSid"), form.required("CallStatus")
    if status in NO_CONVERSATION:
        return ()
    if status != ENDED:
        raise Unreadable("/CallStatus: not a status that is known")
    return (_ended(form, sid, settings),)


def _ended(form: Form, sid: str, settings: Settings) -> ParsedCall:
    ended, lasted = form.moment("Timestamp"), form.lasted("CallDuration")
    return _base(form, sid, settings).model_copy(
        update={
            "started_at": ended - lasted if ended and lasted else None,
            "ended_at": ended,
            "awaits_transcript": settings.transcripts != "none",
        }
    )


def _participant(form: Form, settings: Settings) -> Iterator[ParsedCall]:
    """Who leaves a conference was on a leg of it: so legs that have no parent in common become one call."""
    if form.line("StatusCallbackEvent") == "participant-leave":
        yield _base(form, form.required("CallSid"), settings)


def _recording(form: Form, settings: Settings) -> Iterator[ParsedCall]:
    """A conference's recording names the conference alone; it is the call's, not a leg's."""
    status = form.required("RecordingStatus")
    if status in NO_RECORDING:
        return
    if status != ENDED:
        raise Unreadable("/RecordingStatus: not a status that is known")
    conference = form.line("ConferenceSid")
    sid = form.line("CallSid") or ("" if conference else form.required("CallSid"))
    base = _base(form, sid, settings) if sid else ParsedCall(external_id=conference)
    started, lasted = form.moment("RecordingStartTime"), form.lasted("RecordingDuration")
    by_id = settings.transcripts == "by_recording"
    yield base.model_copy(
        update={
            "started_at": started,
            "ended_at": started + lasted if started and lasted else None,
            "awaits_transcript": settings.transcripts == "announced",
            "reference": Reference(kind="recording", id=form.required("RecordingSid")) if by_id else None,
        }
    )


def _base(form: Form, sid: str, settings: Settings) -> ParsedCall:
    """What every callback of a leg tells, with agent and queue from the parameters that the settings name."""
    parties = parties_of(form.line("Direction"), form.line("From"), form.line("To"), settings.dialled)
    told = form.line(settings.agent_parameter)
    call = report(
        settings,
        sid,
        form.line("ParentCallSid"),
        parties._replace(agent=told or parties.agent),
        (form.line("ConferenceSid"),),
    )
    named = call.agent.model_copy(update={"name": form.line(settings.agent_name_parameter)})
    return call.model_copy(update={"agent": named, "queue": form.line(settings.queue_parameter) or None})


def _intelligence(event: Object, settings: Settings) -> tuple[ParsedCall, ...]:
    """The two versions are not labelled; only the newer one has operators' results."""
    if "operatorResults" in event:
        return tuple(_version_3(event, settings))
    transcript = id_of(event.get("transcript_sid"))
    if not transcript:
        raise Unreadable("/transcript_sid: missing")
    kind = text_of(event.get("event_type"))
    if not kind:
        raise Unreadable("/event_type: missing")
    if kind != TRANSCRIPT_READY:
        return ()
    return (_version_2(transcript, id_of(event.get("customer_key")), settings),)


def _version_2(transcript: str, key: str, settings: Settings) -> ParsedCall:
    """`customer_key` is the call's id by convention only; a transcript without one names itself, until fetched."""
    sid = key if CALL_SID.fullmatch(key) else ""
    return ParsedCall(
        external_id=key or transcript,
        other_ids=unlike(key or transcript, (transcript,)),
        leg=leg_of(settings, sid, "", CallAgent()),
        reference=Reference(kind="ci_v2", id=transcript),
    )


def _version_3(event: Object, settings: Settings) -> Iterator[ParsedCall]:
    conversation = id_of(event.get("conversationId"))
    if not conversation:
        raise Unreadable("/conversationId: missing")
    results = objects(event, "operatorResults")
    if not any(_spoken(result) for result in results):
        return
    calls = tuple(dict.fromkeys(sid for result in results for sid in _calls(result)))
    root = calls[0] if calls else conversation
    yield ParsedCall(
        external_id=root,
        other_ids=unlike(root, (*calls, conversation)),
        leg=leg_of(settings, calls[0] if len(calls) == 1 else "", "", CallAgent()),
        reference=Reference(kind="ci_v3", id=conversation),
    )


def _spoken(result: Object) -> bool:
    channels = part(result, "executionDetails").get("channels")
    return not isinstance(channels, list) or not channels or "VOICE" in channels


def _calls(result: Object) -> Iterator[str]:
    ids = result.get("referenceIds")
    for item in ids if isinstance(ids, list) else ():
        if isinstance(item, str) and CALL_SID.fullmatch(item):
            yield item
