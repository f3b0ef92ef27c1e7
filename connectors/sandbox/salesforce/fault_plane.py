"""ASGI middleware that lets the armed faults strike requests under /services, before or after the org."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from connectors.sandbox.salesforce.errors import SESSION_EXPIRED, ApiError, OAuthError
from connectors.sandbox.salesforce.faults import Faults, Op, Strike

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

_TOKEN = "/services/oauth2/token"  # noqa: S105 - a path
_DATA = "/services/data"
_REFUSED = 300
_MAINTENANCE = b"<html><head><title>Down for maintenance</title></head><body><center>We are down for maintenance.</center></body></html>"
_MESSAGES = {
    "UNABLE_TO_LOCK_ROW": "unable to obtain exclusive access to this record",
    "REQUEST_LIMIT_EXCEEDED": "TotalRequests Limit exceeded.",
    "INVALID_SESSION_ID": SESSION_EXPIRED,
    "SERVER_UNAVAILABLE": "Server is temporarily unavailable.",
}


class FaultPlane:
    def __init__(self, app: App, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        op = operation(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if op is None:
            await self._app(scope, receive, send)
            return
        strike = self._faults.strike(op)
        await asyncio.sleep(strike.latency_ms / 1000)
        if strike.kind is None:
            await self._app(scope, receive, send)
        elif strike.kind == "drop_after_commit":
            await self._lose_answer(strike, scope, receive, send)
        else:
            await _answer(send, *_refusal(op, strike.kind))

    async def _lose_answer(self, strike: Strike, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the org do its work, then drop the connection; a refusal changed nothing and is sent."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        if answer[0]["status"] < _REFUSED:
            await hang_up(receive, send)
            return
        self._faults.forgive(strike)
        for message in answer:
            await send(message)


def operation(method: str, path: str) -> Op | None:
    """What a request does, in the words of the control plane; None for a path that no fault strikes."""
    if path == _TOKEN:
        return "token"
    if not path.startswith(_DATA):
        return None
    if method != "GET":
        return "write"
    below = path.removeprefix(_DATA).split("/")
    return "query" if len(below) > 2 and below[2] in {"query", "queryAll"} else "read"  # noqa: PLR2004 - "", version, resource


async def hang_up(receive: Receive, send: Send) -> None:
    """End the connection with a reset and no answer.

    ASGI has no message for that: a server answers 500 for an application that says nothing. `send` is a
    method of uvicorn's request cycle, which knows the transport. Waiting for the disconnect lets the
    server see it before the application returns.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if not isinstance(transport, asyncio.Transport):
        raise ConnectionResetError("the server gives no way to drop a connection")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def _refusal(op: Op, kind: str) -> tuple[int, bytes, bytes]:
    """Status, content type and body."""
    if kind == "html_503":
        return 503, b"text/html;charset=UTF-8", _MAINTENANCE
    code = "INVALID_SESSION_ID" if kind == "loop_401" else kind
    api = ApiError(code, _MESSAGES.get(code, "injected by the sandbox"))
    oauth = OAuthError(kind.lower(), _MESSAGES.get(code, "injected by the sandbox"))
    if kind == "loop_401":
        oauth = OAuthError("invalid_client", "invalid client credentials", 401)
    status, body = (oauth.status, oauth.body()) if op == "token" else (api.status, api.body())
    return status, b"application/json;charset=UTF-8", json.dumps(body).encode()


async def _answer(send: Send, status: int, content_type: bytes, body: bytes) -> None:
    headers = [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
