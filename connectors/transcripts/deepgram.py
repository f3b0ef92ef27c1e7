"""Deepgram's answers into turns: utterances where asked for, else paragraphs, else runs of words.

Speakers are numbered within each channel, so settings name a voice `channel:speaker`, or by the one of the
two that there is. The call's own id is not in the answer unless sent along as `extra=call_id:...`.
https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded
"""

from collections.abc import Iterator

from connectors.contracts import Turn
from connectors.contracts.calls import MAX_ID
from connectors.transcripts.decoding import Document, lenient_line
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import (
    Object,
    Word,
    as_object,
    document,
    entries,
    labels_of,
    one_language,
    plain,
    speaker_for,
    text_of,
    turns_of_words,
)
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import in_order, make_turn

SECOND = 0.001


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """Raises `Unreadable`."""
    body = document(data)
    results = as_object(body.get("results"), "/results")
    channels = list(entries(results.get("channels", []), "/results/channels"))
    spoken = _utterances(results, roles) if results.get("utterances") else _channels(channels, roles)
    return Reading(
        turns=in_order(spoken),
        language=one_language(channel.get("detected_language") for _, channel in channels),
        call_id=_call_id(body),
    )


def _call_id(body: Object) -> str:
    metadata = body.get("metadata")
    extra = metadata.get("extra") if isinstance(metadata, dict) else None
    return (lenient_line(extra.get("call_id"), MAX_ID) or "") if isinstance(extra, dict) else ""


def _utterances(results: Object, roles: Roles) -> Iterator[Turn | None]:
    found = list(entries(results["utterances"], "/results/utterances"))
    channels = len({plain(entry.get("channel")) for _, entry in found})
    for at, entry in found:
        labels = labels_of(entry.get("channel"), entry.get("speaker"), channels)
        yield _turn(at, entry, text_of(entry, "transcript", at), labels, roles)


def _channels(channels: list[tuple[str, Object]], roles: Roles) -> Iterator[Turn | None]:
    for number, (at, channel) in enumerate(channels):
        for place, best in entries(channel.get("alternatives", []), f"{at}/alternatives"):
            yield from _best(place, best, number, len(channels), roles)
            break


def _best(at: str, best: Object, channel: int, channels: int, roles: Roles) -> Iterator[Turn | None]:
    """The likeliest reading of one channel, in the largest parts that have a speaker."""
    grouped = best.get("paragraphs")
    if grouped is not None:
        inner = as_object(grouped, f"{at}/paragraphs").get("paragraphs", [])
        for place, paragraph in entries(inner, f"{at}/paragraphs/paragraphs"):
            labels = labels_of(channel, paragraph.get("speaker"), channels)
            yield _turn(place, paragraph, _sentences(place, paragraph), labels, roles)
    elif best.get("words"):
        yield from turns_of_words(_words(at, best, channel, channels), roles, f"{at}/words")
    else:
        labels = labels_of(channel, None, channels)
        yield _turn(at, {}, text_of(best, "transcript", at), labels, roles)


def _turn(at: str, entry: Object, text: str, labels: tuple[object, ...], roles: Roles) -> Turn | None:
    start, end = scaled_ms(entry.get("start"), SECOND), scaled_ms(entry.get("end"), SECOND)
    return make_turn(at, speaker_for(labels, roles), text, start, end)


def _sentences(at: str, paragraph: Object) -> str:
    found = entries(paragraph.get("sentences", []), f"{at}/sentences")
    return " ".join(text_of(sentence, "text", place) for place, sentence in found)


def _words(at: str, best: Object, channel: int, channels: int) -> Iterator[Word]:
    for place, word in entries(best["words"], f"{at}/words"):
        yield Word(
            text_of(word, "punctuated_word", place) or text_of(word, "word", place),
            labels_of(channel, word.get("speaker"), channels),
            scaled_ms(word.get("start"), SECOND),
            scaled_ms(word.get("end"), SECOND),
        )
