"""Zoom's signature and its handshake through the adapter, and settings that cannot work."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from connectors.contracts import Received, SourceRefused
from connectors.telephony.zoom import connect
from tests.contracts.telephony import RULES, Case

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
SECRET = "s3cr3t-token"
BODY = b'{"event": "phone.callee_ringing", "event_ts": 1}'
ENDED = b'{"event": "phone.callee_ended", "payload": {"object": {"call_id": 7, "answer_start_time": "x"}}}'
ASKED = b'{"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8vlvZRS6UYooatFL8Aw"}}'


def signed(body: bytes = BODY, secret: str = SECRET) -> Received:
    return connect({}).sign(Received(headers={}, body=body), secret, delivery_id="", now=NOW)


def test_a_delivery_that_we_sign_verifies_and_again_under_the_same_id() -> None:
    first, again = (connect({}).verify(signed(), ("old", SECRET), now=NOW) for _ in range(2))

    assert first == again
    assert first.answer is None


def test_the_handshake_is_answered_under_the_secret_that_signed_it_and_shortly() -> None:
    answer = connect({}).verify(signed(ASKED), ("old", SECRET), now=NOW).answer

    assert answer
    expected = hmac.new(SECRET.encode(), b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    assert json.loads(answer.body) == {"plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": expected}
    assert len(answer.body) < 300


@pytest.mark.parametrize("body", [BODY, ASKED], ids=["event", "handshake"])
@pytest.mark.parametrize(
    ("secret", "late", "reason"),
    [
        ("other", timedelta(), "bad_signature"),
        (SECRET, timedelta(minutes=6), "stale"),
        (SECRET, timedelta(minutes=-6), "future"),
    ],
)
def test_a_wrong_secret_or_time_is_refused(body: bytes, secret: str, late: timedelta, reason: str) -> None:
    with pytest.raises(SourceRefused, match=reason):
        connect({}).verify(signed(body, secret), (SECRET,), now=NOW + late)


def test_an_altered_body_and_an_unsigned_handshake_are_refused() -> None:
    with pytest.raises(SourceRefused, match="bad_signature"):
        connect({}).verify(signed().model_copy(update={"body": BODY + b" "}), (SECRET,), now=NOW)
    with pytest.raises(SourceRefused, match="missing_header"):
        connect({}).verify(Received(headers={}, body=ASKED), (SECRET,), now=NOW)


@pytest.mark.parametrize(
    "settings",
    [
        {"account_id": "a", "client_id": "c"},
        {"client_secret": "s3cr3t-value"},
        {"speakers": {"Ava": "boss"}},
        {"downloads": {"public": ["https://zoom.us"]}},
        {"api_base": "http://api.zoom.us"},
        {"unknown": 1},
    ],
    ids=["no secret", "no account", "odd role", "no host", "plain http", "odd key"],
)
def test_settings_that_cannot_work_are_refused_without_their_values(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        connect(settings)

    assert "s3cr3t-value" not in str(refused.value)


@pytest.mark.parametrize("rule", RULES)
def test_zoom_keeps_what_every_adapter_keeps(rule: Callable[[Case], None]) -> None:
    case = Case(
        adapter=connect({}),
        secret=SECRET,
        other_secret="other",
        unsigned=Received(headers={}, body=ENDED),
        proofs=("x-zm-signature", "x-zm-request-timestamp"),
        time_is_signed=True,
        hostile=(b'{"event": []}', b'{"event": "phone.callee_ended", "payload": {"object": {"callee": []}}}'),
        handshakes={"url_validation": signed(ASKED)},
    )

    rule(case)
