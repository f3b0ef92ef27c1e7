"""A stand-in for Webex: tokens of a service app, the Captures API with addresses that run out, and the files."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN = "app-1", "made-up", "refresh-1"
ORG = "org-1"


@dataclass
class StubWebex:
    """`captures` lists the transcripts of a task as the API does, each file's path for its address."""

    url: str = ""
    captures: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    queries: list[dict[str, Any]] = field(default_factory=list)
    fetched: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "api_base": self.url,
            "token_url": f"{self.url}/v1/access_token",
            "org_id": ORG,
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": REFRESH_TOKEN,
            "private_transcript_hosts": [urlsplit(self.url).netloc],
        }

    def add(self, task: str, name: str, content: Any, **keys: Any) -> None:
        """A transcript file of a task."""
        self.files[f"/files/{name}"] = content if isinstance(content, bytes) else json.dumps(content).encode()
        told = {"fileName": name, "filePath": f"{self.url}/files/{name}?X-Amz-Expires=600"} | keys
        self.captures.setdefault(task, []).append(told)

    def token(self, form: dict[str, list[str]]) -> tuple[int, Any]:
        wanted = {
            "grant_type": ["refresh_token"],
            "client_id": [CLIENT_ID],
            "client_secret": [CLIENT_SECRET],
            "refresh_token": [REFRESH_TOKEN],
        }
        if form != wanted:
            return 400, {"message": "The request requires a valid refresh token."}
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        return 200, {"access_token": self.tokens[-1], "expires_in": 1_209_599, "refresh_token": REFRESH_TOKEN}

    def query(self, body: dict[str, Any]) -> tuple[int, Any]:
        """As the API answers: a task that it does not know has empty lists."""
        query = body["query"]
        self.queries.append(query)
        if not 0 < query["urlExpiration"] <= 60 or query["orgId"] != ORG:
            return 400, {"error": "urlExpiration should be greater than 0."}
        data = [
            {"taskId": task, "recording": [], "transcription": self.captures.get(task, [])}
            for task in query["taskIds"]
        ]
        return 200, {"meta": {"orgId": ORG, "urlExpiration": query["urlExpiration"]}, "data": data}


def _handler(stub: StubWebex) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            stub.fetched.append((path, self.headers.get("authorization")))
            self._say(200 if path in stub.files else 403, stub.files.get(path, b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/access_token":
                status, answer = stub.token(parse_qs(body.decode()))
            elif self.headers.get("authorization") not in {f"Bearer {token}" for token in stub.tokens}:
                status, answer = 401, {"error": "Unauthorized"}
            elif self.path == "/v1/captures/query":
                status, answer = stub.query(json.loads(body))
            else:
                status, answer = 404, {}
            self._say(status, json.dumps(answer).encode())

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_webex() -> Iterator[StubWebex]:
    stub = StubWebex()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub)) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join(5)
