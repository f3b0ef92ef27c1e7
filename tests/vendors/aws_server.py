"""Under the simulators of AWS: a server on loopback that checks every request's signature, and notes it."""

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

# Signature version 4, as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[A-Z0-9]+)/[0-9]{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9]+)/aws4_request, "
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)
ACCOUNT = {
    "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "s3cret",
    "AWS_SESSION_TOKEN": "session-1",
}


@dataclass(frozen=True)
class Asked:
    """A request as it came: `target` raw, `path` decoded, `query` as lists, `headers` in lower case."""

    method: str
    target: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Said:
    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class AwsServer:
    """Subclasses answer; `answers` waiting here go before, for whatever a test wants to go wrong."""

    service = ""
    unsigned = Said(403, b'{"message": "Missing Authentication Token"}')

    def __init__(self, region: str = "eu-central-1") -> None:
        self.region = region
        self.asked: list[Asked] = []
        self.answers: list[Said] = []
        handle = self._handle

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                parts = urlsplit(self.path)
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                query = parse_qs(parts.query, keep_blank_values=True)
                said = handle(Asked(self.command, self.path, unquote(parts.path), query, headers, body))
                self.send_response(said.status)
                for name, value in (("content-type", said.content_type), *said.headers):
                    self.send_header(name, value)
                self.send_header("content-length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), name=f"aws-{self.service}"
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def _handle(self, asked: Asked) -> Said:
        self.asked.append(asked)
        if not self._is_signed(asked):
            return self.unsigned
        return self.answers.pop(0) if self.answers else self.answer(asked)

    def _is_signed(self, asked: Asked) -> bool:
        found = SIGNED.fullmatch(asked.headers.get("authorization", ""))
        if not found or asked.headers.get("x-amz-security-token") != ACCOUNT["AWS_SESSION_TOKEN"]:
            return False
        if (found["service"], found["region"]) != (self.service, self.region):
            return False
        return hmac.compare_digest(found["signature"], _signature(asked, found.groupdict()))


def _signature(asked: Asked, told: Mapping[str, str]) -> str:
    """Signature version 4, written from its specification."""
    path, _, query = asked.target.partition("?")
    names = told["headers"].split(";")
    assert "host" in names
    payload = asked.headers.get("x-amz-content-sha256") or hashlib.sha256(asked.body).hexdigest()
    lines = [f"{name}:{asked.headers[name].strip()}" for name in names]
    canonical = "\n".join(
        [asked.method, path, "&".join(sorted(query.split("&"))), *lines, "", told["headers"], payload]
    )
    at = asked.headers["x-amz-date"]
    scope = f"{at[:8]}/{told['region']}/{told['service']}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"AWS4{ACCOUNT['AWS_SECRET_ACCESS_KEY']}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()
