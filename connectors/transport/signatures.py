"""Signature primitives under every webhook: HMAC over bytes, constant time, several live secrets, a time window.

Each family of senders adds one verifier and one signer on top. All of them end in `SourceRefused` with a
constant reason, whatever the headers hold: an unsigned sender must not be able to raise anything else.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from connectors.contracts import SourceRefused

TOLERANCE = timedelta(minutes=5)
SECRET_PREFIX = "whsec_"  # noqa: S105 - the public prefix of such secrets, not one of them
MAX_SIGNATURE_HEADER = 4096

# Stored as the delivery's key, so bounded and printable. A full stop is let through although it joins the
# signed parts: moving it between id and body would leave a body that is no JSON object.
DELIVERY_ID = re.compile(r"[!-~]{1,200}")
UNIX_SECONDS = re.compile(r"[0-9]{1,12}")


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()


def body_id(body: bytes) -> str:
    """The id of a delivery whose sender gives it none: the same bytes are the same delivery."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def text_bytes(text: str) -> bytes:
    """UTF-8 of whatever a header or a setting holds, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def live_secrets(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """The secrets that hold anything, blanks around them taken off: an empty key would let everybody in."""
    if not secrets:
        raise SourceRefused("no_secret")
    found = tuple(secret.strip() for secret in secrets if secret.strip())
    if not found:
        raise SourceRefused("bad_secret")
    return found


def any_match(expected: Iterable[bytes], given: Iterable[bytes]) -> bool:
    """Whether one of the given digests is one expected; every pair is compared, in constant time."""
    given = tuple(given)
    return sum(hmac.compare_digest(ours, theirs) for ours in expected for theirs in given) > 0


def check_window(sent: float, now: datetime, tolerance: timedelta = TOLERANCE) -> None:
    """Refuse a delivery signed too long ago or too far ahead. `sent` counts seconds since 1970."""
    age = now.timestamp() - sent
    if age > tolerance.total_seconds():
        raise SourceRefused("stale")
    if age < -tolerance.total_seconds():
        raise SourceRefused("future")


def required(headers: Mapping[str, str], name: str) -> str:
    """A header's value; an absent or empty one is refused."""
    value = headers.get(name, "")
    if not value:
        raise SourceRefused("missing_header")
    return value


def standard_webhooks_key(secret: str) -> bytes:
    """The key within `whsec_<base64>`; the prefix and the padding may be missing."""
    text = secret.strip().removeprefix(SECRET_PREFIX).rstrip("=")
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise SourceRefused("bad_secret") from None
    if not key:
        raise SourceRefused("bad_secret")
    return key


def standard_webhooks_headers(body: bytes, secret: str, *, delivery_id: str, now: datetime) -> dict[str, str]:
    """Headers of a delivery as the Standard Webhooks specification signs it.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    if not DELIVERY_ID.fullmatch(delivery_id):
        raise SourceRefused("bad_id")
    sent = str(int(now.timestamp()))
    digest = hmac_sha256(standard_webhooks_key(secret), _signed(delivery_id, sent, body))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": sent,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def verify_standard_webhooks(
    headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], *, now: datetime
) -> str:
    """The delivery's id, once one of the live secrets is found to have signed exactly these bytes just now.

    Header names are in lower case. Reasons: `no_secret`, `bad_secret`, `missing_header`, `bad_id`,
    `bad_timestamp`, `stale`, `future`, `bad_signature`.
    """
    keys = _live_keys(secrets)
    delivery_id = required(headers, "webhook-id")
    sent = required(headers, "webhook-timestamp")
    signatures = required(headers, "webhook-signature")
    if not DELIVERY_ID.fullmatch(delivery_id):
        raise SourceRefused("bad_id")
    if not UNIX_SECONDS.fullmatch(sent):
        raise SourceRefused("bad_timestamp")
    check_window(int(sent), now)
    expected = [hmac_sha256(key, _signed(delivery_id, sent, body)) for key in keys]
    if not any_match(expected, _digests(signatures)):
        raise SourceRefused("bad_signature")
    return delivery_id


def _signed(delivery_id: str, sent: str, body: bytes) -> bytes:
    return f"{delivery_id}.{sent}.".encode() + body


def _live_keys(secrets: tuple[str, ...]) -> list[bytes]:
    """Keys of the secrets that can be read: one broken in a rotation does not stop the other."""
    if not secrets:
        raise SourceRefused("no_secret")
    keys = []
    for secret in secrets:
        try:
            keys.append(standard_webhooks_key(secret))
        except SourceRefused:
            continue
    if not keys:
        raise SourceRefused("bad_secret")
    return keys


def _digests(header: str) -> list[bytes]:
    """Digests of version 1 in a space-separated `v1,<base64>` list; other versions are not ours to judge."""
    if len(header) > MAX_SIGNATURE_HEADER:
        return []
    found = []
    for part in header.split(" "):
        version, _, encoded = part.partition(",")
        if version == "v1":
            try:
                found.append(base64.b64decode(encoded, validate=True))
            except ValueError:
                continue
    return found
