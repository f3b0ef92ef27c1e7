"""Live access tokens, their users, and how many requests they have made."""

import secrets
from dataclasses import dataclass
from threading import Lock

from connectors.sandbox.salesforce import ids
from connectors.sandbox.salesforce.errors import SESSION_EXPIRED, ApiError

ORG_ID = ids.make("00D", 1)
DAILY_REQUESTS = 100_000


@dataclass(frozen=True)
class Grant:
    access_token: str
    refresh_token: str


class Sessions:
    """Tokens live in memory: a restarted org knows none, as one whose sessions have timed out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users: dict[str, str] = {}
        self._refresh: dict[str, str] = {}
        self.requests = 0

    def open(self, user: str) -> Grant:
        grant = Grant(f"{ids.short_form(ORG_ID)}!{secrets.token_urlsafe(48)}", secrets.token_urlsafe(48))
        with self._lock:
            self._users[grant.access_token] = user
            self._refresh[grant.refresh_token] = user
        return grant

    def refresh(self, refresh_token: str) -> Grant | None:
        """A new session of the same user; None for a refresh token that was never given."""
        user = self._refresh.get(refresh_token)
        return self.open(user) if user else None

    def close(self, token: str) -> None:
        with self._lock:
            self._users.pop(token, None)
            self._refresh.pop(token, None)

    def expire(self) -> int:
        """Make every access token invalid; refresh tokens stay. Returns how many there were."""
        with self._lock:
            count = len(self._users)
            self._users.clear()
        return count

    def user(self, authorization: str) -> str:
        """The user of an Authorization header. Raises INVALID_SESSION_ID or INVALID_AUTH_HEADER."""
        scheme, _, token = authorization.partition(" ")
        if authorization and scheme.lower() not in {"bearer", "oauth"}:
            raise ApiError("INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE")
        with self._lock:
            user = self._users.get(token.strip())
        if user is None:
            raise ApiError("INVALID_SESSION_ID", SESSION_EXPIRED)
        return user

    def count(self) -> str:
        """One request more; the usage as `Sforce-Limit-Info` says it."""
        with self._lock:
            self.requests += 1
            return f"api-usage={self.requests}/{DAILY_REQUESTS}"

    def restart_count(self) -> None:
        with self._lock:
            self.requests = 0
