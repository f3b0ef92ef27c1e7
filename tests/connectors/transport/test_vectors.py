"""Published and self-made signature vectors: the real ones where they are at hand, our own fixed ones always."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.contracts import Received
from connectors.transport import handshakes, jwt_token, twilio_url
from connectors.transport.hmac_body import AZURE, ELEVENLABS, RETELL, ZOOM, Scheme, headers, verify
from connectors.transport.signatures import verify_standard_webhooks

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "telephony" / "signature-vectors.json"
KNOWN = {"zoom", "elevenlabs", "azure-speech", "dialpad", "retell", "standard-webhooks"}
NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def published(test: Callable[[], None]) -> Callable[[], None]:
    at_hand = pytest.mark.skipif(
        not SAMPLES.exists(), reason="the shared samples are not beside the checkout"
    )
    marked: Callable[[], None] = pytest.mark.shared(at_hand(test))
    return marked


def vector(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SAMPLES.read_text("utf-8"))[name]
    return found


def agrees(scheme: Scheme, sent: dict[str, str], body: bytes, secret: str, seconds: float) -> None:
    now = datetime.fromtimestamp(seconds, UTC)

    verify(scheme, sent, body, (secret,), now=now)

    assert headers(scheme, body, secret, now=now) == sent


@published
def test_every_vector_is_known_to_a_test_here() -> None:
    assert set(json.loads(SAMPLES.read_text("utf-8"))) == KNOWN


@published
def test_the_published_vector_of_zoom_agrees() -> None:
    given = vector("zoom")
    sent = {"x-zm-signature": given["x-zm-signature"], "x-zm-request-timestamp": given["ts"]}

    agrees(ZOOM, sent, given["body"].encode(), given["secret"], int(given["ts"]))


@published
def test_the_published_vector_of_zooms_handshake_agrees() -> None:
    given = vector("zoom")
    body = json.dumps(
        {"event": "endpoint.url_validation", "payload": {"plainToken": given["plainToken"]}}
    ).encode()

    answer = handshakes.zoom(headers(ZOOM, body, given["secret"], now=NOW), body, (given["secret"],), now=NOW)

    assert answer
    assert json.loads(answer.body) == {key: given[key] for key in ("plainToken", "encryptedToken")}


@published
def test_the_published_vector_of_elevenlabs_agrees() -> None:
    given = vector("elevenlabs")
    sent = {"elevenlabs-signature": given["ElevenLabs-Signature"]}

    agrees(ELEVENLABS, sent, given["body"].encode(), given["secret"], given["t"])


@published
def test_the_published_vector_of_azure_speech_agrees() -> None:
    given = vector("azure-speech")
    signature = given["X-MicrosoftSpeechServices-Signature(base64 assumed)"]

    sent = {"x-microsoftspeechservices-signature": signature}

    agrees(AZURE, sent, given["body"].encode(), given["secret"], 0)


@published
def test_the_published_vector_of_retell_agrees() -> None:
    given = vector("retell")

    sent = {"x-retell-signature": given["x-retell-signature"]}

    agrees(RETELL, sent, given["body"].encode(), given["api_key"], 1_700_000_000)


@published
def test_the_published_vector_of_dialpad_agrees() -> None:
    given = vector("dialpad")
    rules = jwt_token.Rules("HS256")

    token = jwt_token.verify(rules, given["jwt"], (given["secret"],), now=NOW)

    assert token.claims == {"call_id": 1001, "state": "hangup"}
    assert jwt_token.sign("HS256", token.payload, given["secret"]).decode() == given["jwt"]


@published
def test_the_published_vector_of_standard_webhooks_agrees() -> None:
    given = vector("standard-webhooks")
    sent = {
        "webhook-id": given["id"],
        "webhook-timestamp": str(given["ts"]),
        "webhook-signature": given["sig"],
    }
    now = datetime.fromtimestamp(given["ts"], UTC)

    assert verify_standard_webhooks(sent, given["body"].encode(), (given["secret"],), now=now) == given["id"]


# printf 'v0:1767603600:{"a": 1}' | openssl dgst -sha256 -hmac vector, and so on for the others.
OWN = {
    "zoom": (
        ZOOM,
        {
            "x-zm-signature": "v0=055fdac9a2ace79af57d7b8d6c3b86071a111c051e84495a38b445174ca00229",
            "x-zm-request-timestamp": "1767603600",
        },
    ),
    "elevenlabs": (
        ELEVENLABS,
        {
            "elevenlabs-signature": "t=1767603600,v0=571c3bc3fd279d9d9feee23a15646252a65cb4cad5611b77a1aca596aba50b70"
        },
    ),
    "retell": (
        RETELL,
        {
            "x-retell-signature": "v=1767603600000,d=45a68b9e70808f9020839ac0cea2e203cf9c1061e8b1efcaa76f0a7468d08152"
        },
    ),
    "azure": (AZURE, {"x-microsoftspeechservices-signature": "+X0rfkqKRWZHxtZ7pNESHSJiEM0FrHc3VMheMxScP88="}),
}


@pytest.mark.parametrize("name", OWN)
def test_our_own_fixed_vectors_keep_their_signatures(name: str) -> None:
    scheme, sent = OWN[name]

    agrees(scheme, sent, b'{"a": 1}', "vector", NOW.timestamp())


def test_our_own_fixed_vector_of_twilio_keeps_its_signature() -> None:
    # printf 'https://calls.example.com/hook?a=1CallSidCA1Empty' | openssl dgst -sha1 -hmac vector -binary | base64
    unsigned = Received(
        headers={"content-type": twilio_url.FORM},
        body=b"Empty=&CallSid=CA1&CallSid=CA1",
        base="https://calls.example.com",
        path="/hook",
        query="a=1",
    )

    assert twilio_url.sign(unsigned, "vector").headers["x-twilio-signature"] == "czO0duQQ5puJWoHJ2penMk51ZGg="


def test_our_own_fixed_token_keeps_its_signature() -> None:
    # printf '%s' "$head.$payload" | openssl dgst -sha256 -hmac vector -binary | base64 | tr '+/' '-_' | tr -d =
    token = jwt_token.sign("HS256", b'{"call_id":1}', "vector")

    assert (
        token
        == b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjYWxsX2lkIjoxfQ._2bDOh-ZVI80QN1D3BPY5Ew0ZapQMVLP2DptRwwTJRc"
    )
