"""Zoom's events: signed, the handshake answered, each of their shapes read, and nobody's phone taken for another's."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contracts import (
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
    Unreadable,
)
from connectors.telephony.zoom import connect

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET = "s3cr3t-token"
CALL, CUSTOMER, LINE = "7000000000000000001", "+12025550101", "+12025550199"
AGENT = {"id": "user-1", "name": "Ava Thornton", "type": "user", "extension_number": 1002}
RECORDING = {
    "id": "rec1",
    "call_id": CALL,
    "call_log_id": "log-1",
    "caller_number": CUSTOMER,
    "caller_number_type": 2,
    "caller_name": "Amara Okafor",
    "callee_number": "1002",
    "callee_number_type": 1,
    "callee_name": "Ava Thornton",
    "direction": "inbound",
    "date_time": "2026-01-05T09:00:00Z",
    "end_time": "2026-01-05T09:03:04Z",
    "transcript_download_url": "https://elsewhere.example/rec1",
    "owner": AGENT,
}
ENDED = {
    "call_id": CALL,
    "caller": {"phone_number": CUSTOMER, "connection_type": "pstn_off_net"},
    "callee": {
        "user_id": "user-1",
        "extension_type": "user",
        "extension_number": 1002,
        "name": "Ava Thornton",
    },
    "forwarded_by": {"name": "Billing", "extension_type": "callQueue"},
    "ringing_start_time": "2026-01-05T08:59:50Z",
    "answer_start_time": "2026-01-05T09:00:00Z",
    "call_end_time": "2026-01-05T09:03:04Z",
    "handup_result": "Call connected",
}
ELEMENT = {
    "call_element_id": "element-1",
    "call_history_uuid": "history-1",
    "call_id": CALL,
    "connect_type": "external",
    "direction": "inbound",
    "caller_did_number": CUSTOMER,
    "caller_name": "Amara Okafor",
    "callee_name": "Ava Thornton",
    "callee_ext_number": "1002",
    "callee_ext_type": "user",
    "start_time": "2026-01-05T08:59:50Z",
    "answer_time": "2026-01-05T09:00:00Z",
    "end_time": "2026-01-05T09:03:04Z",
    "result": "answered",
    "recording_id": "rec1",
}


def event(name: str, content: Any) -> bytes:
    return json.dumps(
        {"event": name, "event_ts": 1, "payload": {"account_id": "a", "object": content}}
    ).encode()


def read(name: str, content: Any, **settings: Any) -> tuple[ParsedCall, ...]:
    return connect(settings).parse(event(name, content))


def recorded(**change: Any) -> dict[str, Any]:
    return {"recordings": [RECORDING | change]}


def test_a_recording_with_a_transcript_is_fetched_by_its_id_and_not_by_its_address() -> None:
    (call,) = read("phone.recording_transcript_completed", recorded())

    assert call == ParsedCall(
        external_id=CALL,
        other_ids=("log-1",),
        leg=Leg(id=f"{CALL}:1002", kind=LegKind.AGENT),
        direction="inbound",
        started_at=NOW,
        ended_at=NOW + timedelta(seconds=184),
        customer=Customer(phone=CUSTOMER, name="Amara Okafor"),
        agent=CallAgent(id="user-1", name="Ava Thornton"),
        reference=Reference(
            kind="phone", id="rec1", more={"name": "Ava Thornton", "user": "user-1", "extension": "1002"}
        ),
    )


def test_all_three_kinds_of_events_tell_of_the_same_leg_of_the_same_call() -> None:
    calls = [
        *read("phone.recording_transcript_completed", recorded()),
        *read("phone.callee_ended", ENDED),
        *read("phone.callee_call_element_completed", {"call_elements": [ELEMENT]}),
        *read("phone.callee_call_history_completed", {"call_logs": [ELEMENT]}),
    ]

    assert {(call.external_id, call.leg.id, call.direction) for call in calls} == {
        (CALL, f"{CALL}:1002", "inbound")
    }
    assert {(call.started_at, call.ended_at) for call in calls} == {(NOW, NOW + timedelta(seconds=184))}
    assert {(call.customer.phone, call.agent.name) for call in calls} == {(CUSTOMER, "Ava Thornton")}
    assert [call.awaits_transcript for call in calls] == [False, True, True, True]
    assert calls[2].other_ids == ("history-1", "element-1")


def test_the_agent_is_named_by_user_id_or_by_extension_as_the_settings_say() -> None:
    (by_user,) = read("phone.callee_ended", ENDED)
    (by_extension,) = read("phone.callee_ended", ENDED, agent_id="extension")
    (element,) = read("phone.callee_call_element_completed", {"call_elements": [ELEMENT]})

    assert [call.agent.id for call in (by_user, by_extension, element)] == ["user-1", "1002", ""]


def test_a_queues_recording_names_its_queue_and_the_person_who_took_the_call() -> None:
    queue = {"id": "q-1", "name": "Billing", "type": "callQueue", "extension_number": 800}
    person = {"name": "Ava Thornton", "extension_number": "1002"}

    (call,) = read("phone.recording_transcript_completed", recorded(owner=queue, accepted_by=person))

    assert (call.queue, call.agent.name, call.leg.id) == ("Billing", "Ava Thornton", f"{CALL}:1002")


def test_an_outbound_calls_customer_is_whom_it_called() -> None:
    change = {
        "direction": "outbound",
        "callee_number": CUSTOMER,
        "callee_number_type": 2,
        "callee_name": "Amara Okafor",
    }
    caller = {"user_id": "user-1", "extension_type": "user", "extension_number": 1002}

    (recording,) = read("phone.recording_transcript_completed", recorded(**change, caller_number=LINE))
    (ended,) = read("phone.caller_ended", ENDED | {"caller": caller, "callee": {"phone_number": CUSTOMER}})

    assert (recording.direction, recording.customer) == (
        "outbound",
        Customer(phone=CUSTOMER, name="Amara Okafor"),
    )
    assert (ended.direction, ended.customer.phone, ended.agent.id) == ("outbound", CUSTOMER, "user-1")


@pytest.mark.parametrize("number", ["1026", None, 1026, "x" * 50])
def test_an_extension_or_no_number_at_all_is_nobodys_phone(number: object) -> None:
    (call,) = read(
        "phone.recording_transcript_completed", recorded(caller_number=number, caller_number_type=None)
    )

    assert call.customer.phone is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("phone.recording_transcript_completed", recorded(caller_number_type=1)),
        ("phone.callee_ended", ENDED | {"caller": {"user_id": "user-2", "extension_number": 1003}}),
        ("phone.callee_call_element_completed", {"call_elements": [ELEMENT | {"connect_type": "internal"}]}),
        ("phone.callee_call_log_completed", {"call_logs": [ELEMENT | {"caller_number_type": 1}]}),
    ],
    ids=["recording", "ended", "element", "log"],
)
def test_calls_among_colleagues_count_only_where_the_settings_say_so(
    name: str, content: dict[str, Any]
) -> None:
    (call,) = read(name, content, internal_calls=True)

    assert (call.direction, call.customer.phone) == ("internal", None)
    assert read(name, content) == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("phone.callee_ended", ENDED | {"handup_result": "Answered by Other Member"}),
        ("phone.callee_ended", ENDED | {"handup_result": None, "answer_start_time": None}),
        ("phone.callee_ended", ENDED | {"callee": {"extension_type": "autoReceptionist"}}),
        (
            "phone.callee_call_element_completed",
            {"call_elements": [ELEMENT | {"callee_ext_type": "call_queue"}]},
        ),
        (
            "phone.callee_call_element_completed",
            {"call_elements": [ELEMENT | {"result_reason": "answered_by_other"}]},
        ),
        (
            "phone.callee_call_element_completed",
            {"call_elements": [ELEMENT | {"answer_time": "", "result": "no_answer"}]},
        ),
        ("phone.callee_call_element_completed", {}),
        ("phone.recording_completed", {"recordings": [RECORDING]}),
        ("phone.callee_ringing", {"call_id": CALL}),
        ("contact_center.engagement_user_ended", {"engagement_id": "e-1", "channel": "chat"}),
        ("recording.transcript_completed", {"uuid": "u/1=="}),
        ("endpoint.url_validation", {}),
        ("something.new", None),
    ],
)
def test_phones_that_only_rang_queues_and_other_events_are_ignored(name: str, content: Any) -> None:
    assert read(name, content) == ()


def test_the_oldest_records_of_calls_are_read_too() -> None:
    log = {
        "id": "log-1",
        "call_id": CALL,
        "caller_number": CUSTOMER,
        "caller_number_type": 2,
        "callee_user_id": "user-1",
        "callee_number": "1002",
        "callee_number_type": 1,
        "direction": "inbound",
        "answer_start_time": "2026-01-05T09:00:00Z",
        "call_end_time": "2026-01-05T09:03:04Z",
    }

    (call,) = read("phone.callee_call_log_completed", {"call_logs": [log]})

    assert (call.leg.id, call.agent.id, call.customer.phone) == (f"{CALL}:1002", "user-1", CUSTOMER)
    assert (call.other_ids, call.started_at, call.awaits_transcript) == (("log-1",), NOW, False)


def test_an_engagement_of_contact_center_has_a_leg_an_agent_and_its_transcript_by_id() -> None:
    told = {
        "engagement_id": "e-1",
        "channel": "voice",
        "user_id": "user-1",
        "user_display_name": "Ava Thornton",
    }

    (ended,) = read(
        "contact_center.engagement_user_ended", told | {"queue_name": "Billing", "consumer_number": CUSTOMER}
    )
    (ready,) = read("contact_center.recording_transcript_completed", told | {"recording_id": "cc-1"})

    assert (ended.external_id, ended.leg.id, ended.queue) == ("e-1", "e-1:user-1", "Billing")
    assert (ended.customer.phone, ended.awaits_transcript) == (CUSTOMER, True)
    assert (ready.leg.id, ready.agent) == ("e-1:user-1", CallAgent(id="user-1", name="Ava Thornton"))
    assert ready.reference == Reference(kind="engagement", id="e-1", more={"recording": "cc-1"})


def test_meetings_count_only_where_the_settings_say_so() -> None:
    content = {"uuid": "u/1==", "id": 987, "host_id": "user-1", "start_time": "2026-01-05T09:00:00Z"}

    (call,) = read("recording.transcript_completed", content, meetings=True)

    assert (call.external_id, call.other_ids, call.agent.id) == ("u/1==", (), "user-1")
    assert call.reference == Reference(kind="meeting", id="u/1==")


def test_ids_of_nineteen_digits_stay_whole() -> None:
    (call,) = read("phone.recording_transcript_completed", recorded(call_id=7000000000000000001))

    assert call.external_id == "7000000000000000001"


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("phone.recording_transcript_completed", {}, "recordings: missing"),
        ("phone.recording_transcript_completed", {"recordings": 1}, "recordings: not a list"),
        ("phone.recording_transcript_completed", {"recordings": [1]}, "recordings/0/id: missing"),
        ("phone.recording_transcript_completed", recorded(call_id=[1]), "recordings/0/call_id: missing"),
        ("phone.callee_ended", {}, "call_id: missing"),
        ("phone.callee_call_element_completed", {"call_elements": [{}]}, "call_elements/0/call_id: missing"),
        ("contact_center.engagement_user_ended", {}, "engagement_id: missing"),
    ],
)
def test_a_body_that_cannot_be_read_names_the_field(name: str, content: Any, place: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(name, content)

    assert refused.value.reason == f"/payload/object/{place}"


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"{}", "/event: missing"), (b"[]", "body: not an object"), (b"", "body: not JSON at line 1 column 1")],
)
def test_a_body_without_an_event_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        connect({}).parse(body)
