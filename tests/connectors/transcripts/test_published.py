"""Published files of every kind beside the checkout: each is read, or refused for a reason written here."""

from collections import Counter
from pathlib import Path

import pytest

from connectors.contracts import ParsedCall, Unreadable
from connectors.transcripts import vcon
from connectors.transcripts.files import read_transcript

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the checkout"),
]

NO_ENDING = "file: its ending is none of .vtt, .srt, .vcon, .json, .txt"
NOTHING = "no transcript"
VCONS = {
    "ab_call_ext_rec.vcon": NOTHING,
    "ab_call_ext_rec_amended.vcon": "1 unknown",
    "ab_call_ext_rec_analysis.vcon": "4 unknown",
    "ab_call_ext_rec_redacted.vcon": "18 unknown",
    "ab_call_ext_rec_signed.vcon": NOTHING,
    "ab_call_int_rec.vcon": NOTHING,
    "ab_email_acct_prob_thread.vcon": NOTHING,
    "invalid/bad_dialog_types.json": NOTHING,
    "invalid/bad_duration.json": NOTHING,
    "invalid/bad_mimetype.json": NOTHING,
    "invalid/bad_url.json": NOTHING,
    "invalid/empty_vcon.json": "body: neither dialog nor analysis",
    "invalid/invalid_dialog_url.json": NOTHING,
    "invalid/missing_uuid_and_vcon_version.json": NOTHING,
    "invalid/null_dialog_string_analysis.json": "/analysis: not a list",
    "invalid/out_of_range_party_indices.json": NOTHING,
    "simple-vcon.vcon": "body: not a vCon",
    "vcon-mcp/01-siprec-billing-dispute.json": "6 agent, 5 customer",
    "vcon-mcp/03-siprec-followup-positive.json": "4 agent, 3 customer",
    "vcon-mcp/05-teams-vpn-followup.json": "11 unknown",
    "vcon-mcp/07-teams-weekly-standup.json": "11 unknown",
    "vcon-mcp/sample.vcon": "1 agent, 1 customer",
    "vcon-mcp/teams-escalation-review.json": "body: not a vCon",
    "vcon-mcp/teams-vpn-support.json": "body: not a vCon",
    "vcon.cddl": "body: not JSON at line 2 column 1",
    "vcon_json_schema.json": "body: not a vCon",
}
# Turns, start of the first and end of the last, in milliseconds.
CAPTIONS: dict[str, object] = {
    "ascii.srt": (3, 27_000, 36_570),
    "captions_with_bom.vtt": (4, 500, 21_580),
    "comments.vtt": (3, 135_000, 150_000),
    "empty.vtt": "line 1: no WEBVTT header",
    "invalid.vtt": "line 1: no WEBVTT header",
    "invalid_format.sbv": NO_ENDING,
    "invalid_format1.srt": "body: no caption with a time",
    "invalid_format2.srt": "body: no caption with a time",
    "invalid_format3.srt": "body: no caption with a time",
    "invalid_format4.srt": (1, None, None),
    "invalid_timeframe.sbv": NO_ENDING,
    "invalid_timeframe.srt": (5, 500, 23_880),
    "invalid_timeframe.vtt": (7, 500, 30_280),
    "metadata_headers.vtt": (2, 500, 11_890),
    "missing_caption_text.sbv": NO_ENDING,
    "missing_caption_text.srt": (4, 500, 23_880),
    "missing_caption_text.vtt": (4, 500, 23_880),
    "missing_timeframe.sbv": NO_ENDING,
    "missing_timeframe.srt": (5, 500, 23_880),
    "missing_timeframe.vtt": (7, 500, 30_280),
    "netflix_chicas_del_cable.vtt": (865, 7_960, 3_148_600),
    "no_captions.vtt": NOTHING,
    "one_caption.srt": (1, 500, 7_000),
    "one_caption.vtt": (1, 500, 7_000),
    "sample.sbv": NO_ENDING,
    "sample.srt": (5, 500, 23_880),
    "sample.vtt": (16, 500, 64_300),
    "styles.vtt": (1, 0, 10_000),
    "two_captions.sbv": NO_ENDING,
}


def roles_in(calls: tuple[ParsedCall, ...]) -> str:
    counts = Counter(str(turn.speaker) for call in calls for turn in call.turns)
    return ", ".join(f"{count} {role}" for role, count in sorted(counts.items())) or NOTHING


def span_of(call: ParsedCall) -> object:
    return (len(call.turns), call.turns[0].start_ms, call.turns[-1].end_ms) if call.turns else NOTHING


@pytest.mark.parametrize("name", VCONS)
def test_a_published_vcon_is_read_or_refused_for_a_reason(name: str) -> None:
    try:
        outcome = roles_in(vcon.legs((SAMPLES / "vcon" / name).read_bytes()))
    except Unreadable as refused:
        outcome = refused.reason

    assert outcome == VCONS[name]


@pytest.mark.parametrize("name", CAPTIONS)
def test_published_captions_are_read_or_refused_for_a_reason(name: str) -> None:
    try:
        outcome = span_of(read_transcript(name, (SAMPLES / "webvtt-srt" / name).read_bytes()))
    except Unreadable as refused:
        outcome = refused.reason

    assert outcome == CAPTIONS[name]


@pytest.mark.parametrize(("folder", "named"), [("vcon", VCONS), ("webvtt-srt", CAPTIONS)])
def test_no_published_file_is_left_out(folder: str, named: dict[str, object]) -> None:
    files = {
        str(path.relative_to(SAMPLES / folder)) for path in (SAMPLES / folder).rglob("*") if path.is_file()
    }

    assert files == set(named)


def test_published_vcons_tell_their_calls_as_they_stand() -> None:
    read = {name: vcon.legs((SAMPLES / "vcon" / name).read_bytes())[0] for name in VCONS if "ab_call" in name}

    signed = read["ab_call_ext_rec_signed.vcon"]
    assert signed.external_id == "019f15a6-a752-826f-b9a2-279e0d16bc46"
    assert read["ab_call_ext_rec_amended.vcon"].other_ids == (signed.external_id,)
    assert read["ab_call_ext_rec_redacted.vcon"].other_ids == (signed.external_id,)
    assert {str(call.started_at) for call in read.values()} == {"2022-06-21 17:53:26+00:00"}
