"""Servers on raw sockets that misbehave as no framework lets one, or say exactly what a test wrote down."""

import contextlib
import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

# Gets the connection, the request as text, and an event that is set when the test is over.
Talk = Callable[[socket.socket, str, threading.Event], None]


@contextmanager
def peer(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that reads one request a connection and then answers by `talk`; yields its origin."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, talk, stop, tls))
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(server: socket.socket, talk: Talk, stop: threading.Event, tls: ssl.SSLContext | None) -> None:
    while not stop.is_set():
        with contextlib.suppress(OSError):
            accepted, _ = server.accept()
            with tls.wrap_socket(accepted, server_side=True) if tls else accepted as connection:
                talk(connection, read_request(connection), stop)


def read_request(connection: socket.socket) -> str:
    with connection.makefile("rb") as lines:
        head = b""
        while (line := lines.readline()) != b"\r\n":
            if not line:
                raise ConnectionError  # whoever called has gone
            head += line
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = lines.read(int(length.group(1))) if length else b""
    return (head + body).decode(errors="replace")


def drip(head: bytes) -> Talk:
    def talk(connection: socket.socket, _request: str, stop: threading.Event) -> None:
        connection.sendall(head)
        while not stop.wait(0.02):
            connection.sendall(b"x")

    return talk


def say(answer: bytes) -> Talk:
    return lambda connection, _request, _stop: connection.sendall(answer)


@contextmanager
def scripted(*answers: tuple[int, Any]) -> Iterator[tuple[str, list[str]]]:
    """Answers with status and JSON, one a connection, in order; yields its origin and the requests it got."""
    waiting, requests = list(answers), list[str]()

    def talk(connection: socket.socket, request: str, _stop: threading.Event) -> None:
        requests.append(request)
        status, content = waiting.pop(0)
        body = b"" if content is None else json.dumps(content).encode()
        length = b"" if status == 204 else b"Content-Length: %d\r\n" % len(body)
        connection.sendall(b"HTTP/1.1 %d X\r\nConnection: close\r\n%s\r\n%s" % (status, length, body))

    with peer(talk) as origin:
        yield origin, requests


def own_certificate(folder: Path, *names: str) -> tuple[ssl.SSLContext, str]:
    """A server's context for 127.0.0.1, or for these names, that nobody vouches for, and the file that makes a
    client trust it.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    subjects: list[x509.GeneralName] = [x509.DNSName(known) for known in names]
    subjects = subjects or [x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(subjects), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    both, trusted = folder / "server.pem", folder / "trusted.pem"
    both.write_bytes(private + public)
    trusted.write_bytes(public)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, str(trusted)
