"""A stand-in for Dialpad's API: the token checked, transcripts, calls by page and newest first, labels that replace."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "made-up"
PATH = re.compile(r"/api/v2/(transcripts|call)/([^/]+)(/labels)?")
PAGE = 2


@dataclass
class StubDialpad:
    """`faults` are statuses of the next answers; `hang_up` says that the next labels are set, the answer lost."""

    url: str = ""
    transcripts: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    faults: list[int] = field(default_factory=list)
    hang_up: bool = False
    requests: list[tuple[str, str]] = field(default_factory=list)
    labelled: list[list[str]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        return {"api_base": self.url, "api_token": TOKEN}

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        if self.faults:
            return self.faults.pop(0), {"error": {"message": "as the test says"}}
        address = urlsplit(target)
        if address.path == "/api/v2/call":
            return 200, self._page({key: values[0] for key, values in parse_qs(address.query).items()})
        found = PATH.fullmatch(address.path)
        kind, call_id, labels = found.groups() if found else ("", "", None)
        told = (self.transcripts if kind == "transcripts" else self.calls).get(call_id)
        if told is None:
            return 404, {"error": {"code": 404}}
        if labels and method == "PUT":
            self.labelled.append(body["labels"])
            told["labels"] = body["labels"]
        return 200, told

    def _page(self, query: dict[str, str]) -> dict[str, Any]:
        after, before = int(query["started_after"]), int(query["started_before"])
        held = [call for call in self.calls.values() if after < int(call["date_started"]) < before]
        newest = sorted(held, key=lambda call: int(call["date_started"]), reverse=True)
        first = int(query.get("cursor", "0"))
        rest = {"cursor": str(first + PAGE)} if len(newest) > first + PAGE else {}
        return {"items": newest[first : first + PAGE], **rest}


def _handler(stub: StubDialpad) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve("GET")

        def do_PUT(self) -> None:
            self._serve("PUT")

        def _serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            stub.requests.append((method, self.path))
            if self.headers.get("authorization") != f"Bearer {TOKEN}":
                self._say(401, {"error": {"code": 401}})
                return
            status, answer = stub.answer(method, self.path, json.loads(body) if body else None)
            if stub.hang_up and method == "PUT":
                stub.hang_up = False
                self.close_connection = True
            else:
                self._say(status, answer)

        def _say(self, status: int, answer: Any) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_dialpad() -> Iterator[StubDialpad]:
    stub = StubDialpad()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub)) as server:
        stub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join(5)
