"""A stub of an OpenAI-compatible server: settable latency, scripted faults, every request recorded.

Plain asyncio, so that a load test measures us and not the stub, and so that it can break a connection at
any byte. As a program: `python -m tests.vendors.model --port 8090 --latency-ms 1000`.
"""

import argparse
import asyncio
import json
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from tests.vendors.model_answers import CONTENTS, completion

DRIP_S = 0.05
HUGE = 9 * 1024 * 1024


@dataclass(frozen=True)
class Recorded:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class StubModel:
    """The server. `script` says what the next completions do, one behaviour each; then all is well.

    `headers` go with every completion that is well.
    """

    def __init__(self, *, latency_ms: int = 0, keep: int = 1000) -> None:
        self.latency_ms = latency_ms
        self.headers: dict[str, str] = {}
        self.requests: deque[Recorded] = deque(maxlen=keep)
        self.received = 0
        self.port = 0
        self._script: deque[str] = deque()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def script(self, *behaviours: str) -> None:
        unknown = set(behaviours) - set(CONTENTS) - set(BEHAVIOURS)
        if unknown:
            raise ValueError(f"no such behaviour: {', '.join(sorted(unknown))}")
        self._script = deque(behaviours)

    async def start(self, port: int) -> asyncio.Server:
        server = await asyncio.start_server(self._connected, "127.0.0.1", port, limit=2**20)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            while (request := await _read(reader)) is not None:
                await self._answer(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, request: Recorded, writer: asyncio.StreamWriter) -> None:
        self.requests.append(request)
        self.received += 1
        behaviour = self._script.popleft() if self._script else "ok"
        if self.latency_ms and request.method == "POST":
            await asyncio.sleep(self.latency_ms / 1000)
        if behaviour in BEHAVIOURS:
            await BEHAVIOURS[behaviour](writer, request)
        elif request.method == "GET":
            await _send(writer, 200, b'{"object": "list", "data": [{"id": "stub", "object": "model"}]}')
        else:
            body = completion(CONTENTS[behaviour](request.body), body=request.body)
            await _send(writer, 200, body, self.headers)


@contextmanager
def running_model(*, latency_ms: int = 0, port: int = 0) -> Iterator[StubModel]:
    """A stub in a thread of its own, for the length of the block."""
    stub, loop, ready = StubModel(latency_ms=latency_ms), asyncio.new_event_loop(), threading.Event()
    stopping = asyncio.Event()

    async def serve() -> None:
        server = await stub.start(port)
        ready.set()
        await stopping.wait()
        server.close()
        await stub.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), name="stub-model", daemon=True)
    thread.start()
    try:
        if not ready.wait(5):
            raise RuntimeError("the stub model did not start")
        yield stub
    finally:
        loop.call_soon_threadsafe(stopping.set)
        thread.join(5)
        loop.close()


async def _read(reader: asyncio.StreamReader) -> Recorded | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    method, path, _ = first.split(" ")
    return Recorded(method, path, headers, json.loads(body) if body else {})


async def _send(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: dict[str, str] | None = None
) -> None:
    given = {"content-type": "application/json", "content-length": str(len(body))} | (headers or {})
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    writer.write(f"HTTP/1.1 {status} Stub\r\n{lines}\r\n".encode() + body)
    await writer.drain()


Behaviour = Callable[[asyncio.StreamWriter, Recorded], Awaitable[None]]


def _status(status: int, code: str = "stub", headers: dict[str, str] | None = None) -> Behaviour:
    body = json.dumps({"error": {"message": "SECRET vendor text", "type": "stub", "code": code}}).encode()

    async def answer(writer: asyncio.StreamWriter, _request: Recorded) -> None:
        await _send(writer, status, body, headers)

    return answer


def _finished(content: str | None, finish: str, refusal: str | None = None) -> Behaviour:
    async def answer(writer: asyncio.StreamWriter, request: Recorded) -> None:
        await _send(writer, 200, completion(content, body=request.body, finish=finish, refusal=refusal))

    return answer


def _body(body: bytes, content_type: str) -> Behaviour:
    async def answer(writer: asyncio.StreamWriter, _request: Recorded) -> None:
        await _send(writer, 200, body, {"content-type": content_type})

    return answer


async def _hang(_writer: asyncio.StreamWriter, _request: Recorded) -> None:
    await asyncio.Event().wait()


async def _drip(writer: asyncio.StreamWriter, request: Recorded) -> None:
    """The answer, a byte at a time: each read succeeds, the whole never ends."""
    body = completion(CONTENTS["ok"](request.body), body=request.body)
    writer.write(
        f"HTTP/1.1 200 Stub\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    )
    await _dripped(writer, body)


async def _drip_headers(writer: asyncio.StreamWriter, _request: Recorded) -> None:
    await _dripped(writer, b"HTTP/1.1 200 Stub\r\nx-slow: " + b"a" * 2000)


async def _dripped(writer: asyncio.StreamWriter, data: bytes) -> None:
    for at in range(len(data)):
        writer.write(data[at : at + 1])
        await writer.drain()
        await asyncio.sleep(DRIP_S)


async def _drop(writer: asyncio.StreamWriter, _request: Recorded) -> None:
    writer.transport.abort()


async def _half(writer: asyncio.StreamWriter, request: Recorded) -> None:
    body = completion(CONTENTS["ok"](request.body), body=request.body)
    writer.write(
        f"HTTP/1.1 200 Stub\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    )
    writer.write(body[: len(body) // 2])
    await writer.drain()
    writer.close()


BEHAVIOURS: dict[str, Behaviour] = {
    "429": _status(429, headers={"retry-after": "2"}),
    "429_ms": _status(429, headers={"retry-after-ms": "1500", "retry-after": "9"}),
    "429_long": _status(429, headers={"retry-after": "86400"}),
    "429_silent": _status(429),
    "429_told": _status(
        429,
        headers={
            "x-ratelimit-limit-requests": "60",
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-requests": "1m3s",
        },
    ),
    "quota": _status(429, "insufficient_quota"),
    "500": _status(500),
    "503": _status(503, headers={"retry-after": "3"}),
    "400": _status(400),
    "401": _status(401),
    "403": _status(403),
    "404": _status(404),
    "redirect": _status(302, headers={"location": "/v1/elsewhere"}),
    "prompt_filtered": _status(400, "content_filter"),
    "too_long": _status(400, "context_length_exceeded"),
    "too_large": _status(413),
    "truncated": _finished('{"summary": {"reason": [', "length"),
    "refusal": _finished(None, "stop", refusal="SECRET vendor text"),
    "filtered": _finished("", "content_filter"),
    "empty": _finished("", "stop"),
    "no_choices": _body(b'{"id": "x", "object": "chat.completion", "choices": []}', "application/json"),
    "html": _body(b"<html>SECRET vendor text</html>", "text/html"),
    "not_json": _body(b'{"choices": [', "application/json"),
    "huge": _body(b" " * HUGE, "application/json"),
    "hang": _hang,
    "drip": _drip,
    "drip_headers": _drip_headers,
    "drop": _drop,
    "half": _half,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--latency-ms", type=int, default=0)
    asked = parser.parse_args()

    async def serve() -> None:
        stub = StubModel(latency_ms=asked.latency_ms, keep=0)
        server = await stub.start(asked.port)
        print(f"stub model on {stub.url}, {asked.latency_ms} ms a completion", flush=True)
        await server.serve_forever()

    with suppress(KeyboardInterrupt):
        asyncio.run(serve())


if __name__ == "__main__":
    main()
