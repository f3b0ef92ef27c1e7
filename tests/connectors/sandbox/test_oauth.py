import base64
import json
import time
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from connectors.sandbox.salesforce import SEED_USERS
from tests.connectors.sandbox.conftest import Rest
from tests.vendors.salesforce import Sandbox, running_sandbox

JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def _token(sandbox: Sandbox, form: dict[str, str], **more: Any) -> requests.Response:
    return requests.post(f"{sandbox.url}/services/oauth2/token", form, timeout=10, **more)


def _assertion(key: RSAPrivateKey, **claims: Any) -> str:
    body = {"iss": "id", "sub": "x@example.com", "aud": "https://login.salesforce.com"}
    body |= {"exp": str(int(time.time()) + 180)} | claims
    signed = ".".join(_encode(json.dumps(part).encode()) for part in ({"alg": "RS256"}, body))
    return f"{signed}.{_encode(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _encode(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    ("form", "more"),
    [
        ({"grant_type": "client_credentials", "client_id": "id", "client_secret": "s"}, {}),
        ({"grant_type": "client_credentials"}, {"auth": ("id", "s")}),
        (
            {
                "grant_type": "password",
                "client_id": "id",
                "client_secret": "s",
                "username": SEED_USERS[0].email,
                "password": "p",
            },
            {},
        ),
    ],
)
def test_a_grant_opens_a_session(sandbox: Sandbox, form: dict[str, str], more: dict[str, Any]) -> None:
    document = _token(sandbox, form, **more).json()

    rest = Rest(sandbox.url, document["access_token"])
    assert rest("GET", "sobjects").status_code == 200
    rest.close()
    assert document["instance_url"] == sandbox.url
    assert document["token_type"] == "Bearer"
    assert document["issued_at"].isdigit()
    assert document["id"].startswith(f"{sandbox.url}/id/00D")


def test_records_belong_to_the_user_who_signed_in(sandbox: Sandbox) -> None:
    form = {"grant_type": "password", "client_id": "id", "client_secret": "s"}
    form |= {"username": SEED_USERS[2].email, "password": "p"}
    rest = Rest(sandbox.url, _token(sandbox, form).json()["access_token"])

    rest("POST", "sobjects/Task", json={"Subject": "Call"})

    rest.close()
    task = sandbox.control.records("Task")[0]
    assert (task["OwnerId"], task["CreatedById"]) == (SEED_USERS[2].id, SEED_USERS[2].id)


@pytest.mark.parametrize("kind", [str, int])
def test_an_assertion_opens_a_session_whatever_the_type_of_exp(
    sandbox: Sandbox, key: RSAPrivateKey, kind: type[str] | type[int]
) -> None:
    exp = kind(int(time.time()) + 180)

    answer = _token(sandbox, {"grant_type": JWT, "assertion": _assertion(key, exp=exp)})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("claims", "description"),
    [
        ({"exp": "1"}, "expired authorization code"),
        ({"exp": str(int(time.time()) + 86400)}, "expired authorization code"),
        ({"exp": "nan"}, "expired authorization code"),
        ({"exp": None}, "invalid assertion"),
        ({"sub": ""}, "invalid assertion"),
        ({"iss": 5}, "invalid assertion"),
    ],
)
def test_an_assertion_with_wrong_claims_is_refused(
    sandbox: Sandbox, key: RSAPrivateKey, claims: dict[str, Any], description: str
) -> None:
    answer = _token(sandbox, {"grant_type": JWT, "assertion": _assertion(key, **claims)})

    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_grant", "error_description": description}


def test_with_a_key_configured_only_its_signature_counts(key: RSAPrivateKey) -> None:
    stranger = generate_private_key(65537, 2048)

    with running_sandbox(jwt_key=key.public_key()) as sandbox:
        own = _token(sandbox, {"grant_type": JWT, "assertion": _assertion(key)})
        other = _token(sandbox, {"grant_type": JWT, "assertion": _assertion(stranger)})

    assert (own.status_code, other.status_code) == (200, 400)


def test_with_a_client_configured_another_secret_is_refused() -> None:
    with running_sandbox(client=("id", "right")) as sandbox:
        right = _token(sandbox, {"grant_type": "client_credentials"}, auth=("id", "right"))
        wrong = _token(sandbox, {"grant_type": "client_credentials"}, auth=("id", "wrong"))

    assert right.status_code == 200
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "magic"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "invalid_client_id"),
        ({"grant_type": "client_credentials", "client_id": "id"}, "invalid_client"),
        ({"grant_type": "password", "client_id": "id", "client_secret": "s"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "invalid_grant"),
        ({"grant_type": JWT, "assertion": "a.b"}, "invalid_grant"),
        ({"grant_type": JWT, "assertion": "é.b.c"}, "invalid_grant"),
        ({"grant_type": "client_credentials"} | {f"f{n}": "x" for n in range(30)}, "invalid_request"),
    ],
)
def test_a_bad_grant_is_refused_with_an_object(sandbox: Sandbox, form: dict[str, str], error: str) -> None:
    answer = _token(sandbox, form)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description"}
    assert answer.json()["error"] == error


def test_a_refresh_token_outlives_the_session(sandbox: Sandbox) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": "id",
        "client_secret": "s",
        "scope": "api refresh_token",
    }
    refresh_token = _token(sandbox, form).json()["refresh_token"]
    sandbox.control.expire_sessions()

    answer = _token(sandbox, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    rest = Rest(sandbox.url, answer.json()["access_token"])
    assert rest("GET", "limits").status_code == 200
    rest.close()


def test_an_expired_session_is_told_so(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.control.expire_sessions()

    answer = rest("GET", "sobjects")

    assert answer.status_code == 401
    assert answer.json() == [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]


@pytest.mark.parametrize(
    ("header", "code"), [(None, "INVALID_SESSION_ID"), ("Basic eDp5", "INVALID_AUTH_HEADER")]
)
def test_a_request_without_a_session_is_refused(sandbox: Sandbox, header: str | None, code: str) -> None:
    headers = {"Authorization": header} if header else {}

    answer = requests.get(f"{sandbox.url}/services/data/v62.0/limits", headers=headers, timeout=10)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (401, code)


def test_a_revoked_token_opens_nothing(rest: Rest, sandbox: Sandbox, token: str) -> None:
    requests.post(f"{sandbox.url}/services/oauth2/revoke", {"token": token}, timeout=10)

    assert rest("GET", "limits").status_code == 401


def test_userinfo_without_a_session_is_refused(sandbox: Sandbox) -> None:
    assert requests.get(f"{sandbox.url}/services/oauth2/userinfo", timeout=10).status_code == 401


def test_userinfo_names_the_user_and_the_org(sandbox: Sandbox, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    info = requests.get(f"{sandbox.url}/services/oauth2/userinfo", headers=headers, timeout=10).json()

    assert info["preferred_username"] == "integration@example.com"
    assert info["organization_id"].startswith("00D")


def test_the_versions_are_public(sandbox: Sandbox) -> None:
    versions = requests.get(f"{sandbox.url}/services/data", timeout=10).json()

    assert {"version": "62.0", "url": "/services/data/v62.0", "label": "v62"} in versions


def test_a_version_that_does_not_exist_is_not_found(rest: Rest, sandbox: Sandbox, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}

    answer = requests.get(f"{sandbox.url}/services/data/v1.0/limits", headers=headers, timeout=10)

    assert (answer.status_code, answer.json()[0]["errorCode"]) == (404, "NOT_FOUND")
