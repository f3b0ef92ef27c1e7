"""A stand-in for Aircall's API: the key checked, calls and transcriptions as it shows them, tags that add up."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

API_ID, API_TOKEN = "api-1", "made-up"
PATH = re.compile(r"/v1/calls/([^/]+)(?:/(transcription|tags))?")


@dataclass
class StubAircall:
    """`hang_up` says that the next tags are set, and the answer lost."""

    url: str = ""
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    transcriptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    hang_up: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)
    tagged: list[list[int]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        return {"api_base": self.url, "api_id": API_ID, "api_token": API_TOKEN}

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        found = PATH.fullmatch(path)
        if not found or found[1] not in self.calls:
            return 404, {"error": "Not Found"}
        call_id, kind = found.groups()
        if method == "POST" and kind == "tags":
            self._tag(self.calls[call_id], body["tags"])
            return 201, None
        if kind == "transcription":
            told = self.transcriptions.get(call_id)
            return (200, {"transcription": told}) if told else (404, {"error": "Not Found"})
        return 200, {"call": self.calls[call_id]}

    def _tag(self, call: dict[str, Any], tags: list[int]) -> None:
        self.tagged.append(tags)
        there = {tag["id"] for tag in call["tags"]}
        call["tags"] += [{"id": tag, "name": f"tag {tag}"} for tag in tags if tag not in there]


def _handler(stub: StubAircall) -> type[BaseHTTPRequestHandler]:
    key = "Basic " + base64.b64encode(f"{API_ID}:{API_TOKEN}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def _serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            stub.requests.append((method, self.path))
            if self.headers.get("authorization") != key:
                self._say(403, {"error": "Forbidden"})
                return
            status, answer = stub.answer(method, self.path, json.loads(body) if body else None)
            if stub.hang_up and method == "POST":
                stub.hang_up = False
                self.close_connection = True
            else:
                self._say(status, answer)

        def _say(self, status: int, answer: Any) -> None:
            body = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_aircall() -> Iterator[StubAircall]:
    stub = StubAircall()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub)) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join(5)
