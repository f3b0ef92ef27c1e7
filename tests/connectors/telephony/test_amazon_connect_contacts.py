"""Contact events become reports of one leg each, with what they tell of agent, queue and after-call work."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import AfterCallWork, CallAgent, Customer, Leg, LegKind, ParsedCall
from tests.connectors.telephony.amazon_connect_bodies import (
    AGENT,
    ARN,
    FIRST,
    ORIGINAL,
    QUEUE,
    SECOND,
    contact,
    source,
    stored,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AGENT_INFO = {"agentArn": f"{ARN}/agent/{AGENT}", "connectedToAgentTimestamp": "2026-01-05T09:00:30Z"}
QUEUE_INFO = {"queueArn": f"{ARN}/queue/{QUEUE}", "queueType": "STANDARD"}


def parsed(body: object, **settings: Any) -> tuple[ParsedCall, ...]:
    return source(**settings).parse(json.dumps(body).encode())


def one(body: object, **settings: Any) -> ParsedCall:
    [call] = parsed(body, **settings)
    return call


def at(minute: int, second: int = 0) -> datetime:
    return START.replace(minute=minute, second=second)


def test_a_contact_that_an_agent_took_is_a_leg_that_waits_for_its_transcript() -> None:
    call = one(contact("CONNECTED_TO_AGENT", agentInfo=AGENT_INFO, queueInfo=QUEUE_INFO))

    assert call == ParsedCall(
        external_id=FIRST,
        leg=Leg(id=FIRST, kind=LegKind.AGENT),
        direction="inbound",
        started_at=START,
        queue=QUEUE,
        customer=Customer(phone="+12025550101"),
        agent=CallAgent(id=AGENT),
        awaits_transcript=True,
    )


def test_a_transfer_names_its_root_and_the_leg_before() -> None:
    call = one(
        contact(
            "DISCONNECTED",
            contactId=SECOND,
            initialContactId=FIRST,
            previousContactId="c-between",
            relatedContactId="c-related",
            initiationMethod="TRANSFER",
            disconnectTimestamp="2026-01-05T09:08:00Z",
            agentInfo=AGENT_INFO,
        )
    )

    assert (call.external_id, call.other_ids) == (FIRST, (SECOND, "c-between", "c-related"))
    assert call.leg == Leg(id=SECOND, kind=LegKind.AGENT, previous_id="c-between")
    assert (call.direction, call.ended_at) == ("unknown", at(8))


def test_after_call_work_comes_with_the_contact_s_completion_however_it_is_spelled() -> None:
    work = {
        "AfterContactWorkStartTimestamp": "2026-01-05T09:08:00Z",
        "afterContactWorkEndTimestamp": "2026-01-05T09:08:45Z",
    }

    call = one(
        contact("COMPLETED", AgentInfo=AGENT_INFO | work, QueueInfo={"QueueArn": f"{ARN}/queue/{QUEUE}"})
    )

    assert call.after_call_work == AfterCallWork(started_at=at(8), ended_at=at(8, 45))
    assert (call.agent.id, call.queue) == (AGENT, QUEUE)


def test_a_contact_that_ended_without_an_agent_was_the_flow_s() -> None:
    ended, running = one(contact("DISCONNECTED")), one(contact("QUEUED"))

    assert (ended.leg.kind, ended.awaits_transcript) == (LegKind.IVR, False)
    assert running.leg.kind is LegKind.UNKNOWN


@pytest.mark.parametrize(
    ("method", "direction"),
    [
        ("INBOUND", "inbound"),
        ("OUTBOUND", "outbound"),
        ("CALLBACK", "outbound"),
        ("QUEUE_TRANSFER", "unknown"),
    ],
)
def test_a_direction_is_told_by_how_the_contact_began(method: str, direction: str) -> None:
    assert one(contact("INITIATED", initiationMethod=method)).direction == direction


def test_every_event_of_a_contact_tells_the_same_start() -> None:
    kinds = ("INITIATED", "QUEUED", "CONNECTED_TO_AGENT", "DISCONNECTED", "COMPLETED", "CONTACT_DATA_UPDATED")

    assert {one(contact(kind, agentInfo=AGENT_INFO)).started_at for kind in kinds} == {START}


def test_queues_have_names_where_the_settings_give_them_and_an_agent_s_own_is_none() -> None:
    own = {"queueArn": f"{ARN}/queue/agent/{AGENT}", "queueType": "AGENT"}

    assert one(contact("QUEUED", queueInfo=QUEUE_INFO), queues={QUEUE: "deliveries"}).queue == "deliveries"
    assert one(contact("QUEUED", queueInfo=own)).queue is None


def test_a_customer_who_is_no_telephone_has_no_number() -> None:
    call = one(contact("QUEUED", customerEndpoint={"type": "VOIP", "address": "amara"}))

    assert call.customer.phone is None


def test_a_source_without_transcripts_waits_for_none() -> None:
    call = one(contact("CONNECTED_TO_AGENT", agentInfo=AGENT_INFO), transcripts=False)

    assert not call.awaits_transcript
    assert parsed(stored(ORIGINAL), transcripts=False) == ()
