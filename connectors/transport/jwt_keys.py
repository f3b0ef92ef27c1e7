"""Keys and signatures of JSON Web Tokens: which bytes stand behind which others, for the algorithms we take."""

import base64
import hmac
import json
from functools import lru_cache
from typing import Any, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from connectors.contracts import SourceRefused
from connectors.transport.signatures import hmac_sha256, text_bytes

Algorithm = Literal["HS256", "RS256", "ES256"]
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

MIN_RSA_BITS = 2048
COORDINATE = 32  # bytes of r and of s on P-256
PEM = "-----BEGIN "


def signed_by(
    algorithm: Algorithm, secrets: tuple[str, ...], kid: object, signed: bytes, signature: bytes
) -> bool:
    """Whether one of the secrets, or keys, signed these bytes. Raises `bad_secret` if none can be read.

    A key that names itself is tried only for tokens that name it, or name none.
    """
    if algorithm == "HS256":
        return _signed_by_text(secrets, signed, signature)
    keys = [found for secret in secrets for found in _keys(secret) if _fits(algorithm, found[1])]
    if not keys:
        raise SourceRefused("bad_secret")
    usable = [key for name, key in keys if not name or kid is None or name == kid]
    return any(_verifies(key, signed, signature) for key in usable)


def signature_of(algorithm: Algorithm, secret: str, signed: bytes) -> bytes:
    if algorithm == "HS256":
        return hmac_sha256(text_bytes(secret), signed)
    try:
        key = load_pem_private_key(text_bytes(secret), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SourceRefused("bad_secret") from None
    if algorithm == "RS256" and isinstance(key, rsa.RSAPrivateKey):
        return key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    if algorithm == "ES256" and isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(COORDINATE, "big") + s.to_bytes(COORDINATE, "big")
    raise SourceRefused("bad_secret")


def _signed_by_text(secrets: tuple[str, ...], signed: bytes, signature: bytes) -> bool:
    # A public key as an HMAC secret is no secret: settings that name the wrong algorithm open no door.
    keys = [secret for secret in secrets if not secret.startswith(PEM)]
    if not keys:
        raise SourceRefused("bad_secret")
    found = [hmac.compare_digest(hmac_sha256(text_bytes(key), signed), signature) for key in keys]
    return any(found)


def _fits(algorithm: Algorithm, key: PublicKey) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        return algorithm == "RS256" and key.key_size >= MIN_RSA_BITS
    return algorithm == "ES256" and isinstance(key.curve, ec.SECP256R1)


def _verifies(key: PublicKey, signed: bytes, signature: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
            return True
        if len(signature) != 2 * COORDINATE:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:COORDINATE], signature[COORDINATE:]))
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=128)
def _keys(text: str) -> tuple[tuple[str, PublicKey], ...]:
    """Public keys with their names; none of a text that is no key, which does not stop its neighbours."""
    try:
        if text.startswith(PEM):
            return (("", _pem(text)),)
        value = json.loads(text)
        values = value.get("keys", [value])
        return tuple(found for each in values for found in _jwk(each))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, UnsupportedAlgorithm):
        return ()


def _pem(text: str) -> PublicKey:
    data = text_bytes(text)
    certificate = text.startswith(f"{PEM}CERTIFICATE")
    key = load_pem_x509_certificate(data).public_key() if certificate else load_pem_public_key(data)
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise UnsupportedAlgorithm("neither RSA nor an elliptic curve")
    return key


def _jwk(value: dict[str, Any]) -> tuple[tuple[str, PublicKey], ...]:
    """One key of a set; those of other kinds, as sets have them, are passed over."""
    kid = value.get("kid")
    name = kid if isinstance(kid, str) else ""
    if value.get("kty") == "RSA":
        return ((name, rsa.RSAPublicNumbers(_number(value["e"]), _number(value["n"])).public_key()),)
    if value.get("kty") == "EC" and value.get("crv") == "P-256":
        x, y = _number(value["x"]), _number(value["y"])
        return ((name, ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()),)
    return ()


def _number(text: str) -> int:
    return int.from_bytes(
        base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)), "big"
    )
