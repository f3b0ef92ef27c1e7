"""Whatever a speech recogniser's answer holds, it ends in turns or in a refusal."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts import assemblyai, azure_speech, deepgram, google_insights, whisper
from connectors.transcripts.reading import Read, Reading

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
READERS: dict[str, Read] = {
    "assemblyai": assemblyai.read,
    "azure_speech": azure_speech.read,
    "deepgram": deepgram.read,
    "google_insights": google_insights.read,
    "whisper": whisper.read,
}
ROLES = {"0": Speaker.AGENT, "1": Speaker.CUSTOMER}
LISTS = [
    "recognizedPhrases",
    "entries",
    "utterances",
    "words",
    "segments",
    "channels",
    "alternatives",
    "nBest",
]
KEYS = st.sampled_from(
    [
        *LISTS,
        *("results", "paragraphs", "sentences", "analysisInput", "conversations", "conversationItems"),
        *("text", "transcript", "display", "word", "speaker", "channel", "role", "user_id", "locale"),
        *(
            "start",
            "end",
            "offset",
            "duration",
            "offsetInTicks",
            "start_timestamp_usec",
            "language",
            "status",
        ),
        *("metadata", "extra", "call_id"),
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**99, -(10**99), 1_794_499_431_000_000, "17", "1e999", "PT1.2S", "PT", "completed"])
    | st.floats()
    | st.text("aA :\n\x00\u2028\ud800", max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=12,
)


@pytest.mark.parametrize("name", sorted(READERS))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=VALUES | st.dictionaries(KEYS, VALUES, max_size=8))
def test_whatever_comes_ends_as_turns_or_unreadable(name: str, value: Any) -> None:
    with suppress(Unreadable):
        assert isinstance(READERS[name](json.dumps(value).encode(), ROLES), Reading)


@pytest.mark.parametrize("name", sorted(READERS))
@settings(deadline=None)
@given(data=st.binary())
def test_whatever_bytes_come_end_as_turns_or_unreadable(name: str, data: bytes) -> None:
    with suppress(Unreadable):
        READERS[name](data, ROLES)


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_label_nested_without_end_is_no_label(name: str) -> None:
    label = '{"a":' * 400 + "1" + "}" * 400
    entry = f'{{"text": "Hi.", "transcript": "Hi.", "speaker": {label}, "channel": {label}, "role": {label}}}'
    body = (
        "{"
        + ", ".join(f'"{key}": [{entry}]' for key in LISTS[:5])
        + f', "results": {{"utterances": [{entry}]}}}}'
    )

    found = READERS[name](body.encode(), ROLES)

    assert all(turn.speaker is Speaker.UNKNOWN for turn in found.turns)


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the checkout")
@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("azure_speech", "azure-speech/summarizationInputSample.json", (4, {"unknown"}, 130, None)),
        ("azure_speech", "azure-speech/realtimeresult.json", (2, {"unknown"}, 90, None)),
        (
            "azure_speech",
            "azure-speech/Json_input_customer_support.json",
            (17, {"agent", "customer"}, None, "en"),
        ),
        ("azure_speech", "azure-speech/transcriptionresult_v3_1.schema.json", "/recognizedPhrases: missing"),
        ("azure_speech", "azure-speech/transcriptionresult_v3_2.schema.json", "/recognizedPhrases: missing"),
        (
            "azure_speech",
            "azure-speech/transcriptionresult_v2024-11-15.schema.json",
            "/recognizedPhrases: missing",
        ),
        ("deepgram", "deepgram/prerecorded-a231370d.json", (1, {"unknown"}, 5520, None)),
        ("deepgram", "deepgram/prerecorded-a231370d-options.json", "/results: missing"),
        ("google_insights", "google-insights/chat_0.json", (14, {"agent", "customer"}, 0, None)),
        ("google_insights", "google-insights/chat_1.json", (14, {"agent", "customer"}, 0, None)),
        (
            "whisper",
            "whisper/CreateTranscriptionResponseDiarizedJson.example.json",
            (2, {"agent", "unknown"}, 0, None),
        ),
        ("whisper", "whisper/CreateTranscriptionResponseVerboseJson.example.json", (1, {"unknown"}, 0, "en")),
    ],
)
def test_every_published_sample_reads_as_turns_or_says_why_not(
    name: str, path: str, expected: object
) -> None:
    data = (SAMPLES / path).read_bytes()

    try:
        found = READERS[name](data, {})
        outcome: object = (
            len(found.turns),
            {str(turn.speaker) for turn in found.turns},
            found.turns[0].start_ms,
            found.language,
        )
    except Unreadable as refused:
        outcome = refused.reason

    assert outcome == expected
