"""Which calls Genesys Cloud lists: agents' legs of ended conversations, page by page, week by week."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from connectors.contracts import (
    AfterCallWork,
    CallAgent,
    CodeHint,
    Customer,
    Leg,
    LegKind,
    Lists,
    ParsedCall,
)
from connectors.errors import Transient
from connectors.telephony.genesys_cloud import connect
from connectors.telephony.genesys_cloud_values import reference_to
from tests.vendors.genesys_cloud import StubGenesysCloud, running_genesys_cloud
from tests.vendors.genesys_cloud_calls import BEGAN, PHONE, at, listed, segment, session

DAY_S = 24 * 3600


@pytest.fixture
def genesys() -> Iterator[StubGenesysCloud]:
    with running_genesys_cloud() as stub:
        yield stub


def talked(session_id: str, begin: float, **more: Any) -> dict[str, Any]:
    """An agent with one session in which they talked for a minute."""
    told = session(session_id, segment("interact", begin, begin + 60))
    return {"purpose": "agent", "userId": f"u-{session_id}", "sessions": [told | more]}


def legs(genesys: StubGenesysCloud, *, days: float = 1, **settings: Any) -> list[ParsedCall]:
    source: Lists = connect(genesys.settings | settings)
    return list(source.calls(BEGAN, BEGAN + timedelta(days=days), deadline_ms=10_000))


def test_an_agents_leg_is_listed_with_all_that_analytics_tells(genesys: StubGenesysCloud) -> None:
    ava = {
        "purpose": "agent",
        "userId": "u-ava",
        "participantName": "Ava Thornton",
        "sessions": [
            session(
                "c-ava",
                segment("alert", 25, 30),
                segment("interact", 30, 70, queueId="q-1"),
                segment("hold", 70, 80, queueId="q-1"),
                segment("interact", 80, 120, queueId="q-1"),
                segment("wrapup", 120, 150, wrapUpCode="w-refund", wrapUpNote="Refunded."),
            )
        ],
    }
    genesys.listed = [listed("conv-1", 0, ava)]

    (call,) = legs(genesys, queues={"q-1": "Billing"})

    assert call == ParsedCall(
        external_id="conv-1",
        leg=Leg(id="c-ava", kind=LegKind.AGENT),
        direction="inbound",
        started_at=at(30),
        ended_at=at(120),
        queue="Billing",
        customer=Customer(phone=PHONE),
        agent=CallAgent(id="u-ava", name="Ava Thornton"),
        after_call_work=AfterCallWork(started_at=at(120), ended_at=at(150)),
        hint=CodeHint(code="w-refund", notes="Refunded."),
        reference=reference_to("conv-1", "c-ava"),
    )


def test_legs_of_a_transfer_come_in_order_and_name_the_one_before(genesys: StubGenesysCloud) -> None:
    genesys.listed = [listed("conv-1", 0, talked("c-ben", 125), talked("c-ava", 30))]

    found = legs(genesys)

    assert [(one.leg.id, one.leg.previous_id) for one in found] == [("c-ava", ""), ("c-ben", "c-ava")]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(talked("c", 30, monitoredParticipantId="p-ava"), id="listened in"),
        pytest.param(talked("c", 30, coachedParticipantId="p-ava"), id="coached"),
        pytest.param(talked("c", 30, mediaType="callback"), id="callback"),
        pytest.param(talked("c", 30) | {"purpose": "ivr"}, id="menu"),
        pytest.param(
            {"purpose": "agent", "sessions": [session("c", segment("alert", 20, 40))]}, id="did not answer"
        ),
        pytest.param({"purpose": "agent", "sessions": [7]}, id="odd"),
    ],
)
def test_only_agents_who_talked_are_listed(genesys: StubGenesysCloud, other: dict[str, Any]) -> None:
    genesys.listed = [listed("conv-1", 0, other, talked("c-ava", 30))]

    assert [one.leg.id for one in legs(genesys)] == ["c-ava"]


def test_a_conversation_that_goes_on_is_not_listed(genesys: StubGenesysCloud) -> None:
    genesys.listed = [listed("conv-1", 0, talked("c-ava", 30), ended=False)]

    assert legs(genesys) == []


def test_an_outbound_calls_customer_is_who_was_rung(genesys: StubGenesysCloud) -> None:
    told = listed("conv-1", 0, talked("c-ava", 30)) | {"originatingDirection": "outbound"}
    told["participants"][0]["sessions"][0] |= {"ani": "tel:+12025550199", "dnis": "tel:+12025550177"}
    genesys.listed = [told]

    (call,) = legs(genesys)

    assert (call.direction, call.customer.phone) == ("outbound", "+12025550177")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5], ids=str)
def test_every_page_is_read(genesys: StubGenesysCloud, count: int) -> None:
    genesys.listed = [listed(f"conv-{at}", at, talked(f"c-{at}", at)) for at in reversed(range(count))]

    found = legs(genesys, page_size=2)

    assert [one.external_id for one in found] == [f"conv-{at}" for at in range(count)]
    assert [query["paging"]["pageNumber"] for query in genesys.queries] == list(range(1, count // 2 + 2))


def test_a_long_time_is_asked_for_in_weeks(genesys: StubGenesysCloud) -> None:
    genesys.listed = [
        listed(f"conv-{day}", day * DAY_S, talked(f"c-{day}", day * DAY_S)) for day in range(20)
    ]

    found = legs(genesys, days=16.5)

    assert [one.external_id for one in found] == [f"conv-{day}" for day in range(17)]
    assert [query["interval"] for query in genesys.queries] == [
        "2026-01-05T09:00:00.000Z/2026-01-12T09:00:00.000Z",
        "2026-01-12T09:00:00.000Z/2026-01-19T09:00:00.000Z",
        "2026-01-19T09:00:00.000Z/2026-01-21T21:00:00.000Z",
    ]


def test_a_conversation_that_two_answers_hold_is_listed_once(genesys: StubGenesysCloud) -> None:
    genesys.listed = [
        listed("conv-1", 0, talked("c-ava", 30)),
        listed("conv-1", 8 * DAY_S, talked("c-ava", 30)),
    ]

    assert len(legs(genesys, days=14)) == 1


def test_a_list_ends_by_its_deadline(genesys: StubGenesysCloud) -> None:
    source = connect(genesys.settings)

    with pytest.raises(Transient) as late:
        list(source.calls(BEGAN, BEGAN + timedelta(days=1), deadline_ms=0))

    assert late.value.code == "deadline"
