"""Around every request: a cap on what is read, headers on what is sent, and no exception's text let out."""

import time
import traceback
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from pathlib import PurePath

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import response_to
from service.domain.errors import Failure, TooLarge
from service.telemetry import counts, tracing

V1 = "/v1/"
WEBHOOKS = V1 + "webhooks/"
INTAKE = (WEBHOOKS, "/v1/calls", "/v1/sources/")
STREAM = V1 + "events"
OTHER_MAX_BYTES = 256 * 1024
"""No wrap-up or profile comes near this; transcripts go in by the paths of `INTAKE` only."""

MAX_DIGITS = 15
FRAMES_LOGGED = 6

log = structlog.get_logger()


class BodyCap:
    """413 by the declared length before anything is read, else as soon as too much has come."""

    def __init__(self, app: ASGIApp, *, intake_max_bytes: int) -> None:
        self.app = app
        self.intake_max_bytes = intake_max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        most = self.intake_max_bytes if scope["path"].startswith(INTAKE) else OTHER_MAX_BYTES
        if _declared(scope) > most:
            await response_to(TooLarge())(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(TooLarge.status)  # the one exception FastAPI lets through while it reads
            return message

        await self.app(scope, counted, send)


class Headers:
    """Nothing is sniffed, referred to, framed or, under /v1, kept, unless the answer says otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class Shield:
    """An unforeseen error becomes a 500 and one log line that names it and its place, never its text."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            log.info("client_left", method=scope["method"])
        except Exception as error:  # noqa: BLE001 the last resort: the server would log the text it carries
            log.error("request_failed", method=scope["method"], route=_route(scope), **_place(error))  # noqa: TRY400 same
            # Once begun, an answer that just ends is cut off by the server: the reader sees it is not whole.
            if not started:
                await response_to(Failure())(scope, receive, send)


class Watched:
    """Counts and times every request, and opens its trace. A stream counts when it begins to answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        status, answered = 0, begun

        async def watched(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], time.perf_counter()
            await send(message)

        with _span(scope) as span:
            try:
                await self.app(scope, receive, watched)
            finally:
                seconds = (answered if status else time.perf_counter()) - begun
                route = _route(scope) or "other"
                counts.request(scope["method"], route, status, seconds)
                span.rename(f"{scope['method']} {route}")
                span.set(status=status)
                if status == TooLarge.status and scope["path"].startswith(WEBHOOKS):
                    counts.delivery(None, TooLarge.code)


def _span(scope: Scope) -> AbstractContextManager[tracing.Span]:
    """Under /v1 only, and none for a stream, which lasts for hours. The sender's trace is not ours: a link."""
    path = scope["path"]
    if not tracing.on() or not path.startswith(V1) or path == STREAM:
        return tracing.NOTHING
    sender = next(
        (value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), None
    )
    return tracing.begun(scope["method"], sender)


def _declared(scope: Scope) -> int:
    """The declared length in bytes, 0 where there is none; the server refuses what is no number."""
    lengths = [value for name, value in scope["headers"] if name == b"content-length"]
    if not lengths or not lengths[0].isdigit():
        return 0
    return int(lengths[0][: MAX_DIGITS + 1])


def _protect(headers: MutableHeaders, path: str) -> None:
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if path.startswith(V1):
        headers["Cache-Control"] = "no-store"


def _route(scope: Scope) -> str | None:
    """The route's template; the path itself may name a customer's call."""
    template: str | None = getattr(scope.get("route"), "path", None)
    if template is None or template.startswith(V1) or not scope["path"].startswith(V1):
        return template
    return V1 + template.removeprefix("/")  # FastAPI names a router's routes without the router's own prefix


def _place(error: BaseException) -> MutableMapping[str, object]:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_LOGGED:]
    places = [f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": type(error).__name__, "places": places}
