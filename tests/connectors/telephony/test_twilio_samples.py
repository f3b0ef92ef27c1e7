"""The shared samples of Twilio: each file read into its call or its turns, or refused with the field named."""

import json
from pathlib import Path

import pytest

from connectors.contracts import Speaker, Unreadable
from connectors.telephony.twilio import connect
from connectors.transcripts import twilio_sentences

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
NO_KIND = "refused: /event_type: missing"
NO_EVENT = "refused: /transcript_sid: missing"
CALL = "CA" + "1" * 32
ROLES = {"1": Speaker.AGENT, "2": Speaker.CUSTOMER}
EXPECTED = {
    "synthetic/twilio-recording-status-form.txt": f"call {CALL}, leg None, awaits its transcript",
    "synthetic/twilio-ci-v2-webhook.json": f"call {CALL}, leg None, ci_v2 GT{'0' * 32}",
    "synthetic/twilio-ci-v3-webhook.json": f"call {CALL}, leg None, ci_v3 conv_conversation_01example",
    "synthetic/twilio-ci-v2-sentences.json": "turns: agent at 350 ms, customer at 3100 ms",
    "twilio/get_v2_Transcripts_TranscriptSid_Sentences_readFull.json": "turns: agent at None ms",
    "twilio/get_v2_Transcripts_TranscriptSid_Sentences_readParams.json": "turns: agent at None ms",
    **{
        f"twilio/get_v2_Transcripts_TranscriptSid_{name}.json": NO_KIND
        for name in (
            "OperatorResults_Encrypted_fetch",
            "OperatorResults_Encrypted_fetchRedacted",
            "OperatorResults_OperatorSid_fetch",
            "Sentences_Encrypted_fetch",
            "Sentences_Encrypted_fetchRedacted",
        )
    },
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="no shared samples here"),
]


def names() -> list[str]:
    found = [*SAMPLES.glob("synthetic/twilio*"), *SAMPLES.glob("twilio/*")]
    return sorted(str(path.relative_to(SAMPLES)) for path in found)


def outcome(name: str) -> str:
    body = (SAMPLES / name).read_bytes()
    try:
        if body.startswith(b"{") and "sentences" in json.loads(body):
            turns = twilio_sentences.read(body, ROLES).turns
            return "turns: " + ", ".join(f"{turn.speaker.value} at {turn.start_ms} ms" for turn in turns)
        (call,) = connect({}).parse(body)
    except Unreadable as refused:
        return f"refused: {refused.reason}"
    reference = call.reference
    what = f"{reference.kind} {reference.id}" if reference else "awaits its transcript"
    return f"call {call.external_id}, leg {call.leg.id or None}, {what}"


@pytest.mark.parametrize("name", names())
def test_every_sample_ends_as_it_should(name: str) -> None:
    ended = outcome(name)

    print(f"{name}: {ended}")
    assert ended == EXPECTED.get(name, NO_EVENT)
