"""Zoom Contact Center's events into reports. Their shapes are not published: read by the names that its API uses."""

from collections.abc import Iterator

from connectors.contracts import CallAgent, Customer, ParsedCall, Reference
from connectors.telephony.zoom_reports import OBJECT, leg, line, listed, named, phone, required
from connectors.telephony.zoom_settings import Settings
from connectors.transcripts.lenient import Object, id_of, text_of
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.times import after, lenient_moment


def engagement(event_name: str, event: Object, settings: Settings) -> Iterator[ParsedCall]:
    """An agent's part of a Contact Center engagement, or its transcript."""
    found = listed(event, "recordings") if event.get("recordings") is not None else [(event, OBJECT)]
    for item, pointer in found:
        sid = required(item, "engagement_id", pointer)
        if text_of(item.get("channel") or item.get("channel_type")).lower() not in ("", "voice"):
            continue
        call = _of_engagement(item, sid)
        if event_name.endswith("transcript_completed"):
            recording = id_of(item.get("recording_id") or item.get("id"))
            more = {"recording": recording} if recording else {}
            reference = Reference(kind="engagement", id=sid, more=more)
            yield call.model_copy(update={"reference": reference})
        else:
            yield call.model_copy(update={"awaits_transcript": settings.transcripts})


def _of_engagement(item: Object, sid: str) -> ParsedCall:
    user = id_of(item.get("user_id"))
    called = named(item.get("user_display_name") or item.get("display_name") or item.get("user_name"))
    started = lenient_moment(item.get("start_time"))
    return ParsedCall(
        external_id=sid,
        leg=leg(sid, user, known=bool(user)),
        direction=direction_of(item.get("direction")),
        started_at=started,
        ended_at=after(started, lenient_moment(item.get("end_time"))),
        customer=Customer(
            phone=phone(item.get("consumer_number")), name=line(item.get("consumer_display_name"))
        ),
        queue=line(item.get("queue_name") or item.get("cc_queue_name")),
        agent=CallAgent(id=user, name=called),
    )
