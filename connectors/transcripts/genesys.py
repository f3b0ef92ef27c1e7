"""Genesys Cloud transcript files, one a communication, into turns.

https://developer.genesys.cloud/analyticsdatamanagement/speechtextanalytics/transcript-url
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import Document
from connectors.transcripts.genesys_participants import Staffed, speaker_at, staffed_of
from connectors.transcripts.lenient import (
    Object,
    epoch_ms,
    id_of,
    load_object,
    objects,
    part,
    required_objects,
    text_of,
)
from connectors.transcripts.reading import NO_ROLES, Reading, Roles, role_of
from connectors.transcripts.speech import language_tag
from connectors.transcripts.times import from_epoch_ms, offset_ms, scaled_ms
from connectors.transcripts.turns import MAX_TURNS, in_order, make_turn


class Phrase(NamedTuple):
    """`start` and `end` are milliseconds since 1970."""

    place: str
    entry: Object
    start: int | None
    end: int | None


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """The transcript of one leg. Raises `Unreadable`.

    `external` is the customer. `internal` is an agent where the participants show a user at that moment, the
    IVR where they show a flow; where they show neither, `roles` may say what `internal` is.
    """
    body = load_object(data)
    transcripts = required_objects(body, "transcripts")
    phrases = [found for at, one in enumerate(transcripts) for found in _phrases(one, f"/transcripts/{at}")]
    if len(phrases) > MAX_TURNS:
        raise Unreadable(f"/transcripts: more than {MAX_TURNS} phrases")
    started = _started(body, phrases)
    languages = (language_tag(one.get("language")) for one in transcripts)
    return Reading(
        turns=in_order(_turns(phrases, staffed_of(body), roles, started)),
        language=next((language for language in languages if language), None),
        call_id=id_of(body.get("conversationId")),
        leg_id=id_of(body.get("communicationId")),
        started_at=None if started is None else from_epoch_ms(started),
    )


def _phrases(transcript: Object, pointer: str) -> Iterator[Phrase]:
    for index, entry in enumerate(objects(transcript, "phrases", pointer)):
        start = epoch_ms(entry.get("startTimeMs"))
        length = _length_ms(entry)
        end = None if start is None or length is None else start + length
        yield Phrase(f"{pointer}/phrases/{index}", entry, start, end)


def _length_ms(entry: Object) -> int | None:
    told = scaled_ms(entry.get("durationMs"), 1)
    return scaled_ms(part(entry, "duration").get("milliseconds"), 1) if told is None else told


def _started(body: Object, phrases: Sequence[Phrase]) -> int | None:
    """When the leg began, else the conversation, else the first that was said."""
    told = epoch_ms(body.get("startTime")) or epoch_ms(body.get("conversationStartTime"))
    return told or min((phrase.start for phrase in phrases if phrase.start is not None), default=None)


def _turns(
    phrases: Sequence[Phrase], staffed: Sequence[Staffed], roles: Roles, started: int | None
) -> Iterator[Turn | None]:
    for phrase in phrases:
        # The decorated text has the sentence's case and marks; older files lack it.
        key = "decoratedText" if text_of(phrase.entry.get("decoratedText")) else "text"
        yield make_turn(
            f"{phrase.place}/{key}",
            _speaker(phrase, staffed, roles),
            text_of(phrase.entry.get(key)),
            _offset(phrase.start, started),
            _offset(phrase.end, started),
        )


def _offset(at: int | None, started: int | None) -> int | None:
    return None if at is None or started is None else offset_ms(at - started)


def _speaker(phrase: Phrase, staffed: Sequence[Staffed], roles: Roles) -> Speaker:
    purpose = phrase.entry.get("participantPurpose")
    if purpose == "external":
        return role_of(purpose, roles) or Speaker.CUSTOMER
    shown = speaker_at(staffed, phrase.start, phrase.end) if purpose == "internal" else None
    return shown or role_of(purpose, roles) or Speaker.UNKNOWN
