"""Hostile talk about personal data costs in proportion to its length: eight times the text, far less than 64 times."""

import pytest

from connectors.contracts import Speaker
from service.drafting.masking.entities import OwnFinder
from tests.service.drafting.masking.test_cost import BOUND, growth

ASKED = "Your social, sort code, phone, email, address and date of birth?"
UNITS = ("4 ", "a ", "one ", "dot ", "at ", "a dot ", "a at b dot com ", "5 elm street, ", "may 4 ", "rue de la ", "4, ", "de ",
         "a as in a ", "my email is ", "born ", "es ", "x1", "+4 ", "00 1 ", "[[", "weg 4 ", "$4,000 ")  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_one_long_answer_costs_in_proportion(unit: str) -> None:
    finder = OwnFinder()

    def task(size: int) -> object:
        return finder.find([(Speaker.AGENT, ASKED), (Speaker.CUSTOMER, unit * (size // len(unit)))])

    assert growth(task) < BOUND


def test_many_short_answers_cost_in_proportion() -> None:
    finder = OwnFinder()

    def task(size: int) -> object:
        return finder.find([(Speaker.AGENT, ASKED), *[(Speaker.CUSTOMER, "one a")] * (size // 5)])

    assert growth(task) < BOUND
