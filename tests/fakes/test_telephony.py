"""The fake vendor keeps the contracts of real ones, so that flows tested with it hold with those."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connectors.contracts import Coding, Leg, ParsedCall, Received, Reference, Speaker, Turn
from tests.contracts.telephony import RULES as SENDER_RULES
from tests.contracts.telephony import Case
from tests.contracts.telephony_abilities import RULES, Subject
from tests.fakes.telephony import KIND, FakeTelephony, body_of

BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CALL = ParsedCall(
    external_id="call-1",
    leg=Leg(id="leg-1"),
    started_at=BEGAN,
    reference=Reference(kind=KIND, id="t-1"),
)
CASE = Case(
    adapter=FakeTelephony(),
    secret="whsec_AAECAwQFBgcICQoLDA0ODw==",
    other_secret="whsec_EBESExQVFhcYGRobHB0eHw==",
    unsigned=Received(headers={}, body=body_of(CALL)),
    proofs=("webhook-id", "webhook-timestamp", "webhook-signature"),
    time_is_signed=True,
)


class FakeSubject:
    ready = CALL
    early = CALL.model_copy(update={"reference": Reference(kind=KIND, id="t-2")})
    listed_at = BEGAN
    coding = Coding(
        key="key-1",
        external_id="call-1",
        leg_id="leg-1",
        agent_id="t-ada",
        codes=("refund",),
        labels=("Refund",),
        summary="Charged twice.",
    )
    other_code = "payment"

    def __init__(self) -> None:
        self.adapter = FakeTelephony()
        turn = Turn(speaker=Speaker.CUSTOMER, text="I was charged twice.")
        self.adapter.transcripts["t-1"] = (CALL.model_copy(update={"reference": None, "turns": (turn,)}),)
        self.adapter.listed = [CALL]
        self.lose_next_answer = self.adapter.lose_next_answer

    def coded(self) -> list[str]:
        return [str(write) for write in self.adapter.writes]


@pytest.mark.parametrize("rule", SENDER_RULES, ids=lambda rule: rule.__name__)
def test_the_fake_vendor_delivers_as_real_ones_do(rule: Callable[[Case], None]) -> None:
    rule(CASE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_fake_vendor_fetches_lists_and_takes_codes_as_real_ones_do(
    rule: Callable[[Subject], None],
) -> None:
    rule(FakeSubject())
