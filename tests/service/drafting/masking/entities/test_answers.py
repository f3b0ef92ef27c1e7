"""Answers in parts to what was asked for, and the numbers beside them that something else claims."""

import pytest

from service.drafting.masking.entities.address_words import Words, is_answer
from service.drafting.masking.entities.addresses import named
from service.drafting.masking.entities.asking import asks
from service.drafting.masking.entities.births import births
from service.drafting.masking.entities.emails import pieces
from service.drafting.masking.entities.others import is_other
from service.drafting.masking.entities.parts import lone_letter
from service.drafting.masking.entities.runs import read_runs
from service.drafting.masking.entities.shapes import is_like_id


@pytest.mark.parametrize(
    "text",
    [
        "between 8 and 12",
        "de 10 a 12",
        "72 sur 680",
        "la prime passe a 387 francs",
        "the deductible's fifteen hundred",
        "24 kartons",
        "der selbstbehalt ist 300",
    ],
)
def test_a_range_a_share_a_price_and_a_counted_thing_are_something_else(text: str) -> None:
    assert is_other(text, read_runs(text).runs[0])


@pytest.mark.parametrize("text", ["it's 4471", "da fehlt 7 am ende", "si vale 4471", "mein 803 und 917"])
def test_a_number_that_nothing_claims_is_not(text: str) -> None:
    assert not is_other(text, read_runs(text).runs[0])


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("158076249803613", "1.58.07.62.498.036/13"),
        ("7569418203761", "756.9418.2037.61"),
        ("LG12P7T90", "l g zwolf p sieben t neun null"),
        ("24280291S61613", "24 280291 s wie siegfried 61, nee, 613"),
    ],
)
def test_ids_are_known_by_how_they_are_written_or_spelled(value: str, said: str) -> None:
    assert is_like_id(value, said)


@pytest.mark.parametrize(
    ("value", "said"), [("AB12E7T90", "a b 12 e 7 t 90"), ("1234567890123", "1234567890123")]
)
def test_other_codes_are_no_ids(value: str, said: str) -> None:
    assert not is_like_id(value, said)


@pytest.mark.parametrize("text", ["zweiundachtzig", "el ocho", "elften", "juin"])
def test_one_part_of_a_date_by_itself_goes_on_with_what_was_given(text: str) -> None:
    assert len(list(births(text, sparse=True, answered=True))) == 1


@pytest.mark.parametrize("text", ["uno", "ihr tarif kostet 24 euro", "one moment please 12 days"])
def test_a_mere_number_after_a_date_is_no_part_of_it(text: str) -> None:
    assert list(births(text, sparse=True, answered=True)) == []


def test_a_date_read_back_before_something_else_is_one() -> None:
    first = next(births("22/07/1980, tres bien, livraison entre 13 h et 15 h", sparse=False, answered=True))

    assert (first.start, first.end) == (0, 10)


@pytest.mark.parametrize("text", ["jana punkt", "garnier arobase", "dot quinlan", "gmail punto com"])
def test_a_part_of_an_address_ends_or_begins_with_what_joins_it(text: str) -> None:
    assert [(one.start, one.end) for one in pieces(text)] == [(0, len(text))]


@pytest.mark.parametrize("text", ["mm-hmm", "look at", "bis dann"])
def test_talk_is_no_part_of_an_address(text: str) -> None:
    assert list(pieces(text)) == []


@pytest.mark.parametrize("text", ["ulmenweg", "calle del olmo", "larch street"])
def test_a_street_may_be_an_answer_without_its_number(text: str) -> None:
    assert [(one.start, one.end) for one in named(text)] == [(0, len(text))]


def test_no_street_is_named_in_a_long_sentence() -> None:
    assert list(named("i went down the street to look for the parcel again")) == []


def test_an_address_is_an_answer_with_its_town_and_nothing_else() -> None:
    assert is_answer(Words("lindenweg 4, 8010 graz"), street=True)
    assert is_answer(Words("cero ocho siete seis cero martorell"), street=False)
    assert not is_answer(Words("gracias, martorell 3"), street=False)


def test_two_letters_by_themselves_begin_an_id() -> None:
    assert [(one.start, one.end) for one in lone_letter("jay em")] == [(0, 6)]
    assert list(lone_letter("and see")) == []


def test_what_an_agent_needs_is_asked_for() -> None:
    text = "kanzlei brandt guten tag ich brauchte noch die steuer-id"

    assert asks(text, text.split())
    assert not asks("the number on the letter stays the same from now on", ["the", "number"] * 6)
