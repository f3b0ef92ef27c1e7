"""HMAC over body and timestamp: the family of verifiers in which a sender differs by its scheme alone.

Header names are in lower case. Every refusal is a `SourceRefused`, whatever the headers hold.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from connectors.contracts import SourceRefused
from connectors.transport.signatures import (
    MAX_SIGNATURE_HEADER,
    TOLERANCE,
    any_match,
    check_window,
    live_secrets,
    required,
    text_bytes,
)

UNIX_TIME = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Scheme:
    """How one sender signs.

    The `signature` header holds `prefix` and the digest; or, with `digest_part`, a list `t=..,v0=..` in
    which that key stands before each digest and `timestamp_part` before the time. The time may also stand
    in a header of its own, `timestamp`. `payload` is what is signed, with `{body}` and, where there is a
    time, `{ts}`, as it was sent.
    """

    signature: str
    payload: str = "{body}"
    prefix: str = ""
    timestamp: str = ""
    digest_part: str = ""
    timestamp_part: str = ""
    unit: Literal["s", "ms"] = "s"
    digest: Literal["sha256", "sha1", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    tolerance: timedelta = TOLERANCE

    def __post_init__(self) -> None:
        if self.payload.count("{body}") != 1:
            raise ValueError("the payload must hold {body} once")
        if self.timed != (self.payload.count("{ts}") == 1):
            raise ValueError("a time must be signed, and a signed time must stand somewhere")
        if self.timestamp_part and not self.digest_part:
            raise ValueError("a time among parts needs a digest among them")
        if self.timestamp_part and self.timestamp:
            raise ValueError("the time stands in one place")

    @property
    def timed(self) -> bool:
        return bool(self.timestamp or self.timestamp_part)

    def digest_of(self, secret: str, ts: str, body: bytes) -> bytes:
        before, after = (part.replace("{ts}", ts).encode() for part in self.payload.split("{body}"))
        return hmac.digest(text_bytes(secret), before + body + after, self.digest)


ZOOM = Scheme(
    signature="x-zm-signature", prefix="v0=", timestamp="x-zm-request-timestamp", payload="v0:{ts}:{body}"
)
# The vendor's own samples allow half an hour.
ELEVENLABS = Scheme(
    signature="elevenlabs-signature",
    digest_part="v0",
    timestamp_part="t",
    payload="{ts}.{body}",
    tolerance=timedelta(minutes=30),
)
RETELL = Scheme(
    signature="x-retell-signature", digest_part="d", timestamp_part="v", unit="ms", payload="{body}{ts}"
)
AZURE = Scheme(signature="x-microsoftspeechservices-signature", encoding="base64")


def verify(
    scheme: Scheme, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], *, now: datetime
) -> None:
    """Raise unless one of the live secrets signed these bytes.

    Reasons: `no_secret`, `bad_secret`, `missing_header`, `bad_timestamp`, `stale`, `future`, `bad_signature`.
    """
    signer(scheme, headers, body, secrets, now=now)


def signer(
    scheme: Scheme, headers: Mapping[str, str], body: bytes, secrets: tuple[str, ...], *, now: datetime
) -> str:
    """The secret that signed these bytes: what an answer to them must be signed with."""
    keys = live_secrets(secrets)
    text = required(headers, scheme.signature)
    parts = _parts(text) if scheme.digest_part else []
    ts = _timestamp(scheme, headers, parts, now)
    given = [part for key, part in parts if key == scheme.digest_part] if scheme.digest_part else [text]
    digests = list(_digests(scheme, given))
    found = [key for key in keys if any_match([scheme.digest_of(key, ts, body)], digests)]
    if not found:
        raise SourceRefused("bad_signature")
    return found[0]


def headers(scheme: Scheme, body: bytes, secret: str, *, now: datetime) -> dict[str, str]:
    """Headers as the sender would make them."""
    ts = _written(scheme, now) if scheme.timed else ""
    (key,) = live_secrets((secret,))
    digest = scheme.digest_of(key, ts, body)
    text = scheme.prefix + (digest.hex() if scheme.encoding == "hex" else base64.b64encode(digest).decode())
    if scheme.digest_part:
        text = f"{scheme.digest_part}={text}"
    if scheme.timestamp_part:
        text = f"{scheme.timestamp_part}={ts},{text}"
    apart = {scheme.timestamp: ts} if scheme.timestamp else {}
    return {scheme.signature: text, **apart}


def _parts(text: str) -> list[tuple[str, str]]:
    """Keys and values of `t=..,v0=..`; an overlong header has none."""
    if len(text) > MAX_SIGNATURE_HEADER:
        return []
    pairs = (item.partition("=") for item in text.split(","))
    return [(key.strip(), value.strip()) for key, _, value in pairs]


def _timestamp(
    scheme: Scheme, headers: Mapping[str, str], parts: list[tuple[str, str]], now: datetime
) -> str:
    if not scheme.timed:
        return ""
    if scheme.timestamp:
        found = [required(headers, scheme.timestamp)]
    else:
        found = [value for key, value in parts if key == scheme.timestamp_part]
    if len(found) != 1 or not UNIX_TIME.fullmatch(found[0]):
        raise SourceRefused("bad_timestamp")
    check_window(int(found[0]) / (1000 if scheme.unit == "ms" else 1), now, scheme.tolerance)
    return found[0]


def _written(scheme: Scheme, now: datetime) -> str:
    return str(int(now.timestamp() * (1000 if scheme.unit == "ms" else 1)))


def _digests(scheme: Scheme, texts: list[str]) -> Iterator[bytes]:
    """What can be read as digests; the rest matches nothing."""
    for text in texts:
        if not text.startswith(scheme.prefix) or len(text) > MAX_SIGNATURE_HEADER:
            continue
        encoded = text.removeprefix(scheme.prefix)
        try:
            if scheme.encoding == "hex":
                yield binascii.unhexlify(encoded)
            else:
                yield base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
