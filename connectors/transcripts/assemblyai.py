"""AssemblyAI's transcripts into turns: utterances of speakers or channels in milliseconds, else runs of words.

https://www.assemblyai.com/docs/api-reference/transcripts/get
"""

from collections.abc import Iterator

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.decoding import Document
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import (
    Object,
    Word,
    document,
    entries,
    language_tag,
    speaker_for,
    text_of,
    turns_of_words,
)
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import in_order, make_turn

COMPLETED = {None, "completed"}


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """Raises `Unreadable`, also for a transcript that failed or is still under way."""
    body = document(data)
    status = body.get("status")
    if not (status is None or (isinstance(status, str) and status in COMPLETED)):
        raise Unreadable("/status: not completed")
    return Reading(
        turns=in_order(_turns(body, roles)),
        language=language_tag(body.get("language_code")),
        redacted=body.get("redact_pii") is True,
    )


def _turns(body: Object, roles: Roles) -> Iterator[Turn | None]:
    if body.get("utterances") is not None:
        for at, entry in entries(body["utterances"], "/utterances"):
            speaker = speaker_for(_labels(entry), roles)
            yield make_turn(at, speaker, text_of(entry, "text", at), _ms(entry, "start"), _ms(entry, "end"))
    elif body.get("words"):
        yield from turns_of_words(_words(body), roles, "/words")
    elif "text" in body:
        yield make_turn("/text", speaker_for((), roles), text_of(body, "text", ""))
    else:
        raise Unreadable("/utterances: missing")


def _words(body: Object) -> Iterator[Word]:
    for at, word in entries(body["words"], "/words"):
        yield Word(text_of(word, "text", at), _labels(word), _ms(word, "start"), _ms(word, "end"))


def _labels(entry: Object) -> tuple[object, ...]:
    """Speakers are lettered, or where channels were told apart, bear the channel's number."""
    return (entry.get("speaker"), entry.get("channel"))


def _ms(entry: Object, key: str) -> int | None:
    return scaled_ms(entry.get(key), 1)
