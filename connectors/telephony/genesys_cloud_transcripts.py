"""From a Genesys conversation's transcript file to the turns of each of its legs.

A file belongs to a communication, as a rule the customer's, and then holds what was said with every agent
in turn: it is shared out by the times at which each took part.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from connectors.contracts import CallAgent, Customer, Leg, LegKind, ParsedCall, Turn
from connectors.errors import Permanent, Transient
from connectors.telephony.genesys_cloud_conversation import Conversation, Part, read
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_values import COMMUNICATION, answer_of
from connectors.transcripts import genesys
from connectors.transcripts.lenient import text_of
from connectors.transcripts.reading import Reading
from connectors.transport.guarded import Hosts, fetch
from connectors.transport.http import Deadline
from connectors.transport.vendor_api import VendorApi, segment

NOT_READY = "not_ready"
# The leg's own communication, its peer, and the customer's: more would be another call's.
MOST_ASKED = 6


def transcripts_of(
    api: VendorApi, settings: Settings, call: ParsedCall, deadline: Deadline
) -> tuple[ParsedCall, ...]:
    """The leg with its turns, and what menus and bots said on the way to it."""
    if call.reference is None:
        raise Permanent("no_reference")
    communication = call.reference.more.get(COMMUNICATION, "")
    answer = api.get(f"/api/v2/conversations/{segment(call.reference.id)}", deadline=deadline)
    conversation = read(answer_of(answer), settings)
    mine = conversation.part(communication)
    if mine is None:
        # Conversations are stored a moment after their events are sent.
        raise Transient(NOT_READY)
    reading = _reading(api, settings, call.reference.id, _asked(conversation, mine), deadline)
    return tuple(_reports(call.external_id, conversation, mine, reading))


def _asked(conversation: Conversation, mine: Part) -> tuple[str, ...]:
    """Communications whose file may hold the leg, the closest first."""
    wanted = dict.fromkeys((mine.id, mine.peer, *conversation.customer_calls))
    return tuple(one for one in wanted if one)[:MOST_ASKED]


def _reading(
    api: VendorApi, settings: Settings, conversation_id: str, asked: Sequence[str], deadline: Deadline
) -> Reading:
    hosts = Hosts(public=settings.transcript_hosts, private=settings.private_transcript_hosts)
    for communication in asked:
        url = _address(api, conversation_id, communication, deadline)
        if url:
            fetched = fetch(url, hosts, deadline_ms=round(deadline.left_s() * 1000))
            return genesys.read(fetched.body, settings.roles)
    raise Transient(NOT_READY)


def _address(api: VendorApi, conversation_id: str, communication: str, deadline: Deadline) -> str:
    """The pre-signed address of a communication's file; empty while there is none."""
    path = (
        f"/api/v2/speechandtextanalytics/conversations/{segment(conversation_id)}"
        f"/communications/{segment(communication)}/transcripturl"
    )
    try:
        return text_of(answer_of(api.get(path, deadline=deadline)).get("url"))
    except Transient as error:
        if error.code != NOT_READY:
            raise
        return ""


def _reports(
    external_id: str, conversation: Conversation, mine: Part, reading: Reading
) -> Iterator[ParsedCall]:
    shares = _shared_out(conversation.parts, mine, reading)
    for one in conversation.parts:
        turns = shares.get(one.id, ())
        if one is mine or (one.kind is not LegKind.AGENT and turns):
            yield ParsedCall(
                external_id=external_id,
                leg=Leg(id=one.id, kind=one.kind, previous_id=conversation.previous(one)),
                direction=conversation.direction,
                started_at=one.started_at,
                ended_at=one.ended_at,
                language=reading.language or conversation.language,
                queue=one.queue,
                customer=Customer(phone=conversation.customer_phone),
                agent=CallAgent(id=one.agent_id, name=one.agent_name),
                after_call_work=one.after_call_work,
                hint=one.hint,
                turns=turns,
                revision=reading.revision,
            )


def _shared_out(parts: Sequence[Part], mine: Part, reading: Reading) -> dict[str, tuple[Turn, ...]]:
    """Turns by part. A turn without a time stays with the one before it, the first with the leg asked for."""
    found: dict[str, list[Turn]] = {one.id: [] for one in parts}
    takers: Sequence[Part] = (mine,)
    for turn in reading.turns:
        at = _moment(turn, reading)
        takers = _takers(parts, at) if at else takers
        for one in takers:
            found[one.id].append(_since(turn, reading, one))
    return {key: tuple(turns) for key, turns in found.items()}


def _takers(parts: Sequence[Part], at: datetime) -> Sequence[Part]:
    """Persons who were there, else a menu or bot, else whoever was there the shortest time before or after."""
    there = [one for one in parts if one.holds(at)]
    persons = [one for one in there if one.kind is LegKind.AGENT]
    return persons or there or [min(parts, key=lambda one: one.distance_s(at))]


def _moment(turn: Turn, reading: Reading) -> datetime | None:
    if reading.started_at is None or turn.start_ms is None:
        return None
    return reading.started_at + timedelta(milliseconds=turn.start_ms)


def _since(turn: Turn, reading: Reading, one: Part) -> Turn:
    """The turn with its times counted from where the part began."""
    if reading.started_at is None:
        return turn
    earlier = round((one.started_at - reading.started_at).total_seconds() * 1000)
    start, end = (None if ms is None else max(0, ms - earlier) for ms in (turn.start_ms, turn.end_ms))
    return turn.model_copy(update={"start_ms": start, "end_ms": end})
