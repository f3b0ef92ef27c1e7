"""Groups of digits with anything said between them, and what about them makes them one number."""

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_turns
from service.drafting.masking.fold import fold
from service.drafting.masking.lexer import lex
from service.drafting.masking.marks import Mark
from service.drafting.masking.numbers import Run, runs_of
from service.drafting.masking.scatter import Scatter, begins_number


def run(digits: str) -> Run:
    (found,) = runs_of(lex(digits).numbers)
    return found


def gathered(*groups: str, words: int = 4, asked: bool = False) -> Scatter:
    scatter = Scatter()
    for group in groups:
        scatter.pass_by(words)
        scatter.add(run(group), Speaker.CUSTOMER, asked=asked)
    return scatter


def said(*lines: str) -> list[str]:
    speakers = {"A": Speaker.AGENT, "C": Speaker.CUSTOMER}
    turns = [Turn(speaker=speakers[line[0]], text=line[3:]) for line in lines]
    return [turn.text for turn in mask_turns(turns).turns]


@pytest.mark.parametrize(
    "groups",
    [
        ("4902", "1176", "3308 9521"),
        ("5218 6603", "4499 1280"),
        ("40 12 88", "11 17", "24 35 96"),
        ("4902", "1176", "3308", "9520", "9521"),
    ],
)
def test_groups_of_a_cards_size_and_number_read_like_a_card(groups: tuple[str, ...]) -> None:
    assert gathered(*groups).reads_like_card(paid=False)


@pytest.mark.parametrize(
    "groups",
    [
        ("4902 1176 3308 9521",),
        ("4902", "1176"),
        ("1902", "1176", "3308 9521"),
        ("4410", "1998", "84500"),
        ("4128", "389", "256", "449 256"),
        ("4472", "3100", "3300", "4471"),
    ],
    ids=["one", "few", "no issuer", "another size", "measures", "sums"],
)
def test_other_groups_that_nobody_asked_for_do_not(groups: tuple[str, ...]) -> None:
    assert not gathered(*groups).reads_like_card(paid=False)


def test_where_a_card_is_talked_about_fewer_digits_do() -> None:
    groups = gathered("4902", "1176", "3308")

    assert groups.reads_like_card(paid=True)
    assert not groups.reads_like_card(paid=False)


def test_an_american_card_has_fifteen_digits_in_groups_of_up_to_six() -> None:
    assert gathered("3711", "429906", "12008").reads_like_card(paid=True)


def test_many_words_part_two_numbers() -> None:
    assert gathered("4902", "4176", words=13).digits == "4176"


def test_digits_begin_a_card_only_with_an_issuers() -> None:
    assert begins_number(run("4902"))
    assert not begins_number(run("1902"))
    assert not begins_number(run("490"))


def test_digits_that_were_asked_for_begin_with_any() -> None:
    assert gathered("19", "02", asked=True).digits == "1902"


def test_what_another_repeats_counts_once() -> None:
    scatter = gathered("4902")

    scatter.add(run("4902"), Speaker.AGENT, asked=False)

    assert scatter.digits == "4902"


def test_what_another_says_anew_is_another_number() -> None:
    scatter = gathered("4902")

    scatter.add(run("5511"), Speaker.AGENT, asked=False)

    assert scatter.open_run is not None
    assert scatter.open_run.digits == "5511"


def test_a_number_said_twice_is_not_longer() -> None:
    assert gathered("47744334", "47744334").digits == "47744334"


def test_more_digits_than_any_card_with_a_correction_are_none() -> None:
    assert not gathered("4902 1176 3308", "9521 9520 1144", "2").begun


def test_an_end_forgets_everything() -> None:
    scatter = gathered("4902")

    scatter.end()

    assert not scatter.begun
    assert scatter.open_run is None


def test_marks_fall_on_every_group() -> None:
    scatter = gathered("4902", "1176")

    scatter.mark(Mark.CARD)

    assert scatter.open_run is None


def test_groups_beside_a_card_that_is_not_complete_are_parts_of_it() -> None:
    before, card, after = run("5108"), run("6320 6312 9940"), run("07")
    scatter = Scatter()
    card.mark(Mark.CARD)

    for each in (before, card, after):
        scatter.add(each, Speaker.CUSTOMER, asked=True)

    assert before.atoms[0].mark is Mark.CARD
    assert after.atoms[0].mark is None


def test_groups_beside_a_complete_card_are_no_part_of_it() -> None:
    card, after = run("4111 1111 1111 1111"), run("4512")
    scatter = Scatter()
    card.mark(Mark.CARD)

    for each in (card, after):
        scatter.add(each, Speaker.CUSTOMER, asked=True)

    assert after.atoms[0].mark is None


def test_a_letter_beside_eight_digits_makes_them_an_id() -> None:
    masked = said("C: El suyo es 31148809R.", "A: ¿Y el de usted?", "C: El mío, 75.070.284-D.")

    assert "[card]" not in "".join(masked)


def test_an_order_between_two_groups_parts_them() -> None:
    masked = said("C: it says 4902 1176 and my order number is 5512 and then 3308 9521")

    assert "order number is 5512" in masked[0]
    assert "[card]" not in masked[0]


def test_a_year_that_the_agent_tells_is_no_answer() -> None:
    masked = said("A: What's your PIN?", "C: which one?", "A: The one that you chose in your branch, 2023.")

    assert masked[2].endswith("2023.")


def test_what_was_said_before_the_question_is_no_answer() -> None:
    masked = said("C: I have 5048820 here", "A: And the card number?", "C: forty eight thirty five")

    assert masked == ["I have 5048820 here", "And the card number?", "[card]"]


def test_a_digit_in_talk_is_a_part_of_the_code_that_was_asked_for() -> None:
    masked = said("A: And the three digits on the back?", "C: it's four, sorry the baby, seventeen")

    assert masked[1] == "it's [security code], sorry the baby, [security code]"


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("the pin is for for ate to", "the pin is [pin]"),
        ("la tarjeta es cuatro sinco cero nuebe uno uno tres dos", "la tarjeta es [card]"),
        ("I want to go to the bank for my pin", "I want to go to the bank for my pin"),
        ("my card is for one one one ate and then to go", "my card is [card] and then to go"),
    ],
)
def test_slips_are_digits_where_digits_are_read_out(text: str, is_read: str) -> None:
    assert said(f"C: {text}") == [is_read]


def test_lexing_with_slips_reads_them_as_digits() -> None:
    assert [found.digits for found in runs_of(lex(fold("a won ate too to b").text, [(2, 13)]).numbers)] == [
        "182"
    ]


@pytest.mark.parametrize("pin", ["2019", "4500"])
def test_an_agent_who_repeats_a_pin_that_looks_like_a_year_or_a_sum_tells_none(pin: str) -> None:
    masked = said("A: What's your PIN?", f"C: {pin}", f"A: {pin}, lovely, let me have a quick look now")

    assert masked[1:] == ["[pin]", "[pin], lovely, let me have a quick look now"]


@pytest.mark.parametrize(
    "line",
    [
        "A: There is a limit of 3000 on it and nothing to pay.",
        "A: The blue one was opened in March 2021 I see.",
        "A: Your bank blocks anything above 100 from us.",
        "C: That is 390 a month.",
    ],
)
def test_sums_and_years_beside_a_question_for_a_pin_stay(line: str) -> None:
    assert said("A: Do you remember your PIN?", "C: I forgot it.", line)[2] == line[3:]
