"""Transcript bodies found inside vCons: their shapes differ by the maker of the transcript."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connectors.contracts import Speaker
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.speech import language_tag, plain
from connectors.transcripts.whisper import language_of

# The last is the segments of the WTF extension (draft-howe-vcon-wtf-extension), also Whisper's.
LISTS = ("turns", "utterances", "messages", "segments")
TEXTS = ("text", "transcript", "body", "content")
LABELS = ("speaker", "role", "participant", "name")


class Said(NamedTuple):
    """One utterance. `start` and `end` are seconds within the dialog, or `start` a moment as text.

    `party` is an index into the parties where the maker gives one, else `label` is its own word for who spoke,
    and `name` what it says elsewhere that the word stands for.
    """

    text: str
    label: str = ""
    name: str = ""
    role: Speaker = Speaker.UNKNOWN
    party: object = None
    start: object = None
    end: object = None
    length: object = None


def said_in(body: object) -> list[Said] | None:
    """Utterances of a body, or None where its shape is not known."""
    if isinstance(body, list):
        return list(_items(body, {}))
    if not isinstance(body, dict):
        return None
    for key in LISTS:
        if isinstance(body.get(key), list):
            return list(_items(body[key], _labels(body)))
    if isinstance(body.get("results"), dict):
        return list(_deepgram(body["results"]))
    if isinstance(body.get("paragraphs"), dict):
        return list(_channel(body))
    text = _text(body) or _text(_object(body.get("transcript")))
    return [Said(text)] if text else None


def language_in(body: object) -> str | None:
    """The language that the maker of a transcript tells with it."""
    body = _object(body)
    channels = _objects(_object(body.get("results")).get("channels"))
    told = (
        _object(body.get("transcript")).get("language"),
        body.get("language"),
        body.get("detected_language"),
        *(channel.get("detected_language") for channel in channels[:1]),
    )
    return next((tag for value in told if (tag := language_tag(value) or language_of(value))), None)


def _labels(body: Mapping[str, Any]) -> dict[str, str]:
    """Names of numbered speakers, as the WTF extension lists them."""
    speakers = _object(body.get("speakers"))
    return {
        number: speaker["label"]
        for number, speaker in speakers.items()
        if isinstance(speaker, dict) and isinstance(speaker.get("label"), str)
    }


def _items(items: Sequence[object], labels: Mapping[str, str]) -> Iterator[Said]:
    for item in items:
        if isinstance(item, dict) and (text := _text(item)):
            yield _said(item, text, labels)


def _said(item: Mapping[str, Any], text: str, labels: Mapping[str, str]) -> Said:
    label = next((str(found) for key in LABELS if (found := plain(item.get(key))) is not None), "")
    name = labels.get(label, "")
    role = speaker_of(label)
    party = item["party"] if "party" in item else item.get("parties")
    return Said(
        text,
        label,
        name,
        speaker_of(name) if role is Speaker.UNKNOWN else role,
        party,
        item.get("start"),
        item.get("end"),
        item.get("duration"),
    )


def _text(item: Mapping[str, Any]) -> str:
    return next((item[key] for key in TEXTS if isinstance(item.get(key), str)), "")


def _deepgram(results: Mapping[str, Any]) -> Iterator[Said]:
    """Deepgram's response: utterances where asked for, else each channel."""
    if isinstance(results.get("utterances"), list):
        yield from _items(results["utterances"], {})
        return
    for channel in _objects(results.get("channels")):
        for best in _objects(channel.get("alternatives"))[:1]:
            yield from _channel(best)


def _channel(best: Mapping[str, Any]) -> Iterator[Said]:
    """Deepgram's best reading of a channel, which some makers store alone: its paragraphs, else its text."""
    found = _objects(_object(best.get("paragraphs")).get("paragraphs"))
    if found:
        yield from (_said(paragraph, _sentences(paragraph), {}) for paragraph in found)
    elif text := _text(best):
        yield Said(text)


def _sentences(paragraph: Mapping[str, Any]) -> str:
    return " ".join(_text(sentence) for sentence in _objects(paragraph.get("sentences")))


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    items: Iterable[object] = value if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, dict)]
