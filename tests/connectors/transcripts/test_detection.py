"""Formats by name and by content: each is known by its own keys, and what leaves a doubt by none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import Leg, Unreadable
from connectors.transcripts.files import read_transcript
from connectors.transcripts.formats import FORMATS, detect, read
from tests.connectors.transcripts.samples import AGENT, CUSTOMER, DATA, IVR, UNKNOWN, said

PHRASES: dict[str, Any] = {"recognizedPhrases": []}
WHISPER: dict[str, Any] = {"task": "transcribe", "text": "Hi.", "segments": []}
TURN = {"role": "AGENT", "text": "Hi.", "user_id": 2}
ITEMS: dict[str, Any] = {"analysisInput": {"conversations": [{"conversationItems": []}]}}


def test_every_format_has_its_name() -> None:
    assert set(FORMATS) == {
        *("vtt", "srt", "text", "vcon", "contact_lens", "transcribe", "genesys", "twilio_sentences"),
        *("ringsense", "dialpad", "azure_speech", "google_insights", "deepgram", "assemblyai", "whisper"),
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("voices.vtt", "vtt"),
        ("numbered.srt", "srt"),
        ("labels.txt", None),
        ("deepgram.vcon", "vcon"),
        ("contact-lens.json", "contact_lens"),
        ("contact-lens-roles.json", "contact_lens"),
        ("call-analytics.json", "transcribe"),
        ("transcribe-speakers.json", "transcribe"),
        ("transcribe-channels.json", "transcribe"),
        ("genesys.json", "genesys"),
        ("twilio-sentences.json", "twilio_sentences"),
        ("ringsense.json", "ringsense"),
        ("dialpad.json", "dialpad"),
    ],
)
def test_a_file_is_known_by_its_content(name: str, expected: str | None) -> None:
    assert detect((DATA / name).read_bytes()) == expected


def test_a_byte_order_mark_and_blanks_hide_no_json() -> None:
    assert detect(b"\xef\xbb\xbf\r\n" + (DATA / "dialpad.json").read_bytes()) == "dialpad"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (PHRASES, "azure_speech"),
        ([{"RecognitionStatus": "Success", "NBest": []}], "azure_speech"),
        (ITEMS, "azure_speech"),
        ({"entries": [TURN]}, "google_insights"),
        ({"results": {"channels": []}}, "deepgram"),
        ({"audio_url": "", "status": "completed", "utterances": None}, "assemblyai"),
        ({"audio_url": "", "status": "completed", "words": []}, "assemblyai"),
        (WHISPER, "whisper"),
        ({"sentences": [], "meta": {"key": "sentences"}}, "twilio_sentences"),
        ([{"media_channel": 1, "transcript": "Hi."}], "twilio_sentences"),
        ([{"sentences": [{"media_channel": 1, "transcript": "Hi."}]}], "twilio_sentences"),
        ({"sourceSessionId": "s", "insights": {}}, "ringsense"),
        ({"vcon": "0.0.1"}, "vcon"),
    ],
)
def test_a_body_is_known_by_its_keys(body: object, expected: str) -> None:
    assert detect(json.dumps(body).encode()) == expected


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        3,
        [1, 2],
        {"call": {"external_id": "c"}, "transcript": {"turns": []}},
        PHRASES | WHISPER,
        {"sentences": [{"text": "Hi."}]},
        {"sentences": []},
        {"lines": [{"content": "Hi.", "type": "transcript"}]},
        {"call_id": 1, "lines": []},
        {"entries": []},
        {"entries": [TURN, {"role": "AGENT", "text": "Hi."}]},
        {"conversationId": "c", "transcripts": []},
        {"Transcript": [{"Content": "Hi."}]},
        {"ContactId": "c", "EventType": "SEGMENTS", "Segments": []},
        {"text": "Hi.", "segments": []},
        {"results": []},
        {"results": {"transcripts": "Hi."}},
    ],
)
def test_what_leaves_a_doubt_is_no_format(body: object) -> None:
    assert detect(json.dumps(body).encode()) is None


@pytest.mark.parametrize("data", [b"", b"{", b"\x81\x8d", b'{"a": 1, "a": 2}', b"[" * 100_000, b"Hi."])
def test_what_cannot_be_read_is_no_format(data: bytes) -> None:
    assert detect(data) is None


def test_text_that_begins_with_a_bracket_may_still_be_captions() -> None:
    assert detect(b"[music]\n\n00:00:01,000 --> 00:00:02,000\nHi.") == "srt"


def test_a_name_that_there_is_not_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"^format: none of those known$"):
        read("nuance", b"{}")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "vtt",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ava &amp; Co>Hi.\n\n00:03.000 --> 00:04.000\nBen: Yes.\n",
        ),
        (
            "srt",
            b"00:00:01,000 --> 00:00:02,000\nAVA & CO: Hi.\n\n00:00:03,000 --> 00:00:04,000\nBen: Yes.\n",
        ),
        ("text", b"Ava & Co: Hi.\nBen: Yes.\n"),
    ],
)
def test_settings_give_names_a_role(name: str, data: bytes) -> None:
    found = read(name, data, {"Ava & Co": AGENT, " BEN ": CUSTOMER})

    assert said(found) == [(AGENT, "Hi."), (CUSTOMER, "Yes.")]


def test_a_role_word_keeps_its_meaning_whatever_settings_say() -> None:
    data = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hi.\n\n00:03.000 --> 00:04.000\nBot: Yes.\n"

    assert said(read("vtt", data, {"agent": CUSTOMER, "bot": CUSTOMER})) == [(AGENT, "Hi."), (IVR, "Yes.")]


def test_a_name_without_a_role_stays_unknown() -> None:
    assert said(read("vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ava>Hi.")) == [(UNKNOWN, "Hi.")]


def test_a_file_with_ids_is_the_call_and_leg_that_it_names() -> None:
    found = read_transcript("any.json", (DATA / "genesys.json").read_bytes())

    assert (found.external_id, found.leg, found.language) == ("c-20261120-1", Leg(id="m-2"), "en-US")
    assert found.started_at == datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)


def test_a_file_without_ids_is_named_by_name_and_content() -> None:
    data = (DATA / "twilio-sentences.json").read_bytes()

    found = read_transcript("sentences 1.json", data)

    assert found.external_id.startswith("sentences_1-")
    assert found.external_id == read_transcript("sentences 1.json", data).external_id


@pytest.mark.parametrize("ending", ["", ".txt", ".json"])
def test_json_is_known_whatever_it_is_called(ending: str) -> None:
    value: Any = [{"media_channel": 1, "transcript": "Hi."}]

    assert [turn.text for turn in read_transcript(f"x{ending}", json.dumps(value).encode()).turns] == ["Hi."]
