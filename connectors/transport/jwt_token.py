"""Compact JSON Web Tokens, as a whole body or as a bearer: HS256, RS256 and ES256, one of them pinned per source.

What a token says of its own algorithm is only compared, never followed. Keys come from the settings alone;
a `jwk` or `jku` in a header is not read.
"""

import base64
import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.contracts import SourceRefused, Unreadable
from connectors.transport.json_objects import json_object
from connectors.transport.jwt_keys import Algorithm, signature_of, signed_by
from connectors.transport.signatures import TOLERANCE, live_secrets, required, text_bytes

MAX_TOKEN = 16_000_000  # a transcript of ten megabytes in base64
MAX_BEARER = 16_384
MAX_HEADER = 4_096

BASE64URL = re.compile(rb"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Rules:
    """What is asked of a token beyond its signature; what is left empty is not asked.

    `exp`, `nbf` and `iat` are checked wherever they stand. `body_hash` names the claim that holds the hex
    SHA-256 of the body beside a bearer token. With `max_age` the token must tell by `iat` how old it is.
    """

    algorithm: Algorithm
    audience: str = ""
    issuers: tuple[str, ...] = ()
    subject: str = ""
    email: str = ""
    body_hash: str = ""
    must_expire: bool = False
    max_age: timedelta | None = None
    tolerance: timedelta = TOLERANCE


@dataclass(frozen=True)
class Token:
    """An authentic token. `id` names what it says: the same whichever of several signatures it bears."""

    id: str
    payload: bytes
    claims: Mapping[str, Any]


def verify(
    rules: Rules, token: str | bytes, secrets: tuple[str, ...], *, now: datetime, body: bytes = b""
) -> Token:
    """The token, once one of the live secrets, or public keys, stands behind it and its claims hold.

    `secrets` are texts of any length for HS256, else public keys: PEM, a JWK, or a set of them.
    Reasons: `no_secret`, `bad_secret`, `bad_token`, `bad_signature`, `expired`, `stale`, `future`.
    """
    keys = live_secrets(secrets)
    signed, header, payload, signature = _parts(token)
    if header.get("alg") != rules.algorithm or "crit" in header:
        raise SourceRefused("bad_token")
    if not signed_by(rules.algorithm, keys, header.get("kid"), signed, signature):
        raise SourceRefused("bad_signature")
    claims = json_object(payload)
    _check_times(rules, claims, now)
    _check_names(rules, claims)
    _check_body(rules, claims, body)
    return Token(id=f"sha256:{hashlib.sha256(payload).hexdigest()}", payload=payload, claims=claims)


def bearer(headers: Mapping[str, str]) -> str:
    """The token of an `Authorization: Bearer` header. Reasons: `missing_header`, `bad_token`."""
    scheme, _, token = required(headers, "authorization").strip().partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token.strip()) <= MAX_BEARER:
        raise SourceRefused("bad_token")
    return token.strip()


def payload_of(token: bytes) -> bytes:
    """What a token says, for parsers of bodies that have been verified before. Raises `Unreadable`."""
    parts = token.strip().split(b".", 3)
    try:
        return _decoded(parts[1]) if len(parts) == 3 else _unreadable()  # noqa: PLR2004 - RFC 7515 names three
    except SourceRefused:
        return _unreadable()


def sign(algorithm: Algorithm, payload: bytes, secret: str, *, kid: str = "") -> bytes:
    """A compact token over these bytes. `secret` is a text for HS256, else a private key as PEM."""
    header = {"alg": algorithm, "typ": "JWT"} | ({"kid": kid} if kid else {})
    signed = _encoded(json.dumps(header, separators=(",", ":")).encode()) + b"." + _encoded(payload)
    (key,) = live_secrets((secret,))
    return signed + b"." + _encoded(signature_of(algorithm, key, signed))


def _unreadable() -> bytes:
    raise Unreadable("body: not a JSON Web Token")


def _parts(token: str | bytes) -> tuple[bytes, dict[str, Any], bytes, bytes]:
    """The signed bytes, header, payload and signature."""
    data = (text_bytes(token) if isinstance(token, str) else token).strip()
    parts = data.split(b".", 3)
    if len(data) > MAX_TOKEN or len(parts) != 3 or len(parts[0]) > MAX_HEADER:  # noqa: PLR2004 - as above
        raise SourceRefused("bad_token")
    header, payload, signature = map(_decoded, parts)
    return data.rpartition(b".")[0], json_object(header), payload, signature


def _decoded(part: bytes) -> bytes:
    """Bytes of base64url as RFC 7515 writes it, which has one spelling for each."""
    if not BASE64URL.fullmatch(part):
        raise SourceRefused("bad_token")
    try:
        data = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except ValueError:
        raise SourceRefused("bad_token") from None
    if _encoded(data) != part:
        raise SourceRefused("bad_token")
    return data


def _encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _check_times(rules: Rules, claims: Mapping[str, Any], now: datetime) -> None:
    at, tolerance = now.timestamp(), rules.tolerance.total_seconds()
    expires, begins, issued = (_time(claims, key) for key in ("exp", "nbf", "iat"))
    if expires is None and rules.must_expire:
        raise SourceRefused("bad_token")
    if expires is not None and expires <= at - tolerance:
        raise SourceRefused("expired")
    if any(moment is not None and moment > at + tolerance for moment in (begins, issued)):
        raise SourceRefused("future")
    if rules.max_age is not None:
        if issued is None:
            raise SourceRefused("bad_token")
        if at - issued > rules.max_age.total_seconds() + tolerance:
            raise SourceRefused("stale")


def _time(claims: Mapping[str, Any], key: str) -> float | None:
    if key not in claims:
        return None
    value = claims[key]
    try:
        seconds = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
    except OverflowError:
        seconds = math.nan
    if not math.isfinite(seconds):
        raise SourceRefused("bad_token")
    return seconds


def _check_names(rules: Rules, claims: Mapping[str, Any]) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    wrong = (
        (rules.audience and rules.audience not in audiences)
        or (rules.issuers and claims.get("iss") not in rules.issuers)
        or (rules.subject and claims.get("sub") != rules.subject)
        or (rules.email and (claims.get("email") != rules.email or claims.get("email_verified") is not True))
    )
    if wrong:
        raise SourceRefused("bad_token")


def _check_body(rules: Rules, claims: Mapping[str, Any], body: bytes) -> None:
    """A token that does not name its body's hash would vouch for any body: refused where the rules ask."""
    if not rules.body_hash:
        return
    told = claims.get(rules.body_hash)
    ours = hashlib.sha256(body).hexdigest()
    if not isinstance(told, str) or not hmac.compare_digest(ours.encode(), text_bytes(told.lower())):
        raise SourceRefused("bad_signature")
