"""The shared sample of Aircall leads to the call whose transcription is ready."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.contracts import Received
from connectors.telephony.aircall import connect

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony" / "synthetic"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="no shared samples here"),
]


def test_the_event_names_its_call_and_is_opened_by_the_token_within() -> None:
    body = (SAMPLES / "aircall-transcription.created.json").read_bytes()
    source = connect({})

    (call,) = source.parse(body)

    print(f"aircall-transcription.created.json: read: call {call.external_id}, fetched by its id")
    assert call.external_id == "812"
    assert call.reference
    assert call.reference.id == "812"
    assert "45XXYYZZa08" not in call.model_dump_json()
    source.verify(Received(headers={}, body=body), ("45XXYYZZa08",), now=datetime(2026, 7, 27, tzinfo=UTC))
