"""A Genesys conversation as its API tells it: who took which part when, in order, and the customer beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.contracts import AfterCallWork, CodeHint, Direction, LegKind
from connectors.telephony.genesys_cloud_settings import Settings
from connectors.telephony.genesys_cloud_values import CUSTOMERS, NAME, hint_of, kind_of, members, phone_of
from connectors.transcripts.decoding import lenient_line
from connectors.transcripts.lenient import Object, id_of, part, text_of, utc_moment
from connectors.transcripts.speakers import direction_of
from connectors.transcripts.speech import language_tag
from connectors.transcripts.times import after

# Supervisors who listen in are no part of the call.
LISTENING = ("monitoredParticipantId", "coachedParticipantId")


@dataclass(frozen=True)
class Part:
    """One connected communication of a person, a menu or a bot. `peer` is the customer's end of it."""

    id: str
    kind: LegKind
    participant_id: str
    peer: str
    started_at: datetime
    ended_at: datetime | None
    agent_id: str
    agent_name: str
    queue: str | None
    after_call_work: AfterCallWork
    hint: CodeHint

    def holds(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)

    def distance_s(self, at: datetime) -> float:
        """Seconds from a moment to the nearest end of the part."""
        before = (self.started_at - at).total_seconds()
        behind = (at - self.ended_at).total_seconds() if self.ended_at else before
        return max(before, behind, 0.0)


@dataclass(frozen=True)
class Conversation:
    """`parts` in the order in which they began; `customer_calls` are the communications of the far end."""

    id: str
    parts: tuple[Part, ...]
    customer_calls: tuple[str, ...]
    customer_phone: str | None
    direction: Direction
    language: str | None

    def part(self, communication_id: str) -> Part | None:
        return next((one for one in self.parts if one.id == communication_id), None)

    def previous(self, mine: Part) -> str:
        """From which part the call came; empty for the first."""
        earlier = [one for one in self.parts[: self.parts.index(mine)] if one.id != mine.id]
        return earlier[-1].id if earlier else ""


def read(answer: Object, settings: Settings) -> Conversation:
    participants = members(answer, "participants")
    parts = {found.id: found for one in participants for found in _parts(one, settings)}
    outside = sorted(
        (one for one in participants if text_of(one.get("purpose")) in CUSTOMERS),
        key=lambda one: CUSTOMERS.index(text_of(one.get("purpose"))),
    )
    calls = [call for one in outside for call in members(one, "calls")]
    return Conversation(
        id=id_of(answer.get("id")),
        parts=tuple(sorted(parts.values(), key=lambda one: (one.started_at, one.id))),
        customer_calls=tuple(found for call in calls if (found := id_of(call.get("id")))),
        customer_phone=next((phone for one in outside if (phone := _phone(one))), None),
        direction=_direction(calls),
        language=next((tag for one in participants if (tag := language_tag(one.get("locale")))), None),
    )


def _parts(participant: Object, settings: Settings) -> Iterator[Part]:
    kind = kind_of(text_of(participant.get("purpose")).lower())
    if kind is None or any(participant.get(key) for key in LISTENING):
        return
    for call in members(participant, "calls"):
        started = _moment("connectedTime", call, participant)
        if started and (communication := id_of(call.get("id"))):
            wrapup = part(call, "wrapup") or part(participant, "wrapup")
            yield Part(
                id=communication,
                kind=kind,
                participant_id=id_of(participant.get("id")),
                peer=id_of(call.get("peerId")),
                started_at=started,
                ended_at=after(started, _moment("disconnectedTime", call) or _moment("endTime", participant)),
                agent_id=id_of(participant.get("userId")),
                agent_name=lenient_line(participant.get("name"), NAME) or "" if kind is LegKind.AGENT else "",
                queue=_queue(participant, settings),
                after_call_work=_after_call_work(call, participant),
                hint=hint_of(wrapup.get("code"), wrapup.get("notes")),
            )


def _after_call_work(call: Object, participant: Object) -> AfterCallWork:
    work = part(call, "afterCallWork")
    started = _moment("startTime", work) or _moment("startAcwTime", participant)
    ended = _moment("endTime", work) or _moment("endAcwTime", participant)
    return AfterCallWork(started_at=started, ended_at=after(started, ended))


def _queue(participant: Object, settings: Settings) -> str | None:
    """Its name in the settings, else in Genesys."""
    named = settings.queues.get(id_of(participant.get("queueId")))
    return named or lenient_line(participant.get("queueName"), NAME)


def _moment(key: str, *holders: Object) -> datetime | None:
    return next((found for one in holders if (found := utc_moment(one.get(key)))), None)


def _phone(participant: Object) -> str | None:
    return phone_of(participant.get("address")) or phone_of(participant.get("ani"))


def _direction(calls: Sequence[Object]) -> Direction:
    return direction_of(next((text for call in calls if (text := text_of(call.get("direction")))), None))
