"""Tokens are asked for once for all threads, kept for their life, and never told in an error."""

import base64
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.errors import Auth, ConnectorError, Permanent, Transient
from connectors.transport.http import Deadline
from connectors.transport.vendor_auth import BasicAuth, Bearer, ClientCredentials, Issued, SharedToken, Style
from tests.connectors.transport.peers import drip, peer, say, scripted

GOOD = {"access_token": "t1", "expires_in": 600}


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def credentials(origin: str, clock: Clock | None = None, style: Style = "basic") -> ClientCredentials:
    return ClientCredentials(
        f"{origin}/oauth/token", "id", "s3cret", {"scope": "calls"}, style=style, clock=clock or Clock()
    )


def test_fixed_credentials_are_sent_as_they_are() -> None:
    assert Bearer("t").headers(fresh=True) == {"Authorization": "Bearer t"}
    assert BasicAuth("a", "b").headers() == {"Authorization": "Basic YTpi"}


def test_a_token_is_asked_for_with_id_and_secret_in_the_header() -> None:
    with scripted((200, GOOD)) as (origin, requests):
        headers = credentials(origin).headers()

    assert headers == {"Authorization": "Bearer t1"}
    assert requests[0].startswith("POST /oauth/token ")
    assert base64.b64encode(b"id:s3cret").decode() in requests[0]
    assert requests[0].endswith("\r\ngrant_type=client_credentials&scope=calls")


def test_or_in_the_form() -> None:
    with scripted((200, GOOD)) as (origin, requests):
        credentials(origin, style="body").headers()

    assert "Authorization" not in requests[0]
    assert requests[0].endswith("scope=calls&client_id=id&client_secret=s3cret")


def test_another_grant_is_a_field_of_the_form() -> None:
    with scripted((200, GOOD)) as (origin, requests):
        form = {"grant_type": "account_credentials", "account_id": "a1"}
        ClientCredentials(f"{origin}/oauth/token", "id", "s3cret", form).headers()

    assert requests[0].endswith("grant_type=account_credentials&account_id=a1")


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    clock = Clock()

    with scripted((200, GOOD), (200, GOOD | {"access_token": "t2"})) as (origin, requests):
        tokens = credentials(origin, clock)
        first = tokens.headers()
        clock.now = 539.0
        kept = tokens.headers()
        clock.now = 540.0
        renewed = tokens.headers()

    assert first == kept == {"Authorization": "Bearer t1"}
    assert renewed == {"Authorization": "Bearer t2"}
    assert len(requests) == 2


@pytest.mark.parametrize("life", [None, "soon", -1, 0, [], "1e999"])
def test_a_token_that_tells_no_end_is_kept_for_a_while(life: object) -> None:
    clock = Clock()

    with scripted((200, GOOD | {"expires_in": life}), (200, GOOD)) as (origin, requests):
        tokens = credentials(origin, clock)
        tokens.headers()
        clock.now = 200.0
        tokens.headers()
        clock.now = 300.0
        tokens.headers()

        assert len(requests) == 2


def test_many_threads_share_one_request() -> None:
    asked = list[float]()
    together = threading.Barrier(8)

    def issue(seconds: float) -> Issued:
        asked.append(seconds)
        return Issued(f"t{len(asked)}", 600)

    shared = SharedToken(issue)

    def get(_n: int) -> tuple[str, str]:
        together.wait()
        first = shared.get(Deadline(5_000))
        together.wait()
        return first, shared.get(Deadline(5_000), fresh=True)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(get, range(8)))

    assert found == [("t1", "t2")] * 8
    assert len(asked) == 2


def test_threads_that_waited_share_the_failure() -> None:
    asked = list[float]()
    waiting = threading.Event()

    def issue(seconds: float) -> Issued:
        asked.append(seconds)
        waiting.wait(5)
        raise Transient("server_error")

    shared = SharedToken(issue)

    def get() -> str:
        with pytest.raises(Transient) as caught:
            shared.get(Deadline(5_000))
        return caught.value.code

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(get) for _ in range(4)]
        waiting.set()
        codes = [each.result() for each in running]

    assert codes == ["server_error"] * 4
    assert len(asked) <= 4


def test_refused_credentials_are_not_tried_again_at_once() -> None:
    clock = Clock()

    with scripted((401, {"error": "invalid_client"}), (200, GOOD)) as (origin, requests):
        tokens = credentials(origin, clock)
        for now in (0.0, 9.0):
            clock.now = now
            with pytest.raises(Auth, match="bad_credentials"):
                tokens.headers()
        clock.now = 10.0
        tokens.headers()

        assert len(requests) == 2


def test_nobody_waits_past_the_deadline_for_another_s_request() -> None:
    entered, leave = threading.Event(), threading.Event()

    def issue(_seconds: float) -> Issued:
        entered.set()
        leave.wait(5)
        return Issued("t", 600)

    shared = SharedToken(issue)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(shared.get, Deadline(5_000))
        entered.wait(5)
        with pytest.raises(Transient, match="deadline"):
            shared.get(Deadline(100))
        leave.set()

        assert first.result() == "t"


@pytest.mark.parametrize(
    ("status", "content", "kind", "code"),
    [
        (400, {"error": "invalid_grant"}, Auth, "bad_credentials"),
        (403, None, Auth, "bad_credentials"),
        (404, None, Permanent, "http_404"),
        (302, None, Permanent, "redirect"),
        (429, None, Transient, "throttled"),
        (502, None, Transient, "server_error"),
        (200, {"access_token": ""}, Transient, "unexpected_answer"),
        (200, {"access_token": "a\nb"}, Transient, "unexpected_answer"),
        (200, {"access_token": 7}, Transient, "unexpected_answer"),
        (200, ["t"], Transient, "unexpected_answer"),
        (200, None, Transient, "unexpected_answer"),
    ],
)
def test_what_is_no_token_is_told_in_our_words(
    status: int, content: object, kind: type[ConnectorError], code: str
) -> None:
    with scripted((status, content)) as (origin, _), pytest.raises(ConnectorError) as caught:
        credentials(origin).headers()

    assert (type(caught.value), caught.value.code) == (kind, code)


def test_a_dripping_token_endpoint_is_left_at_the_deadline() -> None:
    dripping = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")

    with peer(dripping) as origin, pytest.raises(Transient, match="timeout"):
        credentials(origin).headers(deadline=Deadline(300))


def test_a_token_endpoint_s_answer_that_is_no_json_is_no_token() -> None:
    page = say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n<>")

    with peer(page) as origin, pytest.raises(Transient, match="unexpected_answer"):
        credentials(origin).headers()


@pytest.mark.parametrize("url", ["http://login.example/token", "https://u:p@login.example/token", "token"])
def test_a_token_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must be https|give scheme"):
        ClientCredentials(url, "id", "secret")
