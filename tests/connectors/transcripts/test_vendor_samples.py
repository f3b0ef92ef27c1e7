"""Real samples of vendors beside the checkout: each is read as written here, or refused with the reason here."""

from collections.abc import Callable
from pathlib import Path

import pytest

from connectors.contracts import Unreadable
from connectors.transcripts.contact_lens_live import segments
from connectors.transcripts.formats import detect, read
from connectors.transcripts.reading import Reading

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the checkout"),
]

TEN = (10, "a c a c a c a c a c", 0, "en-US", "")
ELIDED = "body: not JSON at line "
Outcome = tuple[int, str, int | None, str | None, str] | str

# Turns, their roles by initial, the first one's start, language and call; or the reason of the refusal.
EXPECTED: dict[str, dict[str, Outcome]] = {
    "contact_lens": {
        "amazon-connect/contact-lens-postcall-original.json": TEN,
        "amazon-connect/contact-lens-postcall-redacted.json": TEN,
        "amazon-connect/kinesis-segments-2.json": "/Transcript: missing",
    },
    "transcribe": {
        # Events of a stream, not files of a job.
        "amazon-transcribe/pii-redaction-output-3.json": "/results: missing",
        "amazon-transcribe/pii-redaction-output-4.json": "/results: missing",
        "amazon-transcribe/channel-id-2.fragment.txt": ELIDED + "3 column 30",
        "amazon-transcribe/pii-redaction-output-1.fragment.txt": ELIDED + "8 column 96",
        "amazon-transcribe/pii-redaction-output-2.fragment.txt": ELIDED + "8 column 95",
        "amazon-transcribe/tca-output-batch-3.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-batch-4.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-batch-5.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-batch-6.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-batch-9.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-batch-10.fragment.txt": ELIDED + "14 column 13",
        "amazon-transcribe/tca-output-streaming-2.fragment.txt": ELIDED + "1 column 17",
        "amazon-transcribe/tca-output-streaming-5.fragment.txt": ELIDED + "1 column 10",
        "amazon-transcribe/tca-output-streaming-6.fragment.txt": ELIDED + "32 column 17",
    },
    "twilio_sentences": {
        "synthetic/twilio-ci-v2-sentences.json": (2, "u u", 350, None, ""),
        "twilio/get_v2_Transcripts_TranscriptSid_Sentences_readFull.json": (1, "u", None, None, ""),
        "twilio/get_v2_Transcripts_TranscriptSid_Sentences_readParams.json": (1, "u", None, None, ""),
        "twilio/get_v2_Transcripts_TranscriptSid_Sentences_Encrypted_fetch.json": "/sentences: missing",
        "twilio/get_v2_Transcripts_TranscriptSid_Sentences_Encrypted_fetchRedacted.json": "/sentences: missing",
    },
    "dialpad": {"dialpad/transcript-get.json": (2, "a c", 0, None, "1001")},
    "genesys": {
        "synthetic/genesys-transcript.json": (2, "a c", 100, "en-US", "c0ffee00-0000-4000-8000-000000000001"),
    },
}
FILES = [(name, path, outcome) for name, files in EXPECTED.items() for path, outcome in files.items()]
# What other parsers' samples are known as: everything else under the samples is of no format.
OTHERS = {
    "azure-speech/Json_input_customer_support.json": "azure_speech",
    "azure-speech/realtimeresult.json": "azure_speech",
    "azure-speech/summarizationInputSample.json": "azure_speech",
    "deepgram/prerecorded-a231370d.json": "deepgram",
    "google-insights/chat_0.json": "google_insights",
    "google-insights/chat_1.json": "google_insights",
    "whisper/CreateTranscriptionResponseDiarizedJson.example.json": "whisper",
    "whisper/CreateTranscriptionResponseVerboseJson.example.json": "whisper",
}
CAPTIONS_AND_VCONS = ("vcon", "webvtt-srt")


def outcome_of(parse: Callable[[bytes], Reading], path: str) -> Outcome:
    try:
        found = parse((SAMPLES / path).read_bytes())
    except Unreadable as error:
        return error.reason
    roles = " ".join(turn.speaker[0] for turn in found.turns)
    return (len(found.turns), roles, found.turns[0].start_ms, found.language, found.call_id)


@pytest.mark.parametrize(("name", "path", "expected"), FILES, ids=[path for _, path, _ in FILES])
def test_a_sample_reads_as_written_here_or_says_why_not(name: str, path: str, expected: Outcome) -> None:
    assert outcome_of(lambda data: read(name, data), path) == expected


def test_every_sample_is_known_as_what_it_is_and_no_other_as_a_transcript() -> None:
    readable = {path: name for name, path, outcome in FILES if not isinstance(outcome, str)}

    found = {
        str(path.relative_to(SAMPLES)): name
        for path in SAMPLES.rglob("*")
        if path.is_file() and path.relative_to(SAMPLES).parts[0] not in CAPTIONS_AND_VCONS
        if (name := detect(path.read_bytes()))
    }

    assert found == readable | OTHERS


def test_the_redacted_file_says_so_and_the_other_does_not() -> None:
    found = [
        read(
            "contact_lens", (SAMPLES / f"amazon-connect/contact-lens-postcall-{kind}.json").read_bytes()
        ).redacted
        for kind in ("redacted", "original")
    ]

    assert found == [True, False]


@pytest.mark.parametrize(
    ("number", "event", "starts"),
    [(1, "STARTED", []), (2, "SEGMENTS", [19_010, 19_010]), (3, "COMPLETED", [])],
)
def test_events_of_a_running_call_give_their_final_segments(
    number: int, event: str, starts: list[int]
) -> None:
    found = segments((SAMPLES / f"amazon-connect/kinesis-segments-{number}.json").read_bytes())

    assert (found.contact_id, found.event) == ("the ID of the contact", event)
    assert [segment.turn.start_ms for segment in found.segments if segment.final] == starts
    assert all(segment.final for segment in found.segments)
