"""What a customer must have said before a model is asked."""

import pytest

from service.domain.draft import Material
from service.domain.profile import ShortCall
from service.drafting.short_calls import is_short
from tests.service.drafting.calls import call


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ((), True),
        (("a: Hello, this is Ana, how can I help you today? Hello? Can you hear me?",), True),
        (("c: I want to cancel my contract please",), True),
        (("c: I want to cancel my contract today please",), False),
        (("c: I want to cancel", "a: What?", "c: my contract today please"), False),
        (("i: one two three four five six seven eight nine",), True),
        (("u: I want to cancel my contract today please",), False),
        (("c: \u200b ... !", "a: Hello?"), True),
    ],
)
def test_eight_words_of_the_customer_are_enough(said: tuple[str, ...], short: bool) -> None:
    assert is_short(call(*said), ShortCall()) is short


def test_both_words_and_turns_must_be_there() -> None:
    once = call("c: I want to cancel my contract today please")

    assert is_short(once, ShortCall(customer_turns=2))
    assert not is_short(once, ShortCall(customer_turns=1, customer_words=8))


def test_a_profile_may_ask_about_every_call() -> None:
    assert not is_short(call("a: Hello?"), ShortCall(customer_words=0, customer_turns=0))


def test_what_was_said_on_earlier_legs_does_not_count() -> None:
    spoken = call("c: I want to cancel my contract today please", "a: I put you through.", "c: Thanks.")

    assert is_short(Material(turns=spoken.turns, own=1, started_at=spoken.started_at), ShortCall())
