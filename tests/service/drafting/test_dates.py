from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.dates import first_day, mentions

WEDNESDAY = date(2026, 11, 18)
SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-18"),
        ("by the end of the day", "2026-11-18"),
        ("tomorrow morning", "2026-11-19"),
        ("the day after tomorrow", "2026-11-20"),
        ("by Friday", "2026-11-20"),
        ("on Wednesday", "2026-11-25"),
        ("next Wednesday", "2026-11-25"),
        ("next Friday", "2026-11-27"),
        ("next Monday", "2026-11-23"),
        ("this Friday", "2026-11-20"),
        ("end of the week", "2026-11-20"),
        ("next week", "2026-11-27"),
        ("end of the month", "2026-11-30"),
        ("within 24 hours", "2026-11-19"),
        ("in 48 hours", "2026-11-20"),
        ("in two days", "2026-11-20"),
        ("in a week", "2026-11-25"),
        ("within two weeks", "2026-12-02"),
        ("within a month", "2026-12-18"),
        ("in three to five business days", "2026-11-25"),
        ("3-5 business days", "2026-11-25"),
        ("by the 5th", "2026-12-05"),
        ("by the twenty fifth", "2026-11-25"),
        ("May 3rd", "2027-05-03"),
        ("3 March", "2027-03-03"),
        ("the third of March 2028", "2028-03-03"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_a_spoken_day_is_reckoned_from_the_call(words: str, day: str) -> None:
    assert first_day(words, WEDNESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("hoy mismo", "2026-11-18"),
        ("mañana por la tarde", "2026-11-19"),
        ("pasado mañana", "2026-11-20"),
        ("el viernes", "2026-11-20"),
        ("el próximo viernes", "2026-11-27"),
        ("la semana que viene", "2026-11-27"),
        ("el 5 de diciembre", "2026-12-05"),
        ("el 3 de marzo de 2028", "2028-03-03"),
        ("dentro de dos semanas", "2026-12-02"),
        ("en 3 a 5 días hábiles", "2026-11-25"),
        ("a fin de mes", "2026-11-30"),
        ("demain matin", "2026-11-19"),
        ("après-demain", "2026-11-20"),
        ("vendredi prochain", "2026-11-27"),
        ("le 3 mars", "2027-03-03"),
        ("le premier mai", "2027-05-01"),
        ("dans trois jours", "2026-11-21"),
        ("fin du mois", "2026-11-30"),
        ("heute noch", "2026-11-18"),
        ("morgen früh", "2026-11-19"),
        ("übermorgen", "2026-11-20"),
        ("am kommenden Montag", "2026-11-23"),
        ("bis nächsten Freitag", "2026-11-27"),
        ("am 24. Dezember", "2026-12-24"),
        ("am 24.12.2027", "2027-12-24"),
        ("in zwei Wochen", "2026-12-02"),
        ("innerhalb von 3 Werktagen", "2026-11-23"),
        ("Ende des Monats", "2026-11-30"),
    ],
)
def test_days_are_understood_in_spanish_french_and_german(words: str, day: str) -> None:
    assert first_day(words, WEDNESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "words",
    ["el lunes pasado", "letzten Montag", "a las nueve de la mañana", "guten Morgen", "la semaine dernière"],
)
def test_what_is_past_or_a_time_of_day_names_no_day_to_come(words: str) -> None:
    assert first_day(words, WEDNESDAY) is None


@pytest.mark.parametrize(
    "words",
    ["last Friday", "since Monday", "June 31st", "2026-13-01", "the mayor", "on the second floor", ""],
)
def test_what_names_no_day_to_come_gives_none(words: str) -> None:
    assert first_day(words, WEDNESDAY) is None


@pytest.mark.parametrize(("words", "day"), [("Friday", 27), ("next Friday", 27), ("next week", 27)])
def test_on_a_sunday_the_week_to_come_is_the_next_one(words: str, day: int) -> None:
    assert first_day(words, SUNDAY) == date(2026, 11, day)


@given(
    st.lists(
        st.sampled_from(
            [
                "in",
                "within",
                "by",
                "on",
                "the",
                "next",
                "last",
                "a",
                "3",
                "31",
                "31st",
                "thirty",
                "first",
                "to",
                "business",
                "days",
                "weeks",
                "months",
                "hours",
                "friday",
                "may",
                "february",
                "end",
                "of",
                "week",
                "month",
                "2027",
                "2026-02-30",
                "twenty",
                "and",
            ]
        ),
        max_size=8,
    ),
    st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)),
)
def test_no_chain_of_words_breaks_the_reckoning(words: list[str], today: date) -> None:
    for mention in mentions(" ".join(words), today):
        assert mention.day >= today or " ".join(words)[mention.start : mention.end].count("20")


def test_letters_of_other_scripts_that_ignoring_case_takes_for_ours_break_nothing() -> None:
    today = date(2026, 11, 18)

    assert [mention.day for mention in mentions("Frıday, FRİDAY or 12 Decembſer", today)] == [
        date(2026, 11, 20),
        date(2026, 11, 20),
    ]
    assert first_day("on 12 Auguſt", today) == date(2027, 8, 12)
