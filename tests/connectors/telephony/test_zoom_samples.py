"""The shared sample of Zoom: its event leads to its call, and a transcript of the published shape to its turns."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.contracts import CallAgent, Customer, Received
from connectors.telephony.zoom import connect
from tests.vendors.zoom import ACCOUNT, CLIENT, SECRET, running_zoom

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony"
NAME = "synthetic/zoom-phone-recording_transcript_completed.json"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SAMPLES.exists(), reason="no shared samples here"),
]


def test_the_event_leads_to_its_call_and_its_transcript_by_id() -> None:
    segments = [
        {
            "ts": "00:00:00.500",
            "end_ts": "00:00:01.500",
            "text": "Hello.",
            "users": [{"username": "Agent Smith"}],
        },
        {"ts": "00:00:02.000", "end_ts": "00:00:03.000", "text": "Hi.", "users": [{"username": "Jane Roe"}]},
    ]
    with running_zoom() as stub:
        stub.files["rec_1"] = json.dumps({"timeline": segments}).encode()
        where = {"api_base": stub.url, "oauth_base": stub.url, "downloads": {"private": [stub.host]}}
        who = {"account_id": ACCOUNT, "client_id": CLIENT, "client_secret": SECRET}
        source = connect(where | who | {"others": "customer"})

        (reported,) = source.parse((SAMPLES / NAME).read_bytes())
        (fetched,) = source.fetch(reported, deadline_ms=10_000)

    said = ", ".join(f"{turn.speaker.value} at {turn.start_ms} ms" for turn in fetched.turns)
    print(f"{NAME}: call {fetched.external_id} of {fetched.agent.id}: {said}")
    assert (reported.external_id, reported.other_ids) == ("7000000000000000001", ("chid_1",))
    assert reported.agent == CallAgent(id="usr_1", name="Agent Smith")
    assert reported.customer == Customer(phone="+14155550100", name="Jane Roe")
    assert said == "agent at 500 ms, customer at 2000 ms"


def test_the_vectors_of_signature_and_handshake_are_ours() -> None:
    vector = json.loads((SAMPLES / "signature-vectors.json").read_text(encoding="utf-8"))["zoom"]
    headers = {"x-zm-signature": vector["x-zm-signature"], "x-zm-request-timestamp": vector["ts"]}
    sent = Received(headers=headers, body=vector["body"].encode())
    asked = {"event": "endpoint.url_validation", "payload": {"plainToken": vector["plainToken"]}}
    now = datetime.fromtimestamp(int(vector["ts"]), UTC)
    handshake = connect({}).sign(
        Received(headers={}, body=json.dumps(asked).encode()), vector["secret"], delivery_id="", now=now
    )

    verified = connect({}).verify(sent, (vector["secret"],), now=now)
    answer = connect({}).verify(handshake, (vector["secret"],), now=now).answer

    assert verified.delivery_id.startswith("sha256:")
    assert answer
    assert json.loads(answer.body)["encryptedToken"] == vector["encryptedToken"]
