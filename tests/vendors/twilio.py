"""A stand-in for Twilio's three APIs on one port: key checked, pages with tokens, every request kept."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "0" * 32
KEY, SECRET = "SK" + "1" * 32, "made-up"
CALL, PARENT = "CA" + "1" * 32, "CA" + "2" * 32
RECORDING, TRANSCRIPT, CONVERSATION = "RE" + "4" * 32, "GT" + "5" * 32, "conv_conversation_01"
CUSTOMER, LINE = "+12025550101", "+12025550199"
SAID = [(1, "Good morning."), (2, "My card was charged twice."), (1, "I see both charges.")]


@dataclass
class StubTwilio:
    """Records by id, as the vendor shows them. `most` is the largest page; `status` fails every request."""

    url: str = ""
    most: int = 2
    status: int = 200
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    recordings: dict[str, dict[str, Any]] = field(default_factory=dict)
    transcripts: dict[str, dict[str, Any]] = field(default_factory=dict)
    sentences: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    conversations: dict[str, dict[str, Any]] = field(default_factory=dict)
    participants: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    communications: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """The JSON at a path; None where nothing is."""
        parts = path.strip("/").removesuffix(".json").split("/")
        if parts[0] == "2010-04-01" and parts[:3] == ["2010-04-01", "Accounts", ACCOUNT]:
            return self._of_account(parts[3:], path, query)
        if parts[:2] == ["v2", "Transcripts"]:
            return self._of_transcripts(parts[2:], path, query)
        if parts[:2] == ["v2", "Conversations"]:
            return self._of_conversation(parts[2:], query)
        return None

    def _of_account(self, parts: list[str], path: str, query: dict[str, str]) -> Any:
        held = {"Calls": self.calls, "Recordings": self.recordings}[parts[0]]
        if len(parts) == 2:
            return held.get(parts[1])
        items, more = self._page(list(held.values()), query)
        return {parts[0].lower(): items, "next_page_uri": f"{path}?{more}" if more else None}

    def _of_transcripts(self, parts: list[str], path: str, query: dict[str, str]) -> Any:
        if len(parts) == 1:
            return self.transcripts.get(parts[0])
        found, key = list(self.transcripts.values()), "transcripts"
        if len(parts) == 2:
            found, key = self.sentences[parts[0]], "sentences"
        elif "SourceSid" in query:
            wanted = query["SourceSid"]
            found = [t for t in found if t["channel"]["media_properties"]["source_sid"] == wanted]
        items, more = self._page(found, query)
        # The address is another's on purpose: whoever follows it leaves the vendor.
        link = f"https://elsewhere.example{path}?{more}" if more else None
        return {key: items, "meta": {"key": key, "next_page_url": link}}

    def _of_conversation(self, parts: list[str], query: dict[str, str]) -> Any:
        if len(parts) == 1:
            return self.conversations.get(parts[0])
        key = parts[1].lower()
        held = {"participants": self.participants, "communications": self.communications}[key]
        start = int(query.get("pageToken", "t0")[1:])
        items = held[parts[0]]
        token = f"t{start + self.most}" if start + self.most < len(items) else None
        return {key: items[start : start + self.most], "meta": {"key": key, "nextToken": token}}

    def _page(self, items: list[Any], query: dict[str, str]) -> tuple[list[Any], str]:
        size = min(int(query["PageSize"]), self.most)
        page = int(query.get("Page", "0"))
        if page and query.get("PageToken") != f"PA{page}":
            return [], ""
        more = f"PageSize={size}&Page={page + 1}&PageToken=PA{page + 1}"
        return items[page * size : (page + 1) * size], more if (page + 1) * size < len(items) else ""


@contextmanager
def running_twilio() -> Iterator[StubTwilio]:
    stub = StubTwilio()
    expected = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            stub.requests.append((parts.path, query))
            if self.headers.get("authorization") != expected:
                self._say(401, {"code": 20003, "message": "SECRET vendor text"})
            elif stub.status != 200:
                self._say(stub.status, {"message": "SECRET vendor text"})
            else:
                found = stub.answer(parts.path, query)
                self._say(404 if found is None else 200, found or {"code": 20404})

        def _say(self, status: int, content: Any) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        stub.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield stub
        finally:
            server.shutdown()
            thread.join()


def fill(stub: StubTwilio) -> None:
    """One call, its transcript in version 2, and its conversation in version 3."""
    stub.calls[CALL] = call_record()
    stub.transcripts[TRANSCRIPT] = transcript()
    stub.sentences[TRANSCRIPT] = [
        {
            "media_channel": channel,
            "sentence_index": n,
            "start_time": n,
            "end_time": n + 0.5,
            "transcript": text,
        }
        for n, (channel, text) in enumerate(SAID)
    ]
    stub.conversations[CONVERSATION] = {
        "id": CONVERSATION,
        "status": "CLOSED",
        "updatedAt": "2026-01-05T09:04:00Z",
    }
    stub.participants[CONVERSATION] = [
        {"id": "p1", "type": "CUSTOMER", "name": "Amara Okafor", "addresses": [voice(CUSTOMER)]},
        {"id": "p2", "type": "HUMAN_AGENT", "name": "Ava Thornton", "addresses": [voice(LINE)]},
        {"id": "p3", "type": "UNKNOWN"},
    ]
    stub.communications[CONVERSATION] = [
        communication(2, "p2", 1, "Good morning."),
        communication(5, "p1", 0, "My card was charged twice."),
        communication(9, "p3", 0, "Mine too."),
        {
            "author": {"channel": "SMS", "participantId": "p1"},
            "content": {"type": "TEXT", "text": "A text."},
        },
    ]


def voice(number: str) -> dict[str, str]:
    return {"channel": "VOICE", "address": number}


def call_record(**more: Any) -> dict[str, Any]:
    return {
        "sid": CALL,
        "direction": "inbound",
        "from": CUSTOMER,
        "to": LINE,
        "parent_call_sid": None,
        "start_time": "Mon, 05 Jan 2026 09:00:00 +0000",
        "end_time": "Mon, 05 Jan 2026 09:03:04 +0000",
    } | more


def transcript(**more: Any) -> dict[str, Any]:
    return {
        "sid": TRANSCRIPT,
        "status": "completed",
        "customer_key": CALL,
        "language_code": "en-US",
        "date_created": "2026-01-05T09:05:00Z",
        "encryption_credential_sid": None,
        "channel": {"media_properties": {"source_sid": RECORDING}},
    } | more


def communication(second: int, author: str, channel: int, text: str) -> dict[str, Any]:
    words = [{"text": "a", "startTime": at, "endTime": at} for at in (moment(second), moment(second + 1))]
    content = {"type": "TRANSCRIPTION", "text": text, "transcription": {"channel": channel, "words": words}}
    return {"author": {"channel": "VOICE", "participantId": author}, "content": content, "channelId": CALL}


def moment(second: int) -> str:
    return f"2026-01-05T09:00:{second:02}.500Z"
