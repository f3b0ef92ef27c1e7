"""The token endpoint: who gets a session. Any credentials are taken, so no secret need be shared with a demo."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from connectors.sandbox.salesforce.clock import Clock
from connectors.sandbox.salesforce.errors import OAuthError
from connectors.sandbox.salesforce.jwt_bearer import subject
from connectors.sandbox.salesforce.objects import USER
from connectors.sandbox.salesforce.people import INTEGRATION_USER
from connectors.sandbox.salesforce.sessions import ORG_ID, Sessions
from connectors.sandbox.salesforce.store import Store

_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_MOST_FIELDS = 20


class OAuth:
    """Grants of simple-salesforce and its like. `client` limits them to one id and secret; None takes any."""

    def __init__(
        self,
        store: Store,
        sessions: Sessions,
        clock: Clock,
        key: RSAPublicKey | None = None,
        client: tuple[str, str] | None = None,
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._clock = clock
        self._key = key
        self._client = client

    def token(self, body: bytes, authorization: str, instance_url: str) -> dict[str, Any]:
        """The token document. Raises `OAuthError`."""
        form = _form(body)
        grant = form.get("grant_type", "")
        if grant == "refresh_token":
            return self._refresh(form, instance_url)
        if grant == _JWT:
            user = self._user(subject(form.get("assertion", ""), self._key, self._clock()))
        elif grant == "client_credentials":
            self._check_client(*_client(form, authorization))
            user = INTEGRATION_USER.id
        elif grant == "password":
            self._check_client(*_client(form, authorization))
            user = self._by_password(form)
        else:
            raise OAuthError("unsupported_grant_type", "grant type not supported")
        opened = self._sessions.open(user)
        refresh = {"refresh_token": opened.refresh_token} if "refresh_token" in form.get("scope", "") else {}
        return self._document(opened.access_token, user, instance_url) | refresh

    def revoke(self, body: bytes) -> None:
        self._sessions.close(_form(body).get("token", ""))

    def userinfo(self, authorization: str, instance_url: str) -> dict[str, Any]:
        user = self._sessions.user(authorization)
        record = self._store.get(USER, user) or {}
        return {
            "sub": _identity(instance_url, user),
            "user_id": user,
            "organization_id": ORG_ID,
            "preferred_username": record.get("Username"),
            "name": record.get("Name"),
            "email": record.get("Email"),
        }

    def _refresh(self, form: Mapping[str, str], instance_url: str) -> dict[str, Any]:
        opened = self._sessions.refresh(form.get("refresh_token", ""))
        if opened is None:
            raise OAuthError("invalid_grant", "expired access/refresh token")
        user = self._sessions.user(f"Bearer {opened.access_token}")
        return self._document(opened.access_token, user, instance_url)

    def _document(self, token: str, user: str, instance_url: str) -> dict[str, Any]:
        return {
            "access_token": token,
            "scope": "api",
            "instance_url": instance_url,
            "id": _identity(instance_url, user),
            "token_type": "Bearer",
            "issued_at": str(int(self._clock().timestamp() * 1000)),
        }

    def _check_client(self, client_id: str, secret: str) -> None:
        if not client_id:
            raise OAuthError("invalid_client_id", "client identifier invalid")
        if not secret or (self._client is not None and self._client != (client_id, secret)):
            raise OAuthError("invalid_client", "invalid client credentials")

    def _by_password(self, form: Mapping[str, str]) -> str:
        if not form.get("username") or not form.get("password"):
            raise OAuthError("invalid_grant", "authentication failure")
        return self._user(form["username"])

    def _user(self, name: str) -> str:
        """The org's user of that name; else the integration user, so that any name can sign in."""
        known = {str(user["Username"]).lower(): str(user["Id"]) for user in self._store.all(USER)}
        return known.get(name.lower(), INTEGRATION_USER.id)


def _form(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise OAuthError("invalid_request", "the form cannot be read") from None


def _client(form: Mapping[str, str], authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthError("invalid_client", "invalid client credentials") from None
    return client_id, secret


def _identity(instance_url: str, user: str) -> str:
    return f"{instance_url}/id/{ORG_ID}/{user}"
