"""A request ends within its total time, reaches one origin, and fails in our words only."""

import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from connectors.errors import ConnectorError, Outcome, Permanent, Transient
from connectors.transport.http import Deadline, Limits, OneOriginSession, clean_origin
from tests.connectors.transport.peers import drip, own_certificate, peer, read_request, say


def failure(origin: str, method: str = "GET", *, path: str = "/x", total_s: float = 0.3) -> ConnectorError:
    limits = Limits(total_s=total_s, max_bytes=1000)
    with OneOriginSession(origin, limits) as session, pytest.raises(ConnectorError) as caught:
        session.request(method, origin.replace("http:", "https:") + path)
    return caught.value


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"]
)
def test_a_peer_that_drips_bytes_is_left_at_the_total_time(head: bytes) -> None:
    with peer(drip(head)) as origin:
        began = time.monotonic()
        error = failure(origin)
        took = time.monotonic() - began

    assert (type(error), error.code) == (Transient, "timeout")
    assert 0.25 < took < 1.5


def test_after_a_lost_answer_to_a_write_its_effect_is_unknown() -> None:
    with peer(say(b"")) as origin:
        read, write = failure(origin), failure(origin, "PATCH")

    assert (read.code, read.outcome) == ("connection", Outcome.NOT_APPLIED)
    assert (write.code, write.outcome) == ("connection", Outcome.UNKNOWN)


def test_a_write_that_met_nobody_was_not_applied() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"http://127.0.0.1:{server.getsockname()[1]}"

    error = failure(origin, "PATCH")

    assert (type(error), error.code, error.outcome) == (Transient, "connection", Outcome.NOT_APPLIED)


def test_a_cut_body_is_no_answer() -> None:
    with peer(say(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{}")) as origin:
        assert failure(origin).code == "connection"


def test_a_huge_answer_is_not_read_to_its_end() -> None:
    with peer(say(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000)) as origin:
        error = failure(origin, "PATCH", total_s=5)

    assert (type(error), error.code, error.outcome) == (Permanent, "answer_too_large", Outcome.UNKNOWN)


def test_a_redirect_is_handed_back_and_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\nContent-Length: 0\r\n\r\n"
    with peer(say(answer)) as origin, OneOriginSession(origin, Limits()) as session:
        assert session.get(origin.replace("http:", "https:") + "/x").status_code == 302


@pytest.mark.parametrize(
    "url", ["http://evil.example/", "https://evil.example/", "https://127.0.0.1:80@evil.example/"]
)
def test_no_other_origin_is_reached(url: str) -> None:
    with (
        OneOriginSession("http://127.0.0.1:80", Limits()) as session,
        pytest.raises(Permanent, match="foreign_host"),
    ):
        session.get(url)


def test_an_answer_is_read_whole_and_the_connection_used_again() -> None:
    connections: list[int] = []
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}"

    def talk(connection: socket.socket, _request: str, _stop: threading.Event) -> None:
        connections.append(connection.fileno())
        connection.sendall(answer)
        read_request(connection)
        connection.sendall(answer)

    with peer(talk) as origin, OneOriginSession(origin, Limits()) as session:
        answers: list[requests.Response] = [session.get(origin.replace("http:", "https:")) for _ in range(2)]

        assert [found.json() for found in answers] == [{}, {}]
        assert len(connections) == 1
        assert not session.cookies


def test_a_deadline_that_has_passed_leaves_no_time() -> None:
    deadline = Deadline(0)

    assert deadline.passed
    with pytest.raises(Transient, match="deadline"):
        deadline.left_s()


@pytest.mark.parametrize(
    "url", ["", "https://", "http://example.com", "https://a.example/x", "https://u@a.example", "//a"]
)
def test_an_address_that_is_no_safe_origin_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"must be https|give scheme"):
        clean_origin(url)


def test_a_peer_that_drips_over_tls_is_left_at_the_total_time(tmp_path: Path) -> None:
    context, trusted = own_certificate(tmp_path)
    dripping = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
    limits = Limits(total_s=0.4)

    with peer(dripping, context) as origin, OneOriginSession(origin, limits, ca_file=trusted) as session:
        with pytest.raises(Transient, match="timeout") as caught:
            session.patch(origin + "/x")

        assert caught.value.outcome is Outcome.UNKNOWN


def test_an_answer_over_tls_is_read(tmp_path: Path) -> None:
    context, trusted = own_certificate(tmp_path)
    answer = say(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with peer(answer, context) as origin, OneOriginSession(origin, Limits(), ca_file=trusted) as session:
        assert session.get(origin + "/x").json() == {}


def test_a_certificate_that_nobody_vouches_for_is_permanent(tmp_path: Path) -> None:
    context, _ = own_certificate(tmp_path)

    with peer(say(b""), context) as origin, OneOriginSession(origin, Limits()) as session:
        with pytest.raises(Permanent, match="certificate") as caught:
            session.patch(origin + "/x")

        assert caught.value.outcome is Outcome.NOT_APPLIED
