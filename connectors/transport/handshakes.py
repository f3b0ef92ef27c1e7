"""Answers that senders ask for before they deliver: what they sent is echoed, its length and letters checked first.

Each returns None for a request that is no such handshake. Those of Zoom and Azure Speech are signed, and
checked; the others carry nothing to check, and their answers give nothing away.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from connectors.contracts import Answer, SourceRefused
from connectors.transport.hmac_body import AZURE, ZOOM, signer
from connectors.transport.json_objects import json_value
from connectors.transport.signatures import hmac_sha256, text_bytes

# None of the letters that mean anything to a browser, and no header's end.
TOKEN = re.compile(r"[A-Za-z0-9._~+/=:@-]{1,512}")
ORIGIN = re.compile(r"[A-Za-z0-9.*:-]{1,253}")
MAX_BODY = 8_192

VALIDATION_TOKEN = "validation-token"  # noqa: S105 - a header's name
EVENT_GRID = "Microsoft.EventGrid.SubscriptionValidationEvent"


def zoom(
    headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], *, now: datetime
) -> Answer | None:
    """`endpoint.url_validation`, sent at creation and every 72 hours: the token and its HMAC in hex.

    It is signed like any event, and answered under the secret that signed it. Reasons as `hmac_body.verify`.
    """
    asked = _object(body)
    if asked.get("event") != "endpoint.url_validation":
        return None
    secret = signer(ZOOM, headers, body, secrets, now=now)
    payload = asked.get("payload")
    token = _token(payload.get("plainToken") if isinstance(payload, dict) else None)
    digest = hmac_sha256(text_bytes(secret), token.encode()).hex()
    return _json({"plainToken": token, "encryptedToken": digest})


def ringcentral(headers: Mapping[str, str]) -> Answer | None:
    """`Validation-Token`, sent when a subscription is made: the same header back, and no body."""
    if VALIDATION_TOKEN not in headers:
        return None
    return Answer(headers={"Validation-Token": _token(headers[VALIDATION_TOKEN])})


def azure_speech(
    headers: Mapping[str, str], query: str, secrets: tuple[str, ...], *, now: datetime
) -> Answer | None:
    """`?validationToken=`, sent when a web hook is made: the token as text. It is signed, without the body."""
    given = _parameter(query, "validationToken")
    if given is None:
        return None
    token = _token(given)
    signer(AZURE, headers, token.encode(), secrets, now=now)
    return Answer(body=token.encode(), content_type="text/plain; charset=utf-8")


def event_grid(body: bytes) -> Answer | None:
    """A subscription validation event, alone in its array: its code back."""
    events = _value(body)
    if not isinstance(events, list) or len(events) != 1 or not isinstance(events[0], dict):
        return None
    if events[0].get("eventType") != EVENT_GRID:
        return None
    data = events[0].get("data")
    return _json(
        {"validationResponse": _token(data.get("validationCode") if isinstance(data, dict) else None)}
    )


def cloud_events(headers: Mapping[str, str], origins: frozenset[str] = frozenset()) -> Answer | None:
    """An OPTIONS request of CloudEvents: its origin is allowed, where `origins` is empty or names it.

    https://github.com/cloudevents/spec/blob/main/cloudevents/http-webhook.md
    """
    origin = headers.get("webhook-request-origin")
    if origin is None:
        return None
    if not ORIGIN.fullmatch(origin) or (origins and origin.lower() not in origins):
        raise SourceRefused("bad_token")
    return Answer(headers={"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "*"})


def azure_signature(token: str, secret: str) -> str:
    """What Azure Speech puts in its signature header beside a token."""
    return base64.b64encode(hmac_sha256(text_bytes(secret), token.encode())).decode()


def _token(value: object) -> str:
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise SourceRefused("bad_token")
    return value


def _json(value: dict[str, str]) -> Answer:
    return Answer(body=json.dumps(value, separators=(",", ":")).encode())


def _value(body: bytes) -> Any:
    """The JSON of a body short enough to be a handshake; None for any other, which its parser judges."""
    if len(body) > MAX_BODY:
        return None
    try:
        return json_value(body)
    except SourceRefused:
        return None


def _object(body: bytes) -> dict[str, Any]:
    value = _value(body)
    return value if isinstance(value, dict) else {}


def _parameter(query: str, name: str) -> str | None:
    pairs = (pair.partition("=") for pair in query.split("&"))
    return next((unquote(value) for key, _, value in pairs if key == name), None)
