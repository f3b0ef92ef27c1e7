"""HTTP policy of blocking connectors: one origin, total deadlines, capped answers, our own errors.

Every vendor client that runs on `requests` gets its session here. A session reaches the one origin it
was made for and follows no redirect; a request ends within its total time even if the peer sends a byte
now and then; whatever goes wrong leaves as one of `connectors.errors`.
"""

import io
import time
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter, HTTPAdapter

from connectors.errors import ConnectorError, Outcome, Permanent, Transient
from connectors.transport.wire import PlainPool, TlsPool, hush_urllib3

CHUNK = 65_536
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class Deadline:
    """A point in time by which a whole method must be over."""

    def __init__(self, ms: int) -> None:
        self._at = time.monotonic() + ms / 1000

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._at

    def left_s(self) -> float:
        """Seconds left; raises `Transient("deadline")` when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise Transient("deadline")
        return left


@dataclass(frozen=True)
class Limits:
    """Bounds of one request, and how many connections are kept open."""

    connect_s: float = 3.05
    total_s: float = 20.0
    max_bytes: int = 8 * 1024 * 1024
    pool: int = 32


def clean_origin(url: str) -> str:
    """Scheme, host and port of a configured address; `ValueError` unless https, or http to loopback."""
    parts = urlsplit(url)
    if parts.username or parts.password or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise ValueError("give scheme, host and port only")
    if not parts.hostname or not (
        parts.scheme == "https" or (parts.scheme == "http" and _loopback(parts.hostname))
    ):
        raise ValueError("must be https, or http to this machine")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class PolicyAdapter(HTTPAdapter):
    """Sends one request within `timeout` seconds in total, reads the whole answer, raises only our errors."""

    def __init__(self, limits: Limits, *, plain: bool) -> None:
        self._limits = limits
        self._plain = plain
        super().__init__(pool_connections=1, pool_maxsize=limits.pool, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": TlsPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        total = min(self._limits.total_s, kwargs.get("timeout") or self._limits.total_s)
        budget = urllib3.Timeout(connect=self._limits.connect_s, total=total)
        if self._plain and request.url:
            request.url = "http" + request.url.removeprefix("https")
        try:
            response = super().send(request, *args, **(kwargs | {"stream": True, "timeout": budget}))
            response.raw = io.BytesIO(_whole(response.raw, self._limits.max_bytes))
        except ConnectorError as error:
            error.outcome = _outcome(request)
            raise
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise _mapped(error, request) from None
        return response


def _whole(raw: urllib3.HTTPResponse, cap: int) -> bytes:
    """The decoded body up to `cap` bytes; a connection that holds more of it is not used again."""
    body = bytearray()
    while len(body) <= cap and (chunk := raw.read(CHUNK, decode_content=True)):
        body += chunk
    if len(body) > cap:
        raw.close()
        raise Permanent("answer_too_large")
    return bytes(body)


def _outcome(request: requests.PreparedRequest) -> Outcome:
    return Outcome.NOT_APPLIED if request.method in SAFE_METHODS else Outcome.UNKNOWN


def _mapped(error: Exception, request: requests.PreparedRequest) -> ConnectorError:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Permanent("certificate")
    if isinstance(error, requests.ConnectTimeout) or isinstance(
        reason, urllib3.exceptions.NewConnectionError
    ):
        return Transient("connection")
    timeouts = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    code = "timeout" if isinstance(error, timeouts) else "connection"
    return Transient(code, outcome=_outcome(request))


class _Elsewhere(BaseAdapter):
    """Every address but the configured one: nothing is sent there, whatever an answer or an id says."""

    def send(self, *_args: Any, **_kwargs: Any) -> requests.Response:
        raise Permanent("foreign_host")

    def close(self) -> None:
        pass


class OneOriginSession(requests.Session):
    """A session for one origin: no redirects, no cookies, no settings from the environment or ~/.netrc.

    `origin` is as `clean_origin` gives it. Clients that insist on https may call `https://` for an http
    loopback origin; that host alone is rewritten.
    """

    def __init__(self, origin: str, limits: Limits, *, ca_file: str | None = None) -> None:
        super().__init__()
        hush_urllib3()
        self.trust_env = False  # ~/.netrc would replace the Authorization header
        self.verify = ca_file or True
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.mount("https://", _Elsewhere())
        self.mount("http://", _Elsewhere())
        scheme, rest = origin.split("://")
        self.mount(f"https://{rest}/", PolicyAdapter(limits, plain=scheme == "http"))

    def get_redirect_target(self, resp: requests.Response) -> None:
        del resp
