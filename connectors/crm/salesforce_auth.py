"""Access tokens for one Salesforce org: fetched once for all threads, kept in memory only."""

import base64
import json
import time
from http import HTTPStatus
from threading import Lock
from typing import Any

import requests
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from connectors.crm.salesforce_errors import classify
from connectors.crm.salesforce_settings import ClientCredentials, JwtBearer, Password, SalesforceSettings
from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient
from connectors.transport.http import Deadline

TOKEN_PATH = "/services/oauth2/token"  # noqa: S105  # a path, not a secret
ASSERTION_LIFE_S = 180
BUSY_RETRY_MS = 2_000
# Refused credentials stay refused for a while: repeating them locks the integration user out.
REFUSED_FOR_S = 10.0


class Tokens:
    """One token at a time. However many threads need a new one, one request is made for all of them."""

    def __init__(self, settings: SalesforceSettings, session: requests.Session) -> None:
        self._settings = settings
        self._session = session
        self._lock = Lock()
        self._token: str | None = None
        self._failure: ConnectorError | None = None
        self._failed_at = 0.0

    def current(self, deadline: Deadline) -> str:
        return self._token or self.renew(None, deadline)

    def renew(self, refused: str | None, deadline: Deadline) -> str:
        """A token other than `refused`: another thread's new one, if there is one already."""
        arrived = time.monotonic()
        if not self._lock.acquire(timeout=deadline.left_s()):
            raise Transient("deadline")
        try:
            if self._token is None or self._token == refused:
                self._token = None
                self._token = self._fetch(arrived, deadline.left_s())
            return self._token
        finally:
            self._lock.release()

    def _fetch(self, arrived: float, seconds: float) -> str:
        """Threads that waited for a fetch that failed share its error instead of repeating it in turn."""
        pause = REFUSED_FOR_S if isinstance(self._failure, Auth) else 0.0
        if self._failure and arrived < self._failed_at + pause:
            raise _again(self._failure)
        try:
            token = self._request(seconds)
        except ConnectorError as error:
            self._failure, self._failed_at = _again(error), time.monotonic()
            raise
        self._failure = None
        return token

    def _request(self, seconds: float) -> str:
        url = "https://" + self._settings.base_url.partition("://")[2] + TOKEN_PATH
        form, headers = grant(self._settings)
        try:
            answer = self._session.post(url, data=form, headers=headers, timeout=seconds)
        except ConnectorError as error:
            # Asking for a token changes nothing in the CRM.
            error.outcome = Outcome.NOT_APPLIED
            raise
        return read_token(answer)


def _again(error: ConnectorError) -> ConnectorError:
    """A fresh copy: one exception object raised in many threads would gather all their tracebacks."""
    return type(error)(error.code, retry_after_ms=error.retry_after_ms)


def grant(settings: SalesforceSettings) -> tuple[dict[str, str], dict[str, str]]:
    """Form and headers of the token request."""
    match settings.auth:
        case ClientCredentials(client_id=user, client_secret=secret):
            pair = base64.b64encode(f"{user}:{secret.get_secret_value()}".encode()).decode()
            return {"grant_type": "client_credentials"}, {"Authorization": f"Basic {pair}"}
        case JwtBearer() as jwt:
            kind = "urn:ietf:params:oauth:grant-type:jwt-bearer"
            return {"grant_type": kind, "assertion": assertion(jwt, int(time.time()))}, {}
        case Password() as given:
            secret_word = given.password.get_secret_value() + given.security_token.get_secret_value()
            return {
                "grant_type": "password",
                "username": given.username,
                "password": secret_word,
                "client_id": given.client_id,
                "client_secret": given.client_secret.get_secret_value(),
            }, {}


def assertion(jwt: JwtBearer, now: int) -> str:
    """RFC 7523 assertion, RS256, good for three minutes: the longest that Salesforce takes."""
    claims = {"iss": jwt.client_id, "sub": jwt.username, "aud": jwt.audience, "exp": now + ASSERTION_LIFE_S}
    signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = _rsa_key(jwt).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_encoded(signature)}"


def _rsa_key(jwt: JwtBearer) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(jwt.private_key.get_secret_value().encode(), None)
    except (ValueError, TypeError):
        raise Permanent("bad_private_key") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise Permanent("bad_private_key")
    return key


def _part(values: dict[str, Any]) -> str:
    return _encoded(json.dumps(values, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read_token(answer: requests.Response) -> str:
    """The token, or why there is none. Its `instance_url` is ignored: the configured host is the only one."""
    try:
        content = answer.json()
    except (ValueError, RecursionError):
        content = None
    token = content.get("access_token") if isinstance(content, dict) else None
    if answer.ok and isinstance(token, str) and token.isascii() and token.isprintable() and token:
        return token
    raise _refusal(answer.status_code, content)


def _refusal(status: int, content: Any) -> ConnectorError:
    error = content.get("error") if isinstance(content, dict) else None
    if isinstance(error, str) and error.replace("_", "").isalnum():
        busy = "already being processed" in str(content.get("error_description"))
        return Transient("token_busy", retry_after_ms=BUSY_RETRY_MS) if busy else Auth(error[:64])
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Transient("unexpected_answer")
    return classify(status, content, writes=False, key_field="")
