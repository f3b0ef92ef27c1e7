"""JSON Web Tokens as body and as bearer: PyJWT as oracle, swapped algorithms, and claims that do not hold."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from connectors.contracts import SourceRefused, Unreadable
from connectors.transport.jwt_token import Rules, bearer, payload_of, sign, verify
from connectors.transport.signatures import body_id

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
SECRET, OTHER = "señal-日本-0123456789abcdef0123456789", "another"
HS256 = Rules("HS256")
CLAIMS = {"call_id": 1, "note": "señal-日本"}


def token(claims: dict[str, Any] | None = None, secret: str = SECRET, **header: str) -> bytes:
    return sign("HS256", json.dumps(CLAIMS if claims is None else claims).encode(), secret, **header)


def reason_of(
    given: bytes | str,
    rules: Rules = HS256,
    secrets: tuple[str, ...] = (SECRET,),
    now: datetime = NOW,
    body: bytes = b"",
) -> str:
    with pytest.raises(SourceRefused) as refused:
        verify(rules, given, secrets, now=now, body=body)
    return refused.value.reason


def test_a_signed_token_is_accepted_with_what_it_says() -> None:
    found = verify(HS256, token(), (SECRET,), now=NOW)

    assert (found.claims, json.loads(found.payload)) == (CLAIMS, CLAIMS)
    assert payload_of(token()) == found.payload


def test_text_and_bytes_and_a_last_newline_are_one_token() -> None:
    plain = verify(HS256, token(), (SECRET,), now=NOW)

    assert verify(HS256, token().decode() + "\n", (SECRET,), now=NOW) == plain


def test_pyjwt_reads_what_we_sign_and_signs_what_we_read() -> None:
    theirs = jwt.encode(CLAIMS, SECRET, "HS256", headers={"kid": "k"})

    assert jwt.decode(token(), SECRET, ["HS256"]) == CLAIMS
    assert verify(HS256, theirs, (SECRET,), now=NOW).claims == CLAIMS


@pytest.mark.parametrize("secret", ["k", "puppy", " puppy "])
def test_short_secrets_are_taken_as_vendors_have_them(secret: str) -> None:
    assert verify(HS256, token(secret=secret), (secret.strip(),), now=NOW).claims == CLAIMS


def test_a_wrong_key_is_refused() -> None:
    assert reason_of(token(), secrets=(OTHER,)) == "bad_signature"


def test_both_secrets_of_a_rotation_are_live() -> None:
    first, second = (verify(HS256, token(secret=key), (OTHER, SECRET), now=NOW) for key in (SECRET, OTHER))

    assert first == second


def test_without_a_usable_secret_nothing_is_accepted() -> None:
    assert reason_of(token(), secrets=()) == "no_secret"
    assert reason_of(token(), secrets=("", " ")) == "bad_secret"
    assert reason_of(token(), secrets=("-----BEGIN PUBLIC KEY-----\nAA==",)) == "bad_secret"


@pytest.mark.parametrize("place", [0, 1, 2], ids=["header", "payload", "signature"])
def test_an_altered_part_is_refused(place: int) -> None:
    other = token({"call_id": 2}, kid="k").split(b".")
    parts = token().split(b".")

    altered = b".".join([*parts[:place], other[place], *parts[place + 1 :]])

    assert reason_of(altered) == "bad_signature"


@pytest.mark.parametrize("algorithm", ["none", "None", "HS384", "RS256", "hs256", "", None, ["HS256"], 1])
def test_another_algorithm_than_the_pinned_one_is_refused(algorithm: object) -> None:
    header = jwt.utils.base64url_encode(json.dumps({"alg": algorithm}).encode())
    _, payload, signature = token().split(b".")

    for tail in (signature, b"AA", b""):
        assert reason_of(b".".join([header, payload, tail])) == "bad_token"


def test_an_extension_that_must_be_understood_is_refused() -> None:
    header = jwt.utils.base64url_encode(b'{"alg": "HS256", "crit": ["exp"]}')
    signed = header + b"." + token().split(b".")[1]
    digest = hmac.digest(SECRET.encode(), signed, "sha256")

    assert reason_of(signed + b"." + jwt.utils.base64url_encode(digest)) == "bad_token"


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b".",
        b"..",
        b"a.b",
        b"a.b.c",
        b"a.b.c.d.e",
        b"{}",
        b'{"call_id": 1}',
        b"e30.e30.e30",
        token() + b"=",
        token() + b".",
        token().replace(b".", b". ", 1),
        token() + "é".encode(),
        b"\xff.\xfe.\x00",
        b"A" * 5_000 + token(),
    ],
)
def test_what_is_no_token_is_refused(given: bytes) -> None:
    assert reason_of(given) == "bad_token"


def test_each_signature_has_one_spelling() -> None:
    head, last = token()[:-1], token()[-1:]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    # 32 bytes leave two bits of the last letter unused.
    spelled = [head + alphabet[(alphabet.index(last) & ~3) + low :][:1] for low in range(4)]

    assert [one for one in spelled if one != token()] != []
    assert {reason_of(one) for one in spelled if one != token()} == {"bad_token"}


@pytest.mark.parametrize(
    "payload", [b"[]", b"1", b"", b"no", b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff"]
)
def test_a_payload_that_is_no_object_is_refused(payload: bytes) -> None:
    assert reason_of(sign("HS256", payload, SECRET)) == "bad_token"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": AT - 300}, "expired"),
        ({"exp": 0}, "expired"),
        ({"nbf": AT + 301}, "future"),
        ({"iat": AT + 301}, "future"),
        ({"exp": "soon"}, "bad_token"),
        ({"exp": None}, "bad_token"),
        ({"exp": True}, "bad_token"),
        ({"iat": [1]}, "bad_token"),
        ({"exp": 10**400}, "bad_token"),
    ],
)
def test_times_are_checked_wherever_they_stand(claims: dict[str, Any], reason: str) -> None:
    assert reason_of(token(claims)) == reason


def test_clocks_may_differ_by_the_tolerance() -> None:
    claims = {"exp": AT - 299, "nbf": AT + 300, "iat": AT + 299.5}

    assert verify(HS256, token(claims), (SECRET,), now=NOW).claims == claims


def test_a_token_that_must_expire_says_when() -> None:
    rules = Rules("HS256", must_expire=True)

    assert reason_of(token(), rules) == "bad_token"
    assert verify(rules, token({"exp": AT + 60}), (SECRET,), now=NOW)


def test_an_old_token_is_stale_where_its_age_counts() -> None:
    rules = Rules("HS256", max_age=timedelta(minutes=10))
    given = token({"iat": AT})

    assert verify(rules, given, (SECRET,), now=NOW + timedelta(minutes=15))
    assert reason_of(given, rules, now=NOW + timedelta(minutes=15, seconds=1)) == "stale"
    assert reason_of(token(), rules) == "bad_token"


NAMED = Rules(
    "HS256",
    audience="https://calls.example.com/hook",
    issuers=("https://accounts.example.com", "accounts.example.com"),
    subject="s-1",
    email="pusher@example.com",
)
NAMES: dict[str, Any] = {
    "aud": "https://calls.example.com/hook",
    "iss": "accounts.example.com",
    "sub": "s-1",
    "email": "pusher@example.com",
    "email_verified": True,
}


@pytest.mark.parametrize("audience", [NAMES["aud"], ["x", NAMES["aud"]]])
def test_the_names_asked_for_are_found(audience: object) -> None:
    assert verify(NAMED, token(NAMES | {"aud": audience}), (SECRET,), now=NOW)


@pytest.mark.parametrize("name", [*NAMES])
@pytest.mark.parametrize("value", [None, "", "x", [], ["x"], 1, {"a": 1}])
def test_another_name_is_refused(name: str, value: object) -> None:
    without = {key: held for key, held in NAMES.items() if key != name}

    assert reason_of(token(without), NAMED) == reason_of(token(without | {name: value}), NAMED) == "bad_token"


def test_a_body_is_bound_by_its_hash() -> None:
    rules, body = Rules("HS256", body_hash="payload_hash"), '{"señal": 1}'.encode()
    given = token({"payload_hash": body_id(body).removeprefix("sha256:")})

    assert verify(rules, given, (SECRET,), now=NOW, body=body)
    assert reason_of(given, rules, body=body + b" ") == reason_of(given, rules) == "bad_signature"
    assert reason_of(token(), rules, body=body) == "bad_signature"
    assert reason_of(token({"payload_hash": 1}), rules, body=body) == "bad_signature"


def test_a_replay_has_the_same_id_and_other_claims_another() -> None:
    first, again, other = (
        verify(HS256, given, (SECRET,), now=NOW).id for given in (token(), token(), token({"call_id": 2}))
    )

    assert first == again != other


def test_a_bearer_is_taken_from_its_header() -> None:
    assert bearer({"authorization": "Bearer a.b.c"}) == bearer({"authorization": "bearer  a.b.c "}) == "a.b.c"


@pytest.mark.parametrize("value", ["a.b.c", "Basic a.b.c", "Bearer", "Bearer  ", "Bearer " + "a" * 20_000])
def test_any_other_authorization_is_refused(value: str) -> None:
    with pytest.raises(SourceRefused, match="bad_token"):
        bearer({"authorization": value})


def test_a_missing_bearer_is_refused() -> None:
    with pytest.raises(SourceRefused, match="missing_header"):
        bearer({})


@pytest.mark.parametrize("body", [b"", b"{}", b"a.b", b"a.=.c", b"a..c", b"a.b.c.d"])
def test_a_parser_meets_no_token_as_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match="body: not a JSON Web Token"):
        payload_of(body)
