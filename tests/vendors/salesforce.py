"""The sandbox org on a loopback port, with its control plane at hand, for tests of anything that meets a CRM."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, socket
from threading import Thread
from typing import Any

import requests
import uvicorn
from fastapi import FastAPI

from connectors.sandbox.salesforce.app import create_app

_TIMEOUT = 10


class Control:
    """Client of `/sandbox/...`."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/sandbox"

    def records(self, name: str) -> list[dict[str, Any]]:
        return self._json("GET", f"/records/{name}")

    def journal(self) -> list[dict[str, Any]]:
        return self._json("GET", "/journal")

    def fault(self, kind: str, op: str = "any", **order: Any) -> None:
        self._send("POST", "/faults", {"kind": kind, "op": op} | order)

    def faults(self) -> list[dict[str, Any]]:
        """Armed faults with how many requests each has seen and hit."""
        return self._json("GET", "/faults")

    def clear_faults(self) -> None:
        self._send("DELETE", "/faults")

    def reset(self) -> None:
        self._send("POST", "/reset")

    def expire_sessions(self) -> None:
        self._send("POST", "/sessions/expire")

    def _json(self, method: str, path: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._send(method, path).json()
        return found

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> requests.Response:
        answer = requests.request(method, self._url + path, json=body, timeout=_TIMEOUT)
        answer.raise_for_status()
        return answer


class Sandbox:
    """A running org; `url` has no slash at its end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.control = Control(url)


@contextmanager
def running_sandbox(data: Path | None = None, **options: Any) -> Iterator[Sandbox]:
    """An org of its own until the block ends; `options` go to `create_app`."""
    with running_app(create_app(data, **options)) as url:
        yield Sandbox(url)


@contextmanager
def running_app(app: FastAPI) -> Iterator[str]:
    """Serve on a free port. The socket listens before the thread starts, so early requests wait, not fail."""
    with _listener() as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(_TIMEOUT)


def _listener() -> socket:
    # asyncio turns Nagle's delay of 40 ms off only where the socket names its protocol.
    listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener
