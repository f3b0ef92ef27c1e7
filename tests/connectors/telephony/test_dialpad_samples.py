"""Dialpad's published examples, read where the shared samples are at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.contracts import Leg, LegKind, Speaker
from connectors.telephony.dialpad import connect
from connectors.transcripts import dialpad
from connectors.transport.jwt_token import sign

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
SOURCE = connect({"api_token": "made-up"})

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the checkout"),
]


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / name).read_text("utf-8"))
    return found


def test_a_hangup_is_read() -> None:
    body = json.dumps(sample("synthetic/dialpad-call-hangup.decoded.json")).encode()

    (call,) = SOURCE.parse(sign("HS256", body, "puppy"))

    assert (call.external_id, call.leg) == ("1000", Leg(id="1001", kind=LegKind.AGENT, previous_id="1000"))
    assert (call.agent.name, call.queue, call.customer.name) == ("Agent Smith", "Billing", "Jane Roe")


def test_a_call_of_the_api_is_ignored_while_it_goes_on_and_read_when_it_ends() -> None:
    told = sample("dialpad/call-get.json")

    (call,) = SOURCE.parse(json.dumps(told | {"state": "hangup"}).encode())

    assert SOURCE.parse(json.dumps(told).encode()) == ()
    assert (call.external_id, call.leg.id, call.customer.name) == ("1000", "1002", None)


def test_a_transcript_of_the_api_is_read() -> None:
    reading = dialpad.read((SAMPLES / "dialpad" / "transcript-get.json").read_bytes())

    said = [(turn.speaker, turn.text, turn.start_ms) for turn in reading.turns]
    assert said == [(Speaker.AGENT, "hello [expletive]", 0), (Speaker.CUSTOMER, "hi", 4000)]
