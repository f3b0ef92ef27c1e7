"""Answers of speech recognisers: times in every unit, voices by settings, words that come without groups."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts import assemblyai, azure_speech, deepgram, google_insights, whisper
from connectors.transcripts.reading import NO_ROLES, Read, Reading, Roles

AGENT, CUSTOMER, IVR, UNKNOWN = Speaker.AGENT, Speaker.CUSTOMER, Speaker.IVR, Speaker.UNKNOWN


def reading(read: Read, value: Any, roles: Roles = NO_ROLES) -> Reading:
    return read(json.dumps(value).encode(), roles)


def shown(found: Reading) -> list[tuple[Speaker, str, int | None, int | None]]:
    return [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in found.turns]


def phrase(text: str, **keys: Any) -> dict[str, Any]:
    return {"recognitionStatus": "Success", "nBest": [{"display": text}, {"display": "worse"}]} | keys


def test_azure_phrases_come_in_order_of_time_whatever_the_unit() -> None:
    phrases = [
        phrase("third", channel=0, offset="PT1M1.2S", duration="PT0.5S"),
        phrase("fourth", channel=0, offsetInTicks=612_345_678.0, durationInTicks=5_000_000),
        phrase("second", channel=1, offsetMilliseconds=900, durationMilliseconds=10, offsetInTicks=1),
        phrase("first", channel=1, offset="PT0.04S", duration="soon"),
        phrase("lost", recognitionStatus="NoMatch"),
    ]

    found = reading(azure_speech.read, {"recognizedPhrases": phrases}, {"0": AGENT, "1": CUSTOMER})

    assert shown(found) == [
        (CUSTOMER, "first", 40, None),
        (CUSTOMER, "second", 900, 910),
        (AGENT, "third", 61_200, 61_700),
        (AGENT, "fourth", 61_235, 61_735),
    ]


def test_azure_real_time_results_have_other_cases_and_bare_ticks() -> None:
    results = [{"Offset": 900_000, "Duration": 5_600_000, "SpeakerId": "1", "NBest": [{"Lexical": "hello"}]}]

    assert shown(reading(azure_speech.read, results, {"1": AGENT})) == [(AGENT, "hello", 90, 650)]


def test_azure_conversation_items_name_their_roles() -> None:
    items = [
        {"participantId": "Agent", "text": "Hi."},
        {"participantId": "p-2", "role": "Customer", "text": "Ho."},
        {"participantId": "p-3", "text": "Hm."},
    ]
    body = {"analysisInput": {"conversations": [{"language": "en", "conversationItems": items}]}}

    found = reading(azure_speech.read, body)

    assert [turn.speaker for turn in found.turns] == [AGENT, CUSTOMER, UNKNOWN]
    assert found.language == "en"


@pytest.mark.parametrize(
    ("channels", "roles", "expected"),
    [
        ((0, 0), {"1": AGENT, "2": CUSTOMER}, [AGENT, CUSTOMER]),
        ((0, 1), {"0": AGENT, "1": CUSTOMER}, [AGENT, CUSTOMER]),
        ((0, 1), {"0": AGENT, "1:2": CUSTOMER}, [AGENT, CUSTOMER]),
        ((0, 1), {"2": CUSTOMER}, [UNKNOWN, UNKNOWN]),
        ((0, 0), {}, [UNKNOWN, UNKNOWN]),
    ],
)
def test_a_bare_number_means_the_channel_where_there_are_several(
    channels: tuple[int, int], roles: Roles, expected: list[Speaker]
) -> None:
    phrases = [phrase("a", channel=channels[0], speaker=1), phrase("b", channel=channels[1], speaker=2)]

    found = reading(azure_speech.read, {"recognizedPhrases": phrases}, roles)

    assert [turn.speaker for turn in found.turns] == expected


def test_google_entries_count_from_the_first_of_them() -> None:
    first = 1_794_499_431_000_000
    entries = [
        {"start_timestamp_usec": str(first + 2_500_000), "text": "Ho.", "role": "END_USER", "user_id": 7},
        {"start_timestamp_usec": first, "text": "Hi.", "role": "AUTOMATED_AGENT"},
        {"text": "Hm.", "role": "ROLE_UNSPECIFIED", "user_id": 9},
    ]

    found = reading(google_insights.read, {"entries": entries}, {"9": AGENT})

    assert found.started_at == datetime(2026, 11, 12, 16, 3, 51, tzinfo=UTC)
    assert shown(found) == [(IVR, "Hi.", 0, None), (AGENT, "Hm.", None, None), (CUSTOMER, "Ho.", 2500, None)]


def test_google_entries_that_count_from_zero_tell_no_moment() -> None:
    found = reading(google_insights.read, {"entries": [{"start_timestamp_usec": 1_500_000, "text": "Hi."}]})

    assert found.started_at is None
    assert found.turns[0].start_ms == 1500


def test_deepgram_utterances_come_before_all_else() -> None:
    utterances = [
        {"start": 1.25, "end": "2.5", "transcript": "Ho.", "channel": 1, "speaker": 0},
        {"start": 0.1, "end": 1, "transcript": "Hi.", "channel": 0, "speaker": 0},
    ]
    body = {
        "metadata": {"request_id": "r-1", "extra": {"call_id": "call-1"}},
        "results": {"utterances": utterances, "channels": [{"detected_language": "en_us"}]},
    }

    found = reading(deepgram.read, body, {"0": AGENT, "1": CUSTOMER})

    assert shown(found) == [(AGENT, "Hi.", 100, 1000), (CUSTOMER, "Ho.", 1250, 2500)]
    assert (found.language, found.call_id) == ("en-US", "call-1")


def test_deepgram_paragraphs_become_turns_and_their_words_are_dropped() -> None:
    paragraph = {"speaker": 1, "start": 0, "end": 2, "sentences": [{"text": "Hi."}, {"text": "Yes?"}]}
    best = {"paragraphs": {"paragraphs": [paragraph]}, "words": [{"word": "hi"}], "transcript": "Hi. Yes?"}

    found = reading(deepgram.read, {"results": {"channels": [{"alternatives": [best, {}]}]}}, {"1": AGENT})

    assert shown(found) == [(AGENT, "Hi. Yes?", 0, 2000)]


def test_words_alone_are_parted_by_speaker_and_by_pause() -> None:
    words = [
        {"word": "hi", "punctuated_word": "Hi.", "start": 0, "end": 0.5, "speaker": 0},
        {"word": "yes", "start": 0.6, "end": 1.0, "speaker": 0},
        {"word": "ho", "start": 1.1, "end": 1.5, "speaker": 1},
        {"word": "well", "start": 2.5, "end": 3.0, "speaker": 1},
    ]

    found = reading(deepgram.read, {"results": {"channels": [{"alternatives": [{"words": words}]}]}})

    assert shown(found) == [
        (UNKNOWN, "Hi. yes", 0, 1000),
        (UNKNOWN, "ho", 1100, 1500),
        (UNKNOWN, "well", 2500, 3000),
    ]


def test_a_deepgram_channel_of_bare_text_is_one_turn() -> None:
    channels = [{"alternatives": [{"transcript": text}]} for text in ("Hi.", "Ho.")]

    found = reading(deepgram.read, {"results": {"channels": channels}}, {"1": AGENT})

    assert shown(found) == [(UNKNOWN, "Hi.", None, None), (AGENT, "Ho.", None, None)]


def test_assemblyai_utterances_count_milliseconds() -> None:
    utterances = [
        {"speaker": "A", "text": "Hi.", "start": 240, "end": 900},
        {"speaker": "1", "channel": "1", "text": "Ho.", "start": 950.0, "end": None},
    ]
    body = {"status": "completed", "language_code": "en_us", "redact_pii": True, "utterances": utterances}

    found = reading(assemblyai.read, body, {"A": AGENT, "1": CUSTOMER})

    assert shown(found) == [(AGENT, "Hi.", 240, 900), (CUSTOMER, "Ho.", 950, None)]
    assert (found.language, found.redacted) == ("en-US", True)


def test_assemblyai_without_utterances_falls_back_to_words_then_to_text() -> None:
    words = [{"text": "Hi.", "start": 0, "end": 100}, {"text": "Ho.", "start": 2000, "end": 2100}]

    assert len(reading(assemblyai.read, {"words": words, "text": "Hi. Ho."}).turns) == 2
    assert len(reading(assemblyai.read, {"utterances": None, "words": [], "text": "Hi. Ho."}).turns) == 1


def test_whisper_segments_keep_the_names_they_were_given() -> None:
    segments = [
        {"start": 0.0, "end": 3.319999933242798, "text": " Hi.", "speaker": "agent"},
        {"start": 3.4, "end": 4, "text": "Ho.", "speaker": "A"},
        {"start": 5, "end": 4, "text": "Hm."},
    ]

    found = reading(whisper.read, {"language": "English", "segments": segments}, {"A": CUSTOMER})

    assert shown(found) == [
        (AGENT, "Hi.", 0, 3320),
        (CUSTOMER, "Ho.", 3400, 4000),
        (UNKNOWN, "Hm.", 5000, None),
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("english", "en"),
        ("Spanish", "es"),
        ("de", "de"),
        ("klingon", None),
        ("xx", None),
        (None, None),
        (7, None),
    ],
)
def test_whisper_names_languages_in_english(language: object, expected: str | None) -> None:
    assert reading(whisper.read, {"language": language, "text": "Hi."}).language == expected


def test_a_call_in_two_languages_has_none() -> None:
    phrases = [phrase("a", locale="en-US"), phrase("b", locale="es-ES")]

    assert reading(azure_speech.read, {"recognizedPhrases": phrases}).language is None
    assert reading(azure_speech.read, {"recognizedPhrases": phrases[:1]}).language == "en-US"


def test_the_settings_say_more_than_a_role_word() -> None:
    segments = [{"text": "Hi.", "speaker": "agent"}]

    assert reading(whisper.read, {"segments": segments}, {"agent": IVR}).turns[0].speaker is IVR


@pytest.mark.parametrize(
    ("read", "value", "reason"),
    [
        (azure_speech.read, {}, "/recognizedPhrases: missing"),
        (azure_speech.read, 1, "body: not an object"),
        (azure_speech.read, [1], "/0: not an object"),
        (azure_speech.read, {"recognizedPhrases": {}}, "/recognizedPhrases: not a list"),
        (
            azure_speech.read,
            {"recognizedPhrases": [phrase("a") | {"nBest": [{"display": 1}]}]},
            "/recognizedPhrases/0/nBest/0/display: not a text",
        ),
        (
            azure_speech.read,
            {"analysisInput": {"conversations": []}},
            "/analysisInput/conversations: not one conversation",
        ),
        (google_insights.read, {}, "/entries: missing"),
        (
            google_insights.read,
            {"entries": [{"start_timestamp_usec": "soon"}]},
            "/entries/0/start_timestamp_usec: not a number of microseconds",
        ),
        (deepgram.read, {}, "/results: missing"),
        (deepgram.read, {"results": {"channels": 1}}, "/results/channels: not a list"),
        (
            deepgram.read,
            {"results": {"utterances": [{"transcript": []}]}},
            "/results/utterances/0/transcript: not a text",
        ),
        (assemblyai.read, {"status": "processing"}, "/status: not completed"),
        (assemblyai.read, {"status": "error", "error": "no speech"}, "/status: not completed"),
        (assemblyai.read, {}, "/utterances: missing"),
        (whisper.read, {}, "/segments: missing"),
        (whisper.read, {"segments": [{"text": "x" * 20_001}]}, "/segments/0: longer than 20000 characters"),
    ],
)
def test_an_answer_that_cannot_be_read_names_the_place(read: Read, value: object, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading(read, value)

    assert refused.value.reason == reason
