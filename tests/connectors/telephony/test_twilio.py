"""Twilio's deliveries: whose leg, which call, which number, and what is left open rather than guessed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from connectors.contracts import (
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Unreadable,
)
from connectors.telephony.twilio import connect

CALL, PARENT, OTHER = "CA" + "1" * 32, "CA" + "2" * 32, "CA" + "3" * 32
RECORDING, TRANSCRIPT, CONFERENCE = "RE" + "4" * 32, "GT" + "5" * 32, "CF" + "6" * 32
CUSTOMER, LINE = "+12025550101", "+12025550199"
ENDED = {
    "CallSid": CALL,
    "CallStatus": "completed",
    "Direction": "inbound",
    "From": CUSTOMER,
    "To": LINE,
    "CallDuration": "184",
    "Timestamp": "Mon, 05 Jan 2026 09:03:04 +0000",
}
RECORDED = {
    "CallSid": CALL,
    "RecordingSid": RECORDING,
    "RecordingStatus": "completed",
    "RecordingChannels": "2",
    "RecordingDuration": "180",
    "RecordingStartTime": "Mon, 05 Jan 2026 09:00:02 +0000",
}
VERSION_2 = {
    "account_sid": "AC" + "0" * 32,
    "service_sid": "GA" + "0" * 32,
    "transcript_sid": TRANSCRIPT,
    "customer_key": CALL,
    "event_type": "voice_intelligence_transcript_available",
}


def form(*parts: dict[str, str], **more: str) -> bytes:
    return urlencode({name: value for part in (*parts, more) for name, value in part.items()}).encode()


def read(body: bytes, **settings: Any) -> ParsedCall:
    (call,) = connect(settings).parse(body)
    return call


def version_3(*results: dict[str, Any], **more: Any) -> bytes:
    return json.dumps({"conversationId": "conv_conversation_01", "operatorResults": results} | more).encode()


def reason_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        connect({}).parse(body)
    return refused.value.reason


def test_an_ended_call_that_was_not_dialled_is_the_callers_own_with_its_times() -> None:
    call = read(form(ENDED))

    ended = datetime(2026, 1, 5, 9, 3, 4, tzinfo=UTC)
    assert call == ParsedCall(
        external_id=CALL,
        leg=Leg(),
        direction="inbound",
        started_at=ended - timedelta(seconds=184),
        ended_at=ended,
        customer=Customer(phone=CUSTOMER),
        awaits_transcript=True,
    )


def test_a_dialled_leg_belongs_to_the_call_of_its_parent() -> None:
    call = read(form(ENDED, Direction="outbound-dial", ParentCallSid=PARENT, To="client:ava"))

    assert (call.external_id, call.other_ids) == (PARENT, (CALL,))
    assert call.leg == Leg(id=CALL, previous_id=PARENT, kind=LegKind.AGENT)
    assert call.agent == CallAgent(id="ava")


def test_legs_can_be_taken_as_one() -> None:
    call = read(form(ENDED, Direction="outbound-dial", ParentCallSid=PARENT, To="client:ava"), legs="one")

    assert (call.external_id, call.other_ids) == (PARENT, (CALL,))
    assert call.leg == Leg(kind=LegKind.AGENT)


@pytest.mark.parametrize(
    ("ends", "settings", "direction", "phone", "agent"),
    [
        (("inbound", CUSTOMER, LINE), {}, "inbound", CUSTOMER, ""),
        (("inbound", CUSTOMER, "sip:ava@pbx.example"), {}, "inbound", CUSTOMER, "sip:ava@pbx.example"),
        (("inbound", "client:ava", CUSTOMER), {}, "outbound", CUSTOMER, "ava"),
        (("inbound", "client:ava", "AP123"), {}, "outbound", None, "ava"),
        (("inbound", "+266696687", LINE), {}, "inbound", None, ""),
        (("inbound", "anonymous", LINE), {}, "inbound", None, ""),
        (("outbound-api", LINE, CUSTOMER), {}, "outbound", CUSTOMER, ""),
        (("outbound-api", CUSTOMER, "client:ava"), {}, "unknown", None, "ava"),
        (("outbound-dial", "client:ava", CUSTOMER), {}, "outbound", CUSTOMER, "ava"),
        (("outbound-dial", CUSTOMER, "client:ava"), {}, "inbound", None, "ava"),
        (("outbound-dial", CUSTOMER, LINE), {}, "unknown", None, ""),
        (("outbound-dial", CUSTOMER, LINE), {"dialled": "agent"}, "inbound", None, ""),
        (("outbound-dial", LINE, CUSTOMER), {"dialled": "customer"}, "outbound", CUSTOMER, ""),
        (("trunking-terminating", LINE, CUSTOMER), {}, "outbound", CUSTOMER, ""),
        (("trunking-originating", CUSTOMER, LINE), {}, "inbound", CUSTOMER, ""),
        (("sideways", CUSTOMER, LINE), {}, "unknown", None, ""),
    ],
)
def test_the_customer_is_the_far_end_and_never_an_agents_device_or_a_hidden_number(
    ends: tuple[str, str, str], settings: dict[str, Any], direction: str, phone: str | None, agent: str
) -> None:
    call = read(form(ENDED, dict(zip(("Direction", "From", "To"), ends, strict=True))), **settings)

    assert (call.direction, call.customer.phone, call.agent.id) == (direction, phone, agent)


def test_agent_and_queue_come_from_the_parameters_that_the_settings_name() -> None:
    body = form(ENDED, WorkerSid="WK1", WorkerName="Ava Thornton", TaskQueueName="billing")

    call = read(
        body, agent_parameter="WorkerSid", agent_name_parameter="WorkerName", queue_parameter="TaskQueueName"
    )

    assert (call.agent, call.queue) == (CallAgent(id="WK1", name="Ava Thornton"), "billing")
    assert call.leg.kind is LegKind.AGENT
    assert read(body).agent == CallAgent()


@pytest.mark.parametrize(
    ("setting", "awaits", "reference"),
    [
        ("announced", True, None),
        ("by_recording", False, Reference(kind="recording", id=RECORDING)),
        ("none", False, None),
    ],
)
def test_a_recording_waits_for_its_transcript_as_the_settings_say(
    setting: str, awaits: bool, reference: Reference | None
) -> None:
    call = read(form(RECORDED), transcripts=setting)

    assert (call.external_id, call.leg.id) == (CALL, "")
    assert (call.awaits_transcript, call.reference) == (awaits, reference)
    assert call.started_at == datetime(2026, 1, 5, 9, 0, 2, tzinfo=UTC)
    assert call.ended_at == call.started_at + timedelta(seconds=180)


def test_a_conferences_recording_is_the_calls_and_its_participants_join_it() -> None:
    recorded = read(
        form({name: RECORDED[name] for name in RECORDED if name != "CallSid"}, ConferenceSid=CONFERENCE)
    )
    left = [
        read(form(CallSid=sid, ConferenceSid=CONFERENCE, StatusCallbackEvent="participant-leave"))
        for sid in (CALL, OTHER)
    ]

    assert (recorded.external_id, recorded.leg.id) == (CONFERENCE, "")
    assert [(call.external_id, call.other_ids) for call in left] == [
        (CALL, (CONFERENCE,)),
        (OTHER, (CONFERENCE,)),
    ]


@pytest.mark.parametrize(
    "status", ["queued", "initiated", "ringing", "in-progress", "busy", "no-answer", "canceled"]
)
def test_a_call_under_way_or_never_answered_is_ignored(status: str) -> None:
    assert connect({}).parse(form(ENDED, CallStatus=status)) == ()


@pytest.mark.parametrize(
    "body",
    [
        form(RECORDED, RecordingStatus="in-progress"),
        form(RECORDED, RecordingStatus="absent"),
        form(MessageSid="SM1", Body="Hi"),
        form(CallSid=CALL, TranscriptionEvent="transcription-content", TranscriptionSid="GT1"),
        form(CallSid=CALL, ConferenceSid=CONFERENCE, StatusCallbackEvent="participant-join"),
        form(CallSid=CALL, CallStatus="in-progress", DialCallStatus="completed"),
        json.dumps(VERSION_2 | {"event_type": "something_new"}).encode(),
        version_3(),
        version_3({"executionDetails": {"channels": ["SMS"]}, "referenceIds": [CALL]}),
    ],
    ids=[
        "recording",
        "absent",
        "message",
        "captions",
        "join",
        "dial",
        "event",
        "no results",
        "message results",
    ],
)
def test_events_of_other_things_are_ignored(body: bytes) -> None:
    assert connect({}).parse(body) == ()


def test_a_transcript_of_version_2_is_fetched_by_its_id_for_the_call_of_its_customer_key() -> None:
    call = read(json.dumps(VERSION_2).encode())

    assert (call.external_id, call.other_ids, call.leg.id) == (CALL, (TRANSCRIPT,), "")
    assert call.reference == Reference(kind="ci_v2", id=TRANSCRIPT)


@pytest.mark.parametrize("key", [None, "", "crm-17"])
def test_a_customer_key_that_is_no_call_names_no_leg(key: str | None) -> None:
    call = read(json.dumps(VERSION_2 | {"customer_key": key}).encode())

    assert (call.external_id, call.leg.id) == (key or TRANSCRIPT, "")


def test_results_of_version_3_lead_to_their_conversation_once() -> None:
    result = {"referenceIds": [CALL, "other"], "executionDetails": {"channels": ["VOICE"]}}

    call = read(version_3(result, result))

    assert (call.external_id, call.other_ids, call.leg.id) == (CALL, ("conv_conversation_01",), "")
    assert call.reference == Reference(kind="ci_v3", id="conv_conversation_01")


def test_results_of_two_calls_name_no_leg_and_those_of_none_name_the_conversation() -> None:
    two = read(version_3({"referenceIds": [CALL]}, {"referenceIds": [OTHER]}))
    none = read(version_3({"referenceIds": None}))

    assert (two.external_id, two.other_ids, two.leg.id) == (CALL, (OTHER, "conv_conversation_01"), "")
    assert (none.external_id, none.other_ids) == ("conv_conversation_01", ())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "/CallSid: missing"),
        (form(CallSid="", CallStatus="completed"), "/CallSid: missing"),
        (form(CallSid=CALL), "/CallStatus: missing"),
        (form(ENDED, CallStatus="melted"), "/CallStatus: not a status that is known"),
        (form(ENDED, CallSid="C" * 201), "/CallSid: longer than 200 characters"),
        (b"CallSid=%ff&CallStatus=completed", "/CallSid: not UTF-8"),
        (b"CallSid=a%00b&CallStatus=completed", "/CallSid: has a control character"),
        (form(RecordingSid=RECORDING, RecordingStatus="completed"), "/CallSid: missing"),
        (form(RecordingSid=RECORDING, CallSid=CALL), "/RecordingStatus: missing"),
        (b"a=1&" * 3000, "body: too many fields"),
        (b"{}", "/transcript_sid: missing"),
        (b'{"transcript_sid": "GT1"}', "/event_type: missing"),
        (b'{"operatorResults": []}', "/conversationId: missing"),
        (b'{"operatorResults": {}, "conversationId": "c"}', "/operatorResults: not a list"),
        (b"[]", "body: not an object"),
        (b'{"a": NaN}', "body: NaN or infinity"),
    ],
)
def test_a_body_that_cannot_be_read_names_the_field(body: bytes, reason: str) -> None:
    assert reason_of(body) == reason


def test_of_a_field_that_comes_twice_the_first_that_is_not_blank_counts() -> None:
    call = read(b"CallSid=&" + form(ENDED) + b"&CallSid=" + OTHER.encode())

    assert call.external_id == CALL


@pytest.mark.parametrize(
    "settings",
    [
        {"account_sid": "AC" + "0" * 32},
        {"api_secret": "s3cr3t-value"},
        {"account_sid": "nobody", "api_secret": "s3cr3t-value"},
        {"channels": {"1": "supervisor"}},
        {"public_url": "https://calls.example/?x=1"},
        {"api_base": "http://api.twilio.com"},
        {"unknown": 1},
    ],
    ids=["no secret", "no account", "odd account", "odd role", "query", "plain http", "odd key"],
)
def test_settings_that_cannot_work_are_refused_without_their_values(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        connect(settings)

    assert "s3cr3t-value" not in str(refused.value)
