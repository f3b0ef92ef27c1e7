"""Whisper's verbose and diarized JSON into turns: segments with seconds, and a language in plain English.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from collections.abc import Iterator, Mapping

from connectors.contracts import Turn, Unreadable
from connectors.transcripts.decoding import Document
from connectors.transcripts.reading import NO_ROLES, Reading, Roles
from connectors.transcripts.speech import Object, document, entries, speaker_for, text_of
from connectors.transcripts.times import scaled_ms
from connectors.transcripts.turns import in_order, make_turn

SECOND = 0.001
# The words that the recogniser uses; any other is not given rather than guessed.
LANGUAGES: Mapping[str, str] = {
    "afrikaans": "af",
    "arabic": "ar",
    "bengali": "bn",
    "bulgarian": "bg",
    "cantonese": "yue",
    "catalan": "ca",
    "chinese": "zh",
    "croatian": "hr",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "estonian": "et",
    "finnish": "fi",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "hebrew": "he",
    "hindi": "hi",
    "hungarian": "hu",
    "indonesian": "id",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "latvian": "lv",
    "lithuanian": "lt",
    "malay": "ms",
    "norwegian": "no",
    "persian": "fa",
    "polish": "pl",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "serbian": "sr",
    "slovak": "sk",
    "slovenian": "sl",
    "spanish": "es",
    "swedish": "sv",
    "tagalog": "tl",
    "tamil": "ta",
    "telugu": "te",
    "thai": "th",
    "turkish": "tr",
    "ukrainian": "uk",
    "urdu": "ur",
    "vietnamese": "vi",
    "welsh": "cy",
}
CODES = frozenset(LANGUAGES.values())


def read(data: Document, roles: Roles = NO_ROLES) -> Reading:
    """Raises `Unreadable`."""
    body = document(data)
    return Reading(turns=in_order(_turns(body, roles)), language=language_of(body.get("language")))


def language_of(value: object) -> str | None:
    """The tag of a language's English name, or of the code that some servers write instead."""
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if word in CODES else LANGUAGES.get(word)


def _turns(body: Object, roles: Roles) -> Iterator[Turn | None]:
    if body.get("segments") is not None:
        for at, segment in entries(body["segments"], "/segments"):
            yield make_turn(
                at,
                speaker_for((segment.get("speaker"),), roles),
                text_of(segment, "text", at),
                scaled_ms(segment.get("start"), SECOND),
                scaled_ms(segment.get("end"), SECOND),
            )
    elif "text" in body:
        yield make_turn("/text", speaker_for((), roles), text_of(body, "text", ""))
    else:
        raise Unreadable("/segments: missing")
