"""Genesys Cloud's events: what each says of a call and its legs, who may send them, and what is refused."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Received,
    Reference,
    SourceRefused,
    Telephony,
    Unreadable,
)
from connectors.telephony.genesys_cloud import connect
from tests.vendors.genesys_cloud_calls import at, epoch_ms

SOURCE: Telephony = connect({"queues": {"q-1": "Billing"}})
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRETS = ("new", "old")
SESSION = {
    "eventTime": epoch_ms(150),
    "conversationId": "conv-1",
    "participantId": "p-1",
    "sessionId": "c-ava",
    "mediaType": "VOICE",
    "direction": "INBOUND",
    "ani": "tel:+12025550123",
    "dnis": "tel:+12025550199",
    "userId": "u-ava",
    "queueId": "q-1",
}
REFERENCE = Reference(kind="transcript", id="conv-1", more={"communication": "c-ava"})


def enveloped(name: str, values: Any) -> dict[str, Any]:
    """As EventBridge delivers it."""
    topic = "v2.detail.events.conversation"
    return {
        "version": "0",
        "id": "11111111-2222-3333-4444-555555555555",
        "detail-type": f"{topic}.{{id}}.{name}",
        "source": "aws.partner/genesys.com/cloud/org/fernhill",
        "detail": {"topicName": f"{topic}.conv-1.{name}", "version": "2", "eventBody": values},
    }


def read(name: str, **values: Any) -> tuple[ParsedCall, ...]:
    return SOURCE.parse(json.dumps(enveloped(name, SESSION | values)).encode())


def one(name: str, **values: Any) -> ParsedCall:
    (call,) = read(name, **values)
    return call


def test_after_call_work_tells_the_agents_leg_its_code_and_its_times() -> None:
    call = one("acw", wrapupCode="w-refund", wrapupNotes="Charged twice.\nRefunded.", wrapupDurationMs=30_000)

    assert call == ParsedCall(
        external_id="conv-1",
        leg=Leg(id="c-ava", kind=LegKind.AGENT),
        direction="inbound",
        queue="Billing",
        customer=Customer(phone="+12025550123"),
        agent=CallAgent(id="u-ava"),
        after_call_work=AfterCallWork(started_at=at(120), ended_at=at(150)),
        hint=CodeHint(code="w-refund", notes="Charged twice.\nRefunded."),
        reference=REFERENCE,
    )


def test_a_workflows_data_action_may_send_the_same_flat_and_as_text() -> None:
    flat = {key: str(value) for key, value in SESSION.items()}
    body = {"topic": "v2.detail.events.conversation.{id}.acw", "wrapupDurationMs": "30000"} | flat

    (call,) = SOURCE.parse(json.dumps(body).encode())

    assert call == one("acw", wrapupDurationMs=30_000)


def test_an_agents_end_tells_when_they_talked() -> None:
    call = one("user.end", interactingDurationMs=80_000, heldDurationMs=10_000, alertingDurationMs=4_000)

    assert (call.started_at, call.ended_at) == (at(60), at(150))
    assert (call.leg, call.reference) == (Leg(id="c-ava", kind=LegKind.AGENT), REFERENCE)
    assert call.after_call_work == AfterCallWork()


@pytest.mark.parametrize(
    "durations",
    [
        pytest.param({"alertingDurationMs": 12_000}, id="no talk told"),
        pytest.param({"alertingDurationMs": 12_000, "interactingDurationMs": 0}, id="no time talked"),
    ],
)
def test_an_agent_who_did_not_answer_has_no_leg(durations: dict[str, int]) -> None:
    assert read("user.end", **durations) == ()


def test_an_end_without_durations_is_still_the_agents() -> None:
    call = one("user.end")

    assert (call.started_at, call.ended_at) == (None, at(150))


def test_a_wrap_up_adds_the_code_without_times() -> None:
    call = one("wrapup", wrapupCode="w-refund", wrapupDurationMs=30_000)

    assert call.hint == CodeHint(code="w-refund")
    assert call.after_call_work == AfterCallWork()


def test_an_outbound_sessions_number_is_not_taken_for_the_customers() -> None:
    call = one("acw", direction="OUTBOUND")

    assert call.direction == "outbound"
    assert call.customer == Customer()


@pytest.mark.parametrize(
    ("direction", "phone"), [("INBOUND", "+12025550123"), ("OUTBOUND", "+12025550199"), ("", None)]
)
def test_the_customers_end_adds_facts_and_no_agents_leg(direction: str, phone: str | None) -> None:
    call = one("customer.end", sessionId="c-customer", direction=direction)

    assert call.customer == Customer(phone=phone)
    assert call.leg == Leg(kind=LegKind.IVR)
    assert call.reference is None


@pytest.mark.parametrize(
    ("flow", "kind"),
    [("INBOUNDCALL", LegKind.IVR), ("BOT", LegKind.BOT), ("DIGITALBOT", LegKind.BOT), (None, LegKind.IVR)],
    ids=str,
)
def test_a_flows_end_is_a_leg_of_no_agent(flow: str | None, kind: LegKind) -> None:
    call = one("flow.end", sessionId="c-menu", flowType=flow, connectedDurationMs=20_000)

    assert call.leg == Leg(id="c-menu", kind=kind)
    assert (call.started_at, call.ended_at) == (at(130), at(150))
    assert call.reference is None


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("user.start", {}, id="start"),
        pytest.param("acd.end", {}, id="queue"),
        pytest.param("attributes", {}, id="attributes"),
        pytest.param("flow.end", {"flowType": "WORKFLOW"}, id="workflow"),
        pytest.param("acw", {"mediaType": "MESSAGE"}, id="chat"),
        pytest.param("acw", {"mediaType": "CALLBACK"}, id="callback"),
    ],
)
def test_events_we_do_not_use_are_ignored(name: str, values: dict[str, Any]) -> None:
    assert read(name, **values) == ()


def test_topics_of_other_services_are_ignored() -> None:
    body = {"detail": {"topicName": "v2.conversations.conv-1.transcription", "eventBody": {"a": 1}}}

    assert SOURCE.parse(json.dumps(body).encode()) == ()


@pytest.mark.parametrize(
    ("address", "phone"),
    [
        ("tel:+12025550123;ext=2", "+12025550123"),
        ("sip:+12025550123@pbx.example.com", "+12025550123"),
        ("+12025550123", "+12025550123"),
        ("sip:front.desk@pbx.example.com", None),
        ("anonymous", None),
        (12025550123, None),
        (None, None),
    ],
    ids=str,
)
def test_a_number_is_read_out_of_its_address(address: object, phone: str | None) -> None:
    assert one("acw", ani=address).customer.phone == phone


def test_a_queue_that_the_settings_do_not_name_is_left_to_the_api() -> None:
    assert one("acw", queueId="q-2").queue is None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "body: not an object"),
        (b"{}", "/topicName: missing"),
        (b'{"detail": {}}', "/detail/topicName: missing"),
        (b'{"detail": 1}', "/detail: not an object"),
        (b'{"topic": "v2.x", "eventBody": []}', "/eventBody: not an object"),
    ],
    ids=str,
)
def test_a_body_that_is_no_event_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        SOURCE.parse(body)

    assert refused.value.reason == reason


@pytest.mark.parametrize("key", ["conversationId", "sessionId"])
@pytest.mark.parametrize(
    "value", [None, "", {}, "a\nb", "x" * 201], ids=["null", "empty", "object", "lines", "long"]
)
def test_an_event_without_its_ids_is_refused_and_its_content_not_shown(key: str, value: object) -> None:
    with pytest.raises(Unreadable) as refused:
        read("acw", **{key: value})

    assert refused.value.reason == f"/detail/eventBody/{key}: missing, or not an id"


@settings(deadline=None)
@given(
    st.sampled_from(["acw", "wrapup", "user.end", "customer.end", "flow.end", "other"]),
    st.dictionaries(
        st.sampled_from([*SESSION, "wrapupCode", "wrapupNotes", "wrapupDurationMs", "interactingDurationMs"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.integers(min_value=10**12, max_value=10**14)
        | st.floats()
        | st.text("aA1:\x00\ud800é", max_size=8)
        | st.lists(st.none(), max_size=2)
        | st.dictionaries(st.text(max_size=2), st.none(), max_size=2),
    ),
)
def test_whatever_an_event_holds_it_is_read_or_refused(name: str, values: dict[str, Any]) -> None:
    body = json.dumps(enveloped(name, SESSION | values)).encode()

    with suppress(Unreadable):
        for call in SOURCE.parse(body):
            assert ParsedCall.model_validate_json(call.model_dump_json()) == call


@settings(deadline=None)
@given(
    st.binary() | st.recursive(st.none() | st.text(), st.lists).map(lambda value: json.dumps(value).encode())
)
def test_whatever_bytes_come_end_as_calls_or_unreadable(body: bytes) -> None:
    with suppress(Unreadable):
        assert SOURCE.parse(body) == ()


@pytest.mark.parametrize("style", ["bare", "bearer", "basic"])
@pytest.mark.parametrize("secret", SECRETS)
def test_either_live_secret_opens_the_door_in_every_style(style: str, secret: str) -> None:
    source: Telephony = connect({"header": "X-Fernhill", "style": style})

    signed = source.sign(Received(headers={}, body=b"{}"), secret, delivery_id="d", now=NOW)
    verified = source.verify(signed, SECRETS, now=NOW)

    assert verified.delivery_id.startswith("sha256:")
    assert list(signed.headers) == ["x-fernhill"]


@pytest.mark.parametrize(
    ("headers", "secrets", "reason"),
    [
        ({}, SECRETS, "missing_header"),
        ({"x-aftercall-secret": "wrong"}, SECRETS, "bad_token"),
        ({"x-aftercall-secret": "new"}, (), "no_secret"),
    ],
    ids=["missing", "wrong", "no secret"],
)
def test_whoever_lacks_the_secret_is_refused(
    headers: dict[str, str], secrets: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(SourceRefused) as refused:
        SOURCE.verify(Received(headers=headers, body=b"{}"), secrets, now=NOW)

    assert refused.value.reason == reason
