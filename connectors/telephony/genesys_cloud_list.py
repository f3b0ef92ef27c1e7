"""Which calls there were, by the analytics of Genesys Cloud: agents' legs of ended conversations.

https://developer.genesys.cloud/analyticsdatamanagement/analytics/detail/conversation-query
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
)
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_values import (
    CUSTOMERS,
    NAME,
    PEOPLE,
    answer_of,
    hint_of,
    members,
    phone_of,
    reference_to,
)
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, text_of, utc_moment
from connectors.transcripts.speakers import direction_of
from connectors.transport.http import Deadline
from connectors.transport.vendor_api import VendorApi

PATH = "/api/v2/analytics/conversations/details/query"
# A query takes at most 31 days; smaller ones keep its pages few.
WINDOW = timedelta(days=7)
MOST_PAGES = 1_000
TALK = frozenset({"interact", "hold"})
LISTENING = ("monitoredParticipantId", "coachedParticipantId")


def calls(
    api: VendorApi, settings: Settings, since: datetime, until: datetime, deadline: Deadline
) -> Iterator[ParsedCall]:
    seen = set[str]()
    while since < until:
        end = min(since + WINDOW, until)
        for conversation in _conversations(api, settings, _interval(since, end), deadline):
            conversation_id = id_of(conversation.get("conversationId"))
            # A conversation belongs to each day that it touches.
            if conversation_id and conversation.get("conversationEnd") and conversation_id not in seen:
                seen.add(conversation_id)
                yield from _legs(conversation_id, conversation, settings)
        since = end


def _interval(since: datetime, until: datetime) -> str:
    return "/".join(
        f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
        for at in (since.astimezone(UTC), until.astimezone(UTC))
    )


def _conversations(api: VendorApi, settings: Settings, interval: str, deadline: Deadline) -> Iterator[Object]:
    for page in range(1, MOST_PAGES + 1):
        query = {
            "interval": interval,
            "order": "asc",
            "orderBy": "conversationStart",
            "paging": {"pageSize": settings.page_size, "pageNumber": page},
            "segmentFilters": [
                {"type": "and", "predicates": [{"dimension": "mediaType", "value": "voice"}]},
                {
                    "type": "or",
                    "predicates": [{"dimension": "purpose", "value": one} for one in sorted(PEOPLE)],
                },
            ],
        }
        found = members(answer_of(api.post(PATH, query, deadline=deadline, asks=True)), "conversations")
        yield from found
        if len(found) < settings.page_size:
            return


def _legs(conversation_id: str, conversation: Object, settings: Settings) -> Iterator[ParsedCall]:
    """Agents' legs in the order in which they began to talk."""
    phone = _customer_phone(conversation)
    told = [
        leg
        for participant in members(conversation, "participants")
        if text_of(participant.get("purpose")) in PEOPLE
        for session in members(participant, "sessions")
        if (leg := _leg(conversation_id, participant, session, settings))
    ]
    told.sort(key=lambda leg: (leg.started_at is None, leg.started_at, leg.leg.id))
    previous = ""
    for leg in told:
        more = {
            "leg": leg.leg.model_copy(update={"previous_id": previous}),
            "direction": direction_of(conversation.get("originatingDirection")),
            "customer": Customer(phone=phone),
        }
        yield leg.model_copy(update=more)
        previous = leg.leg.id


def _leg(conversation_id: str, participant: Object, session: Object, settings: Settings) -> ParsedCall | None:
    """One agent's part; None for another channel, for one who only listened, and where nobody talked."""
    session_id, segments = id_of(session.get("sessionId")), members(session, "segments")
    talk = [one for one in segments if text_of(one.get("segmentType")) in TALK]
    started = min((at for one in talk if (at := utc_moment(one.get("segmentStart")))), default=None)
    spoken = text_of(session.get("mediaType")) in {"voice", ""}
    if not (session_id and started and spoken) or any(session.get(key) for key in LISTENING):
        return None
    work = next((one for one in segments if text_of(one.get("segmentType")) == "wrapup"), {})
    queues = (settings.queues.get(id_of(one.get("queueId"))) for one in talk)
    return ParsedCall(
        external_id=conversation_id,
        leg=Leg(id=session_id, kind=LegKind.AGENT),
        started_at=started,
        ended_at=max((at for one in talk if (at := utc_moment(one.get("segmentEnd")))), default=None),
        queue=next((name for name in queues if name), None),
        agent=CallAgent(
            id=id_of(participant.get("userId")),
            name=lenient_line(participant.get("participantName"), NAME) or "",
        ),
        after_call_work=_after_call_work(work),
        hint=_hint(segments),
        reference=reference_to(conversation_id, session_id),
    )


def _after_call_work(work: Object) -> AfterCallWork:
    return AfterCallWork(
        started_at=utc_moment(work.get("segmentStart")), ended_at=utc_moment(work.get("segmentEnd"))
    )


def _hint(segments: list[Object]) -> CodeHint:
    hints = (hint_of(one.get("wrapUpCode"), one.get("wrapUpNote")) for one in segments)
    return next((hint for hint in hints if hint.code or hint.notes), CodeHint())


def _customer_phone(conversation: Object) -> str | None:
    """The far end's number: who rang, or who was rung."""
    outbound = text_of(conversation.get("originatingDirection")) == "outbound"
    for purpose in CUSTOMERS:
        for participant in members(conversation, "participants"):
            if text_of(participant.get("purpose")) == purpose:
                for session in members(participant, "sessions"):
                    phone = phone_of(session.get("dnis" if outbound else "ani"))
                    if phone:
                        return phone
    return None
