"""AWS's own published events, where they are at hand: what becomes of each file."""

import json
from pathlib import Path

import pytest

from connectors.contracts import LegKind, ParsedCall
from tests.connectors.telephony.amazon_connect_bodies import source

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
REGION_LESS = {"instance_id": "", "buckets": ["fernhill-calls"]}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand"),
]

# Files that say nothing of a call by themselves: patterns, live segments, agents, other jobs, transcripts.
IGNORED = [
    "amazon-connect/contact-lens-postcall-original.json",
    "amazon-connect/contact-lens-postcall-redacted.json",
    "amazon-connect/eventbridge-rules-matched-realtime.json",
    "amazon-connect/kinesis-agent-event.json",
    "amazon-connect/kinesis-segments-1.json",
    "amazon-connect/kinesis-segments-2.json",
    "amazon-connect/kinesis-segments-3.json",
    "amazon-transcribe/monitoring-events-1.json",
    "amazon-transcribe/monitoring-events-3.json",
    "amazon-transcribe/monitoring-events-4.json",
    "amazon-transcribe/monitoring-events-6.json",
    "amazon-transcribe/monitoring-events-7.json",
]


def read(name: str, **settings: object) -> tuple[ParsedCall, ...]:
    return source(**(REGION_LESS | settings)).parse((SAMPLES / name).read_bytes())


@pytest.mark.parametrize("name", IGNORED)
def test_a_file_that_tells_of_no_ended_call_is_ignored(name: str) -> None:
    assert read(name) == ()


def test_the_contact_event_is_a_leg_of_its_agent_that_awaits_its_transcript() -> None:
    [call] = read("amazon-connect/eventbridge-contact-event-1.json")

    assert call.external_id == call.leg.id == "11111111-1111-1111-1111-111111111111"
    assert (call.leg.kind, call.agent.id) == (LegKind.AGENT, "12345678-1234-1234-1234-123456789012")
    assert (call.direction, call.queue) == ("inbound", "12345678-1234-1234-1234-123456789012")
    assert str(call.started_at) == "2021-08-04 17:17:53+00:00"
    assert call.awaits_transcript


def test_the_failed_analysis_awaits_nothing() -> None:
    [call] = read("amazon-connect/eventbridge-analysis-state-change.json")

    assert (call.leg.id, call.awaits_transcript) == ("efgh4567-pqrs-5678-t9c0-111111111111", False)


def test_the_rule_that_matched_tells_agent_and_queue() -> None:
    [call] = read("amazon-connect/eventbridge-rules-matched-postcall.json")

    assert (call.leg.id, call.agent.id, call.queue) == ("contact-ARN", "agent-ARN", "queue-ARN")


def test_the_finished_job_is_asked_for_by_its_name() -> None:
    [call] = read("amazon-transcribe/monitoring-events-2.json")

    assert call.reference
    assert (call.external_id, call.reference.kind) == ("my-first-transcription-job", "job")


def test_the_streaming_job_s_bucket_name_is_refused_by_its_place() -> None:
    """Its documentation's bucket is written in capitals, which no bucket may have; a path style host is lower."""
    name = "amazon-transcribe/monitoring-events-5.json"
    uri = json.loads((SAMPLES / name).read_bytes())["detail"]["Transcript"]["RedactedTranscriptFileUri"]

    [call] = read(name, buckets=["doc-example-bucket"])

    assert uri.startswith("s3://DOC-EXAMPLE-BUCKET/")
    assert call.external_id == "session-id"
    assert call.reference
    assert call.reference.id == "my-output-files/my-redacted-file.JSON"
