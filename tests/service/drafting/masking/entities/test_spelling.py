"""Figures, letters and shapes, one word or one run at a time."""

import pytest

from service.drafting.masking.entities.figures import digits_in, is_figure, is_repeat
from service.drafting.masking.entities.glance import NOTHING, glance, without_marks
from service.drafting.masking.entities.letters import doubled, explained, letter
from service.drafting.masking.entities.runs import figures, read_runs, spoken_digits
from service.drafting.masking.entities.shapes import fits_shape, is_like_id, is_strung
from service.drafting.masking.marks import Kind


@pytest.mark.parametrize("word", ["seven", "veintidos", "soixante", "sechshundertelf", "null", "double"])
def test_number_words_of_four_languages_are_figures(word: str) -> None:
    assert is_figure(word)


@pytest.mark.parametrize("word", ["house", "casa", "maison", "fertig", "hundertwasser", ""])
def test_other_words_are_no_figures(word: str) -> None:
    assert not is_figure(word)


@pytest.mark.parametrize(
    ("word", "digits"), [("seven", 1), ("zwolf", 2), ("double", 1), ("vierhundertneunzehn", 3)]
)
def test_a_word_stands_for_about_so_many_digits(word: str, digits: int) -> None:
    assert digits_in(word) == digits


def test_words_that_repeat_a_digit_are_known() -> None:
    assert is_repeat("triple")
    assert not is_repeat("three")


@pytest.mark.parametrize(
    ("word", "said"), [("b", "b"), ("zeta", "z"), ("quebec", "q"), ("xk", "xk"), ("mr", ""), ("house", "")]
)
def test_a_word_may_be_a_letter(word: str, said: str) -> None:
    assert letter(word) == said


def test_two_words_may_name_one_letter() -> None:
    assert doubled("double", "u") == "w"
    assert doubled("double", "seven") == ""


@pytest.mark.parametrize(
    ("words", "said", "explains"),
    [("b for bravo", "b", 2), ("c as in carl", "c", 3), ("de de dado", "d", 2), ("p wie anton", "p", 0), ("el de la", "l", 0)],
)  # fmt: skip
def test_a_letter_is_explained_by_a_word_that_begins_with_it(words: str, said: str, explains: int) -> None:
    assert explained(words.split(), 0, said) == explains


@pytest.mark.parametrize(
    ("text", "parts", "content"),
    [
        ("x four five, sixty L", ["x four five, sixty l"], 0),
        ("four five hello house six", ["four five", "six"], 1),
        ("a s", ["a s"], 0),
        ("what a nice day", [], 3),
        ("ocho siete seis cinco cuatro tres dos uno, ce. y la cita", ["ocho siete seis cinco cuatro tres dos uno, ce"], 1),
    ],
)  # fmt: skip
def test_runs_end_where_something_else_is_said(text: str, parts: list[str], content: int) -> None:
    read = read_runs(text.lower())

    assert [text.lower()[run.start : run.end] for run in read.runs] == parts
    assert read.content == content


@pytest.mark.parametrize(
    ("text", "value"),
    [("x four five sixty l", "X4560L"), ("sechshundertelf null drei", "61103"), ("44 oh 7 b", "4407B")],
)
def test_a_run_comes_to_what_a_form_would_hold(text: str, value: str) -> None:
    assert figures(text, read_runs(text).runs[0]) == value


def test_spoken_digits_pass_over_what_else_is_said() -> None:
    assert spoken_digits("four four hang on 71") == "4471"


@pytest.mark.parametrize(
    ("items", "fits"),
    [
        ([(0, "x", False), (7, "", False), (0, "l", True)], True),
        ([(8, "", False), (0, "z", False)], True),
        ([(8, "", False), (0, "y", True)], False),
        ([(0, "a", True), (0, "b", False), (6, "", False), (0, "c", False)], True),
        ([(6, "", False), (0, "c", False)], False),
    ],
)
def test_items_may_have_the_shape_of_an_id(items: list[tuple[int, str, bool]], *, fits: bool) -> None:
    assert fits_shape(items) is fits


@pytest.mark.parametrize(
    ("value", "said", "like"),
    [
        ("X1234567L", "", True), ("12345678Z", "", True), ("AB123456C", "", True), ("15070649C103", "", True),
        ("123456789", "", False), ("1234567", "", False), ("7449527C", "letra ce", True), ("7449527C", "ce", False),
    ],
)  # fmt: skip
def test_a_value_may_look_like_an_id(value: str, said: str, *, like: bool) -> None:
    assert is_like_id(value, said) is like


@pytest.mark.parametrize(
    ("value", "said", "strung"),
    [
        ("249073355629221", "", True),  # of the length of a French one, key and all
        ("1561238421060", "", False),  # as long as prices in a row
        ("549073355629221", "", False),  # begins as a card may
        ("12345678Z", "ocho zeta", True),  # its letter is right
        ("12345678B", "ocho be", False),
        ("12345678B", "ocho be de burgos", True),
    ],
)
def test_parts_said_apart_are_an_id_only_with_more_to_show(value: str, said: str, *, strung: bool) -> None:
    assert is_strung(value, said) is strung


def test_a_glance_at_most_turns_tells_nothing() -> None:
    assert glance("thank you so much, have a lovely day") is NOTHING


def test_a_glance_knows_what_is_asked_and_what_was_given() -> None:
    seen = glance("thanks for [[phone_1]], what is your social security number?")

    assert seen.asks
    assert seen.given == {Kind.PHONE}
    assert [about for *_, about in seen.cues] == [Kind.ID]


def test_an_agent_may_name_an_id_without_asking_for_it() -> None:
    assert not glance("we keep every social security number in a safe place here").asks


def test_marks_keep_their_places_and_lose_their_words() -> None:
    text = "it is [[phone_1]] there"

    assert len(without_marks(text)) == len(text)
    assert "phone" not in without_marks(text)
