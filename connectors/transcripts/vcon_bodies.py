"""Transcript bodies found inside vCons: their shapes differ by the maker of the transcript."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from connectors.contracts import Speaker
from connectors.transcripts.speakers import speaker_of

# The last is the segments of the WTF extension (draft-howe-vcon-wtf-extension), also Whisper's.
LISTS = ("turns", "utterances", "messages", "segments")
TEXTS = ("text", "transcript", "body", "content")
LABELS = ("speaker", "role", "participant", "name")


class Said(NamedTuple):
    """One utterance. `start` and `end` are seconds within the dialog, or `start` a moment as text.

    `party` is an index into the parties where the maker gives one, else `label` is its own word for who spoke.
    """

    text: str
    label: str = ""
    role: Speaker = Speaker.UNKNOWN
    party: object = None
    start: object = None
    end: object = None
    length: object = None


def said_in(body: object) -> list[Said] | None:
    """Utterances of a body, or None where its shape is not known."""
    if isinstance(body, list):
        return list(_items(body))
    if not isinstance(body, dict):
        return None
    for key in LISTS:
        if isinstance(body.get(key), list):
            return list(_items(body[key]))
    if isinstance(body.get("results"), dict):
        return list(_deepgram(body["results"]))
    text = _text(body)
    return [Said(text)] if text else None


def _items(items: Sequence[object]) -> Iterator[Said]:
    for item in items:
        if isinstance(item, dict) and (text := _text(item)):
            yield _said(item, text)


def _said(item: Mapping[str, Any], text: str) -> Said:
    label = next((item[key] for key in LABELS if isinstance(item.get(key), str)), "")
    party = item["party"] if "party" in item else item.get("parties")
    return Said(
        text, label, speaker_of(label), party, item.get("start"), item.get("end"), item.get("duration")
    )


def _text(item: Mapping[str, Any]) -> str:
    return next((item[key] for key in TEXTS if isinstance(item.get(key), str)), "")


def _deepgram(results: Mapping[str, Any]) -> Iterator[Said]:
    """Deepgram's response: utterances where asked for, else the paragraphs of each channel, else its text."""
    if isinstance(results.get("utterances"), list):
        yield from _items(results["utterances"])
        return
    for channel in _objects(results.get("channels")):
        for best in _objects(channel.get("alternatives"))[:1]:
            paragraphs = best.get("paragraphs")
            found = _objects(paragraphs.get("paragraphs")) if isinstance(paragraphs, dict) else []
            if found:
                yield from (_said(paragraph, _sentences(paragraph)) for paragraph in found)
            elif text := _text(best):
                yield Said(text)


def _sentences(paragraph: Mapping[str, Any]) -> str:
    return " ".join(_text(sentence) for sentence in _objects(paragraph.get("sentences")))


def _objects(value: object) -> list[Mapping[str, Any]]:
    items: Iterable[object] = value if isinstance(value, list) else ()
    return [item for item in items if isinstance(item, dict)]
