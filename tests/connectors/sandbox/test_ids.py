import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.sandbox.salesforce import ids


# Pairs of the two forms as public client code shows them.
@pytest.mark.parametrize(
    "known", ["0015500001QdZPKAA3", "0033h00000Kzv3AAAR", "003aj000002oTldAAE", "01gD0000002HU6KIAW"]
)
def test_the_suffix_is_the_one_that_salesforce_gives(known: str) -> None:
    assert ids.long_form(known[:15]) == known


@given(st.integers(min_value=0, max_value=62**9 - 1))
def test_a_number_makes_an_id_and_comes_back(number: int) -> None:
    record_id = ids.make("00T", number)

    assert ids.number_of(record_id) == number
    assert ids.normalise(record_id) == ids.normalise(record_id[:15]) == record_id


@pytest.mark.parametrize("text", ["", "00T", "0015500001QdZPKAA4", "0015500001QdZPK/A3", "x" * 16, "٣" * 15])
def test_what_is_no_id_has_no_form(text: str) -> None:
    assert ids.normalise(text) is None
