"""Dialpad: what its events say of calls and legs, and that only signed ones are believed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from connectors.contracts import (
    CallAgent,
    Codes,
    Customer,
    Fetches,
    Leg,
    LegKind,
    Lists,
    ParsedCall,
    Received,
    Reference,
    Speaker,
    Telephony,
    Unreadable,
)
from connectors.telephony.dialpad import connect
from tests.connectors.telephony.dialpad_events import AGENT, CONNECTED, CONTACT, entry, leg
from tests.contracts.telephony import NOW, RULES, Case

SECRET = "puppy"
PLAIN: Telephony = connect({})
WITH_API: Telephony = connect({"api_token": "made-up", "api_base": "http://127.0.0.1:9"})
CASE = Case(
    adapter=WITH_API,
    secret=SECRET,
    other_secret="kitten",
    unsigned=Received(headers={}, body=json.dumps(leg()).encode()),
    hostile=(b"a.b.c", b"a.e30.c", b'{"state": "hangup"}', b'{"state": "hangup", "call_id": []}'),
)
ROOT, LEG = "4503599627370000", "4503599627370001"

# The machine that runs this may be busy; time is not what is tested.
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def reports(event: dict[str, Any], adapter: Telephony = WITH_API) -> tuple[ParsedCall, ...]:
    return adapter.parse(json.dumps(event).encode())


def report(event: dict[str, Any], adapter: Telephony = WITH_API) -> ParsedCall:
    (found,) = reports(event, adapter)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_dialpad_keeps_the_contract(rule: Callable[[Case], None]) -> None:
    rule(CASE)


def test_a_token_as_dialpad_makes_it_is_accepted() -> None:
    secret = "a secret as long as the library wants it"
    body = jwt.encode(leg(), secret, "HS256").encode()

    WITH_API.verify(Received(headers={}, body=body), (secret,), now=NOW)

    assert WITH_API.parse(body) == reports(leg())


def test_a_leg_is_read_with_its_agent_queue_customer_and_times() -> None:
    assert report(leg()) == ParsedCall(
        external_id=ROOT,
        other_ids=(LEG,),
        leg=Leg(id=LEG, kind=LegKind.AGENT, previous_id=ROOT),
        direction="inbound",
        started_at=datetime(2026, 1, 5, 8, 0, 12, tzinfo=UTC),
        ended_at=datetime(2026, 1, 5, 8, 5, tzinfo=UTC),
        queue="Deliveries",
        customer=Customer(phone="+12025550171", name="Amara Okafor"),
        agent=CallAgent(id="5001", name="Ava Thornton"),
        reference=Reference(kind="transcript", id=LEG, more={"entry_point_call_id": ROOT}),
    )


def test_ids_and_times_may_come_as_texts() -> None:
    as_texts = {key: str(value) if isinstance(value, int) else value for key, value in leg().items()}

    assert report(as_texts) == report(leg())


def test_the_queues_own_call_tells_of_the_whole_call_and_no_agent() -> None:
    whole = report(entry())

    assert (whole.external_id, whole.other_ids, whole.leg) == (ROOT, (LEG,), Leg())
    assert (whole.agent, whole.queue) == (CallAgent(), "Deliveries")


def test_legs_of_a_transfer_are_one_call() -> None:
    first = report(leg())
    second = report(leg(call_id=3, operator_call_id=3, master_call_id=first.leg.id))

    assert first.external_id == second.external_id
    assert first.leg.id in second.other_ids
    assert (second.leg.id, second.leg.previous_id) == ("3", ROOT)


def test_a_call_made_to_or_by_a_person_directly_is_its_own_root() -> None:
    alone = leg(call_id=9, operator_call_id=None, entry_point_call_id=None, entry_point_target={})

    call = report(alone | {"direction": "outbound"})

    assert (call.external_id, call.other_ids, call.leg.id, call.leg.previous_id) == ("9", (), "9", "")
    assert (call.queue, call.direction) == (None, "outbound")


@pytest.mark.parametrize(
    "changes",
    [
        {"date_connected": None},
        {"date_connected": None, "state": "call_transcription"},
        *(
            {"state": state}
            for state in ("ringing", "connected", "recording", "transcription", "recap_summary")
        ),
    ],
    ids=str,
)
def test_what_nobody_took_and_what_goes_on_is_ignored(changes: dict[str, Any]) -> None:
    assert reports(leg(**changes)) == ()


def test_a_queue_call_that_nobody_took_is_ignored() -> None:
    assert reports(entry(operator_call_id=None)) == ()


def test_a_contact_named_by_the_number_has_no_name() -> None:
    assert report(leg(contact=CONTACT | {"name": "(202) 555-0171"})).customer.name is None


def test_an_end_before_the_start_tells_no_duration() -> None:
    assert report(leg(date_ended=CONNECTED - 1)).ended_at is None


def test_without_an_api_the_text_in_the_event_is_read() -> None:
    text = "Ava Thornton: Hello.\r\nAmara Okafor: Hi.\nStranger: What?\nStranger: No."

    call = report(leg(state="call_transcription", transcription_text=text), PLAIN)

    said = [(turn.speaker, turn.text) for turn in call.turns]
    assert said[:2] == [(Speaker.AGENT, "Hello."), (Speaker.CUSTOMER, "Hi.")]
    assert {speaker for speaker, _ in said[2:]} == {Speaker.UNKNOWN}
    assert call.reference is None


def test_a_name_that_both_have_says_nothing_of_the_role() -> None:
    text = "Ava Thornton: Hello.\nAva Thornton: Hi."

    call = report(leg(contact=AGENT, transcription_text=text), PLAIN)

    assert {turn.speaker for turn in call.turns} == {Speaker.UNKNOWN}


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({}, "/state: missing"),
        ({"state": 1}, "/state: missing"),
        ({"state": "hangup"}, "/call_id: missing, or not an id"),
        ({"state": "hangup", "call_id": ["x"]}, "/call_id: missing, or not an id"),
        (leg(transcription_text="a\x00"), "/transcription_text: has a character that cannot be stored"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(event: dict[str, Any], reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reports(event, PLAIN)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_base": "http://dialpad.example.com"},
        {"api_base": "https://dialpad.com/api"},
        {"codes": {"billing": ""}},
        {"roles": {"user_id": "boss"}},
        {"token": "x"},
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        connect(wrong)


def test_what_it_can_do_beyond_is_told() -> None:
    for protocol in (Fetches, Lists, Codes):
        assert isinstance(WITH_API, protocol)


KEYS = st.sampled_from([*leg(), "transcription_text", "id", "type", "name", "labels"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("aA:\n\x00\ud800é ", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


@relaxed
@given(changes=st.dictionaries(KEYS, JSON), whole=st.booleans())
def test_whatever_json_comes_ends_as_reports_or_unreadable(changes: dict[str, Any], whole: bool) -> None:
    body = json.dumps((entry() if whole else leg()) | changes | {"state": "hangup"}).encode()

    for adapter in (PLAIN, WITH_API):
        try:
            found = adapter.parse(body)
        except Unreadable:
            continue
        assert len(found) <= 1
