"""A fetch gives the whole body within its time and size, or says why not in our words."""

import gzip
import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors.errors import Permanent, Transient
from connectors.transport.guarded import Fetched, Hosts, fetch
from connectors.transport.inflate import Inflating
from tests.connectors.transport.fetching import OK, Looking, inside, refusal, target
from tests.connectors.transport.peers import drip, own_certificate, peer

TEXT = b"Hello, Fernhill Garden Tools. " * 200
NAMED = Hosts(private=frozenset({"files.example"}))


def got(answer: bytes, *, max_bytes: int) -> Fetched:
    with target(answer) as (port, _):
        return fetch(f"http://127.0.0.1:{port}/t", inside(port), deadline_ms=2_000, max_bytes=max_bytes)


def failed(answer: bytes, *, max_bytes: int = 10_000) -> tuple[type[Exception], str]:
    with target(answer) as (port, _):
        error = refusal(f"http://127.0.0.1:{port}/t", inside(port), max_bytes=max_bytes)
    return type(error), error.code


def answer(body: bytes, encoding: str = "", status: int = 200) -> bytes:
    coded = f"Content-Encoding: {encoding}\r\n" if encoding else ""
    return f"HTTP/1.1 {status} X\r\n{coded}Content-Length: {len(body)}\r\n\r\n".encode() + body


def bare(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


def test_a_named_host_is_called_by_its_name_at_its_checked_address(tmp_path: Path) -> None:
    context, trusted = own_certificate(tmp_path, "files.example")

    with target(OK, context) as (port, requests):
        hosts = Hosts(private=frozenset({f"files.example:{port}"}))
        fetched = fetch(
            f"HTTPS://Files.Example:{port}/a%2Fb?X-Amz-Signature=ab%2fC&n=1",
            hosts,
            deadline_ms=2_000,
            headers={"Authorization": "Bearer t", "Host": "evil.example"},
            resolve=Looking(["127.0.0.1"]),
            ca_file=trusted,
        )

    assert fetched == Fetched(body=b"hello", content_type="text/plain")
    [request] = requests
    assert request.startswith("GET /a%2Fb?X-Amz-Signature=ab%2fC&n=1 HTTP/1.1\r\n")
    assert f"\r\nHost: files.example:{port}\r\n" in request
    assert "\r\nAuthorization: Bearer t\r\n" in request
    assert "evil.example" not in request
    assert "Cookie" not in request


def test_a_certificate_of_another_name_is_refused(tmp_path: Path) -> None:
    context, trusted = own_certificate(tmp_path, "other.example")

    with target(OK, context) as (port, requests):
        url, hosts = f"https://files.example:{port}/", Hosts(private=frozenset({f"files.example:{port}"}))
        with pytest.raises(Permanent, match="certificate"):
            fetch(url, hosts, deadline_ms=2_000, resolve=Looking(["127.0.0.1"]), ca_file=trusted)

    assert not requests


def test_the_next_checked_address_is_tried_when_nobody_answers_at_the_first() -> None:
    with target() as (port, _):
        hosts = Hosts(private=frozenset({f"inner.example:{port}"}))
        looking = Looking(["::1", "127.0.0.1"])

        fetched = fetch(f"http://inner.example:{port}/", hosts, deadline_ms=2_000, resolve=looking)

    assert fetched.body == b"hello"


def test_a_header_with_a_line_break_is_not_sent() -> None:
    with target() as (port, requests), pytest.raises(Permanent, match="bad_header"):
        fetch(f"http://127.0.0.1:{port}/", inside(port), deadline_ms=2_000, headers={"A": "b\r\nC: d"})

    assert not requests


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZip", gzip.compress(TEXT[:99]) + gzip.compress(TEXT[99:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", bare(TEXT)),
    ],
    ids=["none", "identity", "gzip", "two_members", "zlib", "bare"],
)
def test_a_body_is_decompressed_up_to_its_cap(encoding: str, body: bytes) -> None:
    assert got(answer(body, encoding), max_bytes=len(TEXT)).body == TEXT
    assert failed(answer(body, encoding), max_bytes=len(TEXT) - 1) == (Permanent, "answer_too_large")


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_left_at_the_cap(encoding: str) -> None:
    zeros = bytes(20_000_000)
    bomb = gzip.compress(zeros) if encoding == "gzip" else zlib.compress(zeros)

    assert failed(answer(bomb, encoding), max_bytes=50_000) == (Permanent, "answer_too_large")


def test_a_bomb_is_never_held_whole() -> None:
    taken = Inflating("gzip", 1_000)

    with pytest.raises(Permanent, match="answer_too_large"):
        taken.feed(gzip.compress(bytes(5_000_000)))

    assert len(taken.whole_so_far) <= 1_001


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
def test_other_encodings_are_refused(encoding: str) -> None:
    assert failed(answer(b"x", encoding)) == (Permanent, "refused")


def test_a_broken_stream_is_refused_and_a_cut_one_may_come_again() -> None:
    packed = gzip.compress(TEXT)

    assert failed(answer(b"no gzip at all", "gzip")) == (Permanent, "refused")
    assert failed(answer(packed[:-9], "gzip")) == (Transient, "connection")


def test_a_body_of_no_told_length_is_counted_on_the_wire() -> None:
    pieces = b"%x\r\n" % 600 + b"x" * 600 + b"\r\n"
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + pieces * 3 + b"0\r\n\r\n"

    assert failed(endless, max_bytes=1_000) == (Permanent, "answer_too_large")
    assert len(got(endless, max_bytes=1_800).body) == 1_800


def test_a_body_told_to_be_too_long_is_not_read() -> None:
    assert failed(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n") == (Permanent, "answer_too_large")


def test_a_cut_body_may_come_again() -> None:
    assert failed(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}") == (Transient, "connection")


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (204, Transient, "not_ready"),
        (404, Transient, "not_ready"),
        (408, Transient, "timeout"),
        (409, Transient, "not_ready"),
        (425, Transient, "not_ready"),
        (500, Transient, "server_error"),
        (503, Transient, "server_error"),
        (400, Permanent, "refused"),
        (401, Permanent, "refused"),
        (403, Permanent, "refused"),
        (206, Permanent, "refused"),
        (410, Permanent, "gone"),
    ],
)
def test_a_status_says_whether_to_come_again(status: int, kind: type[Exception], code: str) -> None:
    assert failed(answer(b"", status=status)) == (kind, code)


def test_a_throttled_fetch_tells_when_to_come_again() -> None:
    with target(b"HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n") as (port, _):
        error = refusal(f"http://127.0.0.1:{port}/", inside(port))

    assert (type(error), error.code, error.retry_after_ms) == (Transient, "throttled", 7_000)


@pytest.mark.parametrize(
    "head",
    [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"],
    ids=["status", "header", "body"],
)
def test_dripped_bytes_do_not_stretch_the_time(head: bytes) -> None:
    with peer(drip(head)) as origin:
        began = time.monotonic()
        error = refusal(f"{origin}/", inside(urlsplit(origin).port or 0), deadline_ms=300)
        took = time.monotonic() - began

    assert (type(error), error.code) == (Transient, "timeout")
    assert took < 1.5


def test_a_resolver_that_hangs_is_left_at_the_deadline() -> None:
    over = threading.Event()

    def hanging(_host: str, _port: int) -> Sequence[str]:
        over.wait(5)
        return ("127.0.0.1",)

    with pytest.raises(Transient, match="deadline"):
        fetch("https://files.example/", NAMED, deadline_ms=200, resolve=hanging)
    over.set()


def test_a_host_that_nobody_knows_may_be_known_later() -> None:
    def unknown(_host: str, _port: int) -> Sequence[str]:
        raise OSError

    with pytest.raises(Transient, match="connection"):
        fetch("https://files.example/", NAMED, deadline_ms=2_000, resolve=unknown)


def test_nobody_at_the_port_is_no_connection() -> None:
    with target() as (port, _):
        pass

    error = refusal(f"http://127.0.0.1:{port}/", inside(port))

    assert (type(error), error.code) == (Transient, "connection")
