import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.times import clocks, time_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("at 3 pm", "15:00"),
        ("at 7PM sharp", "19:00"),
        ("around 7:30 p.m.", "19:30"),
        ("three thirty pm", "15:30"),
        ("at 15:30", "15:30"),
        ("twelve noon", "12:00"),
        ("at midnight", "00:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("half past three in the afternoon", "15:30"),
        ("a quarter to five in the evening", "16:45"),
        ("nine o'clock in the morning", "09:00"),
        ("a las tres y media de la tarde", "15:30"),
        ("a las ocho menos cuarto de la mañana", "07:45"),
        ("al mediodía", "12:00"),
        ("à 15h30", "15:30"),
        ("vingt heures", "20:00"),
        ("trois heures et demie du matin", "03:30"),
        ("à minuit", "00:00"),
        ("um 15 Uhr 30", "15:30"),
        ("20:15 Uhr", "20:15"),
        ("halb vier nachmittags", "15:30"),
        ("viertel nach drei nachmittags", "15:15"),
    ],
)
def test_a_spoken_time_is_hours_and_minutes(words: str, value: str) -> None:
    assert [(one.value, one.sure) for one in clocks(words)] == [(value, True)]


@pytest.mark.parametrize(
    ("words", "readings"),
    [
        ("half past three", ("03:30", "15:30")),
        ("at 7:30", ("07:30", "19:30")),
        ("three o'clock", ("03:00", "15:00")),
        ("um halb vier", ("03:30", "15:30")),
        ("a las tres", ("03:00", "15:00")),
    ],
)
def test_a_time_without_its_half_of_the_day_has_two_readings(words: str, readings: tuple[str, str]) -> None:
    assert [one.readings for one in clocks(words)] == [readings]


@pytest.mark.parametrize(
    "words",
    [
        "at three",
        "2 to 3 people",
        "ten to five boxes",
        "24.50",
        "$7.30",
        "1:15:00",
        "I am here",
        "the 7th",
        "",
    ],
)
def test_what_is_no_time_gives_none(words: str) -> None:
    assert list(clocks(words)) == []


def test_two_times_come_in_order_with_the_words_that_name_them() -> None:
    text = "from 10 am until half past four in the afternoon"

    assert [(one.value, text[one.start : one.end]) for one in clocks(text)] == [
        ("10:00", "10 am"),
        ("16:30", "half past four in the afternoon"),
    ]


def test_only_a_value_that_is_a_time_as_a_whole_is_one() -> None:
    assert time_of("3 pm") is not None
    assert time_of("Tuesday 3 pm") is None


@given(st.lists(st.sampled_from(
    ["at", "3", "15:30", "pm", "a.m.", "half", "past", "to", "quarter", "halb", "Uhr", "las", "y", "media", "heures", "et",
     "demie", "midi", "24", "menos", "cuarto", "viertel", "nach", "zwölf", "0", "o'clock", "minutes", "twenty", "in the morning"]
), max_size=8))  # fmt: skip
def test_no_chain_of_words_breaks_the_clock(words: list[str]) -> None:
    for one in clocks(" ".join(words)):
        hour, minute = one.value.split(":")
        assert int(hour) < 24
        assert int(minute) < 60
