"""Genesys Cloud, over its stand-in, keeps what the flows rely on when they fetch, list and code back."""

from collections.abc import Callable, Iterator

import pytest

from connectors.contracts import Coding, Leg, ParsedCall
from connectors.telephony.genesys_cloud import connect
from connectors.telephony.genesys_cloud_values import reference_to
from tests.contracts.telephony_abilities import RULES, Subject
from tests.vendors.genesys_cloud import StubGenesysCloud, running_genesys_cloud
from tests.vendors.genesys_cloud_calls import (
    AVA,
    BEGAN,
    CALL,
    CUSTOMER,
    conversation,
    listed,
    segment,
    session,
    transcript,
)


class GenesysSubject:
    ready = ParsedCall(external_id=CALL, leg=Leg(id=AVA), reference=reference_to(CALL, AVA))
    early = ParsedCall(external_id="conv-2", leg=Leg(id="c-2"), reference=reference_to("conv-2", "c-2"))
    listed_at = BEGAN
    coding = Coding(
        key="key-1",
        external_id=CALL,
        leg_id=AVA,
        agent_id="u-ava",
        codes=("refund",),
        labels=("Refund",),
        summary="Charged twice.",
    )
    other_code = "billing"

    def __init__(self, genesys: StubGenesysCloud) -> None:
        codes = {"codes": {"refund": "w-refund", "billing": "w-billing"}}
        self.adapter = connect(genesys.settings | codes)
        self._genesys = genesys

    def lose_next_answer(self) -> None:
        self._genesys.hang_up = True

    def coded(self) -> list[str]:
        return [body["code"] for _, body in self._genesys.writes]


@pytest.fixture
def genesys() -> Iterator[StubGenesysCloud]:
    ava = {
        "purpose": "agent",
        "userId": "u-ava",
        "sessions": [session(AVA, segment("interact", 30, 120))],
    }
    with running_genesys_cloud() as stub:
        stub.conversations[CALL] = conversation()
        stub.files[CALL, CUSTOMER] = transcript()
        stub.listed = [listed(CALL, 0, ava)]
        yield stub


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_genesys_cloud_fetches_lists_and_takes_codes_as_the_flows_expect(
    genesys: StubGenesysCloud, rule: Callable[[Subject], None]
) -> None:
    rule(GenesysSubject(genesys))
