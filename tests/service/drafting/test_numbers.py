import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.drafting.numbers import as_figures, missing, said


@pytest.mark.parametrize(
    ("spoken", "figures"),
    [
        ("my order is four four two one", "my order is 4421"),
        ("one thousand two hundred thirty four", "1234"),
        ("two hundred and five", "205"),
        ("forty one eleven", "4111"),
        ("double five oh two", "5502"),
        ("seven point five", "7.5"),
        ("five hundred thousand", "500000"),
        ("call 555-123-4567 now", "call 5551234567 now"),
        ("one of them", "one of them"),
        ("it was $24.50", "it was $24.50"),
    ],
)
def test_spoken_numbers_are_written_in_figures(spoken: str, figures: str) -> None:
    assert as_figures(spoken) == figures


@pytest.mark.parametrize(
    ("claim", "spoken"),
    [
        ("$24.50", "twenty four fifty each time"),
        ("24.50", "24 dollars and 50 cents"),
        ("24,50 EUR", "24.50"),
        ("1,234", "one thousand two hundred and thirty four"),
        ("order 4421", "it's four four, um, two one"),
        ("5th", "on the fifth"),
        ("15:00", "at three p m"),
        ("3:15 pm", "three fifteen"),
        ("within 3-5 days", "three to five business days"),
        ("two charges", "charged twice, no figure"),
    ],
)
def test_a_claim_stands_when_some_reading_was_said(claim: str, spoken: str) -> None:
    hard = [run for run in missing(claim, said(spoken)) if not run.soft]

    assert hard == []


@pytest.mark.parametrize(
    ("claim", "spoken"),
    [
        ("$45.20", "twenty four fifty"),
        ("order 4412", "four four two one"),
        ("25 dollars", "24 dollars"),
        ("$2450", "it was $24.50"),
        ("$2,450", "24 dollars and 50 cents"),
        ("$24.50", "it was $2450.00"),
        ("$100", "nothing was said"),
        ("4 4 1 2", "2 1 4 4"),
    ],
)
def test_a_swapped_or_invented_number_is_missing(claim: str, spoken: str) -> None:
    assert missing(claim, said(spoken))


@given(st.text(alphabet="0123456789.,: -anduotwforyhusmilpedb[]_$"))
def test_any_text_has_numbers_or_none(text: str) -> None:
    assert not missing(text, said(text))
    as_figures(text)
