"""Windows of one call made one draft: nothing twice, nothing lost, the end before the rest."""

from typing import Any

from service.domain.content import (
    Account,
    Alternative,
    Commitment,
    Content,
    Disposition,
    Doubt,
    Evidence,
    FieldValue,
    Flag,
    Section,
    Sentence,
    Support,
)
from service.domain.draft import Proposal
from service.domain.profile import Profile
from service.drafting.merging import merged


def summary(profile: Profile, **told: list[str]) -> tuple[Section, ...]:
    return tuple(
        Section(
            id=f"g-{spec.id}",
            section=spec.id,
            title=spec.title,
            sentences=tuple(
                Sentence(id=f"s-{spec.id}-{number}", text=text)
                for number, text in enumerate(told.get(spec.id, []), start=1)
            ),
        )
        for spec in profile.sections
    )


def window(profile: Profile, *, told: dict[str, list[str]] | None = None, **parts: Any) -> Proposal:
    flags, accounts = parts.pop("flags", ()), parts.pop("accounts", ())
    content = Content(summary=summary(profile, **(told or {})), **parts)
    return Proposal(content=content, flags=flags, accounts=accounts)


def texts(proposal: Proposal, section: str) -> list[str]:
    return [
        one.text for part in proposal.content.summary if part.section == section for one in part.sentences
    ]


def code(name: str, confidence: float, turn: int = 1) -> Disposition:
    evidence = (Evidence(turn=turn, quote=name),)
    return Disposition(id=f"d-{name}", code=name, label=name, confidence=confidence, evidence=evidence)


def field(value: str, turn: int, support: Support = Support.GROUNDED, name: str = "amount") -> FieldValue:
    evidence = (Evidence(turn=turn, quote=value),) if value else ()
    return FieldValue(id=f"f-{name}", name=name, value=value, evidence=evidence, support=support)


def test_one_window_is_its_draft(profile: Profile) -> None:
    only = window(profile, told={"reason": ["The customer called."]})

    assert merged([only], profile) is only


def test_the_end_of_the_call_says_how_it_ended(profile: Profile) -> None:
    first = window(profile, told={"outcome": ["A refund was refused."], "next_steps": ["Call the shop."]})
    last = window(profile, told={"outcome": ["A refund of 20 was granted."]})

    whole = merged([first, last], profile)

    assert texts(whole, "outcome") == ["A refund of 20 was granted."]
    assert texts(whole, "next_steps") == ["Call the shop."]


def test_sections_keep_the_calls_order_and_say_nothing_twice(profile: Profile) -> None:
    first = window(profile, told={"actions": ["The agent reset the line.", "The agent checked the bill."]})
    second = window(profile, told={"actions": ["The agent has reset the line.", "The agent booked a visit."]})

    whole = merged([first, second], profile)

    assert texts(whole, "actions") == [
        "The agent reset the line.",
        "The agent checked the bill.",
        "The agent booked a visit.",
    ]
    assert [one.id for one in whole.content.summary[1].sentences] == [
        "s-actions-1",
        "s-actions-2",
        "s-actions-3",
    ]


def test_every_window_has_its_say_in_a_section_that_is_full(profile: Profile) -> None:
    parts = [
        window(profile, told={"actions": [f"The agent did thing {number}{letter}." for letter in "abc"]})
        for number in range(3)
    ]

    assert texts(merged(parts, profile), "actions") == [
        f"The agent did thing {number}a." for number in range(3)
    ]


def test_sentences_that_differ_in_a_figure_alone_are_both_kept(profile: Profile) -> None:
    first = window(profile, told={"reason": ["The customer was charged 24.50."]})
    second = window(profile, told={"reason": ["The customer was charged 42.50."]})

    assert len(texts(merged([first, second], profile), "reason")) == 2


def test_codes_are_joined_as_the_surest_window_has_them_and_none_gives_way(profile: Profile) -> None:
    first = window(
        profile,
        dispositions=(code("refund", 0.6, turn=2),),
        disposition_alternatives=(Alternative(code="payment", label="p", confidence=0.3),),
    )
    second = window(profile, dispositions=(code("payment", 0.9), code("refund", 0.8, turn=40)))
    third = window(profile, dispositions=(code("none", 0.99),))

    content = merged([first, second, third], profile).content

    assert [(one.code, one.confidence) for one in content.dispositions] == [("payment", 0.9), ("refund", 0.8)]
    assert content.dispositions[1].evidence[0].turn == 40
    assert content.disposition_alternatives == ()


def test_none_of_these_stands_where_no_window_found_a_code(profile: Profile) -> None:
    parts = [window(profile, dispositions=(code("none", share),)) for share in (0.4, 0.7)]

    assert [(one.code, one.confidence) for one in merged(parts, profile).content.dispositions] == [
        ("none", 0.7)
    ]


def test_a_field_is_what_was_said_last_and_what_nobody_said_gives_way(profile: Profile) -> None:
    first = window(profile, fields=(field("20", 3),))
    second = window(profile, fields=(field("25", 90),))
    third = window(profile, fields=(field("99", 200, Support.UNSUPPORTED),))

    (only,) = merged([first, second, third], profile).content.fields

    assert (only.value, only.evidence[0].turn) == ("25", 90)


def test_a_required_field_is_missing_only_where_no_window_has_it(profile: Profile) -> None:
    missing = field("", 0, Support.UNSUPPORTED).model_copy(update={"doubt": Doubt.MISSING})
    first, second = window(profile, fields=(missing,)), window(profile, fields=(field("20", 9),))

    found = merged([second, first], profile).content.fields
    nowhere = merged([first, first], profile).content.fields

    assert [one.value for one in found] == ["20"]
    assert [one.doubt for one in nowhere] == [Doubt.MISSING]


def test_promises_are_listed_once_each_and_the_last_ones_stay(profile: Profile) -> None:
    def promise(what: str, who: Any = "agent") -> Commitment:
        return Commitment(id="c1", who=who, what=what)

    first = window(
        profile, commitments=(promise("Call the customer back on Friday"), promise("Pay", "customer"))
    )
    second = window(
        profile, commitments=(promise("Call back the customer on Friday"), promise("Send a letter"))
    )

    made = merged([first, second], profile).content.commitments

    assert [(one.id, one.who, one.what) for one in made] == [
        ("c1", "agent", "Call the customer back on Friday"),
        ("c2", "customer", "Pay"),
        ("c3", "agent", "Send a letter"),
    ]


def test_a_topic_raised_in_any_window_is_raised(profile: Profile) -> None:
    raised = Flag(kind="never_automate", topic="fraud", evidence=(Evidence(turn=3, quote="stolen"),))
    bare = Flag(kind="never_automate", topic="fraud")

    whole = merged([window(profile, flags=(bare,)), window(profile, flags=(raised,))], profile)

    assert whole.flags == (raised,)


def test_the_same_account_is_one_in_all_windows(profile: Profile) -> None:
    savings, card = "the savings account", "the credit card"
    first = window(
        profile,
        told={"reason": ["The customer asked about savings."]},
        fields=(field("20", 3),),
        accounts=(Account(target="t1", label=savings), Account(target="t2", label=card)),
    )
    second = window(
        profile,
        told={"reason": ["The card was blocked."]},
        fields=(field("25", 90),),
        accounts=(Account(target="t1", label="The credit card"),),
    )

    whole = merged([first, second], profile)

    assert [(one.target, one.label) for one in whole.accounts] == [("t1", savings), ("t2", card)]
    reason = whole.content.summary[0].sentences
    assert [(one.text[:8], one.target) for one in reason] == [("The cust", "t1"), ("The card", "t2")]
    assert [(one.id, one.value, one.target) for one in whole.content.fields] == [
        ("f-amount", "20", "t1"),
        ("f-amount-t2", "25", "t2"),
    ]
