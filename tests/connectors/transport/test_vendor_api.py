"""A vendor's answers become values or our errors; nothing leads to another origin."""

import socket
import threading
from collections.abc import Mapping
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Auth, ConnectorError, Outcome, Permanent, Transient
from connectors.transport.http import Deadline, Limits
from connectors.transport.vendor_api import VendorApi, segment
from connectors.transport.vendor_auth import BasicAuth, Bearer
from tests.connectors.transport.peers import drip, peer, say, scripted

ELSEWHERE = [
    "",
    "x",
    "//evil.example/x",
    "/a/../b",
    "/a/./b",
    "https://evil.example/",
    "@evil.example",
    "/a?b=c",
    "/a#b",
    "/a\\b",
    "/a b",
    "/a\r\nX: y",
    "/\u00e9",
]


class Changing:
    """Headers that count how often they were made anew."""

    def __init__(self) -> None:
        self.made = 1

    def headers(self, *, fresh: bool = False, deadline: Deadline | None = None) -> Mapping[str, str]:
        self.made += fresh
        return {"Authorization": f"Bearer t{self.made}"}


def soon() -> Deadline:
    return Deadline(2_000)


def failure(status: int, *, write: bool = False, missing: str | None = "not_ready") -> ConnectorError:
    answers = [(status, {"secret": "words"})] * 2
    with scripted(*answers) as (origin, _):
        api = VendorApi(origin, Bearer("t"))
        ask = partial(api.patch, "/v1/calls/7", {"code": "x"}) if write else partial(api.get, "/v1/calls/7")
        with pytest.raises(ConnectorError) as caught:
            ask(deadline=soon(), missing=missing)
    return caught.value


def test_an_answer_is_asked_for_with_our_name_and_read_as_json() -> None:
    with scripted((200, {"id": 7})) as (origin, requests):
        api = VendorApi(origin, BasicAuth("ada", "p:w"))

        found = api.get(f"/v1/calls/{segment('a:b+c@d')}", {"page": 2}, deadline=soon())

    assert found == {"id": 7}
    assert requests[0].startswith("GET /v1/calls/a%3Ab%2Bc%40d?page=2 HTTP/1.1\r\n")
    assert "Authorization: Basic YWRhOnA6dw==" in requests[0]


def test_a_body_goes_as_json_and_an_empty_answer_is_none() -> None:
    with scripted((204, None), (200, {"n": 1}), (201, None)) as (origin, requests):
        api = VendorApi(origin, Bearer("t"))

        put = api.put("/x", {"tag": "é"}, deadline=soon())
        posted = api.post("/x", {"a": 1}, deadline=soon(), params={"q": "1"})
        patched = api.patch("/x", {"a": 2}, deadline=soon())

    assert (put, posted, patched) == (None, {"n": 1}, None)
    assert requests[0].endswith('{"tag": "\\u00e9"}')
    assert requests[1].startswith("POST /x?q=1 ")


def test_bytes_come_as_they_are() -> None:
    with peer(say(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nWEBVTT")) as origin:
        assert VendorApi(origin, Bearer("t")).get_bytes("/f.vtt", deadline=soon()) == b"WEBVTT"


def test_a_refused_token_is_replaced_once() -> None:
    authorize = Changing()

    with scripted((401, None), (200, {})) as (origin, requests):
        VendorApi(origin, authorize).get("/x", deadline=soon())

    assert ["Bearer t1" in requests[0], "Bearer t2" in requests[1]] == [True, True]


def test_a_token_refused_twice_is_given_up() -> None:
    authorize = Changing()

    with scripted((401, None), (401, None)) as (origin, requests):
        with pytest.raises(Auth, match="unauthorized"):
            VendorApi(origin, authorize).get("/x", deadline=soon())

        assert len(requests) == 2


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (301, Permanent, "redirect"),
        (302, Permanent, "redirect"),
        (403, Auth, "forbidden"),
        (404, Transient, "not_ready"),
        (408, Transient, "timeout"),
        (409, Transient, "not_ready"),
        (425, Transient, "not_ready"),
        (429, Transient, "throttled"),
        (400, Permanent, "http_400"),
        (410, Permanent, "http_410"),
        (500, Transient, "server_error"),
        (503, Transient, "server_error"),
    ],
)
def test_a_status_becomes_an_error_without_the_vendor_s_words(
    status: int, kind: type[ConnectorError], code: str
) -> None:
    error = failure(status)

    assert (type(error), error.code, error.outcome) == (kind, code, Outcome.NOT_APPLIED)
    assert "words" not in repr(error)


def test_what_is_missing_is_gone_where_nobody_waits_for_it() -> None:
    error = failure(404, missing=None)

    assert (type(error), error.code) == (Permanent, "not_found")


@pytest.mark.parametrize(("status", "outcome"), [(500, Outcome.UNKNOWN), (400, Outcome.NOT_APPLIED)])
def test_a_write_may_have_been_done_by_a_server_that_failed(status: int, outcome: Outcome) -> None:
    assert failure(status, write=True).outcome is outcome


def test_a_search_by_post_changes_nothing() -> None:
    with scripted((500, None)) as (origin, _), pytest.raises(Transient) as caught:
        VendorApi(origin, Bearer("t")).post("/search", {}, deadline=soon(), asks=True)

    assert caught.value.outcome is Outcome.NOT_APPLIED


def test_retry_after_is_told() -> None:
    late = b"HTTP/1.1 429 X\r\nRetry-After: 12\r\nContent-Length: 0\r\n\r\n"

    with peer(say(late)) as origin, pytest.raises(Transient) as caught:
        VendorApi(origin, Bearer("t")).get("/x", deadline=soon())

    assert (caught.value.code, caught.value.retry_after_ms) == ("throttled", 12_000)


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[NaN]", b"[1e999]", b"[" * 100_000, b"\xff", b"[" + b"9" * 5_000 + b"]"],
    ids=["html", "nan", "huge", "nested", "not_utf8", "digits"],
)
def test_an_answer_that_is_no_json_of_ours_may_come_right(body: bytes) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    with peer(say(answer)) as origin, pytest.raises(Transient, match="unexpected_answer"):
        VendorApi(origin, Bearer("t")).get("/x", deadline=soon())


def test_a_huge_answer_is_not_read() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b" " * 9_000

    with peer(say(answer)) as origin, pytest.raises(Permanent, match="answer_too_large"):
        VendorApi(origin, Bearer("t"), limits=Limits(max_bytes=100)).get("/x", deadline=soon())


def test_a_dripped_answer_ends_at_the_deadline() -> None:
    with (
        peer(drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")) as origin,
        pytest.raises(Transient, match="timeout"),
    ):
        VendorApi(origin, Bearer("t")).get("/x", deadline=Deadline(300))


def test_no_request_is_made_when_no_time_is_left() -> None:
    with scripted() as (origin, requests), pytest.raises(Transient, match="deadline"):
        VendorApi(origin, Bearer("t")).get("/x", deadline=Deadline(0))

    assert not requests


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_could_lead_elsewhere_is_not_called(path: str) -> None:
    with scripted() as (origin, requests), pytest.raises(Permanent, match="bad_path"):
        VendorApi(origin, Bearer("t")).get(path, deadline=soon())

    assert not requests


def test_a_redirect_to_another_server_is_not_followed() -> None:
    calls = list[str]()

    def talk(_connection: socket.socket, request: str, _stop: threading.Event) -> None:
        calls.append(request)

    with peer(talk) as other:
        there = f"HTTP/1.1 307 X\r\nLocation: {other}/\r\nContent-Length: 0\r\n\r\n".encode()
        with peer(say(there)) as origin, pytest.raises(Permanent, match="redirect"):
            VendorApi(origin, Bearer("t")).post("/x", {}, deadline=soon())

    assert not calls


@pytest.mark.parametrize(
    "origin", ["http://vendor.example", "https://u@vendor.example", "vendor.example", ""]
)
def test_an_origin_that_is_not_safe_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match=r"must be https|give scheme"):
        VendorApi(origin, Bearer("t"))


@pytest.mark.parametrize(
    "value", ["", ".", "..", "a/b", "a\\b", "a\nb", "\x00", "a b", "\ud800", "x" * 1_001]
)
def test_an_id_that_could_lead_elsewhere_is_refused(value: str) -> None:
    with pytest.raises(Permanent, match="bad_id"):
        segment(value)


@given(st.text(max_size=30))
def test_any_id_is_one_part_of_a_path_or_refused(value: str) -> None:
    try:
        part = segment(value)
    except Permanent:
        return

    assert part.isascii()
    assert not set("/?#\\ ") & set(part)
    assert part not in ("", ".", "..")
