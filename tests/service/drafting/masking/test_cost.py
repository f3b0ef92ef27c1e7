"""Hostile texts cost in proportion to their length: eight times the text, far less than 64 times the work."""

import gc
import time
from collections.abc import Callable

import pytest

from connectors.contracts import Speaker, Turn
from service.drafting.masking import mask_json, mask_text, mask_turns

SMALL, FACTOR = 4_000, 8
# Linear work costs 8 times as much, quadratic 64 times.
BOUND = 28.0

TEXTS = {
    "digits": "4", "spaced digits": "4 ", "words": "one ", "doubles": "double ", "hundreds": "two hundred ",
    "cues": "card number ", "cues and digits": "card 4 ", "labels": "order number is 45 ", "slashes": "1/",
    "commas": "1,111", "brackets": "[[", "unseen": "4\u200b", "amounts": "$1,", "quotes": "a'", "pay": "pay ",
    "counts": "last four is ", "long word": "number a",
}  # fmt: skip


def work(task: Callable[[], object]) -> float:
    """Processor time of the quickest of three runs; the collector's pauses depend on what else is alive."""
    times = []
    gc.disable()
    try:
        for _ in range(3):
            start = time.process_time()
            task()
            times.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(times)


def growth(task: Callable[[int], object]) -> float:
    return work(lambda: task(SMALL * FACTOR)) / max(work(lambda: task(SMALL)), 1e-3)


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS)
def test_one_long_text_costs_in_proportion(unit: str) -> None:
    assert growth(lambda size: mask_text(unit * (size // len(unit) + 1))) < BOUND


@pytest.mark.parametrize(
    "opening", ["hello", "card number?", "I lost my credit card", "your pin?", "the cvv?"]
)
def test_many_turns_cost_in_proportion(opening: str) -> None:
    first = Turn(speaker=Speaker.AGENT, text=opening)
    one = Turn(speaker=Speaker.CUSTOMER, text="one")

    assert growth(lambda size: mask_turns([first, *[one] * (size // 4)])) < BOUND


def test_many_different_numbers_cost_in_proportion() -> None:
    def task(size: int) -> object:
        numbers = (str(10**9 + index) for index in range(size // 8))
        return mask_turns([Turn(speaker=Speaker.CUSTOMER, text=number) for number in numbers])

    assert growth(task) < BOUND


def test_a_body_of_many_words_costs_in_proportion() -> None:
    assert growth(lambda size: mask_json([{"word": "one"}] * (size // 8))) < BOUND


def test_a_megabyte_of_digits_becomes_one_mark() -> None:
    assert mask_text("4" * 1_000_000) in {"[number]", "[card]"}
