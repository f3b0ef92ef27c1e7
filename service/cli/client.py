"""Talks to a running instance over its API, as any other program would."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import httpx2

from connectors.contracts import Received
from service.cli.errors import CliError


class Moved(CliError):
    """What was to be changed is not as it was when it was read."""


class Missing(CliError):
    """There is no such thing there, or not for this key."""


TIMEOUT_S = 30.0
PATIENCE_S = 20.0
"""How long an instance that is restarting, or says 503, is asked again."""
REFUSED = 400
KINDS: dict[int, type[CliError]] = {404: Missing, 409: Moved, 412: Moved}


class Api:
    """One client, used by many threads. Raises `CliError` for every answer that is not a success."""

    def __init__(self, url: str, key: str) -> None:
        self.url = _checked(url)
        self._client = httpx2.Client(base_url=self.url, timeout=TIMEOUT_S)
        self._authorization = {"Authorization": f"Bearer {key}"}

    def close(self) -> None:
        self._client.close()

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        return self._json("GET", path, params=query)

    def post(self, path: str, body: object, *, version: int | None = None) -> dict[str, Any]:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        return self._json("POST", path, json=body, headers=headers)

    def put(self, path: str, body: object, *, version: int) -> dict[str, Any]:
        return self._json("PUT", path, json=body, headers={"If-Match": f'"{version}"'})

    def delete(self, path: str) -> dict[str, Any]:
        return self._json("DELETE", path)

    def webhook(self, source: str, make: Callable[[], Received]) -> dict[str, Any]:
        """Send a signed delivery as it was made, query and body included; made anew for each try: signatures age."""
        path = f"/v1/webhooks/{source}"

        def send() -> httpx2.Response:
            made = make()
            return self._client.post(
                f"{path}?{made.query}" if made.query else path,
                content=made.body,
                headers={"content-type": "application/json", **made.headers},
            )

        return _body(self._patiently(send), "POST", path)

    def _json(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **how: Any
    ) -> dict[str, Any]:
        sent = {**self._authorization, **(headers or {})}
        answer = self._patiently(lambda: self._client.request(method, path, headers=sent, **how))
        return _body(answer, method, path)

    def _patiently(self, send: Callable[[], httpx2.Response]) -> httpx2.Response:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                answer = send()
                if answer.status_code != httpx2.codes.SERVICE_UNAVAILABLE or time.monotonic() > until:
                    return answer
            except httpx2.TransportError as error:
                if time.monotonic() > until:
                    raise CliError(f"{self.url} does not answer ({type(error).__name__})") from None
            time.sleep(0.3)


def _checked(url: str) -> str:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise CliError(f"{url} is not the address of an instance, such as http://127.0.0.1:8080")
    return url.rstrip("/")


def _body(answer: httpx2.Response, method: str, path: str) -> dict[str, Any]:
    try:
        body = dict(answer.json()) if answer.content else {}
    except (ValueError, TypeError):
        raise CliError(
            f"{method} {path}: {answer.status_code}, and not in our words; is this aftercall?"
        ) from None
    if answer.status_code < REFUSED:
        return body
    told = "; ".join(filter(None, [body.get("title", answer.reason_phrase), body.get("detail")]))
    places = ", ".join(f"{one['pointer']}: {one['detail']}" for one in body.get("errors", []))
    kind = KINDS.get(answer.status_code, CliError)
    raise kind(f"{method} {path}: {answer.status_code} {told}{f' ({places})' if places else ''}")
