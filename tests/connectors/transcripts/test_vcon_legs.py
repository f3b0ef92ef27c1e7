"""vCons of calls that several handled: a report of each agent's leg, the same whatever version wrote it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.contracts import CallAgent, Leg, LegKind, ParsedCall
from connectors.transcripts.vcon import legs, parse

CUSTOMER = {"role": "customer", "tel": "+12025550101", "name": "Amara Okafor"}
AVA = {"role": "agent", "id": "agent-1", "name": "Ava Thornton"}
BEN = {"role": "agent", "id": "agent-2", "name": "Ben Calloway"}
BOT = {"role": "bot", "name": "Fern"}


def said(minute: int, text: str, *parties: int, **keys: Any) -> dict[str, Any]:
    start = f"2026-01-05T09:{minute:02}:00Z"
    return {"type": "text", "start": start, "duration": 30, "parties": list(parties), "body": text} | keys


def read(parties: list[dict[str, Any]], *dialogs: dict[str, Any], **vcon: Any) -> tuple[ParsedCall, ...]:
    body = {"vcon": "0.3.0", "uuid": "u-1", "parties": parties, "dialog": dialogs} | vcon
    return legs(json.dumps(body).encode())


def texts(call: ParsedCall) -> list[str]:
    return [turn.text for turn in call.turns]


def test_a_call_of_one_agent_is_one_report_without_a_leg() -> None:
    dialogs = (said(0, "Menu.", 2), said(1, "Hi.", 1, 0), said(2, "Ho.", 0, 1))

    (call,) = read([CUSTOMER, AVA, BOT], *dialogs)

    assert call.leg == Leg()
    assert texts(call) == ["Menu.", "Hi.", "Ho."]
    assert call.agent == CallAgent(id="agent-1", name="Ava Thornton")


def test_each_agent_has_a_leg_with_its_own_times_and_turns() -> None:
    first, second = read(
        [CUSTOMER, AVA, BEN],
        said(0, "Hi.", 1, 0, skill=["orders"]),
        said(1, "Ho.", 0, 1),
        said(5, "Hello.", 2, 0, skill=["billing"]),
        said(6, "Yes.", 0),
    )

    assert first.leg == Leg(id="party-1", kind=LegKind.AGENT)
    assert second.leg == Leg(id="party-2", kind=LegKind.AGENT, previous_id="party-1")
    assert (texts(first), texts(second)) == (["Hi.", "Ho."], ["Hello.", "Yes."])
    assert second.started_at == datetime(2026, 1, 5, 9, 5, tzinfo=UTC)
    assert second.ended_at == datetime(2026, 1, 5, 9, 6, 30, tzinfo=UTC)
    assert [turn.start_ms for turn in second.turns] == [0, 60_000]
    assert (first.queue, second.queue) == ("orders", "billing")
    assert (first.agent.id, second.agent.id) == ("agent-1", "agent-2")
    assert first.external_id == second.external_id == "u-1"
    assert first.customer == second.customer
    assert first.customer.phone == "+12025550101"


def test_the_whole_call_can_still_be_read_at_once() -> None:
    body = {"vcon": "", "parties": [CUSTOMER, AVA, BEN], "dialog": [said(0, "Hi.", 1), said(1, "Ho.", 2)]}

    call = parse(json.dumps(body).encode())

    assert texts(call) == ["Hi.", "Ho."]
    assert call.leg == Leg()


def test_an_agent_who_comes_back_goes_on_with_the_same_leg() -> None:
    found = read([CUSTOMER, AVA, BEN], said(0, "Hi.", 1, 0), said(1, "Help?", 2), said(2, "So.", 1, 0))

    assert [texts(call) for call in found] == [["Hi.", "So."], ["Help?"]]


def test_a_bot_among_several_agents_has_a_leg_that_is_context() -> None:
    found = read([CUSTOMER, AVA, BEN, BOT], said(0, "Menu.", 3), said(1, "Hi.", 1), said(2, "Ho.", 2))

    assert [(call.leg.kind, call.leg.previous_id) for call in found] == [
        (LegKind.BOT, ""),
        (LegKind.AGENT, "party-3"),
        (LegKind.AGENT, "party-1"),
    ]


def test_of_a_bot_and_a_person_in_one_recording_the_person_has_it() -> None:
    recordings = [
        said(minute, "", *parties, type="recording") for minute, parties in enumerate([(0, 3, 1), (2, 3)])
    ]

    found = read([CUSTOMER, AVA, BEN, BOT], *recordings)

    assert [(call.leg.kind, call.agent.name) for call in found] == [
        (LegKind.AGENT, "Ava Thornton"),
        (LegKind.AGENT, "Ben Calloway"),
    ]


def test_a_message_belongs_to_who_wrote_it_and_the_customers_goes_on() -> None:
    everyone = (0, 1, 2, 3)

    found = read(
        [CUSTOMER, AVA, BEN, BOT],
        said(0, "Menu.", *everyone, originator=3),
        said(1, "Hi.", 1, 0, 2, 3),
        said(2, "Help.", *everyone),
        said(3, "Yes.", 2, 0, 1, 3),
        said(4, "Thanks.", *everyone),
    )

    assert [texts(call) for call in found] == [["Menu."], ["Hi.", "Help."], ["Yes.", "Thanks."]]


def test_dialogs_are_put_in_order_of_time_before_they_are_shared_out() -> None:
    found = read([CUSTOMER, AVA, BEN], said(6, "Yes.", 0), said(5, "Hello.", 2), said(0, "Hi.", 1))

    assert [texts(call) for call in found] == [["Hi."], ["Hello.", "Yes."]]


def test_who_joins_a_conference_has_it_for_a_leg() -> None:
    conference = said(3, "All here.", 0, 1, 2, type="recording")
    analysis = [{"type": "transcript", "dialog": 1, "body": [{"party": 1, "text": "Meet Ben."}]}]

    found = read([CUSTOMER, AVA, BEN], said(0, "Hi.", 1, 0), conference, analysis=analysis)

    assert [texts(call) for call in found] == [["Hi."], ["Meet Ben."]]


def test_agents_who_share_every_dialog_are_one_leg() -> None:
    (call,) = read([CUSTOMER, AVA, BEN], said(0, "Hi.", 0, 1, 2))

    assert call.leg == Leg()
    assert call.agent == CallAgent()


@pytest.mark.parametrize("target", ["transfer_target", "transfer-target"])
def test_a_transfer_tells_the_legs_even_of_parties_without_a_role(target: str) -> None:
    parties = [{"name": "Amara"}, {"name": "Ava", "uuid": "a"}, {"name": "Ben", "uuid": "b"}]
    moved = {
        "type": "transfer",
        "start": "2026-01-05T09:02:30Z",
        "transferee": 0,
        "transferor": 1,
        target: 2,
        "original": 0,
        "consultation": 1,
        "target_dialog": 3,
    }

    first, second = read(
        parties, said(0, "Hi.", 0, 1), said(2, "Take her?", 1, 2), moved, said(3, "Hello.", 0, 2)
    )

    assert (first.leg, second.leg) == (Leg(id="party-1"), Leg(id="party-2", previous_id="party-1"))
    assert (texts(first), texts(second)) == (["Hi."], ["Take her?", "Hello."])
    assert second.agent == CallAgent(id="b", name="Ben")
    assert {turn.speaker for turn in first.turns + second.turns} == {"unknown"}


def test_a_transfer_back_names_the_leg_it_came_from() -> None:
    moves = [
        {"type": "transfer", "transferor": 1, "transfer_target": 3, "start": "2026-01-05T09:03:00Z"},
        {"type": "transfer", "transferor": 3, "transfer_target": 1, "start": "2026-01-05T09:06:00Z"},
    ]
    parties = [CUSTOMER, AVA, BEN, {"role": "agent", "name": "Cleo Marsh"}]

    found = read(parties, said(0, "a", 1), said(1, "b", 2), *moves, said(4, "c", 3), said(7, "d", 1))

    assert {call.leg.id: call.leg.previous_id for call in found} == {
        "party-1": "",
        "party-2": "party-1",
        "party-3": "party-1",
    }


def test_a_customer_is_never_a_handler_whatever_a_transfer_says() -> None:
    moved = {"type": "transfer", "transferor": 0, "transfer_target": 1, "start": "2026-01-05T09:03:00Z"}

    (call,) = read([CUSTOMER, AVA], said(0, "Hi.", 0, 1), moved)

    assert call.leg == Leg()


def test_a_transcript_of_no_dialog_at_hand_goes_with_the_first_leg() -> None:
    analysis = [{"type": "transcript", "dialog": 9, "body": [{"text": "stray"}]}]

    first, second = read([AVA, BEN], said(0, "Hi.", 0), said(1, "Ho.", 1), analysis=analysis)

    assert (texts(first), texts(second)) == (["Hi.", "stray"], ["Ho."])


def test_parties_nested_by_channel_are_found() -> None:
    found = read(
        [CUSTOMER, AVA, BEN], said(0, "Hi.") | {"parties": [[0], [1]]}, said(1, "Ho.") | {"parties": 2}
    )

    assert [call.leg.id for call in found] == ["party-1", "party-2"]
