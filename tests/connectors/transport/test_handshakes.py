"""Handshakes: what is answered to which sender, and that nothing is echoed unchecked or unsigned."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from connectors.contracts import Answer, SourceRefused
from connectors.transport.handshakes import (
    azure_signature,
    azure_speech,
    cloud_events,
    event_grid,
    ringcentral,
    zoom,
)
from connectors.transport.hmac_body import ZOOM, headers

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET, OTHER = "s3cret-señal-日本", "another"
TOKEN = "0f8fad5b-d9cb-469f-a165-70867728950e"
HOSTILE = [
    "",
    " ",
    "<script>alert(1)</script>",
    '"quoted"',
    "a\r\nSet-Cookie: x=1",
    "a\x00",
    "señal",
    "\ud800",
    "%3Cscript%3E",
    "x" * 513,
]


def zoom_body(token: Any = TOKEN, event: str = "endpoint.url_validation") -> bytes:
    return json.dumps({"payload": {"plainToken": token}, "event_ts": 1, "event": event}).encode()


def zoom_answer(
    body: bytes, secret: str = SECRET, secrets: tuple[str, ...] = (SECRET,), now: datetime = NOW
) -> Answer | None:
    return zoom(headers(ZOOM, body, secret, now=NOW), body, secrets, now=now)


def azure_answer(
    token: str = TOKEN, signed: str = TOKEN, secrets: tuple[str, ...] = (SECRET,)
) -> Answer | None:
    sent = {"x-microsoftspeechservices-signature": azure_signature(signed, SECRET)}
    return azure_speech(sent, f"api-version=1&validationToken={token}", secrets, now=NOW)


def grid_body(code: Any = TOKEN, kind: str = "Microsoft.EventGrid.SubscriptionValidationEvent") -> bytes:
    return json.dumps([{"id": "1", "eventType": kind, "data": {"validationCode": code}}]).encode()


def refusal(ask: Callable[[], Answer | None]) -> str:
    with pytest.raises(SourceRefused) as refused:
        ask()
    return refused.value.reason


def test_zoom_gets_its_token_and_the_tokens_hmac() -> None:
    answer = zoom_answer(zoom_body())

    digest = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert answer
    assert json.loads(answer.body) == {"plainToken": TOKEN, "encryptedToken": digest}
    assert answer.content_type == "application/json"


def test_zoom_is_answered_under_the_secret_that_it_signed_with() -> None:
    answer = zoom_answer(zoom_body(), OTHER, (SECRET, OTHER))

    assert answer
    assert hmac.new(OTHER.encode(), TOKEN.encode(), hashlib.sha256).hexdigest().encode() in answer.body


def test_zooms_handshake_is_checked_like_an_event() -> None:
    assert refusal(lambda: zoom_answer(zoom_body(), OTHER)) == "bad_signature"
    assert refusal(lambda: zoom_answer(zoom_body(), now=NOW + timedelta(hours=1))) == "stale"
    assert refusal(lambda: zoom({}, zoom_body(), (SECRET,), now=NOW)) == "missing_header"
    assert refusal(lambda: zoom_answer(zoom_body(), secrets=())) == "no_secret"


@pytest.mark.parametrize("token", [*HOSTILE, None, 1, [TOKEN], {"a": TOKEN}], ids=range(len(HOSTILE) + 4))
def test_zooms_token_is_not_echoed_unless_it_is_plain(token: Any) -> None:
    assert refusal(lambda: zoom_answer(zoom_body(token))) == "bad_token"
    assert refusal(lambda: zoom_answer(b'{"event": "endpoint.url_validation", "payload": []}')) == "bad_token"


@pytest.mark.parametrize(
    "body",
    [
        zoom_body(event="phone.recording_completed"),
        b"",
        b"[]",
        b"no json",
        b"\xff",
        zoom_body() + b" " * 9_000,
    ],
    ids=range(6),
)
def test_an_event_is_no_handshake_of_zoom(body: bytes) -> None:
    assert zoom_answer(body) is None


def test_ringcentral_gets_its_header_back_and_no_body() -> None:
    answer = ringcentral({"validation-token": TOKEN})

    assert answer == Answer(headers={"Validation-Token": TOKEN})
    assert ringcentral({"verification-token": TOKEN}) is None


@pytest.mark.parametrize("token", HOSTILE, ids=range(len(HOSTILE)))
def test_ringcentrals_token_is_not_echoed_unless_it_is_plain(token: str) -> None:
    assert refusal(lambda: ringcentral({"validation-token": token})) == "bad_token"


def test_azure_speech_gets_its_token_as_text() -> None:
    answer = azure_answer()

    assert answer == Answer(body=TOKEN.encode(), content_type="text/plain; charset=utf-8")
    assert azure_answer(secrets=(OTHER, SECRET)) == answer


def test_azure_speech_signs_its_token() -> None:
    digest = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).digest()

    assert azure_signature(TOKEN, SECRET) == base64.b64encode(digest).decode()
    assert refusal(lambda: azure_answer(signed="another")) == "bad_signature"
    assert refusal(lambda: azure_answer(secrets=(OTHER,))) == "bad_signature"
    assert refusal(lambda: azure_answer(secrets=())) == "no_secret"
    assert (
        refusal(lambda: azure_speech({}, f"validationToken={TOKEN}", (SECRET,), now=NOW)) == "missing_header"
    )


@pytest.mark.parametrize("token", HOSTILE, ids=range(len(HOSTILE)))
def test_azures_token_is_not_echoed_unless_it_is_plain(token: str) -> None:
    assert (
        refusal(lambda: azure_answer(token, signed=token.encode("utf-8", "replace").decode())) == "bad_token"
    )


def test_without_a_token_in_the_query_it_is_no_handshake_of_azure() -> None:
    assert azure_speech({}, "", (), now=NOW) is None
    assert azure_speech({}, "avalidationToken=1&validationtoken=2", (), now=NOW) is None


def test_event_grid_gets_its_code() -> None:
    assert event_grid(grid_body()) == Answer(body=b'{"validationResponse":"%s"}' % TOKEN.encode())


@pytest.mark.parametrize("code", [*HOSTILE, None, 1, [TOKEN]], ids=range(len(HOSTILE) + 3))
def test_event_grids_code_is_not_echoed_unless_it_is_plain(code: Any) -> None:
    assert refusal(lambda: event_grid(grid_body(code))) == "bad_token"


@pytest.mark.parametrize(
    "body",
    [
        grid_body(kind="Microsoft.Communication.CallEnded"),
        json.dumps(json.loads(grid_body()) * 2).encode(),
        b"[]",
        b"[1]",
        b"{}",
        b"",
        b"no json",
        b"[" * 8_000,
    ],
    ids=range(8),
)
def test_an_event_is_no_handshake_of_event_grid(body: bytes) -> None:
    assert event_grid(body) is None


def test_an_origin_of_cloud_events_is_allowed() -> None:
    asked = {"webhook-request-origin": "eventemitter.example.com"}

    answer = cloud_events(asked)

    assert answer == Answer(
        headers={"WebHook-Allowed-Origin": "eventemitter.example.com", "WebHook-Allowed-Rate": "*"}
    )
    assert cloud_events(asked, frozenset({"eventemitter.example.com"})) == answer
    assert cloud_events({}) is None


def test_an_origin_that_is_not_ours_or_not_plain_is_refused() -> None:
    others = frozenset({"other.example.com"})

    assert refusal(lambda: cloud_events({"webhook-request-origin": "a.example.com"}, others)) == "bad_token"
    for origin in HOSTILE:
        assert refusal(partial(cloud_events, {"webhook-request-origin": origin})) == "bad_token"


def test_every_answer_is_small() -> None:
    longest = "x" * 512
    answers = [ringcentral({"validation-token": longest}), zoom_answer(zoom_body(longest))]

    sizes = [len(one.body) + sum(len(k + v) for k, v in one.headers.items()) for one in answers if one]
    assert len(sizes) == 2
    assert max(sizes) < 1_000
