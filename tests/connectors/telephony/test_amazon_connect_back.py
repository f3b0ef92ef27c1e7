"""Contacts that ended are listed, and confirmed codes written back as attributes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.contracts import (
    Coding,
    Leg,
    LegKind,
    ParsedCall,
    Reference,
)
from connectors.errors import Permanent, Transient, Validation
from tests.connectors.telephony.amazon_connect_bodies import (
    FIRST,
    INSTANCE,
    SECOND,
    source,
)
from tests.vendors.amazon_connect import StubConnect
from tests.vendors.aws_server import ACCOUNT, Said

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
START = NOW.timestamp()
CODING = Coding(
    key="k",
    external_id=FIRST,
    leg_id=SECOND,
    agent_id="a",
    codes=("refund", "late"),
    labels=("Refund",),
    summary="S",
)


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)


def at(server: Any, **more: Any) -> Any:
    return source(endpoints={server.service: server.url}, **more)


def summary(contact_id: str, minute: int, **more: Any) -> dict[str, Any]:
    return {
        "Id": contact_id,
        "InitiationMethod": "INBOUND",
        "Channel": "VOICE",
        "QueueInfo": {"Id": "queue-1"},
        "AgentInfo": {"Id": "agent-1"},
        "InitiationTimestamp": START + 60 * minute,
        "DisconnectTimestamp": START + 60 * minute + 300.5,
    } | more


def test_contacts_that_an_agent_took_are_listed_by_their_end() -> None:
    contacts = [
        summary(SECOND, 30, InitialContactId=FIRST, PreviousContactId=FIRST, InitiationMethod="TRANSFER"),
        summary(FIRST, 0),
        summary("c-flow", 5, AgentInfo={}),
        summary("c-chat", 6, Channel="CHAT"),
        summary("c-listening", 7, InitiationMethod="MONITOR"),
        summary("c-later", 60 * 24 * 9),
    ]

    with StubConnect(contacts) as server:
        found = list(at(server).calls(NOW, NOW + timedelta(days=10), deadline_ms=5_000))

    assert [call.leg.id for call in found] == [FIRST, SECOND, "c-later"]
    assert found[1] == ParsedCall(
        external_id=FIRST,
        other_ids=(SECOND,),
        leg=Leg(id=SECOND, kind=LegKind.AGENT, previous_id=FIRST),
        started_at=NOW + timedelta(minutes=30),
        ended_at=NOW + timedelta(minutes=35, milliseconds=500),
        queue="queue-1",
        agent=found[1].agent,
        reference=Reference(kind="contact", id=SECOND, more={"days": "2026/01/05"}),
    )
    assert found[1].agent.id == "agent-1"


def test_a_search_that_is_throttled_says_so() -> None:
    with StubConnect([]) as server:
        server.answers.append(Said(429, b'{"Message": "SECRET words"}'))
        found = at(server).calls(NOW, NOW + timedelta(days=1), deadline_ms=5_000)
        with pytest.raises(Transient, match="throttled"):
            list(found)


def test_confirmed_codes_become_attributes_of_the_leg() -> None:
    names = {"codes": "wrapup", "labels": "wrapup_labels", "summary": "wrapup_summary"}

    with StubConnect([]) as server:
        adapter = at(server, attributes=names)
        adapter.code(CODING, deadline_ms=5_000)
        adapter.code(CODING, deadline_ms=5_000)

    assert server.asked[0].json["InstanceId"] == INSTANCE
    assert server.attributes == {
        SECOND: {"wrapup": "refund,late", "wrapup_labels": "Refund", "wrapup_summary": "S"}
    }


def test_codes_are_translated_where_the_settings_do_and_refused_where_they_do_not() -> None:
    with StubConnect([]) as server:
        at(server, codes={"refund": "R1", "late": "L1"}).code(CODING, deadline_ms=5_000)
        with pytest.raises(Validation, match="unmapped_code"):
            at(server, codes={"refund": "R1"}).code(CODING, deadline_ms=5_000)

    assert server.attributes == {SECOND: {"aftercall_codes": "R1,L1"}}


def test_without_an_instance_nothing_is_listed_or_written() -> None:
    with pytest.raises(Permanent, match="not_configured"):
        source(instance_id="").code(CODING, deadline_ms=5_000)
