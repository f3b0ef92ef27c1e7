"""RingCentral: insights of a call with its transcript, two events of one call, and the token each repeats."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.contracts import (
    Answer,
    CallAgent,
    Customer,
    Leg,
    LegKind,
    ParsedCall,
    Received,
    Speaker,
    Turn,
    Unreadable,
)
from connectors.telephony.ringcentral import connect
from tests.contracts.telephony import NOW, RULES, Case

SECRET, TOKEN = "hello-wörld", "5b7a9e6e-8f0a-4a50-9b7a-2f6a1b0c4d5e"
SOURCE = connect({})
SESSION, RECORDING, OWNER = "s-a1b2c3d4e5f6", "2728084990001", "62288320001"
EVENT = "/ai/ringsense/v1/public/accounts/80964000/domains/pbx/insights"
AGENT, OUTSIDE = "p-a1b2c3d4e5f6-1", "p-a1b2c3d4e5f6-2"


def body(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Call from Ava Thornton to Amara Okafor",
        "domain": "pbx",
        "sourceSessionId": SESSION,
        "sourceRecordId": RECORDING,
        "callDirection": "Outbound",
        "ownerExtensionId": OWNER,
        "recordingDurationMs": 125_963,
        "recordingStartTime": "2026-01-05T08:44:16.390Z",
        "creationTime": "2026-01-05T09:15:43.597Z",
        "lastModifiedTime": "2026-01-05T09:15:43.591Z",
        "speakerInfo": [
            {"speakerId": AGENT, "name": "Ava Thornton", "accountId": "80964000", "extensionId": OWNER},
            {
                "speakerId": OUTSIDE,
                "name": "Amara Okafor",
                "accountId": None,
                "extensionId": None,
                "phoneNumber": "+12025550171",
            },
        ],
        "insights": {
            "Transcript": [
                {"start": 2.2, "end": 4.5, "text": "This is Ava of Fernhill.", "speakerId": AGENT},
                {"start": 5.0, "end": 7.25, "text": "Ah, my trimmer.", "speakerId": OUTSIDE},
            ],
            "Summary": [{"start": 0, "end": 1, "value": "A trimmer."}],
        },
    } | changes


def event(told: dict[str, Any] | None = None, **changes: Any) -> bytes:
    whole = {
        "uuid": "4130446572007716222",
        "event": EVENT,
        "timestamp": "2026-01-05T09:16:16.390Z",
        "subscriptionId": "90e18302-3155-42ca-ba01-b05e8f863f24",
        "ownerId": OWNER,
        "body": body() if told is None else told,
    }
    return json.dumps(whole | changes).encode()


def call_of(**changes: Any) -> ParsedCall:
    (call,) = SOURCE.parse(event(body(**changes)))
    return call


CASE = Case(
    adapter=SOURCE,
    secret=SECRET,
    other_secret="another",
    unsigned=Received(headers={}, body=event()),
    proofs=("verification-token",),
    body_is_signed=False,
    hostile=(event({"domain": "pbx"}), event([]), b'{"event": "/ai/ringsense/x/insights", "body": 1}'),  # type: ignore[arg-type]  # hostile
    handshakes={
        "at creation": Received(headers={"validation-token": TOKEN}),
        "with both": Received(headers={"validation-token": TOKEN, "verification-token": SECRET}, body=b"{}"),
    },
)

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("rule", RULES)
def test_ringcentral_keeps_the_contract(rule: Callable[[Case], None]) -> None:
    rule(CASE)


def test_a_call_is_read_whole() -> None:
    started = datetime(2026, 1, 5, 8, 44, 16, 390_000, tzinfo=UTC)

    assert call_of() == ParsedCall(
        external_id=SESSION,
        other_ids=(RECORDING,),
        leg=Leg(id=f"{SESSION}/{OWNER}", kind=LegKind.AGENT),
        direction="outbound",
        started_at=started,
        ended_at=started + timedelta(milliseconds=125_963),
        customer=Customer(name="Amara Okafor", phone="+12025550171"),
        agent=CallAgent(id=OWNER, name="Ava Thornton"),
        turns=(
            Turn(speaker=Speaker.AGENT, text="This is Ava of Fernhill.", start_ms=2200, end_ms=4500),
            Turn(speaker=Speaker.CUSTOMER, text="Ah, my trimmer.", start_ms=5000, end_ms=7250),
        ),
        revision=1_767_604_543_591,
    )


def test_two_events_of_a_call_are_one_leg_and_the_later_one_stands() -> None:
    notes = call_of(sourceRecordId="notes-1", insights={"Summary": []})
    insights = call_of(lastModifiedTime="2026-01-05T09:20:00Z")

    assert (notes.external_id, notes.leg) == (insights.external_id, insights.leg)
    assert notes.turns == ()
    assert notes.revision < insights.revision


def test_two_agents_of_a_session_are_two_legs_of_one_call() -> None:
    first, second = call_of(), call_of(ownerExtensionId=62288320002, sourceRecordId="r-2")

    assert first.external_id == second.external_id
    assert first.leg.id != second.leg.id
    assert second.agent == CallAgent(id="62288320002")


def test_without_an_owner_the_report_is_of_the_whole_call() -> None:
    assert call_of(ownerExtensionId=None).leg == Leg()


def test_of_several_parties_outside_none_is_chosen() -> None:
    others = body()["speakerInfo"][1:] * 2

    assert call_of(speakerInfo=others).customer == Customer()


def test_a_party_named_customer_has_no_name() -> None:
    outside = body()["speakerInfo"][1] | {"name": "Customer"}

    assert call_of(speakerInfo=[outside]).customer == Customer(phone="+12025550171")


@pytest.mark.parametrize(
    "given_event",
    [
        event(event="/restapi/v1.0/subscription/~?threshold=60&interval=15"),
        event(event=EVENT.replace("pbx", "rcv"), told=body(domain="rcv")),
        event(event=EVENT.replace("pbx", "ms-teams"), told=body(domain=None)),
        event(body(eventType="Delete")),
    ],
    ids=["renewal", "video meeting", "teams", "deleted"],
)
def test_what_is_no_call_is_ignored(given_event: bytes) -> None:
    assert SOURCE.parse(given_event) == ()


@pytest.mark.parametrize("domain", ["rcx", "nice-incontact"])
def test_calls_of_contact_centres_are_read(domain: str) -> None:
    (call,) = SOURCE.parse(event(body(domain=domain, eventType="Create")))

    assert call.turns


def test_which_domains_are_calls_and_who_speaks_is_a_setting() -> None:
    source = connect({"domains": ["rcv"], "roles": {OUTSIDE: "ivr"}})

    (call,) = source.parse(event(body(domain="rcv")))

    assert [turn.speaker for turn in call.turns] == [Speaker.AGENT, Speaker.IVR]
    assert source.parse(event()) == ()


@pytest.mark.parametrize(
    ("given_event", "reason"),
    [
        (event(event=None), "/event: missing"),
        (event(body(sourceSessionId=None)), "/body/sourceSessionId: missing, or not an id"),
        (event(body(speakerInfo=1)), "/speakerInfo: not a list"),
        (event(body(insights=None)), "/insights: missing"),
        (event(body(insights={"Transcript": {}})), "/insights/Transcript: not a list"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(given_event: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        SOURCE.parse(given_event)

    assert refused.value.reason == reason


def test_a_subscription_is_confirmed_by_its_own_header() -> None:
    received = Received(headers={"validation-token": TOKEN})

    assert SOURCE.verify(received, (SECRET,), now=NOW).answer == Answer(headers={"Validation-Token": TOKEN})


def test_without_a_secret_no_subscription_is_confirmed() -> None:
    assert CASE.reason(Received(headers={"validation-token": TOKEN}), ()) == "no_secret"


def test_an_event_under_the_older_header_is_checked_and_never_echoed() -> None:
    received = Received(headers={"validation-token": SECRET}, body=event())

    assert SOURCE.verify(received, (SECRET,), now=NOW).answer is None
    assert CASE.reason(Received(headers={"validation-token": "another"}, body=event())) == "bad_token"


def test_the_older_header_does_not_stand_in_for_a_wrong_newer_one() -> None:
    headers = {"validation-token": SECRET, "verification-token": "another"}

    assert CASE.reason(Received(headers=headers, body=event())) == "bad_token"


@pytest.mark.parametrize("wrong", [{"domains": "pbx"}, {"roles": {"a": "boss"}}, {"x": 1}], ids=str)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        connect(wrong)


KEYS = st.sampled_from(
    [*body(), "Transcript", "name", "extensionId", "phoneNumber", "start", "text", "speakerId"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("aA:\x00\ud800é ", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@relaxed
@given(changes=st.dictionaries(KEYS, JSON), speakers=st.lists(st.dictionaries(KEYS, JSON), max_size=2))
def test_whatever_json_comes_ends_as_reports_or_unreadable(
    changes: dict[str, Any], speakers: list[dict[str, Any]]
) -> None:
    told = body() | {"speakerInfo": speakers, "insights": {"Transcript": speakers}} | changes

    try:
        found = SOURCE.parse(event(told))
    except Unreadable:
        return
    assert len(found) <= 1
