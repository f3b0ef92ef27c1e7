"""Words of standard Transcribe results into turns: a turn ends where another speaker begins."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from connectors.contracts import Speaker, Turn, Unreadable
from connectors.transcripts.lenient import SECOND, Object, objects, part, text_of
from connectors.transcripts.reading import Roles, role_of
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import make_turn

# Scripts that put no blank between words.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f]")
SENTENCE_END = frozenset(".?!。？！")
# On a channel of their own people speak over each other: only a pause parts what one of them said.
PAUSE_MS = 1000
# A monologue is parted too, so that evidence can point into it.
LONG_WORDS = 400


class Word(NamedTuple):
    """`mark` is punctuation, which stands right behind the word before it and has no time of its own."""

    place: str
    label: str
    text: str
    mark: bool
    start_ms: int | None
    end_ms: int | None


Run = list[Word]


def turns_of(results: Object, roles: Roles) -> Iterator[Turn | None]:
    """Turns of the channels where there are several, else of the speakers, else of the text as it stands."""
    for run in _runs_of(results):
        label = run[0].label
        ends = [word.end_ms for word in run if word.end_ms is not None]
        yield make_turn(
            run[0].place,
            role_of(label, roles) or Speaker.UNKNOWN,
            _joined(run),
            run[0].start_ms,
            max(ends, default=None),
        )


def _runs_of(results: Object) -> Iterable[Run]:
    channels = objects(part(results, "channel_labels"), "channels", "/results/channel_labels")
    if channels:
        return _taking_turns(run for words in _channel_words(channels) for run in _runs(words, PAUSE_MS))
    words = list(_speaker_words(results))
    return _runs(words, None) if words else _plain(results)


def _plain(results: Object) -> Iterator[Run]:
    for index, transcript in enumerate(objects(results, "transcripts", "/results")):
        place = f"/results/transcripts/{index}/transcript"
        yield [Word(place, "", text_of(transcript.get("transcript")), mark=False, start_ms=None, end_ms=None)]


def _channel_words(channels: list[Object]) -> Iterator[list[Word]]:
    for index, channel in enumerate(channels):
        place = f"/results/channel_labels/channels/{index}"
        label = text_of(channel.get("channel_label"))
        items = objects(channel, "items", place)
        yield [_word(f"{place}/items/{at}", item, label) for at, item in enumerate(items)]


def _speaker_words(results: Object) -> Iterator[Word]:
    labels = _labels_by_start(results)
    label = ""
    for index, item in enumerate(objects(results, "items", "/results")):
        # Older files name the speaker only in the list of segments, and never that of punctuation.
        label = text_of(item.get("speaker_label")) or labels.get(text_of(item.get("start_time")), label)
        yield _word(f"/results/items/{index}", item, label)


def _labels_by_start(results: Object) -> Mapping[str, str]:
    pointer = "/results/speaker_labels"
    segments = enumerate(objects(part(results, "speaker_labels"), "segments", pointer))
    return {
        start: text_of(item.get("speaker_label"))
        for index, segment in segments
        for item in objects(segment, "items", f"{pointer}/segments/{index}")
        if (start := text_of(item.get("start_time")))
    }


def _word(place: str, item: Object, label: str) -> Word:
    best = objects(item, "alternatives", place)[:1]
    text = text_of(best[0].get("content")) if best else ""
    if not text and item.get("type") == "pronunciation":
        # A word left out would change what was said.
        raise Unreadable(f"{place}/alternatives/0/content: missing")
    mark = item.get("type") == "punctuation"
    start, end = scaled_ms(item.get("start_time"), SECOND), scaled_ms(item.get("end_time"), SECOND)
    return Word(place, label, text, mark, start, end)


def _runs(words: Iterable[Word], pause_ms: int | None) -> Iterator[Run]:
    run: Run = []
    ended = None
    for word in words:
        if run and not word.mark and (len(run) >= LONG_WORDS or _parted(run[-1], word, ended, pause_ms)):
            yield run
            run = []
        if word.text:
            run.append(word)
            ended = ended if word.end_ms is None else word.end_ms
    if run:
        yield run


def _parted(before: Word, word: Word, ended: int | None, pause_ms: int | None) -> bool:
    if before.label != word.label:
        return True
    if pause_ms is not None:
        return ended is not None and word.start_ms is not None and word.start_ms - ended >= pause_ms
    return not word.label and before.text in SENTENCE_END


def _taking_turns(runs: Iterable[Run]) -> list[Run]:
    """Runs of all channels by start; those of one channel that nobody spoke between are one again."""
    ordered: list[Run] = []
    for run in sorted(runs, key=lambda run: run[0].start_ms or 0):
        if ordered and ordered[-1][0].label == run[0].label and len(ordered[-1]) < LONG_WORDS:
            ordered[-1].extend(run)
        else:
            ordered.append(run)
    return ordered


def _joined(run: Run) -> str:
    text = ""
    for word in run:
        unspaced = bool(text and UNSPACED.match(text[-1]) and UNSPACED.match(word.text))
        text += word.text if word.mark or unspaced or not text else f" {word.text}"
    return text
