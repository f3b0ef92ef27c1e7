"""A total deadline and a size limit for one exchange over httpx2, whose own time-outs start anew at each read.

A server that sends a byte now and then would hold a worker for good. Every socket operation of an
exchange gets what is left of its time instead, from the connection to the last byte of the body.
"""

import contextvars
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

LARGEST_ANSWER = 8 * 1024 * 1024
CONNECT_S = 5.0


class _Budget:
    """What is left of one exchange."""

    def __init__(self, deadline_ms: int) -> None:
        self._ends = time.monotonic() + deadline_ms / 1000
        self._room = LARGEST_ANSWER

    def seconds(self, timeout: float | None, error: type[httpcore2.TimeoutException]) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise error
        return left if timeout is None else min(left, timeout)

    def spend(self, data: bytes) -> bytes:
        self._room -= len(data)
        if self._room < 0:
            raise httpcore2.ReadError
        return data


# The client is synchronous: an exchange runs in the thread that asked for it, from first to last byte.
_BUDGET: contextvars.ContextVar[_Budget | None] = contextvars.ContextVar("budget", default=None)


@contextmanager
def within(deadline_ms: int) -> Iterator[None]:
    """Everything that this thread sends and reads in the block is over by the deadline."""
    token = _BUDGET.set(_Budget(deadline_ms))
    try:
        yield
    finally:
        _BUDGET.reset(token)


def _left(timeout: float | None, error: type[httpcore2.TimeoutException]) -> float | None:
    budget = _BUDGET.get()
    return timeout if budget is None else budget.seconds(timeout, error)


class _Stream(httpcore2.NetworkStream):
    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._inner.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))
        budget = _BUDGET.get()
        return data if budget is None else budget.spend(data)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = _left(timeout, httpcore2.ConnectTimeout)
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore2.NetworkBackend):
    def __init__(self) -> None:
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        left = _left(CONNECT_S if timeout is None else min(timeout, CONNECT_S), httpcore2.ConnectTimeout)
        return _Stream(self._inner.connect_tcp(host, port, left, local_address, socket_options))


class DeadlineTransport(httpx2.HTTPTransport):
    """The usual transport over sockets that know the deadline, and the last word on what is sent.

    `headers` makes the headers of a request from those that were asked for. Nothing is read from the
    environment.
    """

    def __init__(self, headers: Callable[[httpx2.Request], dict[str, str]], *, connections: int) -> None:
        super().__init__(trust_env=False)
        self._headers = headers
        # httpx2 has no parameter for the network backend of its pool.
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=30.0,
            network_backend=_Backend(),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return super().handle_request(
            httpx2.Request(
                request.method,
                request.url,
                headers=self._headers(request),
                stream=request.stream,
                extensions=request.extensions,
            )
        )
