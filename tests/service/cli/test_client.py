"""The command line's client: every answer that is not a success is one clear line."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from connectors.contracts import Received
from service.cli.client import Api, Moved
from service.cli.errors import CliError


class Answers(BaseHTTPRequestHandler):
    """Gives the next of `script`: status, content type and body."""

    script: ClassVar[list[tuple[int, str, bytes]]] = []
    asked: ClassVar[list[dict[str, str]]] = []
    came: ClassVar[list[tuple[str, bytes]]] = []

    def do_GET(self) -> None:
        status, kind, body = self.script.pop(0)
        self.asked.append({name.lower(): value for name, value in self.headers.items()})
        self.came.append((self.path, self.rfile.read(int(self.headers.get("content-length", 0)))))
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815  # the standard library's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the standard library's name
        """Nothing: tests have no log to read."""


@pytest.fixture
def api() -> Iterator[Api]:
    Answers.script, Answers.asked, Answers.came = [], [], []
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    api = Api(f"http://127.0.0.1:{server.server_port}/", "ack_key")
    yield api
    api.close()
    server.shutdown()
    thread.join()
    server.server_close()


def answers(status: int, body: bytes, kind: str = "application/json") -> None:
    Answers.script.append((status, kind, body))


def test_an_answer_is_its_body_and_the_key_goes_along(api: Api) -> None:
    answers(200, b'{"id": "1"}')

    assert api.get("/v1/x", limit=3) == {"id": "1"}
    assert Answers.asked[0]["authorization"] == "Bearer ack_key"


def test_no_content_is_an_empty_body(api: Api) -> None:
    answers(202, b"")

    assert api.post("/v1/x", {}, version=4) == {}
    assert Answers.asked[0]["if-match"] == '"4"'


def test_a_problem_is_its_title_detail_and_places(api: Api) -> None:
    answers(
        422,
        b'{"type": "urn:x", "title": "Not as it must be", "status": 422, "detail": "see errors",'
        b' "errors": [{"pointer": "/a", "detail": "missing"}]}',
        "application/problem+json",
    )

    with pytest.raises(CliError) as told:
        api.get("/v1/x")

    assert told.value.message == "GET /v1/x: 422 Not as it must be; see errors (/a: missing)"


@pytest.mark.parametrize("status", [409, 412])
def test_what_moved_on_meanwhile_can_be_told_from_the_rest(api: Api, status: int) -> None:
    answers(status, b'{"title": "It moved"}')

    with pytest.raises(Moved, match="It moved"):
        api.get("/v1/x")


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"[1]", b'"text"', b"{"])
@pytest.mark.parametrize("status", [200, 502])
def test_somebody_elses_server_is_said_to_be_one(api: Api, status: int, body: bytes) -> None:
    answers(status, body, "text/html")

    with pytest.raises(CliError, match=f"GET /v1/x: {status}, and not in our words; is this aftercall"):
        api.get("/v1/x")


def test_an_instance_that_is_busy_for_a_moment_is_asked_again(api: Api) -> None:
    answers(503, b'{"title": "Not available just now"}')
    answers(200, b'{"id": "1"}')

    assert api.get("/v1/x") == {"id": "1"}


def test_a_webhook_is_signed_anew_for_each_try(api: Api) -> None:
    answers(503, b"{}")
    answers(202, b'{"call_ids": []}')
    signatures = iter(("first", "second"))

    api.webhook("line", lambda: Received(headers={"webhook-signature": next(signatures)}, body=b"{}"))

    assert [asked["webhook-signature"] for asked in Answers.asked] == ["first", "second"]
    assert "authorization" not in Answers.asked[0]


def test_a_webhook_goes_out_whole_as_its_adapter_made_it(api: Api) -> None:
    answers(202, b'{"call_ids": []}')
    made = Received(headers={"content-type": "application/jwt"}, body=b"a.b.c", query="key=%2F1&x")

    api.webhook("line", lambda: made)

    [(path, body)] = Answers.came
    assert (path, body) == ("/v1/webhooks/line?key=%2F1&x", b"a.b.c")
    assert Answers.asked[0]["content-type"] == "application/jwt"


@pytest.mark.parametrize(
    "url", ["http://[", "127.0.0.1:8080", "localhost", "ftp://host", "http://host:port", ""]
)
def test_an_address_that_is_none_is_one_clear_line(url: str) -> None:
    with pytest.raises(CliError, match="is not the address of an instance"):
        Api(url, "key")
