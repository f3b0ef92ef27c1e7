"""A stand-in for Genesys Cloud: login, the APIs that we use, and the store behind pre-signed addresses.

Tokens are checked; the store refuses whoever brings one, as S3 refuses two ways of signing at once.
"""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

CLIENT, SECRET = "client-1", "made-up"
CONVERSATION = re.compile(r"/api/v2/conversations/([^/]+)")
TRANSCRIPT = re.compile(
    r"/api/v2/speechandtextanalytics/conversations/([^/]+)/communications/([^/]+)/transcripturl"
)
WRAPUP = re.compile(
    r"/api/v2/conversations/calls/([^/]+)/participants/([^/]+)(?:/communications/([^/]+)/wrapup)?"
)
QUERY = "/api/v2/analytics/conversations/details/query"


@dataclass
class StubGenesysCloud:
    """`conversations` by id as the API shows them; `files` by conversation and communication.

    `hang_up` says that the next write is done, and its answer lost.
    """

    url: str = ""
    store: str = ""
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)
    hang_up: bool = False
    tokens: list[str] = field(default_factory=list)
    live: set[str] = field(default_factory=set)
    requests: list[tuple[str, str]] = field(default_factory=list)
    queries: list[dict[str, Any]] = field(default_factory=list)
    writes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "api_base": self.url,
            "login_base": self.url,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "private_transcript_hosts": [urlsplit(self.store).netloc],
        }

    def expire(self) -> None:
        self.live.clear()

    def token(self, authorization: str, form: str) -> tuple[int, Any]:
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if authorization != f"Basic {pair}" or form != "grant_type=client_credentials":
            return 400, {"error": "invalid_client"}
        self.tokens.append(f"token-{len(self.tokens)}")
        self.live.add(self.tokens[-1])
        return 200, {"access_token": self.tokens[-1], "token_type": "bearer", "expires_in": 86399}

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "POST" and path == QUERY:
            return 200, self._page(body)
        if found := TRANSCRIPT.fullmatch(path):
            if found.groups() not in self.files:
                return 404, {"code": "not.found"}
            return 200, {"url": f"{self.store}/{found[1]}/{found[2]}?X-Amz-Signature=signed"}
        if method == "GET" and (found := CONVERSATION.fullmatch(path)):
            told = self.conversations.get(found[1])
            return (200, told) if told else (404, {"code": "not.found"})
        if method != "GET" and (found := WRAPUP.fullmatch(path)):
            return self._wrapup(method, found, body)
        return 404, {"code": "not.found"}

    def _page(self, query: dict[str, Any]) -> dict[str, Any]:
        self.queries.append(query)
        since, until = query["interval"].split("/")
        found = [one for one in self.listed if since <= one["conversationStart"] < until]
        size, number = query["paging"]["pageSize"], query["paging"]["pageNumber"]
        page = sorted(found, key=lambda one: one["conversationStart"])[size * (number - 1) : size * number]
        # The vendor leaves the key out of an empty page.
        return {"totalHits": len(found)} | ({"conversations": page} if page else {})

    def _wrapup(self, method: str, found: re.Match[str], body: Any) -> tuple[int, Any]:
        conversation, person, communication = found.groups()
        if method != ("POST" if communication else "PATCH"):
            return 405, {"code": "method.not.allowed"}
        self.writes.append((found.group(0), body))
        (participant,) = [p for p in self.conversations[conversation]["participants"] if p["id"] == person]
        if not communication:
            participant["wrapup"] = body["wrapup"]
        for call in participant["calls"]:
            if call["id"] == communication:
                call["wrapup"] = body
        return 202, None


def _handler(stub: StubGenesysCloud) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def do_PATCH(self) -> None:
            self._serve("PATCH")

        def _serve(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            authorization = self.headers.get("authorization", "")
            path = self.path.partition("?")[0]
            stub.requests.append((method, path))
            if path == "/oauth/token":
                self._say(*stub.token(authorization, body))
            elif authorization.removeprefix("Bearer ") not in stub.live:
                self._say(401, {"code": "bad.credentials"})
            else:
                status, answer = stub.answer(method, path, json.loads(body) if body else None)
                if stub.hang_up and method != "GET":
                    stub.hang_up = False
                    self.close_connection = True
                else:
                    self._say(status, answer)

        def _say(self, status: int, answer: Any) -> None:
            body = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


def _store(stub: StubGenesysCloud) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            _, conversation, communication = path.split("/")
            signed = query == "X-Amz-Signature=signed" and "authorization" not in self.headers
            body = json.dumps(stub.files.get((conversation, communication))).encode()
            self.send_response(200 if signed else 400)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler


@contextmanager
def running_genesys_cloud() -> Iterator[StubGenesysCloud]:
    """The vendor and its store, each on a port of its own, for the length of the block."""
    stub = StubGenesysCloud()
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub)) as api,
        ThreadingHTTPServer(("127.0.0.1", 0), _store(stub)) as store,
    ):
        stub.url, stub.store = (f"http://127.0.0.1:{one.server_port}" for one in (api, store))
        threads = [threading.Thread(target=one.serve_forever, args=(0.02,)) for one in (api, store)]
        for thread in threads:
            thread.start()
        try:
            yield stub
        finally:
            for one in (api, store):
                one.shutdown()
            for thread in threads:
                thread.join(5)
