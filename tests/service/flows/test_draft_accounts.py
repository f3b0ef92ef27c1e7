"""A call about two accounts: a target each, and nothing written for the second before a person says where."""

import json
from typing import Any

import pytest

from connectors.contracts import CompletionRequest
from service.domain.errors import Invalid
from service.domain.wrapup import Target, WrapUp
from service.flows.review_rules import Choice
from tests.fakes.llm import FakeModel
from tests.service.flows.world import AGENT, PHONE, World
from tests.vendors.model_answers import plausible

TALK = (
    ("agent", "Thank you for calling, this is Ada, how can I help?"),
    ("customer", "My savings account was charged a fee, and my credit card is broken."),
    ("agent", "I have refunded the fee on your savings account."),
    ("customer", "Thank you. And what about the credit card?"),
    ("agent", "I have ordered a new credit card. I will call you on Friday about the card."),
)
SAVINGS, CARD = "savings account", "credit card"


def _said(turn: int, words: str) -> list[dict[str, Any]]:
    return [{"turn": turn, "quote": words}]


def _about(*labels: str) -> Any:
    """A model that speaks of both matters, the accounts in this order."""

    def answer(request: CompletionRequest) -> str:
        body = {
            "messages": [message.model_dump() for message in request.messages],
            "response_format": {"type": "json_schema", "json_schema": {"schema": request.json_schema}},
        }
        quotes = {SAVINGS: "My savings account was charged a fee", CARD: "my credit card is broken"}
        number = {label: place for place, label in enumerate(labels, start=1)}
        sections = plausible(body)["summary"]
        parts = {
            "accounts": [{"label": label, "evidence": _said(1, quotes[label])} for label in labels],
            "summary": {section: [] for section in sections}
            | {
                "outcome": [
                    {
                        "text": "The agent refunded the fee.",
                        "account": number.get(SAVINGS, 1),
                        "evidence": _said(2, "I have refunded the fee on your savings account"),
                    },
                    {
                        "text": "The agent ordered a new card.",
                        "account": number.get(CARD, 1),
                        "evidence": _said(4, "I have ordered a new credit card"),
                    },
                ]
            },
            "commitments": [
                {
                    "who": "agent",
                    "what": "Call on Friday",
                    "due": None,
                    "account": number.get(CARD, 1),
                    "evidence": _said(4, "I will call you on Friday about the card"),
                }
            ],
        }
        return json.dumps(plausible(body) | parts)

    return answer


def _by_id(wrapup: WrapUp) -> dict[str, Target]:
    return {target.id: target for target in wrapup.targets}


def _outcome(wrapup: WrapUp) -> dict[str, str]:
    return {
        one.text: one.target
        for part in wrapup.content.summary
        if part.section == "outcome"
        for one in part.sentences
    }


def _two(world: World) -> WrapUp:
    world.connections.language_model = FakeModel(_about(SAVINGS, CARD))
    return world.ready(talk=TALK)


def test_a_second_account_is_a_target_that_nobody_has_chosen_yet(world: World) -> None:
    wrapup = _two(world)

    first, second = wrapup.targets
    assert (first.id, first.match, first.account) == ("t1", "matched", SAVINGS)
    assert (second.id, second.match, second.reason) == ("t2", "unknown", "account: credit card")
    assert second.record is None
    assert _outcome(wrapup) == {"The agent refunded the fee.": "t1", "The agent ordered a new card.": "t2"}


def test_nothing_is_confirmed_before_a_person_chose_for_every_account(world: World) -> None:
    wrapup = _two(world)

    with pytest.raises(Invalid) as refused:
        world.confirm(wrapup)

    assert [problem.pointer for problem in refused.value.problems] == ["/targets/1/record"]
    assert world.crm.tasks == {}


def test_each_account_is_written_to_its_own_record(world: World) -> None:
    wrapup = _two(world)
    other = world.crm.add_contact("Amara Okafor (card)", "+12025550102")

    chosen = world.review.choose(AGENT, wrapup.id, "t2", wrapup.version, Choice(record=other))
    world.confirm(chosen)
    world.work_off()

    written = world.review.get(AGENT, wrapup.id)
    assert (written.state, [one.write.state for one in written.targets]) == (
        "written",
        ["applied", "applied"],
    )
    notes = {
        str(task["WhoId"]): str(task["Description"])
        for task in world.crm.tasks.values()
        if task.get("Description")
    }
    assert "ordered a new card" in notes[other]
    assert "refunded the fee" not in notes[other]
    (first,) = [text for who, text in notes.items() if who != other]
    assert "refunded the fee" in first
    assert "new card" not in first


def test_an_account_may_belong_to_no_record(world: World) -> None:
    wrapup = _two(world)

    chosen = world.review.choose(AGENT, wrapup.id, "t2", wrapup.version, Choice(none=True))
    world.confirm(chosen)
    world.work_off()

    assert world.review.get(AGENT, wrapup.id).state == "written"


def test_another_draft_that_names_the_accounts_in_another_order_moves_nothing_to_the_wrong_record(
    world: World,
) -> None:
    world.connections.language_model = FakeModel(_about(SAVINGS, CARD), _about(CARD, SAVINGS))
    world.crm.add_contact("Amara Okafor", PHONE)
    wrapup = world.ready(talk=TALK)
    before = world.review.choose(AGENT, wrapup.id, "t2", wrapup.version, Choice(none=True))

    world.review.regenerate(AGENT, before.id, before.version)
    world.work_off()

    again = world.review.get(AGENT, wrapup.id)
    assert again.draft.number == 3
    assert {name: (one.match, one.account) for name, one in _by_id(again).items()} == {
        "t1": ("matched", SAVINGS),
        "t2": ("chosen", CARD),
    }
    assert _outcome(again) == _outcome(wrapup)


def test_a_draft_that_knows_of_one_account_only_leaves_no_target_to_choose(world: World) -> None:
    world.connections.language_model = FakeModel(_about(SAVINGS, CARD), _about(SAVINGS))
    wrapup = world.ready(talk=TALK)

    world.review.regenerate(AGENT, wrapup.id, wrapup.version)
    world.work_off()

    again = world.review.get(AGENT, wrapup.id)
    assert [one.id for one in again.targets] == ["t1"]
    assert set(_outcome(again).values()) == {"t1"}


def test_an_offered_draft_brings_its_targets_when_it_is_adopted(world: World) -> None:
    world.connections.language_model = FakeModel(_about(SAVINGS), _about(SAVINGS, CARD))
    wrapup = world.ready(talk=TALK)
    promise = [one.model_dump(mode="json") | {"what": "Ring up"} for one in wrapup.content.commitments]
    edited = world.review.edit(AGENT, wrapup.id, wrapup.version, {"commitments": promise})
    world.review.regenerate(AGENT, wrapup.id, edited.version)
    world.work_off()
    offered = world.review.get(AGENT, wrapup.id)

    adopted = world.review.adopt(AGENT, wrapup.id, offered.version)

    assert [one.id for one in offered.targets] == ["t1"]
    assert [(one.id, one.match) for one in adopted.targets] == [("t1", "matched"), ("t2", "unknown")]
    assert adopted.content.commitments[0].what == "Ring up"


def test_without_a_crm_there_are_no_targets_and_the_parts_still_know_their_account(world: World) -> None:
    world.connections.crm_client = None

    wrapup = _two(world)

    assert wrapup.targets == ()
    assert set(_outcome(wrapup).values()) == {"t1", "t2"}


def test_the_extractive_draft_has_one_target(world: World) -> None:
    wrapup = world.ready(talk=TALK)

    assert [one.id for one in wrapup.targets] == ["t1"]
    assert {one.target for part in wrapup.content.summary for one in part.sentences} == {"t1"}
