"""The shared samples of Genesys Cloud: an event leads to its leg, and the transcript file is shared out to both agents."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.contracts import ParsedCall, Speaker
from connectors.telephony.genesys_cloud import connect
from tests.vendors.genesys_cloud import running_genesys_cloud
from tests.vendors.genesys_cloud_calls import agent, participant

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony" / "synthetic"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="no shared samples here"),
]


def load(name: str) -> Any:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def lasting(told: dict[str, Any], begin: str, end: str) -> dict[str, Any]:
    """A participant at the sample's own times."""
    told |= {"connectedTime": begin, "endTime": end}
    told["calls"][0] |= {"connectedTime": begin, "disconnectedTime": end}
    return told


def outcome(call: ParsedCall) -> str:
    said = ", ".join(f"{turn.speaker.value} at {turn.start_ms} ms" for turn in call.turns)
    return f"call {call.external_id}, leg {call.leg.id} of {call.agent.id}: {said or 'no turns'}"


def test_the_event_and_the_transcript_end_in_one_leg() -> None:
    event, file = load("genesys-eventbridge-acw.json"), load("genesys-transcript.json")
    conversation_id, communication = file["conversationId"], file["communicationId"]
    with running_genesys_cloud() as genesys:
        source = connect(genesys.settings)
        genesys.files[conversation_id, communication] = file
        genesys.conversations[conversation_id] = {
            "id": conversation_id,
            "participants": [
                participant("customer", "s-0", 0, 0, address="tel:+14155550100"),
                lasting(agent("s-1", 0, 0, "u-1", "A"), "2026-07-27T14:00:01.500Z", "2026-07-27T14:03:20Z"),
                lasting(agent("s-2", 0, 0, "u-2", "B"), "2026-07-27T14:03:20Z", "2026-07-27T14:05:30Z"),
            ],
        }

        (reported,) = source.parse(json.dumps(event).encode())
        (fetched,) = source.fetch(reported, deadline_ms=10_000)

    print(f"genesys-eventbridge-acw.json: read: {outcome(reported)}")
    print(f"genesys-transcript.json: read: {outcome(fetched)}")
    assert (reported.external_id, reported.leg.id) == (conversation_id, communication)
    assert reported.after_call_work.ended_at is not None
    assert [turn.speaker for turn in fetched.turns] == [Speaker.AGENT, Speaker.CUSTOMER]
    assert [turn.start_ms for turn in fetched.turns] == [600, 3_500]
    assert fetched.agent.id == reported.agent.id == "u-1"
