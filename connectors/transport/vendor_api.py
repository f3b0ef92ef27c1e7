"""REST calls to one vendor: one origin, one way to prove who we are, and every failure in our own words."""

import re
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import quote

import requests

from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient
from connectors.transport import strict_json
from connectors.transport.http import Deadline, Limits, OneOriginSession, clean_origin
from connectors.transport.retry_after import retry_after_ms

MAX_ID = 1_000
UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f/\\\u2028\u2029\ud800-\udfff]")
# What `segment` leaves, between slashes. No query: it goes by `params`.
PATH = re.compile(r"(?:/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)+")

UNAUTHORIZED, FORBIDDEN, NOT_FOUND, REQUEST_TIMEOUT = 401, 403, 404, 408
CONFLICT, TOO_EARLY, THROTTLED = 409, 425, 429

Params = Mapping[str, str | int | list[str]]


class Authorize(Protocol):
    """Who we are, as headers. Safe for many threads. Raises `connectors.errors`."""

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> Mapping[str, str]:
        """`fresh` says that the headers this thread got last were refused."""
        ...


def segment(value: str | int) -> str:
    """An id as one part of a path; raises `Permanent("bad_id")` for what could lead elsewhere."""
    text = str(value)
    if text in ("", ".", "..") or len(text) > MAX_ID or UNSAFE.search(text):
        raise Permanent("bad_id")
    return quote(text, safe="")


class VendorApi:
    """Safe for many threads. Paths begin with a slash and are built from constants and `segment`.

    Raises `Auth` (a 401 also with fresh headers, a 403), `Transient` (`not_ready` for 409 and 425, `missing`
    for 404 where one is given, throttled, server_error, connection, timeout, deadline, unexpected_answer) or
    `Permanent` (not_found, redirect, answer_too_large, certificate, bad_path, http_<status>). `outcome` is
    unknown for a write that may have been done.
    """

    def __init__(
        self,
        origin: str,
        authorize: Authorize,
        *,
        limits: Limits | None = None,
        ca_file: str | None = None,
    ) -> None:
        """`origin` as `clean_origin` takes it. Raises ValueError for any other."""
        self._origin = clean_origin(origin)
        self._authorize = authorize
        self._session = OneOriginSession(self._origin, limits or Limits(), ca_file=ca_file)

    def get(
        self,
        path: str,
        params: Params | None = None,
        *,
        deadline: Deadline,
        missing: str | None = "not_ready",
    ) -> Any:
        """The JSON value there; None for an empty answer."""
        return self._json(self._request("GET", path, deadline, missing, params=params), writes=False)

    def get_bytes(
        self,
        path: str,
        params: Params | None = None,
        *,
        deadline: Deadline,
        missing: str | None = "not_ready",
        accept: str = "*/*",
    ) -> bytes:
        headers = {"Accept": accept}
        return self._request("GET", path, deadline, missing, params=params, headers=headers).content

    def post(
        self,
        path: str,
        body: Any = None,
        *,
        deadline: Deadline,
        params: Params | None = None,
        missing: str | None = None,
        asks: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The JSON answer. `asks` says that this request changes nothing there: a search, as a rule."""
        more = {"params": params, "headers": headers}
        return self._write("POST", path, body, deadline, missing=missing, asks=asks, **more)

    def put(self, path: str, body: Any = None, *, deadline: Deadline, missing: str | None = None) -> Any:
        return self._write("PUT", path, body, deadline, missing=missing)

    def patch(self, path: str, body: Any = None, *, deadline: Deadline, missing: str | None = None) -> Any:
        return self._write("PATCH", path, body, deadline, missing=missing)

    def close(self) -> None:
        self._session.close()

    def _write(
        self,
        method: str,
        path: str,
        body: Any,
        deadline: Deadline,
        *,
        missing: str | None,
        asks: bool = False,
        **given: Any,
    ) -> Any:
        try:
            answer = self._request(method, path, deadline, missing, json=body, **given)
            return self._json(answer, writes=True)
        except ConnectorError as error:
            if asks:
                error.outcome = Outcome.NOT_APPLIED
            raise

    def _request(
        self, method: str, path: str, deadline: Deadline, missing: str | None, **given: Any
    ) -> requests.Response:
        """Send; once more with fresh headers if those were refused."""
        url = self._url(path)
        answer = self._send(method, url, deadline, fresh=False, **given)
        if answer.status_code == UNAUTHORIZED:
            answer = self._send(method, url, deadline, fresh=True, **given)
        if answer.status_code // 100 != 2:  # noqa: PLR2004  # redirects count as ok to requests
            raise failure_of(answer, missing=missing, writes=method != "GET")
        return answer

    def _send(
        self, method: str, url: str, deadline: Deadline, *, fresh: bool, **given: Any
    ) -> requests.Response:
        headers = {
            "Accept": "application/json",
            **(given.pop("headers", None) or {}),
            **self._authorize.headers(fresh=fresh, deadline=deadline),
        }
        return self._session.request(method, url, headers=headers, timeout=deadline.left_s(), **given)

    def _url(self, path: str) -> str:
        if not PATH.fullmatch(path) or path.startswith("//") or {".", ".."} & set(path.split("/")):
            raise Permanent("bad_path")
        return "https://" + self._origin.partition("://")[2] + path

    @staticmethod
    def _json(answer: requests.Response, *, writes: bool) -> Any:
        if not answer.content.strip():
            return None
        try:
            return strict_json.load(answer.content)
        except ValueError:
            outcome = Outcome.UNKNOWN if writes else Outcome.NOT_APPLIED
            raise Transient("unexpected_answer", outcome=outcome) from None


def failure_of(answer: requests.Response, *, missing: str | None, writes: bool) -> ConnectorError:
    """What a status that is no success means; a server that failed may have done what was asked."""
    status = answer.status_code
    wait = retry_after_ms(answer.headers.get("Retry-After"))
    unknown = Outcome.UNKNOWN if writes else Outcome.NOT_APPLIED
    known: dict[int, ConnectorError] = {
        UNAUTHORIZED: Auth("unauthorized"),
        FORBIDDEN: Auth("forbidden"),
        NOT_FOUND: Transient(missing) if missing else Permanent("not_found"),
        REQUEST_TIMEOUT: Transient("timeout", outcome=unknown),
        CONFLICT: Transient("not_ready", retry_after_ms=wait),
        TOO_EARLY: Transient("not_ready", retry_after_ms=wait),
        THROTTLED: Transient("throttled", retry_after_ms=wait),
    }
    families: dict[int, ConnectorError] = {
        3: Permanent("redirect"),
        5: Transient("server_error", outcome=unknown, retry_after_ms=wait),
    }
    return known.get(status) or families.get(status // 100) or Permanent(f"http_{status}")
