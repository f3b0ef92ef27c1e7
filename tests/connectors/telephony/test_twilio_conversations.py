"""Twilio's conversations of version 3 and its lists of calls, through a stand-in on loopback."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import (
    Fetches,
    Lists,
    ParsedCall,
    Reference,
    Speaker,
    Unreadable,
)
from connectors.errors import ConnectorError, Transient
from connectors.telephony.twilio import Twilio, connect
from tests.vendors.twilio import (
    ACCOUNT,
    CALL,
    CONVERSATION,
    CUSTOMER,
    KEY,
    PARENT,
    RECORDING,
    SECRET,
    TRANSCRIPT,
    StubTwilio,
    call_record,
    fill,
    running_twilio,
)

OTHER = "CA" + "3" * 32
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


def test_a_conversation_becomes_turns_by_its_participants_types(stub: StubTwilio) -> None:
    call = fetched(stub, "ci_v3", CONVERSATION, conversation_channels={"0": "customer"})

    spoken = [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in call.turns]
    assert spoken == [
        ("agent", "Good morning.", 0, 1000),
        ("customer", "My card was charged twice.", 3000, 4000),
        ("customer", "Mine too.", 7000, 8000),
    ]
    assert (call.agent.name, call.customer.phone, call.direction) == ("Ava Thornton", CUSTOMER, "inbound")


def test_a_participant_of_unknown_type_stays_unknown(stub: StubTwilio) -> None:
    assert fetched(stub, "ci_v3", CONVERSATION).turns[-1].speaker is Speaker.UNKNOWN


def test_a_conversation_that_goes_on_is_not_ready(stub: StubTwilio) -> None:
    stub.conversations[CONVERSATION]["status"] = "ACTIVE"

    assert failure_of(stub, "ci_v3", CONVERSATION) == (Transient, "not_ready")


def test_an_answer_of_another_shape_is_unreadable(stub: StubTwilio) -> None:
    stub.conversations[CONVERSATION] = ["odd"]  # type: ignore[assignment]  # what a vendor may send

    with pytest.raises(Unreadable, match="answer: not an object"):
        fetched(stub, "ci_v3", CONVERSATION)


def test_calls_are_listed_oldest_first_with_the_transcript_or_the_recording_of_each(stub: StubTwilio) -> None:
    began = "Mon, 05 Jan 2026 08:00:00 +0000"
    stub.calls[OTHER] = call_record(sid=OTHER, parent_call_sid=PARENT, start_time=began)
    stub.calls["silent"] = call_record(sid="silent")
    stub.recordings = {
        "RE1": {"sid": "RE1", "call_sid": OTHER},
        RECORDING: {"sid": RECORDING, "call_sid": CALL},
    }
    since, until = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 6, tzinfo=UTC)

    found = list(source(stub).calls(since, until, deadline_ms=5_000))

    assert [(call.external_id, call.leg.id) for call in found] == [(PARENT, OTHER), (CALL, "")]
    references = [call.reference for call in found]
    assert references == [Reference(kind="recording", id="RE1"), Reference(kind="ci_v2", id=TRANSCRIPT)]
    asked = next(query for path, query in stub.requests if path.endswith("/Calls.json"))
    assert (asked["StartTime>"], asked["StartTime<"]) == ("2026-01-05T00:00:00Z", "2026-01-06T00:00:00Z")


def test_the_adapter_fetches_and_lists() -> None:
    adapter = connect({})

    assert isinstance(adapter, Fetches)
    assert isinstance(adapter, Lists)
