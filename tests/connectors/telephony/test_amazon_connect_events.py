"""Events of AWS in each envelope become reports of the right call, leg, agent and file, or are ignored."""

import json
from typing import Any

import pytest

from connectors.contracts import (
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Unreadable,
)
from connectors.telephony.amazon_connect_files import ABOVE_ORIGINALS
from tests.connectors.telephony.amazon_connect_bodies import (
    AGENT,
    ARN,
    AT,
    BUCKET,
    FIRST,
    LATER,
    ORIGINAL,
    QUEUE,
    REDACTED,
    SECOND,
    contact,
    event,
    notified,
    source,
    stored,
    told_by_sns,
)


def parsed(body: object, **settings: Any) -> tuple[ParsedCall, ...]:
    return source(**settings).parse(json.dumps(body).encode())


def one(body: object, **settings: Any) -> ParsedCall:
    [call] = parsed(body, **settings)
    return call


@pytest.mark.parametrize(
    "body",
    [
        contact("PAUSED"),
        contact("INITIATED", channel="CHAT"),
        contact("INITIATED", initiationMethod="MONITOR"),
        contact("INITIATED", instanceArn="arn:aws:connect:eu-central-1:1:instance/another"),
        event("Contact Lens Realtime Rules Matched", {"contactArn": f"{ARN}/contact/{FIRST}"}),
        event("Vocabulary State Change", {}, "aws.transcribe"),
        event("Call Analytics Job State Change", {"JobName": "j", "JobStatus": "FAILED"}, "aws.transcribe"),
        event("Object Deleted", {"bucket": {"name": BUCKET}, "object": {"key": ORIGINAL}}, "aws.s3"),
        stored("Analysis/Chat/2026/01/05/c_analysis_2026-01-05T09:10:00Z.json"),
        stored(f"connect/fernhill/CallRecordings/2026/01/05/{FIRST}.wav"),
        {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET},
        told_by_sns({"Event": "s3:TestEvent"}),
        told_by_sns("bye", "UnsubscribeConfirmation"),
        {"EventType": "HEART_BEAT", "AgentARN": f"{ARN}/agent/{AGENT}"},
        {},
    ],
    ids=lambda body: str(body.get("detail-type") or body.get("Type") or "other").replace(" ", "_"),
)
def test_events_that_tell_nothing_of_a_call_are_ignored(body: dict[str, Any]) -> None:
    assert parsed(body) == ()


def test_a_file_is_announced_by_its_key() -> None:
    assert one(stored(ORIGINAL)) == ParsedCall(
        external_id=FIRST,
        leg=Leg(id=FIRST),
        revision=AT,
        reference=Reference(kind="file", id=ORIGINAL, more={"bucket": BUCKET, "format": "contact_lens"}),
    )


def test_a_redacted_file_stands_above_any_original() -> None:
    assert one(stored(REDACTED)).revision == LATER + ABOVE_ORIGINALS


@pytest.mark.parametrize(
    ("redaction", "keys"), [("any", [ORIGINAL, REDACTED]), ("redacted", [REDACTED]), ("raw", [ORIGINAL])]
)
def test_the_settings_say_which_file_is_taken(redaction: str, keys: list[str]) -> None:
    found = parsed(notified(ORIGINAL, REDACTED), redaction=redaction)

    assert [call.reference.id for call in found if call.reference] == keys


@pytest.mark.parametrize(
    "body",
    [
        stored(ORIGINAL),
        notified(ORIGINAL),
        notified(ORIGINAL.replace(":", "%3A")),
        told_by_sns(notified(ORIGINAL)),
        told_by_sns(stored(ORIGINAL)),
        stored(f"connect/fernhill/{ORIGINAL}"),
    ],
    ids=["eventbridge", "s3", "s3_encoded", "sns_of_s3", "sns_of_eventbridge", "under_a_prefix"],
)
def test_every_envelope_is_opened(body: dict[str, Any]) -> None:
    assert one(body).leg.id == FIRST


def test_a_contact_event_stands_alone_where_a_rule_strips_its_envelope() -> None:
    assert one(contact("INITIATED")["detail"]).external_id == FIRST


def test_a_bucket_that_nobody_named_is_refused_by_its_place() -> None:
    with pytest.raises(
        Unreadable, match=r"^/Message/Records/1/s3/bucket/name: not among the source's buckets$"
    ):
        parsed(told_by_sns(notified("x.wav", ORIGINAL, bucket="evil")))


def test_an_analysis_that_failed_is_not_waited_for() -> None:
    detail = {"contact": f"{ARN}/contact/{FIRST}", "channel": "VOICE"}
    kind = "Contact Lens Analysis State Change"

    failed, done = (
        one(event(kind, detail | {"state": "FAILED"})),
        one(event(kind, detail | {"state": "DONE"})),
    )

    assert (failed.external_id, failed.leg.id, failed.awaits_transcript) == (FIRST, FIRST, False)
    assert done.awaits_transcript


def test_a_rule_that_matched_tells_agent_and_queue() -> None:
    detail = {
        "contactArn": f"{ARN}/contact/{FIRST}",
        "agentArn": f"{ARN}/agent/{AGENT}",
        "queueArn": f"{ARN}/queue/{QUEUE}",
    }

    call = one(event("Contact Lens Post Call Rules Matched", detail))

    assert (call.leg.id, call.leg.kind, call.agent.id, call.queue) == (FIRST, LegKind.AGENT, AGENT, QUEUE)


@pytest.mark.parametrize(
    ("kind", "keys", "job"),
    [
        ("Call Analytics Job State Change", ("JobName", "JobStatus"), "CallAnalyticsJob"),
        (
            "Transcribe Job State Change",
            ("TranscriptionJobName", "TranscriptionJobStatus"),
            "TranscriptionJob",
        ),
    ],
)
def test_a_job_of_transcribe_is_a_call_by_the_contact_in_its_name(
    kind: str, keys: tuple[str, str], job: str
) -> None:
    name = f"nightly-{FIRST}"

    call = one(event(kind, dict(zip(keys, (name, "COMPLETED"), strict=True)), "aws.transcribe"))

    assert (call.external_id, call.leg.id) == (FIRST, FIRST)
    assert call.reference == Reference(kind="job", id=name, more={"job": job})


def test_a_streaming_job_names_its_files() -> None:
    places = {
        "RedactedTranscriptFileUri": f"s3://{BUCKET}/out/redacted.json",
        "TranscriptFileUri": f"s3://{BUCKET}/out/plain.json",
    }
    body = event(
        "Call Analytics Post Call Job State Change",
        {"StreamingSessionId": SECOND, "PostCallStatus": "COMPLETED", "Transcript": places},
        "aws.transcribe",
    )

    redacted, raw = one(body), one(body, redaction="raw")

    assert (redacted.external_id, redacted.revision) == (SECOND, 1)
    assert redacted.reference
    assert redacted.reference.id == "out/redacted.json"
    assert raw.reference
    assert raw.reference.id == "out/plain.json"


def test_files_of_jobs_are_read_under_their_configured_prefix() -> None:
    key = f"jobs/redacted-{FIRST}.json"

    assert parsed(stored(key)) == ()
    call = one(stored(key), job_prefixes=["jobs/"])
    assert (call.leg.id, call.revision) == (FIRST, 1)


def test_a_subscription_is_confirmed_by_a_reference_of_a_call_that_nobody_took() -> None:
    url = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"

    call = one(told_by_sns("hello", "SubscriptionConfirmation") | {"SubscribeURL": url})

    assert call.leg.kind is LegKind.BOT
    assert call.reference == Reference(kind="sns_confirmation", url=url)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (contact("INITIATED", contactId=None), "/detail/contactId: missing"),
        (contact("INITIATED", contactId="a\nb"), "/detail/contactId: missing"),
        (told_by_sns("no json"), "/Message: body: not JSON at line 1 column 1"),
        (told_by_sns([]), "/Message: body: not an object"),
        ({"Records": {}}, "/Records: not a list"),
        ({"Records": [{}] * 101}, "/Records: more than 100 entries"),
        (event("Contact Lens Analysis State Change", {}), "/detail/contact: missing"),
        (told_by_sns("", "SubscriptionConfirmation"), "/SubscribeURL: missing"),
        ([], "body: not an object"),
    ],
    ids=[
        "no_contact",
        "odd_contact",
        "message",
        "message_list",
        "records",
        "many",
        "analysis",
        "no_url",
        "list",
    ],
)
def test_what_cannot_be_read_is_named_by_its_place(body: object, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parsed(body)

    assert caught.value.reason == reason
