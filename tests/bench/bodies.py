"""Bodies of webhooks in two sizes, made quickly and never twice: the same dialogues under fresh ids."""

import json
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from connectors.contracts import Speaker, Turn
from tests.bench.load import Calls

SMALL, LARGE = "4 KB", "109 KB"
SMALL_WORDS, LARGE_WORDS = 335, 742
VARIANTS = 8
"""How many transcripts there are of a size."""

ROLES = {"0": "agent", "1": "customer"}
"""What the settings of the large bodies' source say of Deepgram's channels."""

# The first channel is the company's, with whatever speaks there.
_CHANNELS = (frozenset(Speaker) - {Speaker.CUSTOMER}, frozenset({Speaker.CUSTOMER}))


class Bodies:
    """Bodies of one size. Ids are as long as each other, so that sizes are alike."""

    def __init__(self, size: str) -> None:
        make, words = _MAKERS[size]
        calls = Calls(words)
        self._run = calls.run
        self._numbers = count()
        self._halves = []
        for number in range(VARIANTS):
            body = json.loads(calls.body())
            told = body["call"]["external_id"]
            whole = json.dumps(make(body, calls.turns(number)), separators=(",", ":")).encode()
            before, _, after = whole.partition(told.encode())
            self._halves.append((before, after))

    def body(self) -> bytes:
        number = next(self._numbers)
        before, after = self._halves[number % VARIANTS]
        return before + f"bench-{self._run}-{number:07d}".encode() + after


def _generic(body: dict[str, Any], _turns: Sequence[Turn]) -> dict[str, Any]:
    return body


def _deepgram(body: dict[str, Any], turns: Sequence[Turn]) -> dict[str, Any]:
    """The call with its transcript as Deepgram answers: two channels, smart formatting, voices told apart."""
    content = {
        "metadata": {
            "transaction_key": "deprecated",
            "request_id": "0b6f2a7e-52d4-4f3c-9a51-6f1f8f1d2c90",
            "sha256": "5f0c9e" * 10 + "abcd",
            "created": body["call"]["ended_at"],
            "duration": (turns[-1].end_ms or 0) / 1000,
            "channels": len(_CHANNELS),
            "models": ["nova"],
        },
        "results": {
            "channels": [_channel([turn for turn in turns if turn.speaker in one]) for one in _CHANNELS]
        },
    }
    return {"call": body["call"], "transcript": {"format": "deepgram", "content": content}}


def _channel(turns: Sequence[Turn]) -> dict[str, Any]:
    said = " ".join(turn.text for turn in turns)
    paragraphs = [_paragraph(turn) for turn in turns]
    best = {
        "transcript": said,
        "confidence": 0.99609375,
        "words": [word for turn in turns for word in _words(turn)],
        "paragraphs": {"transcript": f"\n{said}", "paragraphs": paragraphs},
    }
    return {"alternatives": [best], "detected_language": "en", "language_confidence": 0.98}


def _words(turn: Turn) -> list[dict[str, Any]]:
    start = turn.start_ms or 0
    return [
        {
            "word": word.strip(",.?!'").lower(),
            # Deepgram does not round: 7.2799997 is its 7.28.
            "start": (start + 400 * place) / 1000 + 0.0000003,
            "end": (start + 400 * place + 350) / 1000 + 0.0000003,
            "confidence": 0.99797314,
            "speaker": 0,
            "punctuated_word": word,
        }
        for place, word in enumerate(turn.text.split())
    ]


def _paragraph(turn: Turn) -> dict[str, Any]:
    start, end = (turn.start_ms or 0) / 1000, (turn.end_ms or 0) / 1000
    return {
        "sentences": [{"text": turn.text, "start": start, "end": end}],
        "speaker": 0,
        "num_words": len(turn.text.split()),
        "start": start,
        "end": end,
    }


_Make = Callable[[dict[str, Any], Sequence[Turn]], dict[str, Any]]
_MAKERS: dict[str, tuple[_Make, int]] = {
    SMALL: (_generic, SMALL_WORDS),
    LARGE: (_deepgram, LARGE_WORDS),
}
