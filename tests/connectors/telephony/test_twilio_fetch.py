"""Twilio's transcripts of version 2 through a stand-in on loopback: pages, roles, what is missing or refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import (
    CallAgent,
    Customer,
    ParsedCall,
    Reference,
    Speaker,
)
from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.telephony.twilio import Twilio, connect
from tests.vendors.twilio import (
    ACCOUNT,
    CALL,
    CUSTOMER,
    KEY,
    LINE,
    PARENT,
    RECORDING,
    SAID,
    SECRET,
    TRANSCRIPT,
    StubTwilio,
    call_record,
    fill,
    running_twilio,
    transcript,
)

CHANNELS = {"1": "agent", "2": "customer"}


@pytest.fixture
def stub() -> Iterator[StubTwilio]:
    with running_twilio() as stub:
        fill(stub)
        yield stub


def source(stub: StubTwilio, **more: Any) -> Twilio:
    bases = dict.fromkeys(("api_base", "intelligence_base", "conversations_base"), stub.url)
    who = {"account_sid": ACCOUNT, "api_key": KEY, "api_secret": SECRET}
    return connect({"channels": CHANNELS} | who | bases | more)


def fetched(
    stub: StubTwilio, kind: str, sid: str, call: ParsedCall | None = None, **settings: Any
) -> ParsedCall:
    asked = (call or ParsedCall(external_id=CALL)).model_copy(
        update={"reference": Reference(kind=kind, id=sid)}
    )
    (found,) = source(stub, **settings).fetch(asked, deadline_ms=5_000)
    return found


def failure_of(stub: StubTwilio, kind: str, sid: str, **settings: Any) -> tuple[type[ConnectorError], str]:
    with pytest.raises(ConnectorError) as failed:
        fetched(stub, kind, sid, **settings)
    return type(failed.value), failed.value.code


def test_sentences_of_all_pages_become_turns_of_the_roles_that_the_settings_name(stub: StubTwilio) -> None:
    call = fetched(stub, "ci_v2", TRANSCRIPT)

    assert [(turn.speaker, turn.text) for turn in call.turns] == [
        (CHANNELS[str(n)], text) for n, text in SAID
    ]
    assert [turn.start_ms for turn in call.turns] == [0, 1000, 2000]
    assert (call.language, call.reference, call.awaits_transcript) == ("en-US", None, False)
    assert call.revision == 1767603900000


def test_the_calls_own_record_adds_its_customer_its_times_and_its_root(stub: StubTwilio) -> None:
    stub.calls[CALL] = call_record(parent_call_sid=PARENT)

    call = fetched(stub, "ci_v2", TRANSCRIPT)

    assert (call.external_id, call.other_ids) == (CALL, (PARENT, TRANSCRIPT))
    assert (call.leg.id, call.leg.previous_id, call.direction) == (CALL, PARENT, "inbound")
    assert call.customer == Customer(phone=CUSTOMER)
    assert call.started_at == datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    assert call.ended_at == datetime(2026, 1, 5, 9, 3, 4, tzinfo=UTC)


def test_what_the_delivery_told_stands_beside_what_the_record_says(stub: StubTwilio) -> None:
    told = ParsedCall(external_id=CALL, agent=CallAgent(id="WK1"), direction="outbound", language="en-GB")

    call = fetched(stub, "ci_v2", TRANSCRIPT, told)

    assert (call.agent.id, call.direction, call.language) == ("WK1", "outbound", "en-GB")


def test_outbound_calls_may_have_their_channels_the_other_way_round(stub: StubTwilio) -> None:
    stub.calls[CALL] = call_record(direction="outbound-api", **{"from": LINE, "to": CUSTOMER})

    call = fetched(stub, "ci_v2", TRANSCRIPT, channels_outbound={"1": "customer", "2": "agent"})

    assert [turn.speaker for turn in call.turns] == ["customer", "agent", "customer"]
    assert call.customer.phone == CUSTOMER


@pytest.mark.parametrize("channels", [{}, {"0": "agent", "7": "customer"}], ids=["none", "others"])
def test_a_channel_that_the_settings_do_not_name_stays_unknown(
    stub: StubTwilio, channels: dict[str, str]
) -> None:
    call = fetched(stub, "ci_v2", TRANSCRIPT, channels=channels)

    assert {turn.speaker for turn in call.turns} == {Speaker.UNKNOWN}


def test_roles_given_to_a_transcripts_channels_come_before_the_settings(stub: StubTwilio) -> None:
    people = [
        {"channel_participant": 1, "role": "Customer"},
        {"channel_participant": 2, "role": "Agent", "user_id": "ava", "full_name": "Ava Thornton"},
    ]
    stub.transcripts[TRANSCRIPT]["channel"]["participants"] = people

    call = fetched(stub, "ci_v2", TRANSCRIPT)

    assert [turn.speaker for turn in call.turns] == ["customer", "agent", "customer"]
    assert call.agent == CallAgent(id="ava", name="Ava Thornton")


def test_a_transcript_without_a_customer_key_finds_its_call_by_its_recording(stub: StubTwilio) -> None:
    stub.transcripts[TRANSCRIPT]["customer_key"] = None
    stub.recordings[RECORDING] = {"sid": RECORDING, "call_sid": CALL}

    call = fetched(stub, "ci_v2", TRANSCRIPT, ParsedCall(external_id=TRANSCRIPT))

    assert (call.external_id, call.other_ids, call.leg.id) == (TRANSCRIPT, (CALL,), "")


def test_a_call_that_was_deleted_leaves_its_transcript(stub: StubTwilio) -> None:
    stub.calls.clear()

    call = fetched(stub, "ci_v2", TRANSCRIPT)

    assert len(call.turns) == len(SAID)
    assert call.direction == "unknown"


@pytest.mark.parametrize(("setting", "asked"), [(True, "true"), (False, "false")])
def test_redacted_sentences_are_asked_for_unless_the_settings_say_otherwise(
    stub: StubTwilio, setting: bool, asked: str
) -> None:
    fetched(stub, "ci_v2", TRANSCRIPT, redacted=setting)

    queries = [query for path, query in stub.requests if path.endswith("/Sentences")]
    assert [query["Redacted"] for query in queries] == [asked, asked]


def test_the_transcript_of_a_recording_is_the_newest_that_is_complete(stub: StubTwilio) -> None:
    stub.transcripts["GTold"] = transcript(sid="GTold", date_created="2026-01-04T09:05:00Z")
    stub.transcripts["GTnew"] = transcript(sid="GTnew", date_created="2026-01-06T09:05:00Z", status="queued")

    assert len(fetched(stub, "recording", RECORDING).turns) == len(SAID)


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        ("queued", (Transient, "not_ready")),
        ("in-progress", (Transient, "not_ready")),
        ("failed", (Permanent, "no_transcript")),
        ("canceled", (Permanent, "no_transcript")),
    ],
)
@pytest.mark.parametrize(("kind", "sid"), [("ci_v2", TRANSCRIPT), ("recording", RECORDING)])
def test_an_unfinished_transcript_is_asked_for_again_and_a_failed_one_is_not(
    stub: StubTwilio, kind: str, sid: str, status: str, failure: tuple[type[ConnectorError], str]
) -> None:
    stub.transcripts[TRANSCRIPT]["status"] = status

    assert failure_of(stub, kind, sid) == failure


@pytest.mark.parametrize(
    ("kind", "sid"), [("ci_v2", "GTgone"), ("recording", "REgone"), ("ci_v3", "conv_gone")]
)
def test_what_is_not_there_yet_is_not_ready(stub: StubTwilio, kind: str, sid: str) -> None:
    assert failure_of(stub, kind, sid) == (Transient, "not_ready")


def test_encrypted_sentences_are_said_to_be_so(stub: StubTwilio) -> None:
    stub.transcripts[TRANSCRIPT]["encryption_credential_sid"] = "CR1"

    assert failure_of(stub, "ci_v2", TRANSCRIPT) == (Permanent, "encrypted")


def test_wrong_credentials_and_none_at_all_are_for_a_person_to_mend(stub: StubTwilio) -> None:
    call = ParsedCall(external_id=CALL, reference=Reference(kind="ci_v2", id=TRANSCRIPT))

    assert failure_of(stub, "ci_v2", TRANSCRIPT, api_secret="other") == (Auth, "unauthorized")
    with pytest.raises(Auth, match="no_credentials"):
        connect({}).fetch(call, deadline_ms=1_000)


@pytest.mark.parametrize(
    ("status", "family"), [(429, Transient), (503, Transient), (403, Auth), (400, Permanent)]
)
def test_failures_of_the_vendor_come_back_in_our_words_alone(
    stub: StubTwilio, status: int, family: type[ConnectorError]
) -> None:
    stub.status = status

    kind, code = failure_of(stub, "ci_v2", TRANSCRIPT)

    assert kind is family
    assert "SECRET" not in code


@pytest.mark.parametrize(("kind", "sid"), [("ci_v2", "GT/../../Calls"), ("ci_v3", ".."), ("other", "x")])
def test_an_id_that_could_lead_elsewhere_is_never_asked_for(stub: StubTwilio, kind: str, sid: str) -> None:
    assert failure_of(stub, kind, sid)[0] is Permanent
    assert stub.requests == []
