"""A caller's number is searched in the forms that people type, and in no other person's."""

import pytest

from connectors.crm.salesforce_phones import spellings


@pytest.mark.parametrize(
    "typed", ["+12025550101", "(202) 555-0101", "202-555-0101", "202.555.0101", "2025550101"]
)
def test_an_american_number_is_found_however_it_was_typed(typed: str) -> None:
    assert typed in spellings("+12025550101", "US")


def test_a_british_number_is_searched_with_its_leading_zero() -> None:
    assert "07700 900123" in spellings("+447700900123", "GB")


def test_a_caller_from_abroad_is_not_searched_by_national_digits() -> None:
    found = spellings("+447700900123", "US")

    assert found[0] == "+447700900123"
    assert not [text for text in found if text.startswith("0")]


def test_a_national_number_needs_a_region() -> None:
    assert spellings("202 555 0101", "US")[0] == "+12025550101"
    assert spellings("202 555 0101", None) == ()


@pytest.mark.parametrize(
    "phone", ["", "anonymous", "sip:alice@example.com", "+1", "1" * 40, "' OR Name != '"]
)
def test_what_is_no_number_is_not_searched(phone: str) -> None:
    assert spellings(phone, "US") == ()
