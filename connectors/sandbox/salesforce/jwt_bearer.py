"""The assertion of the JWT bearer flow: claims checked, the signature only where a key is configured."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from connectors.sandbox.salesforce.errors import OAuthError

_CLAIMS = ("iss", "sub", "aud")
# Salesforce takes an `exp` up to a few minutes ahead; also as a string, which simple-salesforce sends.
_LONGEST = timedelta(minutes=5)


def subject(assertion: str, key: RSAPublicKey | None, now: datetime) -> str:
    """The user name that the assertion speaks for. Without a key, any signature is taken."""
    try:
        head, claims, signature = (_decode(part) for part in assertion.split("."))
        header, body = _object(head), _object(claims)
        expires = float(body.get("exp", ""))
    except (ValueError, TypeError, RecursionError):
        raise OAuthError("invalid_grant", "invalid assertion") from None
    if header.get("alg") != "RS256" or not all(
        isinstance(body.get(claim), str) and body[claim] for claim in _CLAIMS
    ):
        raise OAuthError("invalid_grant", "invalid assertion")
    if not now.timestamp() < expires <= (now + _LONGEST).timestamp():
        raise OAuthError("invalid_grant", "expired authorization code")
    if key is not None:
        _verify(key, signature, assertion.rpartition(".")[0])
    return str(body["sub"])


def _decode(part: str) -> bytes:
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("not base64url") from None


def _object(text: bytes) -> Mapping[str, Any]:
    value = json.loads(text)
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _verify(key: RSAPublicKey, signature: bytes, signed: str) -> None:
    try:
        key.verify(signature, signed.encode("ascii"), PKCS1v15(), SHA256())
    except InvalidSignature:
        raise OAuthError("invalid_grant", "invalid assertion") from None
