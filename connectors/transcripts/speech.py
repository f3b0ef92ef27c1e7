"""Steps common to the answers of speech recognisers: entries, labels of channels and speakers, words into turns."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.decoding import Document, load_json
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.speakers import speaker_of
from connectors.transcripts.turns import make_turn

Object: TypeAlias = Mapping[str, Any]

# A pause after which words without any grouping of their own begin a new turn.
PAUSE_MS = 1_000
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,4}")
REGION = re.compile(r"[A-Za-z]{2}")


class Word(NamedTuple):
    text: str
    labels: tuple[object, ...]
    start_ms: int | None
    end_ms: int | None


def document(data: Document) -> Object:
    """The JSON object of a recogniser's answer."""
    return as_object(load_json(data), "body")


def as_object(value: object, pointer: str) -> Object:
    if not isinstance(value, dict):
        raise Unreadable(f"{pointer}: {'missing' if value is None else 'not an object'}")
    return value


def entries(value: object, pointer: str) -> Iterator[tuple[str, Object]]:
    """The objects of a list, each with its pointer."""
    if not isinstance(value, list):
        raise Unreadable(f"{pointer}: {'missing' if value is None else 'not a list'}")
    for index, item in enumerate(value):
        yield f"{pointer}/{index}", as_object(item, f"{pointer}/{index}")


def text_of(entry: Object, key: str, pointer: str) -> str:
    """What an entry says; nothing where the key is absent."""
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise Unreadable(f"{pointer}/{key}: not a text")
    return value or ""


def labels_of(channel: object, speaker: object, channels: int) -> tuple[object, ...]:
    """What settings may call one voice, the most exact first: `0:1` for speaker 1 of channel 0, then one of both.

    Speakers are numbered anew in each channel. So where there are several channels, a bare number means the
    channel; on a single one it means the speaker, if the recogniser told speakers apart.
    """
    channel, speaker = plain(channel), plain(speaker)
    if speaker is None or channel is None:
        return (channel if speaker is None else speaker,)
    return (f"{channel}:{speaker}", channel if channels > 1 else speaker)


def plain(label: object) -> str | int | None:
    """A label that settings could name; numbers stay numbers."""
    return label if isinstance(label, str | int) and not isinstance(label, bool) else None


def speaker_for(labels: Iterable[object], roles: Roles) -> Speaker:
    """By the settings, else by a label that literally is a role word, else unknown."""
    labels = tuple(labels)
    for label in labels:
        if (role := role_of(label, roles)) is not None:
            return role
    return next(
        (role for label in labels if (role := speaker_of(label)) is not Speaker.UNKNOWN), Speaker.UNKNOWN
    )


def turns_of_words(words: Iterable[Word], roles: Roles, pointer: str) -> Iterator[Turn | None]:
    """Runs of words of one voice without a pause between them."""
    run: list[Word] = []
    for word in words:
        if run and not _goes_on(run[-1], word):
            yield _turn(run, roles, pointer)
            run = []
        run.append(word)
    if run:
        yield _turn(run, roles, pointer)


def _goes_on(last: Word, word: Word) -> bool:
    if last.labels != word.labels:
        return False
    known = last.end_ms is not None and word.start_ms is not None
    return not known or (word.start_ms or 0) - (last.end_ms or 0) < PAUSE_MS


def _turn(run: list[Word], roles: Roles, pointer: str) -> Turn | None:
    said = " ".join(word.text for word in run if word.text)
    return make_turn(pointer, speaker_for(run[0].labels, roles), said, run[0].start_ms, run[-1].end_ms)


def language_tag(value: object) -> str | None:
    """A BCP 47 tag from a code such as `en_us`; None for anything else, words such as `english` included."""
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        return None
    language, *rest = value.replace("_", "-").split("-")
    return "-".join([language.lower(), *(part.upper() if REGION.fullmatch(part) else part for part in rest)])


def one_language(values: Iterable[object]) -> str | None:
    """The language that all agree on: a call in two has none."""
    found = {tag for value in values if (tag := language_tag(value))}
    return found.pop() if len(found) == 1 else None
