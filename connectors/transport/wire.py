"""Connections under every blocking client: an answer's headers and body share one total time."""

import io
import logging
import time
from http.client import HTTPResponse as WireResponse
from socket import socket
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Shrinking(io.RawIOBase):
    """Reads a socket whose time-out is what is left in total, so that dripped bytes do not restart it."""

    def __init__(self, raw: io.RawIOBase, sock: socket, seconds: float) -> None:
        self._raw = raw
        self._sock = sock
        self._ends = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(WireResponse):
    """At its birth the socket's time-out is what urllib3 leaves of the total: headers and body share it."""

    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        seconds = sock.gettimeout()
        if seconds is not None:
            self.fp = io.BufferedReader(_Shrinking(self.fp.detach(), sock, seconds))


class _Fresh:
    """A reused connection still has the shrunken time-out of its last answer; sending starts anew."""

    sock: socket | None
    timeout: float | None

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        super().putrequest(*args, **kwargs)  # type: ignore[misc]  # mixed into a connection


class PlainConnection(_Fresh, HTTPConnection):
    response_class = _Response


class TlsConnection(_Fresh, HTTPSConnection):
    response_class = _Response


class PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = PlainConnection


class TlsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = TlsConnection


def hush_urllib3() -> None:
    """Its debug lines, and a warning on odd headers, print whole URLs: queries with people's numbers."""
    for name in ("urllib3.connectionpool", "urllib3.connection"):
        logging.getLogger(name).setLevel(logging.ERROR)
