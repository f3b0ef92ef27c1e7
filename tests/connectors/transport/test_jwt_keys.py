"""Tokens under public keys: RSA and elliptic curves as PEM, certificate, JWK and set, PyJWT as oracle."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from connectors.contracts import SourceRefused
from connectors.transport.jwt_keys import Algorithm
from connectors.transport.jwt_token import Rules, sign, verify

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
CLAIMS = {"call_id": 1}
PAYLOAD = json.dumps(CLAIMS).encode()
ALGORITHMS: tuple[Algorithm, ...] = ("RS256", "ES256")

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

each_algorithm = pytest.mark.parametrize("algorithm", ALGORITHMS)


@cache
def key(algorithm: str, number: int = 0) -> Key:
    del number
    return (
        rsa.generate_private_key(65537, 2048)
        if algorithm == "RS256"
        else ec.generate_private_key(ec.SECP256R1())
    )


def private(one: Key) -> str:
    return one.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public(one: Any) -> str:
    pem: bytes = one.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def jwk(one: Key, **more: str) -> dict[str, Any]:
    maker: Any = RSAAlgorithm if isinstance(one, rsa.RSAPrivateKey) else ECAlgorithm
    found: dict[str, Any] = json.loads(maker.to_jwk(one.public_key()))
    return found | more


def certificate(one: Key) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sender")])
    builder = x509.CertificateBuilder(name, name, one.public_key(), 1, NOW, NOW + timedelta(days=1))
    return builder.sign(one, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def accepted(algorithm: Algorithm, token: bytes | str, *secrets: str) -> bool:
    return verify(Rules(algorithm), token, secrets, now=NOW).claims == CLAIMS


def reason_of(algorithm: Algorithm, token: bytes | str, *secrets: str) -> str:
    with pytest.raises(SourceRefused) as refused:
        verify(Rules(algorithm), token, secrets, now=NOW)
    return refused.value.reason


@each_algorithm
def test_a_token_is_accepted_under_a_public_key_in_any_form(algorithm: Algorithm) -> None:
    own = key(algorithm)
    token = sign(algorithm, PAYLOAD, private(own))

    for form in (public(own), certificate(own), json.dumps(jwk(own)), json.dumps({"keys": [jwk(own)]})):
        assert accepted(algorithm, token, form)


@each_algorithm
def test_pyjwt_and_we_read_each_other(algorithm: Algorithm) -> None:
    own = key(algorithm)

    assert accepted(algorithm, jwt.encode(CLAIMS, private(own), algorithm), public(own))
    assert jwt.decode(sign(algorithm, PAYLOAD, private(own)), public(own), [algorithm]) == CLAIMS


@each_algorithm
def test_another_key_is_refused_and_a_rotation_has_two(algorithm: Algorithm) -> None:
    own, other = key(algorithm), key(algorithm, 1)
    token = sign(algorithm, PAYLOAD, private(own))

    assert reason_of(algorithm, token, public(other)) == "bad_signature"
    assert accepted(algorithm, token, public(other), public(own))
    assert accepted(algorithm, token, "no key at all", public(own))


@each_algorithm
def test_an_altered_token_is_refused(algorithm: Algorithm) -> None:
    own = key(algorithm)
    head, _, signature = sign(algorithm, PAYLOAD, private(own)).split(b".")
    payload = sign(algorithm, b'{"call_id": 2}', private(own)).split(b".")[1]

    assert reason_of(algorithm, b".".join([head, payload, signature]), public(own)) == "bad_signature"
    assert reason_of(algorithm, b".".join([head, payload, signature[:40]]), public(own)) == "bad_signature"


@each_algorithm
def test_a_public_key_is_no_hmac_secret(algorithm: Algorithm) -> None:
    pem = public(key(algorithm))
    forged = sign("HS256", PAYLOAD, pem)

    assert reason_of(algorithm, forged, pem) == "bad_token"
    assert reason_of("HS256", forged, pem) == "bad_secret"


def test_a_key_of_the_other_kind_is_none() -> None:
    swapped: tuple[tuple[Algorithm, Algorithm], ...] = (("RS256", "ES256"), ("ES256", "RS256"))
    for algorithm, other in swapped:
        token = sign(algorithm, PAYLOAD, private(key(algorithm)))

        assert reason_of(algorithm, token, public(key(other))) == "bad_secret"


@each_algorithm
def test_a_key_id_chooses_among_keys_that_have_names(algorithm: Algorithm) -> None:
    own = key(algorithm)
    keys = json.dumps({"keys": [jwk(key(algorithm, 1), kid="old"), jwk(own, kid="new")]})
    mislabelled = json.dumps(jwk(own, kid="another"))

    assert accepted(algorithm, sign(algorithm, PAYLOAD, private(own), kid="new"), keys)
    assert accepted(algorithm, sign(algorithm, PAYLOAD, private(own)), keys)
    assert reason_of(algorithm, sign(algorithm, PAYLOAD, private(own), kid="old"), keys) == "bad_signature"
    assert (
        reason_of(algorithm, sign(algorithm, PAYLOAD, private(own), kid="new"), mislabelled)
        == "bad_signature"
    )


def test_a_key_within_the_token_is_not_used() -> None:
    own, trusted = key("RS256"), key("RS256", 1)
    forged = jwt.encode(CLAIMS, private(own), "RS256", headers={"jwk": jwk(own), "jku": "https://x.example"})

    assert reason_of("RS256", forged, public(trusted)) == "bad_signature"


def test_keys_too_weak_or_of_other_curves_are_none() -> None:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505 - the point of the test
    other_curve = ec.generate_private_key(ec.SECP384R1())

    assert reason_of("RS256", sign("RS256", PAYLOAD, private(small)), public(small)) == "bad_secret"
    assert (
        reason_of("ES256", sign("ES256", PAYLOAD, private(key("ES256"))), public(other_curve)) == "bad_secret"
    )
    assert reason_of("ES256", b"e30.e30.e30", public(other_curve)) == "bad_token"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        public(ed25519.Ed25519PrivateKey.generate()),
        "{}",
        "[]",
        "1",
        '{"keys": 1}',
        '{"keys": [1, null, {"kty": "OKP"}]}',
        '{"kty": "RSA"}',
        '{"kty": "RSA", "n": 1, "e": 2}',
        '{"kty": "RSA", "n": "AQAB", "e": "AA"}',
        '{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}',
        "{" * 5_000,
    ],
    ids=range(13),
)
def test_a_text_that_is_no_key_is_a_bad_secret(text: str) -> None:
    for algorithm in ALGORITHMS:
        token = sign(algorithm, PAYLOAD, private(key(algorithm)))

        assert reason_of(algorithm, token, text) == "bad_secret"


def test_only_a_private_key_of_the_kind_can_sign() -> None:
    others: dict[Algorithm, str] = {"RS256": private(key("ES256")), "ES256": "text"}
    for algorithm, secret in others.items():
        with pytest.raises(SourceRefused, match="bad_secret"):
            sign(algorithm, PAYLOAD, secret)
