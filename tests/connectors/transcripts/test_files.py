"""The choice of a format by ending and content, and the shared parts beneath: text, labels, times."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.contracts import Speaker, Unreadable
from connectors.transcripts import text
from connectors.transcripts.files import read_transcript
from connectors.transcripts.speakers import direction_of, speaker_of
from connectors.transcripts.times import clock_ms, moment

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi."
SRT = b"00:00:00,000 --> 00:00:01,000\nHi."
VCON = json.dumps({"vcon": "0.0.1", "dialog": [{"type": "text", "body": "Hi."}]}).encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.vtt", VTT),
        ("A.VTT", VTT),
        ("a.srt", SRT),
        ("a.vcon", VCON),
        ("a.json", VCON),
        ("a.txt", b"Hi."),
        ("a.txt", VTT),
        ("a.txt", SRT),
        ("a", b" \n" + VCON),
        ("dir.d/a", b"Hi."),
    ],
)
def test_a_format_is_chosen_by_ending_and_content(name: str, data: bytes) -> None:
    (turn,) = read_transcript(name, data).turns

    assert turn.text == "Hi."


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (
            "a.sbv",
            b"0:00:00.378,0:00:11.378\nHi.",
            "file: its ending is none of .vtt, .srt, .vcon, .json, .txt",
        ),
        ("a.pdf", b"%PDF", "file: its ending is none of .vtt, .srt, .vcon, .json, .txt"),
        ("a.vtt", SRT, "line 1: no WEBVTT header"),
        ("a.srt", b"Hi.", "body: no caption with a time"),
        ("a.json", b"{}", "body: not a vCon"),
        ("a.txt", b"", "body: no text"),
        ("a.txt", b" \n\t\n", "body: no text"),
        ("a.txt", b"a" * 20_001, "line 1: longer than 20000 characters"),
        ("a.txt", b"\n" * 200_001, "body: more than 200000 lines"),
        ("a.txt", b"a" * 10_000_001, "body: larger than 10000000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_transcript(name, data)

    assert refused.value.reason == reason


def test_the_same_file_is_the_same_call_and_a_corrected_one_another() -> None:
    first = read_transcript("calls/one é.txt", b"Hi.").external_id

    assert first == read_transcript("calls/one é.txt", b"Hi.").external_id
    assert first != read_transcript("calls/one é.txt", b"Hello.").external_id
    assert first.startswith("one_-")


def test_a_name_of_any_length_and_bytes_gives_an_id() -> None:
    external_id = read_transcript("x\udcff" * 500, b"Hi.").external_id

    assert len(external_id) <= 200
    assert external_id.isascii()


def test_lines_go_on_where_others_name_their_speaker() -> None:
    turns = text.parse(b"intro\nmore\nAgent: one\ntwo\n\nthree\nCaller: four")

    assert [(turn.speaker, turn.text) for turn in turns] == [
        ("unknown", "intro more"),
        ("agent", "one two three"),
        ("customer", "four"),
    ]


def test_a_label_before_digits_stays_until_it_is_known_as_a_speaker() -> None:
    turns = text.parse(b"Agent: Yes?\nPIN: 12 34\nPIN: 12 34\nAgent 2: Thanks.")

    assert [turn.text for turn in turns] == ["Yes? PIN: 12 34 PIN: 12 34", "Thanks."]


def test_numbered_labels_leave_no_digit_among_the_words() -> None:
    turns = text.parse(b"spk_0: four two\nspk_1: yes\nspk_0: four two\nspk_1: go on")

    assert [turn.text for turn in turns] == ["four two", "yes", "four two", "go on"]


def test_a_stamp_counts_only_in_brackets() -> None:
    turns = text.parse(b"[01:05] Agent: a\n(1:00:00,5) - Caller: b\n10:30 works\n[laughs] c")

    assert [(turn.start_ms, turn.text) for turn in turns] == [
        (65_000, "a"),
        (3_600_500, "b 10:30 works [laughs] c"),
    ]


@pytest.mark.parametrize(
    ("label", "speaker"),
    [
        ("Agent", Speaker.AGENT),
        ("  call   center agent ", Speaker.AGENT),
        ("REP-3", Speaker.AGENT),
        ("asesora", Speaker.AGENT),
        ("customer_1", Speaker.CUSTOMER),
        ("Caller", Speaker.CUSTOMER),
        ("BOT", Speaker.IVR),
        ("virtual_agent", Speaker.IVR),
        ("Speaker 1", Speaker.UNKNOWN),
        ("Agent Smith", Speaker.UNKNOWN),
        ("agentic", Speaker.UNKNOWN),
        ("internal", Speaker.UNKNOWN),
        ("", Speaker.UNKNOWN),
        (None, Speaker.UNKNOWN),
    ],
)
def test_only_a_role_word_is_a_role(label: object, speaker: Speaker) -> None:
    assert speaker_of(label) is speaker


@pytest.mark.parametrize(
    ("label", "direction"),
    [
        ("IN", "inbound"),
        ("outgoing", "outbound"),
        (" internal", "internal"),
        ("sideways", "unknown"),
        (1, "unknown"),
    ],
)
def test_a_direction_is_read_in_the_words_senders_use(label: object, direction: str) -> None:
    assert direction_of(label) == direction


@pytest.mark.parametrize(
    ("clock", "ms"),
    [
        ("00:01", 1000),
        ("1:02:03", 3_723_000),
        ("00:00:00,5", 500),
        ("00:00.05", 50),
        ("25:00:00", None),
        ("1", None),
        ("00:1d", None),
        ("٠٠:٠١", None),
        ("1:2:3:4", None),
        ("", None),
    ],
)
def test_a_clock_is_read_with_and_without_its_hours(clock: str, ms: int | None) -> None:
    assert clock_ms(clock) == ms


@pytest.mark.parametrize(
    "written",
    [
        "2026-01-05T09:00:00Z",
        "2026-01-05t09:00:00.000z",
        "2026-01-05 10:00:00+01:00",
        "2026-01-05T09:00:00.000000000-0000",
    ],
)
def test_a_moment_is_read_in_every_form_rfc_3339_allows(written: str) -> None:
    assert moment(written) == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def shared_files() -> list[Path]:
    folders = (SAMPLES / "vcon", SAMPLES / "webvtt-srt")
    return sorted(
        path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the checkout")
def test_every_published_sample_reads_as_a_call_or_says_why_not() -> None:
    outcomes = {"turns": 0, "no transcript": 0, "unreadable": 0}

    for path in shared_files():
        try:
            call = read_transcript(path.name, path.read_bytes())
        except Unreadable:
            outcomes["unreadable"] += 1
        else:
            outcomes["turns" if call.turns else "no transcript"] += 1

    assert outcomes == {"turns": 25, "no transcript": 12, "unreadable": 18}
