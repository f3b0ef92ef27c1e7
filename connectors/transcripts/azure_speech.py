"""Azure Speech into turns: files of batch transcription, lists of real-time results, and conversation items.

Phrases stand one channel after the other, so they are put in order of time. Of the forms of a phrase the
displayed one is taken. Names of keys differ in case between the batch files and the real-time results.
https://learn.microsoft.com/azure/ai-services/speech-service/batch-transcription-get
"""

from collections.abc import Iterator
from typing import Any

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.decoding import Document, load_json
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import (
    Object,
    as_object,
    entries,
    labels_of,
    one_language,
    plain,
    speaker_for,
    text_of,
)
from connectors.transcripts.times import duration_ms, scaled_ms
from connectors.transcripts.turns import in_order, make_turn

TICKS_PER_MS = 10_000
FORMS = ("display", "itn", "lexical")
SUCCESS = {None, "success"}


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """Raises `Unreadable`."""
    value = load_json(data)
    if isinstance(value, list):
        return _phrases([(at, _lower(phrase)) for at, phrase in entries(value, "")], roles)
    body = _lower(as_object(value, "body"))
    if "analysisinput" in body:
        return _conversation(body, roles)
    found = entries(body.get("recognizedphrases"), "/recognizedPhrases")
    return _phrases([(at, _lower(phrase)) for at, phrase in found], roles)


def _phrases(phrases: list[tuple[str, Object]], roles: Roles) -> Reading:
    channels = len({plain(phrase.get("channel")) for _, phrase in phrases})
    return Reading(
        turns=in_order(_turn(at, phrase, channels, roles) for at, phrase in phrases),
        language=one_language(phrase.get("locale") for _, phrase in phrases),
    )


def _turn(at: str, phrase: Object, channels: int, roles: Roles) -> Turn | None:
    status = phrase.get("recognitionstatus")
    if not (status is None or (isinstance(status, str) and status.lower() in SUCCESS)):
        return None
    speaker = phrase.get("speaker") if "speaker" in phrase else phrase.get("speakerid")
    start, length = _ms(phrase, "offset"), _ms(phrase, "duration")
    return make_turn(
        at,
        speaker_for(labels_of(phrase.get("channel"), speaker, channels), roles),
        _best(at, phrase),
        start,
        None if start is None or length is None else start + length,
    )


def _best(at: str, phrase: Object) -> str:
    """The first of the recogniser's readings, the likeliest."""
    for place, found in entries(phrase.get("nbest", []), f"{at}/nBest"):
        best = _lower(found)
        return next((text for form in FORMS if (text := text_of(best, form, place))), "")
    return ""


def _ms(phrase: Object, key: str) -> int | None:
    """A time: whole milliseconds where given, else ticks, else an ISO duration; real-time ticks have no suffix."""
    values = (
        scaled_ms(phrase.get(f"{key}milliseconds"), 1),
        scaled_ms(phrase.get(f"{key}inticks"), TICKS_PER_MS),
        duration_ms(phrase.get(key)),
        scaled_ms(phrase.get(key), TICKS_PER_MS),
    )
    return next((value for value in values if value is not None), None)


def _conversation(body: Object, roles: Roles) -> Reading:
    """What is handed to conversation analysis: items of one conversation, without times."""
    conversations = as_object(body["analysisinput"], "/analysisInput").get("conversations")
    found = list(entries(conversations, "/analysisInput/conversations"))
    if len(found) != 1:
        raise Unreadable("/analysisInput/conversations: not one conversation")
    at, conversation = found[0]
    return Reading(
        turns=in_order(_items(f"{at}/conversationItems", conversation.get("conversationItems"), roles)),
        language=one_language([conversation.get("language")]),
    )


def _items(pointer: str, items: object, roles: Roles) -> Iterator[Turn | None]:
    for at, item in entries(items, pointer):
        labels = (item.get("participantId"), item.get("role"))
        yield make_turn(at, speaker_for(labels, roles), text_of(item, "text", at))


def _lower(value: Object) -> dict[str, Any]:
    return {key.lower(): item for key, item in value.items()}
