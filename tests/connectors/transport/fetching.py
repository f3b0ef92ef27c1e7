"""Around tests of the guarded fetch: a server that notes who calls, and resolvers that lie."""

import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from connectors.errors import ConnectorError
from connectors.transport.guarded import Hosts, fetch
from tests.connectors.transport.peers import peer

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
PUBLIC = "93.184.216.34"


class Looking:
    """A resolver: each call takes the next answer, the last one stays; notes what it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@contextmanager
def target(answer: bytes = OK, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that says one thing; yields its port and the requests that it got."""
    requests = list[str]()

    def talk(connection: socket.socket, request: str, _stop: threading.Event) -> None:
        requests.append(request)
        connection.sendall(answer)

    with peer(talk, tls) as origin:
        yield urlsplit(origin).port or 0, requests


def refusal(
    url: str,
    hosts: Hosts,
    looking: Looking | None = None,
    *,
    deadline_ms: int = 2_000,
    max_bytes: int = 10_000,
) -> ConnectorError:
    answering = looking or Looking(["127.0.0.1"])
    with pytest.raises(ConnectorError) as caught:
        fetch(url, hosts, deadline_ms=deadline_ms, max_bytes=max_bytes, resolve=answering)
    return caught.value


def inside(port: int) -> Hosts:
    return Hosts(private=frozenset({f"127.0.0.1:{port}"}))
