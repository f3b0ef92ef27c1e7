"""Genesys Cloud's transcripts: whose file is asked for, who said what in which leg, and when there is none yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Fetches,
    Leg,
    LegKind,
    ParsedCall,
    Speaker,
    Turn,
    Unreadable,
)
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.genesys_cloud import GenesysCloud, connect
from connectors.telephony.genesys_cloud_values import reference_to
from tests.vendors.genesys_cloud import StubGenesysCloud, running_genesys_cloud
from tests.vendors.genesys_cloud_calls import (
    AVA,
    BEN,
    CALL,
    CUSTOMER,
    MENU,
    PHONE,
    agent,
    at,
    conversation,
    participant,
    phrase,
    transcript,
)

DEADLINE_MS = 10_000


@pytest.fixture
def genesys() -> Iterator[StubGenesysCloud]:
    with running_genesys_cloud() as stub:
        stub.conversations[CALL] = conversation()
        stub.files[CALL, CUSTOMER] = transcript()
        yield stub


@pytest.fixture
def source(genesys: StubGenesysCloud) -> GenesysCloud:
    return connect(genesys.settings)


def leg(communication: str, call_id: str = CALL) -> ParsedCall:
    return ParsedCall(
        external_id=call_id,
        leg=Leg(id=communication, kind=LegKind.AGENT),
        reference=reference_to(call_id, communication),
    )


def fetched(source: Fetches, communication: str) -> dict[str, ParsedCall]:
    return {call.leg.id: call for call in source.fetch(leg(communication), deadline_ms=DEADLINE_MS)}


def texts(call: ParsedCall) -> list[tuple[str, str]]:
    return [(turn.speaker.value, turn.text) for turn in call.turns]


def refused(source: Fetches, call: ParsedCall) -> ConnectorError:
    with pytest.raises(ConnectorError) as error:
        source.fetch(call, deadline_ms=DEADLINE_MS)
    return error.value


def test_an_agents_leg_holds_what_was_said_while_they_had_the_call(source: GenesysCloud) -> None:
    assert isinstance(source, Fetches)

    call = fetched(source, AVA)[AVA]

    assert call == ParsedCall(
        external_id=CALL,
        leg=Leg(id=AVA, kind=LegKind.AGENT, previous_id=MENU),
        direction="inbound",
        started_at=at(30),
        ended_at=at(120),
        language="en-US",
        queue="Billing",
        customer=Customer(phone=PHONE),
        agent=CallAgent(id="u-ava", name="Ava Thornton"),
        after_call_work=AfterCallWork(started_at=at(120), ended_at=at(150)),
        turns=(
            Turn(speaker=Speaker.AGENT, text="this is ava", start_ms=1_000, end_ms=2_500),
            Turn(speaker=Speaker.CUSTOMER, text="i was charged twice", start_ms=6_000, end_ms=7_500),
            Turn(speaker=Speaker.CUSTOMER, text="hello", start_ms=92_000, end_ms=93_500),
        ),
    )


def test_the_next_agents_leg_follows_it(source: GenesysCloud) -> None:
    call = fetched(source, BEN)[BEN]

    assert call.leg.previous_id == AVA
    assert texts(call) == [("agent", "ben here"), ("customer", "i want it back")]


def test_what_the_menu_said_is_a_leg_of_its_own_without_the_other_agents(source: GenesysCloud) -> None:
    told = fetched(source, BEN)

    assert list(told) == [MENU, BEN]
    assert told[MENU].leg == Leg(id=MENU, kind=LegKind.IVR)
    assert texts(told[MENU]) == [("ivr", "press one for billing"), ("customer", "one")]
    assert told[MENU].agent == CallAgent()


def test_what_two_agents_heard_together_is_in_both_legs(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    genesys.conversations[CALL]["participants"][0] = agent(BEN, 35, 200, "u-ben", "Ben Ortiz")

    ava, ben = (texts(fetched(source, one)[one]) for one in (AVA, BEN))

    assert ("customer", "i was charged twice") in ava
    assert ("customer", "i was charged twice") in ben


def test_where_the_menu_lingers_what_is_said_is_the_agents(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    genesys.conversations[CALL]["participants"][-1] = participant("ivr", MENU, 0, 40)

    assert [len(one.turns) for one in fetched(source, AVA).values()] == [2, 3]


def test_a_legs_own_file_is_asked_for_first(genesys: StubGenesysCloud, source: GenesysCloud) -> None:
    own = transcript(AVA)
    own["transcripts"][0]["phrases"] = [phrase(40, "internal", "from my own file")]
    genesys.files[CALL, AVA] = own

    call = fetched(source, AVA)[AVA]

    assert texts(call) == [("agent", "from my own file")]


def test_the_far_ends_file_serves_where_no_peer_is_named(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    for one in genesys.conversations[CALL]["participants"]:
        one["calls"][0].pop("peerId", None)

    assert len(fetched(source, AVA)[AVA].turns) == 3


def test_a_file_without_times_belongs_to_the_leg_asked_for(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    untimed = [{"participantPurpose": "external", "text": "no clock"}]
    genesys.files[CALL, CUSTOMER] = {"transcripts": [{"phrases": untimed}]}

    told = fetched(source, BEN)

    assert list(told) == [BEN]
    assert told[BEN].turns == (Turn(speaker=Speaker.CUSTOMER, text="no clock"),)


def test_the_wrap_up_in_the_conversation_is_the_hint(genesys: StubGenesysCloud, source: GenesysCloud) -> None:
    wrapup = {"code": "w-refund", "notes": "Refunded."}
    genesys.conversations[CALL]["participants"][0]["wrapup"] = wrapup

    assert fetched(source, BEN)[BEN].hint == CodeHint(code="w-refund", notes="Refunded.")


def test_a_queues_name_in_the_settings_goes_before_the_vendors(genesys: StubGenesysCloud) -> None:
    source = connect(genesys.settings | {"queues": {"q-1": "billing-en"}})

    assert fetched(source, AVA)[AVA].queue == "billing-en"


def test_who_speaks_for_the_company_may_be_said_in_the_settings(genesys: StubGenesysCloud) -> None:
    genesys.files[CALL, CUSTOMER]["participants"] = []

    plain, told = (connect(genesys.settings | {"roles": roles}) for roles in ({}, {"internal": "agent"}))

    assert texts(fetched(plain, BEN)[BEN])[0] == ("unknown", "ben here")
    assert texts(fetched(told, BEN)[BEN])[0] == ("agent", "ben here")


def test_a_supervisor_who_listens_in_takes_no_turns(genesys: StubGenesysCloud, source: GenesysCloud) -> None:
    watching = agent("c-watch", 10, 210, "u-sue", "Sue Park", monitoredParticipantId="p-c-ava")
    genesys.conversations[CALL]["participants"].append(watching)

    assert len(fetched(source, AVA)[AVA].turns) == 3
    assert refused(source, leg("c-watch")).code == "not_ready"


def test_an_external_party_beside_the_customer_is_not_taken_for_them(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    bank = participant("external", "c-bank", 0, 200, address="tel:+12025550188")
    genesys.conversations[CALL]["participants"].insert(0, bank)

    assert fetched(source, AVA)[AVA].customer == Customer(phone=PHONE)


@pytest.mark.parametrize("missing", ["conversation", "file", "leg", "address"])
def test_what_is_not_there_yet_is_worth_another_try(
    genesys: StubGenesysCloud, source: GenesysCloud, missing: str
) -> None:
    if missing == "conversation":
        genesys.conversations.clear()
    elif missing == "leg":
        del genesys.conversations[CALL]["participants"][0]["connectedTime"]
        del genesys.conversations[CALL]["participants"][0]["calls"][0]["connectedTime"]
    else:
        genesys.files.clear()

    error = refused(source, leg(BEN))

    assert isinstance(error, Transient)
    assert error.code == "not_ready"


def test_a_token_is_asked_for_once_and_again_when_it_is_refused(
    genesys: StubGenesysCloud, source: GenesysCloud
) -> None:
    fetched(source, AVA)
    fetched(source, BEN)
    once = len(genesys.tokens)
    genesys.expire()
    fetched(source, AVA)

    assert (once, len(genesys.tokens)) == (1, 2)


def test_a_wrong_client_secret_is_told_as_such(genesys: StubGenesysCloud) -> None:
    source = connect(genesys.settings | {"client_secret": "wrong"})

    assert isinstance(refused(source, leg(AVA)), Auth)


def test_a_store_that_the_settings_do_not_name_is_not_asked(genesys: StubGenesysCloud) -> None:
    source = connect(genesys.settings | {"private_transcript_hosts": ["other.example.com"]})

    error = refused(source, leg(AVA))

    assert isinstance(error, Permanent)
    assert error.code == "foreign_host"


@pytest.mark.parametrize("call_id", ["..", "a/b", "a\nb"], ids=["dots", "slash", "line"])
def test_an_id_that_leads_elsewhere_is_never_sent(
    genesys: StubGenesysCloud, source: GenesysCloud, call_id: str
) -> None:
    error = refused(source, leg(AVA, call_id))

    assert error.code == "bad_id"
    assert genesys.requests == []


@pytest.mark.parametrize("file", [{"transcripts": 1}, {}, []], ids=["number", "empty", "list"])
def test_a_file_that_is_no_transcript_is_refused(
    genesys: StubGenesysCloud, source: GenesysCloud, file: Any
) -> None:
    genesys.files[CALL, CUSTOMER] = file

    with pytest.raises(Unreadable):
        source.fetch(leg(AVA), deadline_ms=DEADLINE_MS)


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param({"participants": 7}, id="participants"),
        pytest.param({"participants": [7, {"purpose": 7, "calls": {}}]}, id="participant"),
        pytest.param({"participants": [{"purpose": "agent", "calls": [7, {"id": {}}]}]}, id="call"),
        pytest.param(
            {"participants": [{"purpose": "agent", "calls": [{"id": AVA, "connectedTime": 7}]}]}, id="time"
        ),
    ],
)
def test_an_odd_conversation_is_one_without_the_leg(
    genesys: StubGenesysCloud, source: GenesysCloud, odd: dict[str, Any]
) -> None:
    genesys.conversations[CALL] = odd

    assert refused(source, leg(AVA)).code == "not_ready"


def test_a_leg_that_still_talks_has_no_end(genesys: StubGenesysCloud, source: GenesysCloud) -> None:
    ben = genesys.conversations[CALL]["participants"][0]
    del ben["endTime"], ben["calls"][0]["disconnectedTime"]

    call = fetched(source, BEN)[BEN]

    assert (call.started_at, call.ended_at) == (at(125), None)
    assert texts(call)[-1] == ("customer", "i want it back")
