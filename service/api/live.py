"""All event streams of one process: one subscription wakes them, each then reads what its caller may see."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi.sse import ServerSentEvent

from service.domain.access import Principal
from service.domain.errors import Failure
from service.domain.ledger import Event
from service.telemetry.counts import stream
from service.wiring import Services

RECHECK_S = 2.0
"""Hints may be lost; the database is asked at least this often."""

REAUTHENTICATE_S = 30.0
"""A revoked key's stream ends no later than this."""

READERS = 4
"""Threads for all streams together, apart from those that serve requests."""

Result = TypeVar("Result")


class Live:
    def __init__(self, services: Services) -> None:
        self._services = services
        self._threads = CapacityLimiter(READERS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._next = asyncio.Event()
        self._awaited = False
        self._closed = False

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def ring(self) -> None:
        """Something committed. Called from the subscription's thread, maybe while the loop ends.

        There are several a call: the loop is disturbed only where a stream waits for one.
        """
        if self._loop is not None and self._awaited:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._wake)

    def close(self) -> None:
        """End every stream now; in the loop's own thread."""
        self._closed = True
        self._wake()

    async def open(self, bearer: str, principal: Principal, last_event_id: str | None) -> "Listener":
        """Raises what the flow raises, while an answer can still say so."""
        cursor, missed = await self.read(self._services.stream.start, principal, last_event_id)
        return Listener(self, bearer, principal, cursor, missed=missed)

    async def events(self, principal: Principal, cursor: str) -> tuple[list[Event], str]:
        return await self.read(self._services.stream.next, principal, cursor)

    async def again(self, bearer: str) -> Principal:
        return await self.read(self._services.access.authenticate, bearer)

    async def read(self, ask: Callable[..., Result], *args: object) -> Result:
        return await anyio.to_thread.run_sync(partial(ask, *args), limiter=self._threads)

    def listen(self) -> asyncio.Event:
        """Set at the next hint. To be taken before reading, so that no hint falls in between."""
        self._awaited = True
        return self._next

    @property
    def closed(self) -> bool:
        return self._closed

    def _wake(self) -> None:
        self._awaited = False
        heard, self._next = self._next, asyncio.Event()
        heard.set()


class Listener:
    """One caller's stream. Ends with the token, with the process, and when the database cannot be read."""

    def __init__(self, live: Live, bearer: str, principal: Principal, cursor: str, *, missed: bool) -> None:
        self._live = live
        self._bearer = bearer
        self._principal = principal
        self._cursor = cursor
        self._missed = missed
        self._checked_at = asyncio.get_running_loop().time()

    async def frames(self) -> AsyncIterator[ServerSentEvent]:
        with stream(), suppress(Failure):
            yield self._first()
            while not self._live.closed and self._left() > 0:
                heard = self._live.listen()
                await self._authenticate_anew()
                events, self._cursor = await self._live.events(self._principal, self._cursor)
                for event in events:
                    yield _frame(event)
                if not events:
                    await _wait(heard, min(RECHECK_S, self._left()))

    def _first(self) -> ServerSentEvent:
        """Where the stream stands, so that one cut before its first event resumes there."""
        if self._missed:
            return ServerSentEvent(id=self._cursor, event="reset", data={})
        return ServerSentEvent(id=self._cursor, comment="open")

    def _left(self) -> float:
        """Seconds that the token still lasts; its expiry and this process's clock are compared once a turn."""
        ends_at = self._principal.expires_at
        return RECHECK_S if ends_at is None else (ends_at - datetime.now(UTC)).total_seconds()

    async def _authenticate_anew(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._checked_at >= REAUTHENTICATE_S:
            self._principal = await self._live.again(self._bearer)
            self._checked_at = now


def _frame(event: Event) -> ServerSentEvent:
    data = {"wrapup_id": event.wrapup_id, "version": event.version}
    return ServerSentEvent(id=event.cursor, event=event.kind, data=data)


async def _wait(heard: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await heard.wait()
