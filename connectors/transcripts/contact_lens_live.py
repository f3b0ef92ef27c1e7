"""Contact Lens segments of a call that is still running, as Amazon Connect writes them to Kinesis.

https://docs.aws.amazon.com/connect/latest/adminguide/real-time-contact-analysis-segment-streams-data-model.html
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple, cast, get_args

from connectors.contracts import Turn, Unreadable, Value
from connectors.transcripts.amazon import speaker_in, turn_in
from connectors.transcripts.lenient import Object, id_of, load_object, objects, part
from connectors.transcripts.reading import NO_ROLES, Roles
from connectors.transcripts.speech import language_tag

EventType = Literal["STARTED", "SEGMENTS", "COMPLETED", "FAILED"]


class Segment(NamedTuple):
    """A turn, or a part of one that is not final.

    A final segment takes the place of all parts of its id. `part` tells the parts of one id apart, which
    follow each other; a part that comes again takes the place of its former self.
    """

    id: str
    turn: Turn
    final: bool
    part: str = ""


class Live(Value):
    """One event of a contact: its first, its last, or one with segments in the order they came."""

    contact_id: str
    event: EventType
    language: str | None = None
    segments: tuple[Segment, ...] = ()


def segments(data: bytes, roles: Roles = NO_ROLES) -> Live:
    """Parts that the same event already makes final are left out. Raises `Unreadable`."""
    body = load_object(data)
    contact = id_of(body.get("ContactId"))
    if not contact:
        raise Unreadable("/ContactId: missing")
    # Chats name the kind of event differently.
    event = body.get("EventType") or body.get("StreamingEventType")
    if event not in get_args(EventType):
        raise Unreadable("/EventType: none of those known")
    found = tuple(_segments(body, roles))
    final = {segment.id for segment in found if segment.final}
    return Live(
        contact_id=contact,
        event=cast("EventType", event),
        language=language_tag(body.get("LanguageCode")),
        segments=tuple(segment for segment in found if segment.final or segment.id not in final),
    )


def _segments(body: Object, roles: Roles) -> Iterator[Segment]:
    for index, holder in enumerate(objects(body, "Segments")):
        pointer = f"/Segments/{index}"
        transcript, utterance = part(holder, "Transcript"), part(holder, "Utterance")
        if transcript:
            name = _id(transcript, "Id", f"{pointer}/Transcript")
            yield from _segment(transcript, "Content", f"{pointer}/Transcript", roles, name)
        elif utterance:
            name = _id(utterance, "TranscriptId", f"{pointer}/Utterance")
            yield from _segment(utterance, "PartialContent", f"{pointer}/Utterance", roles, name)


def _segment(entry: Object, key: str, pointer: str, roles: Roles, name: str) -> Iterator[Segment]:
    word = entry.get("ParticipantRole") or entry.get("ParticipantId")
    turn = turn_in(pointer, speaker_in(word, roles), entry, key)
    if turn:
        final = key == "Content"
        yield Segment(name, turn, final, "" if final else id_of(entry.get("Id")))


def _id(entry: Object, key: str, pointer: str) -> str:
    """The id that joins parts to the final segment: without it neither could replace the other."""
    found = id_of(entry.get(key))
    if not found:
        raise Unreadable(f"{pointer}/{key}: missing")
    return found
