"""The generic source keeps the contract of every telephony adapter."""

from collections.abc import Callable

import pytest

from connectors.contracts import Received
from connectors.telephony.generic import connect
from tests.contracts.telephony import RULES, Case

CASE = Case(
    adapter=connect({}),
    secret="whsec_AAECAwQFBgcICQoLDA0ODw==",
    other_secret="whsec_EBESExQVFhcYGRobHB0eHw==",
    unsigned=Received(headers={}, body='{"call": {"external_id": "señal-1"}}'.encode()),
    proofs=("webhook-id", "webhook-timestamp", "webhook-signature"),
    time_is_signed=True,
)


@pytest.mark.parametrize("rule", RULES)
def test_the_generic_source_keeps_the_contract(rule: Callable[[Case], None]) -> None:
    rule(CASE)
