"""The last gate: what looks like a card or a long number leaves no process, and what is no number stays whole."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.telemetry.digits import CARD, DIGITS, clean, gate, without_numbers

CARDS = (
    "4111111111111111",
    "4111 1111 1111 1111",
    "4111-1111-1111-1111",
    "378282246310005",
    "6011 0009 9013 9424",
)
NUMBERS = ("+1 202 555 0143", "(202) 555-0143", "12345678", "0044 20 7946 0958", "٤١١١١١١١١١١")


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_replaced_however_it_is_written(card: str) -> None:
    assert without_numbers(f"paid with {card} today") == f"paid with {CARD} today"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_long_number_is_replaced_however_it_is_written(number: str) -> None:
    cleaned = without_numbers(f"call {number} back")

    assert DIGITS in cleaned
    assert not any(piece in cleaned for piece in number.split())


def test_a_card_glued_to_words_is_replaced() -> None:
    assert without_numbers("card4111111111111111x") == f"card{CARD}x"


@pytest.mark.parametrize(
    "text",
    [
        "01935124-2222-7333-8444-123456789012",
        "2026-11-22T05:04:31.123456Z",
        "2026-11-22 05:04:31,123",
        "127.0.0.1:8080",
        "10.244.131.217",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "0af7651916cd43dd8448eb211c80319c",
        "attempt 3 of 5 after 15000 ms",
        "board.py:123 claim",
    ],
)
def test_ids_times_and_addresses_stay_whole(text: str) -> None:
    assert without_numbers(text) == text


def test_nothing_hides_in_lists_mappings_keys_numbers_or_exceptions() -> None:
    event = {
        "event": "failed",
        "deep": {"list": [{"card": "4111 1111 1111 1111"}, ("12345678",)], "98765432": 1},
        "amount": 4111111111111111,
        "error": ValueError("4111111111111111"),
        "thing": object(),
        "timestamp": "1763786671123",
    }

    line = json.dumps(gate(None, "info", event))

    assert "4111" not in line
    assert "12345678" not in line
    assert "98765432" not in line
    assert "1763786671123" in line
    assert clean(True) is True  # a truth value is no number


@given(st.uuids())
def test_no_id_of_ours_is_ever_cut(any_id: uuid.UUID) -> None:
    assert without_numbers(f"job {any_id} parked") == f"job {any_id} parked"


@given(st.text(alphabet="0123456789 -./", min_size=8, max_size=40))
def test_no_run_of_thirteen_digits_comes_through(text: str) -> None:
    cleaned = without_numbers(text)

    runs = "".join(one if one.isdigit() else " " for one in cleaned).split()
    assert max((len(run) for run in runs), default=0) < 13
