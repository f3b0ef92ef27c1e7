"""Transcripts of Twilio's Conversational Intelligence, both versions, fetched by id and joined with their call."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from connectors.contracts import (
    CallAgent,
    Customer,
    LegKind,
    ParsedCall,
    Speaker,
    Turn,
)
from connectors.errors import Permanent, Transient
from connectors.telephony.twilio_api import TwilioApi, source_of
from connectors.telephony.twilio_events import CALL_SID, leg_of, unlike
from connectors.telephony.twilio_parties import PHONE, Parties, parties_of
from connectors.telephony.twilio_settings import Settings
from connectors.telephony.twilio_times import moment_of
from connectors.transcripts import twilio_sentences
from connectors.transcripts.lenient import Object, id_of, objects, part, text_of
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.times import after, offset_ms
from connectors.transcripts.turns import in_order, make_turn
from connectors.transport.http import Deadline

COMPLETED = "completed"
UNDER_WAY = frozenset({"", "new", "queued", "in-progress"})
ACTIVE = "ACTIVE"
VOICE = "VOICE"
TYPES: Mapping[str, Speaker] = {
    "CUSTOMER": Speaker.CUSTOMER,
    "HUMAN_AGENT": Speaker.AGENT,
    "AI_AGENT": Speaker.IVR,
}


def version_2(
    call: ParsedCall, sid: str, api: TwilioApi, settings: Settings, deadline: Deadline
) -> ParsedCall:
    """The call with the sentences of one transcript. Raises `Transient("not_ready")` until it is complete."""
    transcript = api.transcript(sid, deadline)
    _check_complete(transcript)
    known = with_record(call, _call_sid(call, transcript, api, deadline), api, settings, deadline)
    roles = {**settings.roles(known.direction), **_named(transcript)}
    pages = api.sentences(sid, redacted=settings.redacted, deadline=deadline)
    reading = twilio_sentences.read(json.dumps({"sentences": pages}).encode(), roles)
    return known.model_copy(
        update={
            "turns": reading.turns,
            "started_at": known.started_at or moment_of(transcript.get("media_start_time")),
            "language": call.language or text_of(transcript.get("language_code")) or None,
            "agent": known.agent if known.agent.id or known.agent.name else _agent(transcript),
            "other_ids": unlike(known.external_id, (*known.other_ids, sid)),
            "revision": _revision(transcript.get("date_created")),
        }
    )


def of_recording(recording: str, api: TwilioApi, deadline: Deadline) -> str:
    """The id of the newest finished transcript of a recording. Raises `Transient` while there is none."""
    found = list(api.transcripts({"SourceSid": recording}, deadline))
    done = [item for item in found if text_of(item.get("status")) == COMPLETED]
    if done:
        return id_of(max(done, key=lambda item: text_of(item.get("date_created"))).get("sid"))
    if found and not any(text_of(item.get("status")) in UNDER_WAY for item in found):
        raise Permanent("no_transcript")
    raise Transient("not_ready")


def version_3(
    call: ParsedCall, sid: str, api: TwilioApi, settings: Settings, deadline: Deadline
) -> ParsedCall:
    """The call with what was said in one conversation, once that is over."""
    conversation = api.conversation(sid, deadline)
    if text_of(conversation.get("status")) == ACTIVE:
        raise Transient("not_ready")
    people = {id_of(person.get("id")): person for person in api.participants(sid, deadline)}
    spoken = [item for item in api.communications(sid, deadline) if _is_voice(item)]
    known = with_record(call, _one_call(call, spoken), api, settings, deadline)
    started = min((at for item in spoken if (at := _times(item)[0])), default=None)
    return known.model_copy(
        update={
            "leg": known.leg if known.leg.id == call.leg.id else call.leg,
            "turns": in_order(_turn(n, item, people, started, settings) for n, item in enumerate(spoken)),
            "started_at": known.started_at or started,
            "customer": known.customer if known.customer.phone else _customer(people.values()),
            "agent": known.agent if known.agent.id or known.agent.name else _human(people.values()),
            "revision": _revision(conversation.get("updatedAt")),
        }
    )


def with_record(
    call: ParsedCall, sid: str, api: TwilioApi, settings: Settings, deadline: Deadline
) -> ParsedCall:
    """The call with what its own record at Twilio adds: root, parties, times. What it told before stands."""
    record = api.call(sid, deadline) if CALL_SID.fullmatch(sid) else {}
    plain = call.model_copy(update={"reference": None, "awaits_transcript": False})
    return _joined(plain, sid, record, settings) if record else plain


def of_record(record: Object, settings: Settings) -> ParsedCall:
    """The report that a call's record gives by itself."""
    sid = id_of(record.get("sid"))
    root = id_of(record.get("parent_call_sid")) or sid
    return _joined(ParsedCall(external_id=root), sid, record, settings)


def _joined(call: ParsedCall, sid: str, record: Object, settings: Settings) -> ParsedCall:
    parent = id_of(record.get("parent_call_sid"))
    parties = _parties(record, settings)
    agent = call.agent if call.agent.id else CallAgent(id=parties.agent, name=call.agent.name)
    leg = leg_of(settings, sid, parent, agent)
    started = call.started_at or moment_of(record.get("start_time"))
    known_kind = call.leg.kind is not LegKind.UNKNOWN
    return call.model_copy(
        update={
            "other_ids": unlike(call.external_id, (*call.other_ids, sid, parent)),
            "leg": leg.model_copy(update={"kind": call.leg.kind}) if known_kind else leg,
            "direction": parties.direction if call.direction == "unknown" else call.direction,
            "started_at": started,
            "ended_at": call.ended_at or after(started, moment_of(record.get("end_time"))),
            "customer": call.customer if call.customer.phone else Customer(phone=parties.phone),
            "agent": agent,
        }
    )


def _parties(record: Object, settings: Settings) -> Parties:
    ends = (id_of(record.get("from")), id_of(record.get("to")))
    return parties_of(text_of(record.get("direction")), *ends, settings.dialled)


def _check_complete(transcript: Object) -> None:
    status = text_of(transcript.get("status"))
    if status in UNDER_WAY:
        raise Transient("not_ready")
    if status != COMPLETED:
        raise Permanent("no_transcript")
    if transcript.get("encryption_credential_sid"):
        raise Permanent("encrypted")  # its sentences are to be had under the customer's own key alone


def _call_sid(call: ParsedCall, transcript: Object, api: TwilioApi, deadline: Deadline) -> str:
    """The leg that was recorded: as the delivery says, by convention the customer key, else by the recording."""
    for sid in (call.leg.id, id_of(transcript.get("customer_key")), call.external_id):
        if CALL_SID.fullmatch(sid):
            return sid
    source = source_of(transcript)
    return id_of(api.recording(source, deadline).get("call_sid")) if source.startswith("RE") else ""


def _one_call(call: ParsedCall, spoken: list[Object]) -> str:
    """The leg whose record tells the parties: as the delivery says, else the channel that was spoken on."""
    candidates = (call.leg.id, call.external_id, *(id_of(item.get("channelId")) for item in spoken[:1]))
    return next((sid for sid in candidates if CALL_SID.fullmatch(sid)), "")


def _participants(transcript: Object) -> list[Object]:
    return objects(part(transcript, "channel"), "participants", "/channel")


def _named(transcript: Object) -> Roles:
    """Roles that whoever made the transcript gave its channels: said of this one, so before any setting."""
    named = {
        id_of(one.get("channel_participant")): speaker_of(one.get("role"))
        for one in _participants(transcript)
    }
    return {channel: role for channel, role in named.items() if channel and role is not Speaker.UNKNOWN}


def _agent(transcript: Object) -> CallAgent:
    agents = [one for one in _participants(transcript) if speaker_of(one.get("role")) is Speaker.AGENT]
    if len(agents) != 1:
        return CallAgent()
    return CallAgent(id=id_of(agents[0].get("user_id")), name=id_of(agents[0].get("full_name")))


def _revision(created: object) -> int:
    at = moment_of(created)
    return round(at.timestamp() * 1000) if at else 0


def _is_voice(item: Object) -> bool:
    content = part(item, "content")
    spoken = text_of(content.get("type")) == "TRANSCRIPTION"
    return spoken or text_of(part(item, "author").get("channel")) == VOICE


def _times(item: Object) -> tuple[datetime | None, datetime | None]:
    words = objects(part(part(item, "content"), "transcription"), "words")
    first, last = (words[0], words[-1]) if words else ({}, {})
    began = (
        moment_of(first.get("startTime"))
        or moment_of(item.get("occurredAt"))
        or moment_of(item.get("createdAt"))
    )
    return began, moment_of(last.get("endTime"))


def _turn(
    index: int, item: Object, people: Mapping[str, Object], started: datetime | None, settings: Settings
) -> Turn | None:
    content = part(item, "content")
    author = people.get(id_of(part(item, "author").get("participantId")), {})
    channel = part(content, "transcription").get("channel")
    speaker = TYPES.get(text_of(author.get("type"))) or role_of(channel, settings.conversation_channels)
    start, end = (_offset(at, started) for at in _times(item))
    place = f"/communications/{index}/content/text"
    return make_turn(place, speaker or Speaker.UNKNOWN, text_of(content.get("text")), start, end)


def _offset(at: datetime | None, started: datetime | None) -> int | None:
    return offset_ms((at - started).total_seconds() * 1000) if at and started else None


def _customer(people: Iterable[Object]) -> Customer:
    """The one customer, if there is but one."""
    found = [person for person in people if text_of(person.get("type")) == "CUSTOMER"]
    if len(found) != 1:
        return Customer()
    addresses = (item for item in objects(found[0], "addresses") if text_of(item.get("channel")) == VOICE)
    phones = [phone for item in addresses if PHONE.fullmatch(phone := text_of(item.get("address")))]
    return Customer(phone=phones[0] if phones else None, name=id_of(found[0].get("name")) or None)


def _human(people: Iterable[Object]) -> CallAgent:
    """The one person who took the call, if there is but one; these ids are of this conversation only."""
    found = [person for person in people if text_of(person.get("type")) == "HUMAN_AGENT"]
    return CallAgent(name=id_of(found[0].get("name"))) if len(found) == 1 else CallAgent()
