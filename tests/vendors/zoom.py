"""A stand-in for Zoom's API, its token endpoint and its file store: client and token checked, requests kept."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ACCOUNT, CLIENT, SECRET = "acc-1", "client-1", "made-up"
BASIC = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    authorization: str


@dataclass
class StubZoom:
    """`files` are handed out by redirect; `refusals` are codes by recording; `direct` answers without one."""

    url: str = ""
    page: int = 2
    direct: bool = False
    elsewhere: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    recordings: list[dict[str, Any]] = field(default_factory=list)
    engagements: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[Asked] = field(default_factory=list)
    tokens: int = 0

    @property
    def token(self) -> str:
        return f"token-{self.tokens}"

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def file_url(self, name: str) -> str:
        return f"{self.elsewhere or self.url}/files/{name}"

    def listed(self, query: dict[str, str]) -> dict[str, Any]:
        start = int(query.get("next_page_token", "p0")[1:])
        found = [r for r in self.recordings if query["from"] <= r["date_time"] < query["to"]]
        more = start + self.page < len(found)
        return {
            "next_page_token": f"p{start + self.page}" if more else "",
            "recordings": found[start : start + self.page],
        }

    def api(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """Status and JSON of a path of the API."""
        parts = [unquote(part) for part in path.strip("/").split("/")][1:]
        match parts:
            case ["phone", "recordings"]:
                return 200, self.listed(query)
            case ["contact_center", "engagements", sid, "recordings"] if sid in self.engagements:
                return 200, {"recordings": self.engagements[sid]}
            case ["meetings", uuid, "transcript"] if unquote(uuid) in self.meetings:
                return 200, self.meetings[unquote(uuid)]
        return 404, {"code": 1001, "message": "SECRET vendor text"}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, stub: StubZoom) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.stub = stub


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        wanted = {"grant_type": ["account_credentials"], "account_id": [ACCOUNT]}
        if self.headers.get("authorization") != BASIC or form != wanted:
            return self._say(400, {"reason": "Invalid client_id or client_secret"})
        self.server.stub.tokens += 1
        return self._say(200, {"access_token": self.server.stub.token, "expires_in": 3599})

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        who = self.headers.get("authorization", "")
        self.server.stub.requests.append(Asked(parts.path, query, who))
        if parts.path.startswith("/files/"):
            return self._file(parts.path.removeprefix("/files/"))
        if who != f"Bearer {self.server.stub.token}":
            return self._say(401, {"code": 124, "message": "Invalid access token."})
        if "/recording_transcript/download/" in parts.path:
            return self._transcript(parts.path.rsplit("/", 1)[1])
        return self._say(*self.server.stub.api(parts.path, query))

    def _transcript(self, name: str) -> None:
        if code := self.server.stub.refusals.get(name):
            return self._say(400, {"code": code, "message": "SECRET vendor text"})
        if self.server.stub.direct:
            return self._file(name)
        return self._send(302, b"", {"location": self.server.stub.file_url(name)})

    def _file(self, name: str) -> None:
        data = self.server.stub.files.get(name)
        self._send(200 if data is not None else 404, data or b"", {"content-type": "text/plain"})

    def _say(self, status: int, content: Any) -> None:
        self._send(status, json.dumps(content).encode(), {"content-type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def running_zoom() -> Iterator[StubZoom]:
    stub = StubZoom()
    with Server(stub) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()
