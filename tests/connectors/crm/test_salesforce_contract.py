"""The real connector over the sandbox org keeps the contract."""

from collections.abc import Callable

import pytest

from tests.connectors.crm.org import running_org
from tests.contracts.crm import RULES, Subject


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_salesforce_connector_keeps_the_contract(rule: Callable[[Subject], None]) -> None:
    with running_org() as org:
        rule(org)
