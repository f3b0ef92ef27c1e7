from collections.abc import Callable

import pytest

from connectors.contracts import Speaker
from service.drafting.masking.entities import EntityFinder, OwnFinder
from service.drafting.masking.entities.presidio import PresidioFinder, installed
from service.drafting.masking.marks import Kind
from tests.contracts.entities import RULES


@pytest.fixture(scope="module")
def presidio() -> EntityFinder:
    """Loaded once: that takes seconds."""
    if not installed():
        pytest.skip("the extra presidio is not installed")
    return PresidioFinder()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_our_own_finder_keeps_the_contract(rule: Callable[[EntityFinder], None]) -> None:
    rule(OwnFinder())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_presidio_keeps_the_contract(rule: Callable[[EntityFinder], None], presidio: EntityFinder) -> None:
    rule(presidio)


def test_presidio_finds_names_that_no_rule_knows(presidio: EntityFinder) -> None:
    text = "My name is Jonathan Smyth and I moved."

    (found,) = presidio.find([(Speaker.CUSTOMER, text)])

    assert [(one.kind, text[one.start : one.end]) for one in found] == [(Kind.NAME, "Jonathan Smyth")]
