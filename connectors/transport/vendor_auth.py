"""Ways to prove to a vendor who we are: a fixed pair or token, or tokens fetched once for all threads."""

import base64
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient
from connectors.transport import strict_json
from connectors.transport.http import Deadline, Limits, OneOriginSession, clean_origin
from connectors.transport.retry_after import retry_after_ms

Style = Literal["basic", "body"]

TOKEN_LIMITS = Limits(total_s=10.0, max_bytes=64 * 1024, pool=2)
# A token that names no end is asked for anew after this while.
DEFAULT_LIFE_S = 300.0
# Left of a token's life when it counts as over: the longest request fits in, short lives lose a tenth.
MARGIN_S = 60.0
MARGIN_SHARE = 0.1
# Refused credentials stay refused for a while: repeating them locks accounts out.
REFUSED_FOR_S = 10.0
REFUSING = frozenset({400, 401, 403})
THROTTLED = 429
SERVER_ERROR = 500


class BasicAuth:
    def __init__(self, user: str, password: str) -> None:
        self._headers = {"Authorization": basic(user, password)}

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> Mapping[str, str]:
        del fresh, deadline
        return self._headers


class Bearer:
    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> Mapping[str, str]:
        del fresh, deadline
        return self._headers


class Issued(NamedTuple):
    """A token and how many seconds it lives."""

    token: str
    life_s: float


class SharedToken:
    """One token at a time. However many threads need a new one, one request is made for all of them."""

    def __init__(
        self, issue: Callable[[float], Issued], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`issue` gets the seconds it may take."""
        self._issue = issue
        self._clock = clock
        self._lock = threading.Lock()
        self._handed = threading.local()
        self._token: str | None = None
        self._until = 0.0
        self._failure: ConnectorError | None = None
        self._failed_at = 0.0

    def get(self, deadline: Deadline, *, fresh: bool = False) -> str:
        """A live token; with `fresh` another than this thread got last: a new one of another thread will do."""
        refused = getattr(self._handed, "token", None) if fresh else None
        arrived = self._clock()
        if not self._lock.acquire(timeout=deadline.left_s()):
            raise Transient("deadline")
        try:
            if self._token is None or self._token == refused or arrived >= self._until:
                self._token = None
                self._token = self._renewed(arrived, deadline.left_s())
            self._handed.token = self._token
            return self._token
        finally:
            self._lock.release()

    def _renewed(self, arrived: float, seconds: float) -> str:
        """Threads that waited for a request that failed share its error instead of repeating it in turn."""
        pause = REFUSED_FOR_S if isinstance(self._failure, Auth) else 0.0
        if self._failure and arrived < self._failed_at + pause:
            raise _again(self._failure)
        try:
            issued = self._issue(seconds)
        except ConnectorError as error:
            self._failure, self._failed_at = _again(error), self._clock()
            raise
        self._failure = None
        self._until = self._clock() + issued.life_s - min(MARGIN_S, issued.life_s * MARGIN_SHARE)
        return issued.token


class ClientCredentials:
    """OAuth 2 tokens by client id and secret, sent as Basic header or in the form.

    `form` adds fields to the token request or replaces them, `grant_type` too: other grants that need
    nothing but fixed fields (an account id, an assertion) are asked for the same way.
    """

    def __init__(
        self,
        token_url: str,
        client_id: str,
        client_secret: str,
        form: Mapping[str, str] | None = None,
        *,
        style: Style = "basic",
        limits: Limits = TOKEN_LIMITS,
        ca_file: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises ValueError unless the address is https, or http to loopback."""
        parts = urlsplit(token_url)
        self._origin = clean_origin(f"{parts.scheme}://{parts.netloc}")
        self._path = parts.path or "/"
        self._form = {"grant_type": "client_credentials"} | dict(form or {})
        self._headers = {"Accept": "application/json"}
        if style == "basic":
            self._headers["Authorization"] = basic(client_id, client_secret)
        else:
            self._form |= {"client_id": client_id, "client_secret": client_secret}
        self._session = OneOriginSession(self._origin, limits, ca_file=ca_file)
        self._limit_s = limits.total_s
        self._token = SharedToken(self._request, clock=clock)

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> Mapping[str, str]:
        until = deadline or Deadline(round(self._limit_s * 1000))
        return {"Authorization": f"Bearer {self._token.get(until, fresh=fresh)}"}

    def _request(self, seconds: float) -> Issued:
        url = "https://" + self._origin.partition("://")[2] + self._path
        try:
            answer = self._session.post(url, data=self._form, headers=self._headers, timeout=seconds)
        except ConnectorError as error:
            error.outcome = Outcome.NOT_APPLIED  # asking for a token changes nothing there
            raise
        wait = answer.headers.get("Retry-After")
        return read_token(answer.status_code, answer.content, retry_after_ms(wait))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def read_token(status: int, content: bytes, wait_ms: int | None = None) -> Issued:
    """The token of a token endpoint's answer, or why there is none; never the vendor's own words."""
    if status in REFUSING:
        raise Auth("bad_credentials")
    if status == THROTTLED:
        raise Transient("throttled", retry_after_ms=wait_ms)
    if status >= SERVER_ERROR:
        raise Transient("server_error", retry_after_ms=wait_ms)
    if status // 100 == 3:  # noqa: PLR2004  # a redirect
        raise Permanent("redirect")
    if status // 100 != 2:  # noqa: PLR2004  # neither of those, nor a success
        raise Permanent(f"http_{status}")
    try:
        answer = strict_json.load(content)
    except ValueError:
        answer = None
    token = answer.get("access_token") if isinstance(answer, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise Transient("unexpected_answer")
    return Issued(token, _life_s(answer.get("expires_in")))


def _life_s(told: Any) -> float:
    """Seconds, also where a vendor writes them as text."""
    try:
        life = float(told)
    except (TypeError, ValueError, OverflowError):
        return DEFAULT_LIFE_S
    return life if 0 < life < float("inf") else DEFAULT_LIFE_S


def _again(error: ConnectorError) -> ConnectorError:
    """A fresh copy: one exception object raised in many threads would gather all their tracebacks."""
    return type(error)(error.code, retry_after_ms=error.retry_after_ms)
