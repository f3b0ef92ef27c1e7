"""Months and years on cards: how they are said, and what else is said so."""

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from service.drafting.masking.expiry import (
    expires,
    is_year_of_month,
    mark_expiry,
    reads_as_expiry,
    said_before,
)
from service.drafting.masking.languages import Cue
from service.drafting.masking.lexer import lex
from service.drafting.masking.numbers import Run, runs_of


def read(text: str) -> tuple[Run, list[tuple[int, int]]]:
    lexed = lex(text)
    *_, last = runs_of(lexed.numbers)
    return last, lexed.months


def masked(text: str, asked: str = "Hello.") -> str:
    turns = [Turn(speaker=Speaker.AGENT, text=asked), Turn(speaker=Speaker.CUSTOMER, text=text)]
    return mask_turns(turns).turns[1].text


@pytest.mark.parametrize(
    "said",
    [
        "august twenty nine",
        "marzo de dos mil veintinueve",
        "decembre deux mille vingt-six",
        "mai zweitausenddreissig",
    ],
)
def test_a_year_behind_its_month_is_a_cards(said: str) -> None:
    assert is_year_of_month(*read(said))


@pytest.mark.parametrize("said", ["august nineteen", "marzo de mil novecientos", "twenty nine"])
def test_a_year_of_no_card_or_without_a_month_is_none(said: str) -> None:
    assert not is_year_of_month(*read(said))


@pytest.mark.parametrize(
    ("said", "is_read"),
    [
        (
            "it expires oh nine slash thirty and the order is for friday",
            "it expires [expiry] and the order is for friday",
        ),
        ("expiration eleven slash two thousand thirty", "expiration [expiry]"),
        ("elle expire fin août vingt-sept", "elle expire [expiry]"),
        ("vence a finales de enero del treinta", "vence [expiry]"),
        (
            "the order number is 0930 and it expires next year",
            "the order number is 0930 and it expires next year",
        ),
    ],
)
def test_month_and_year_right_behind_a_word_for_validity_go(said: str, is_read: str) -> None:
    assert masked(said) == is_read


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How long is the card valid?", "march of twenty twenty nine"),
        ("¿Hasta cuándo vale la tarjeta?", "enero del treinta y uno"),
        ("Votre carte va jusqu'à quand ?", "mars vingt-sept"),
        ("Bis wann gilt Ihre Karte?", "mai zweitausenddreißig"),
    ],
)
def test_month_and_year_go_where_a_card_is_talked_about(asked: str, answer: str) -> None:
    assert masked(answer, asked) == "[expiry]"


@pytest.mark.parametrize(
    "answer", ["there are 250 customers", "la carte au 1/25 000 coûte 4 euros", "30 days"]
)
def test_counts_and_scales_are_no_expiry(answer: str) -> None:
    assert masked(answer, "When does your card expire?") == answer


def test_three_digits_in_talk_are_month_and_year_of_a_card_in_use() -> None:
    assert reads_as_expiry(*read("927"), bare=False)
    assert not reads_as_expiry(*read("250"), bare=False)


def test_what_is_said_before_a_year_is_said_before_its_month() -> None:
    text = "valid until may twenty nine"

    assert said_before(text, *read(text)) == "valid until "


def test_another_thing_that_expires_is_no_card() -> None:
    assert expires("it expires in", frozenset({Cue.EXPIRY}))
    assert not expires("my passport expires in", frozenset({Cue.EXPIRY}))


def test_a_mark_covers_the_month_and_its_end() -> None:
    run, months = read("fin janvier trente")

    mark_expiry("fin janvier trente", run, months)

    assert run.start == 0
