"""Several accounts in one call: each statement, field and promise stands under its own."""

from typing import Any

import pytest

from service.domain.content import Content, Doubt
from service.domain.draft import Proposal
from service.domain.profile import FieldSpec, Profile
from service.drafting.accounts import retargeted, same_account
from service.drafting.response import read_response
from tests.service.drafting.answers import answer, quote, statement
from tests.service.drafting.calls import call

TWO = call(
    "a: Thank you for calling, how can I help?",
    "c: Two things. My savings account was charged a fee of 12 dollars, and my credit card is broken.",
    "a: I've refunded the 12 dollars on your savings account.",
    "c: Great. And the credit card?",
    "a: I've ordered a new credit card. I'll call you on Friday about the card.",
)
SAVINGS = {"label": "savings account", "evidence": [quote(1, "My savings account was charged a fee")]}
CARD = {"label": "credit card", "evidence": [quote(1, "my credit card is broken")]}
INVENTED = {"label": "mortgage 7781", "evidence": [quote(1, "my mortgage is too expensive")]}


def read(profile: Profile, accounts: list[dict[str, Any]], **parts: Any) -> Proposal:
    return read_response(answer(profile, accounts=accounts, **parts), TWO, profile)


def under(number: int, said: dict[str, Any]) -> dict[str, Any]:
    return said | {"account": number}


PARTS: dict[str, Any] = {
    "summary": {
        "outcome": [
            under(
                1, statement("The agent refunded the 12 dollars.", quote(2, "I've refunded the 12 dollars"))
            ),
            under(2, statement("The agent ordered a new card.", quote(4, "I've ordered a new credit card"))),
        ]
    },
    "fields": {
        "amount": [
            under(1, {"value": "12", "evidence": [quote(2, "refunded the 12 dollars")]}),
            under(2, {"value": "12", "evidence": [quote(1, "a fee of 12 dollars")]}),
        ]
    },
    "commitments": [
        under(
            2,
            {
                "who": "agent",
                "what": "Call on Friday",
                "due": None,
                "evidence": [quote(4, "I'll call you on Friday")],
            },
        )
    ],
}


def targets(content: Content) -> list[str]:
    sentences = [one.target for part in content.summary for one in part.sentences]
    return [*sentences, *(one.target for one in content.fields), *(one.target for one in content.commitments)]


def test_each_part_stands_under_its_account(profile: Profile) -> None:
    proposal = read(profile, [SAVINGS, CARD], **PARTS)

    assert [(one.target, one.label) for one in proposal.accounts] == [
        ("t1", "savings account"),
        ("t2", "credit card"),
    ]
    assert proposal.accounts[1].evidence[0].turn == 1
    assert targets(proposal.content) == ["t1", "t2", "t1", "t2", "t2"]
    assert [one.id for one in proposal.content.fields] == ["f-amount", "f-amount-t2"]


def test_an_account_that_nobody_spoke_of_is_no_target(profile: Profile) -> None:
    proposal = read(profile, [SAVINGS, INVENTED], **PARTS)

    assert [one.label for one in proposal.accounts] == ["savings account"]
    assert set(targets(proposal.content)) == {"t1"}
    assert [one.id for one in proposal.content.fields] == ["f-amount"]


def test_an_account_named_twice_is_one(profile: Profile) -> None:
    again = SAVINGS | {"label": "Savings Account"}

    proposal = read(profile, [SAVINGS, again, CARD], **PARTS)

    assert [one.target for one in proposal.accounts] == ["t1", "t2"]
    assert set(targets(proposal.content)) == {"t1"}


@pytest.mark.parametrize("number", [-1, 0, 3, 99])
def test_a_number_that_names_no_account_means_the_first(profile: Profile, number: int) -> None:
    parts = PARTS | {"commitments": [under(number, PARTS["commitments"][0])], "fields": {}}

    assert targets(read(profile, [SAVINGS, CARD], **parts).content)[-1] == "t1"


def test_a_profile_may_keep_every_call_in_one_part(profile: Profile) -> None:
    one = profile.model_copy(update={"model": profile.model.model_copy(update={"most_accounts": 1})})

    assert set(targets(read(one, [SAVINGS, CARD], **PARTS).content)) == {"t1"}


@pytest.mark.parametrize("given", [None, {"value": "12", "evidence": []}, []])
def test_a_field_may_come_as_null_as_one_value_or_as_a_list(profile: Profile, given: Any) -> None:
    fields = read(profile, [], fields={"amount": given}).content.fields

    assert [one.name for one in fields] == (["amount"] if given else [])


def test_a_required_field_that_the_call_does_not_tell_stands_empty_and_says_so(profile: Profile) -> None:
    spec = FieldSpec(name="number", title="Number", required=True)
    asking = profile.model_copy(update={"fields": (spec,)})

    (field,) = read(asking, []).content.fields

    assert (field.name, field.value, field.doubt) == ("number", "", Doubt.MISSING)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the savings account", "The savings account", True),
        ("account savings", "savings account", True),
        ("policy 4471", "policy 4417", False),
        ("policy [[NUMBER_1]]", "policy [[NUMBER_2]]", False),
        ("savings account", "credit card", False),
    ],
)
def test_labels_are_compared_by_words_and_figures(one: str, other: str, same: bool) -> None:
    assert same_account(one, other) is same


def test_content_moves_to_other_targets_whole(profile: Profile) -> None:
    content = read(profile, [SAVINGS, CARD], **PARTS).content

    moved = retargeted(content, {"t1": "t3", "t2": "t1"})

    assert targets(moved) == ["t3", "t1", "t3", "t1", "t1"]
    assert [one.id for one in moved.fields] == ["f-amount-t3", "f-amount"]
