import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.learning.field_same import canonical, same_value, veiled


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3 pm", "3pm"),
        ("3 pm", "15:00"),
        ("3 p.m.", "3:00 PM"),
        ("noon", "12 pm"),
        ("noon", "12:00"),
        ("half past three in the afternoon", "15:30"),
        ("sat", "Saturday"),
        ("SATURDAY", "saturday"),
        ("two", "2"),
        ("twenty four", "24"),
        ("5th", "5"),
        ("the  Porch", "The Porch"),
        ("A4G4F3", "a 4 g 4 f 3"),
        ("351531510", "35 15 31 510"),
        ("1,200.50", "1200.5"),
        ("28.02.1980", "28/02/1980"),
        ("$500", "500"),
        ('["Sunday"]', "sunday"),
        ('["8 pm"]', "20:00"),
        ("O’Brien", "o'brien"),
        ("", " "),
    ],
)
def test_two_ways_to_type_a_value_are_the_same(one: str, other: str) -> None:
    assert same_value(one, other)
    assert same_value(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7", "7 pm"),
        ("7 am", "7 pm"),
        ("1 15", "11 5"),
        ("031431", "31431"),
        ("351531510", "351531511"),
        ("12.5", "125"),
        ("$500", "€500"),
        ("John Smith", "Jon Smith"),
        ("John", "John Smith"),
        ("Smith John", "John Smith"),
        ("sun", "son"),
        ("Monday", "Tuesday"),
        ("yes", "no"),
        ("", "0"),
    ],
)
def test_what_differs_in_a_figure_or_a_name_is_not_the_same(one: str, other: str) -> None:
    assert not same_value(one, other)
    assert not same_value(other, one)


@given(st.text(max_size=60))
def test_any_value_is_the_same_as_itself_in_capitals_and_with_blanks_around_it(value: str) -> None:
    assert same_value(value, f"  {value} ")
    assert isinstance(canonical(value.upper()), str)


def test_a_value_that_masking_keeps_is_found_again_under_its_token() -> None:
    vault = {"[[NUMBER_1]]": "85 73 18 90", "[[PHONE_1]]": "555 0100"}

    assert veiled("85731890", vault) == "[[NUMBER_1]]"
    assert veiled("85731891", vault) == "85731891"
    assert veiled("", vault) == ""


def test_a_token_is_the_same_only_as_itself() -> None:
    assert same_value("[[NUMBER_1]]", "[[NUMBER_1]]")
    assert not same_value("[[NUMBER_1]]", "[[NUMBER_2]]")
