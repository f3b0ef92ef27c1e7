"""Webex Contact Center's webhooks: how they are signed, and what they announce."""

import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.contracts import Customer, ParsedCall, Received, Reference, Unreadable
from connectors.telephony.webex import connect
from tests.contracts.telephony import NOW, RULES, Case, with_header

TASK = "8e18afdf-db79-449b-b4f5-ee4f14d9f45e"
SENT = str(round(NOW.timestamp() * 1000))


def event(kind: str = "task:ended", **data: Any) -> dict[str, Any]:
    told = {"taskId": TASK, "queueId": "q-1", "direction": "INBOUND", "channelType": "telephony"}
    return {
        "id": "e9619c7b-8f8a-45e6-9f32-f44ecef98472",
        "specversion": "1.0",
        "type": kind,
        "source": "/com/cisco/wxcc/fdcac25f-c5e3-43ba-8455-67c44cf4936c",
        "comciscoorgid": "org-1",
        "comciscotimestamp": SENT,
        "datacontenttype": "application/json",
        "data": told | {"origin": "+12025550107", "destination": "+12025550100"} | data,
    }


def parsed(value: Any, **given_settings: Any) -> tuple[ParsedCall, ...]:
    return connect(given_settings).parse(json.dumps(value).encode())


def case(body: dict[str, Any], *, timed: bool) -> Case:
    return Case(
        adapter=connect({}),
        secret="made-up-secret",
        other_secret="another",
        unsigned=Received(headers={}, body=json.dumps(body).encode()),
        proofs=("x-webexcc-signature",),
        time_is_signed=timed,
    )


FIRST_VERSION = {key: value for key, value in event().items() if key != "comciscotimestamp"}
CASES = {"v1": case(FIRST_VERSION, timed=False), "v2": case(event(), timed=True)}


@pytest.mark.parametrize("version", sorted(CASES))
@pytest.mark.parametrize("rule", RULES)
def test_webex_keeps_the_contract(rule: Callable[[Case], None], version: str) -> None:
    rule(CASES[version])


@pytest.mark.parametrize("text", ["", "1", SENT + "0", "soon", "-1"])
def test_the_time_in_the_header_must_be_the_signed_one(text: str) -> None:
    received = with_header(CASES["v2"].signed(), "x-webexcc-timestamp", text)

    assert CASES["v2"].reason(received) == "bad_timestamp"


def test_the_signed_time_may_be_a_number() -> None:
    timed = case(event() | {"comciscotimestamp": int(SENT)}, timed=True)

    assert timed.verify(timed.signed())
    assert timed.reason(timed.signed(), now=NOW - timedelta(minutes=6)) == "future"


def test_the_signed_time_counts_even_where_its_header_is_cut_off() -> None:
    received = with_header(CASES["v2"].signed(), "x-webexcc-timestamp", None)

    assert CASES["v2"].reason(received, now=NOW + timedelta(minutes=6)) == "stale"
    assert CASES["v2"].verify(received).delivery_id.startswith("sha256:")


def test_a_time_that_is_not_signed_is_refused() -> None:
    received = with_header(CASES["v1"].signed(), "x-webexcc-timestamp", SENT)

    assert CASES["v1"].reason(received) == "bad_timestamp"


def test_a_signature_is_the_hex_digest_of_the_raw_body() -> None:
    body = b'{"data": {"taskId": "t-1"}}'

    received = connect({}).sign(Received(headers={}, body=body), "key", delivery_id="", now=NOW)

    assert received.headers == {"x-webexcc-signature": hmac.new(b"key", body, "sha256").hexdigest()}


def test_an_ended_task_announces_a_call_by_its_id() -> None:
    (call,) = parsed(event(), queues={"q-1": "orders"})

    assert call == ParsedCall(
        external_id=TASK,
        direction="inbound",
        queue="orders",
        customer=Customer(phone="+12025550107"),
        reference=Reference(kind="captures", id=TASK),
    )


@pytest.mark.parametrize(
    ("direction", "phone"), [("OUTBOUND", "+12025550100"), ("", None), ("SIDEWAYS", None), (7, None)]
)
def test_whose_number_is_the_customers_is_told_by_the_direction(direction: object, phone: str | None) -> None:
    (call,) = parsed(event(direction=direction))

    assert call.customer.phone == phone


def test_a_capture_needs_nothing_but_its_task() -> None:
    body = {"type": "capture:available", "data": {"taskId": TASK, "filePath": "https://example.com/a.wav"}}

    (call,) = parsed(body)

    assert call == ParsedCall(external_id=TASK, reference=Reference(kind="captures", id=TASK))


@pytest.mark.parametrize(
    "ignored",
    [event("task:connected"), event("agent:login"), event(channelType="email"), event(channelType="chat")],
    ids=["connected", "login", "email", "chat"],
)
def test_other_events_and_other_channels_are_ignored(ignored: dict[str, Any]) -> None:
    assert parsed(ignored) == ()


def test_the_events_that_announce_are_a_setting() -> None:
    assert parsed(event("task:ended"), events=["capture:available"]) == ()
    assert parsed(event("capture:available"), events=["capture:available"])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "/type: missing"),
        ({"type": 7}, "/type: missing"),
        ([], "body: not an object"),
        ({"type": "task:ended"}, "/data/taskId: missing, or not an id"),
        (event(taskId="a\n"), None),
        (event(taskId={}), "/data/taskId: missing, or not an id"),
        (event(taskId="a\x00b"), "/data/taskId: missing, or not an id"),
    ],
)
def test_an_event_that_names_no_task_is_refused_by_its_place(body: object, reason: str | None) -> None:
    if reason is None:
        assert parsed(body)[0].external_id == "a"
        return

    with pytest.raises(Unreadable) as refused:
        parsed(body)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_base": "http://api.example.com"},
        {"token_url": "http://example.com/token"},
        {"client_id": "a"},
        {"client_id": "a", "client_secret": "b", "refresh_token": "c"},
        {"access_token": "a"},
        {
            "access_token": "a",
            "client_id": "a",
            "client_secret": "b",
            "refresh_token": "c",
            "transcript_hosts": ["a.example"],
        },
        {"transcript_hosts": ["https://a.example"], "access_token": "a"},
        {"roles": {"user": "boss"}},
        {"sources": []},
        {"colour": 1},
    ],
    ids=[
        "plain-http",
        "plain-token",
        "half-an-app",
        "no-hosts",
        "token-no-hosts",
        "both",
        "host-is-url",
        "role",
        "sources",
        "key",
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        connect(wrong)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("aA:\x00\ud800", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["taskId", "direction", "queueId", "origin", "channelType"]), inner)
    ),
    max_leaves=6,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        {"type": st.just("task:ended") | VALUES}, optional={"data": VALUES, "comciscotimestamp": VALUES}
    )
)
def test_whatever_is_told_ends_as_calls_or_unreadable(body: dict[str, Any]) -> None:
    try:
        calls = parsed(body)
    except Unreadable:
        return
    assert all(call.reference for call in calls)
