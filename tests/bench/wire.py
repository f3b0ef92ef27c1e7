"""A bare HTTP/1.1 client over kept connections, so that generating the load costs next to nothing."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

KEEP_S = 3.0
"""Idle connections are left before the server's own limit (uvicorn: 5 s) could close them under a request."""

TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes


@dataclass
class _Connection:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used_at: float


class Wire:
    """One server's connections: as many as there are requests at once, the one used last first."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._idle: list[_Connection] = []

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
        """The bytes of one request, made before the clock runs."""
        sent = {"host": f"{self._host}:{self._port}", "content-length": str(len(body)), **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body

    async def exchange(self, request: bytes) -> Reply:
        """Raises `OSError`, `EOFError` or `TimeoutError`; nothing is sent twice."""
        async with asyncio.timeout(TIMEOUT_S):
            connection = await self._connection()
            try:
                connection.writer.write(request)
                reply = await _reply(connection.reader)
            except BaseException:
                connection.writer.close()
                raise
        connection.used_at = time.monotonic()
        self._idle.append(connection)
        return reply

    def close(self) -> None:
        for connection in self._idle:
            connection.writer.close()
        self._idle.clear()

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if time.monotonic() - connection.used_at < KEEP_S and not connection.reader.at_eof():
                return connection
            connection.writer.close()
        reader, writer = await asyncio.open_connection(self._host, self._port)
        return _Connection(reader, writer, 0.0)


async def _reply(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    body = await reader.readexactly(int(headers["content-length"]))
    return Reply(int(first.split(" ")[1]), body)
