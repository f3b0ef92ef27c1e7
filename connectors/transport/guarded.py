"""The guarded fetch: the only way to an address that stands in a payload.

A URL is read once and strictly, its host must stand in the source's list, every address that it resolves
to is checked, and the connection goes to a checked address itself: there is no second look-up. No redirect
is followed, no proxy, cookie or netrc used; bytes are capped on the wire and decompressed, and all of it,
the look-up included, ends by the deadline.
"""

import queue
import threading
from collections.abc import Mapping, Sequence
from http.client import HTTPException

import urllib3
from pydantic import Field, field_validator
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from connectors.contracts import Value
from connectors.errors import ConnectorError, Permanent, Transient
from connectors.transport.addresses import Reach, Resolve, reach_of, system_resolve
from connectors.transport.http import Deadline
from connectors.transport.inflate import Inflating
from connectors.transport.retry_after import retry_after_ms
from connectors.transport.urls import DEFAULT_PORTS, Target, read_host, read_url
from connectors.transport.wire import PlainConnection, TlsConnection, hush_urllib3

MAX_BYTES = 50_000_000
MAX_CONTENT_TYPE = 200
CONNECT_S = 3.05
CHUNK = 65_536
# The last address is not worth more than the first ones; all of them are checked.
MOST_TRIED = 3

OK = 200
NOT_READY = frozenset({202, 204, 404, 409, 425})
GONE = 410
REQUEST_TIMEOUT = 408
THROTTLED = 429


class Hosts(Value):
    """Exactly which hosts a source may be fetched from, as `host` (the usual port) or `host:port`.

    `public`: https only, public addresses only. `private`: named by the operator for transcripts inside
    their own network: may resolve to private addresses, and to loopback, there also over http. Link-local
    and metadata addresses are reached by neither.
    """

    public: frozenset[str] = Field(default=frozenset(), max_length=100)
    private: frozenset[str] = Field(default=frozenset(), max_length=100)

    @field_validator("public", "private", mode="after")
    @classmethod
    def _clean(cls, entries: frozenset[str]) -> frozenset[str]:
        return frozenset(_entry(*read_host(entry)) for entry in entries)


class Fetched(Value):
    """The decompressed body, and the type that the server names, as it writes it."""

    body: bytes
    content_type: str


def fetch(
    url: str,
    hosts: Hosts,
    *,
    deadline_ms: int,
    headers: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
    resolve: Resolve = system_resolve,
    ca_file: str | None = None,
) -> Fetched:
    """The body at this address. Nothing but `headers` is sent along.

    Raises `Permanent` (bad_url, not_https, foreign_host, private_address, redirect, answer_too_large, gone,
    refused, certificate, bad_header) or `Transient` (connection, timeout, deadline, not_ready, server_error, throttled).
    """
    deadline = Deadline(deadline_ms)
    target = read_url(url)
    inside = _is_private(target, hosts)
    addresses = _resolved(resolve, target, deadline)
    _check(target, addresses, inside=inside)
    try:
        connection = _connected(target, addresses, deadline, ca_file)
        try:
            return _answer(connection, target, dict(headers or {}), max_bytes, deadline)
        finally:
            connection.close()
    except (urllib3.exceptions.HTTPError, HTTPException, OSError) as error:
        raise _mapped(error) from None


def _entry(host: str, port: int | None) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port else name


def _is_private(target: Target, hosts: Hosts) -> bool:
    """Whether the operator named the host as one of their own network."""
    names = {_entry(target.host, target.port)}
    if target.port == DEFAULT_PORTS[target.scheme]:
        names.add(_entry(target.host, None))
    private = bool(names & hosts.private)
    if not private and not names & hosts.public:
        raise Permanent("foreign_host")
    if not private and target.scheme != "https":
        raise Permanent("not_https")
    return private


def _resolved(resolve: Resolve, target: Target, deadline: Deadline) -> Sequence[str]:
    """All addresses of the host, asked for once.

    The system's look-up takes no time-out: it gets a thread of its own, left behind when time is up, which
    ends when the resolver gives up.
    """
    if target.is_address:
        return (target.host,)
    answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            answers.put(tuple(resolve(target.host, target.port)))
        except (OSError, UnicodeError):
            answers.put(())

    threading.Thread(target=look_up, name="look-up", daemon=True).start()
    try:
        addresses = answers.get(timeout=deadline.left_s())
    except queue.Empty:
        raise Transient("deadline") from None
    if not addresses:
        raise Transient("connection")
    return addresses


def _check(target: Target, addresses: Sequence[str], *, inside: bool) -> None:
    """One address that may not be reached is enough: a host that has both is a trick or a mistake."""
    reached = {reach_of(address) for address in addresses}
    allowed = {Reach.PUBLIC, Reach.INSIDE, Reach.LOOPBACK} if inside else {Reach.PUBLIC}
    if not reached <= allowed:
        raise Permanent("private_address")
    if target.scheme != "https" and reached != {Reach.LOOPBACK}:
        raise Permanent("not_https")


def _connected(
    target: Target, addresses: Sequence[str], deadline: Deadline, ca_file: str | None
) -> PlainConnection | TlsConnection:
    """A connection to the first checked address that answers. TLS checks the host's name, not the address."""
    hush_urllib3()
    failure: Exception = Transient("connection")
    for address in addresses[:MOST_TRIED]:
        connection = _connection(target, address, min(CONNECT_S, deadline.left_s()), ca_file)
        try:
            connection.connect()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _connection(
    target: Target, address: str, seconds: float, ca_file: str | None
) -> PlainConnection | TlsConnection:
    if target.scheme == "http":
        return PlainConnection(address, target.port, timeout=seconds)
    return TlsConnection(
        address,
        target.port,
        timeout=seconds,
        server_hostname=target.host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=ca_file or DEFAULT_CA_BUNDLE_PATH,
    )


def _answer(
    connection: PlainConnection | TlsConnection,
    target: Target,
    headers: dict[str, str],
    max_bytes: int,
    deadline: Deadline,
) -> Fetched:
    own = {"Host": target.host_header, "Accept-Encoding": "gzip", "Connection": "close"}
    given = {name: value for name, value in headers.items() if name.title() not in own}
    connection.timeout = deadline.left_s()
    try:
        connection.request(
            "GET", target.path, headers=own | given, preload_content=False, decode_content=False
        )
    except ValueError:
        raise Permanent("bad_header") from None
    connection.timeout = deadline.left_s()
    response = connection.getresponse()
    _check_status(response)
    body = _body(response, max_bytes)
    return Fetched(body=body, content_type=response.headers.get("content-type", "")[:MAX_CONTENT_TYPE])


def _check_status(response: urllib3.HTTPResponse) -> None:
    status = response.status
    if status == OK:
        return
    if status in NOT_READY:
        raise Transient("not_ready")
    if status == THROTTLED:
        raise Transient("throttled", retry_after_ms=retry_after_ms(response.headers.get("retry-after")))
    if status == REQUEST_TIMEOUT:
        raise Transient("timeout")
    families: dict[int, ConnectorError] = {3: Permanent("redirect"), 5: Transient("server_error")}
    raise families.get(status // 100) or Permanent("gone" if status == GONE else "refused")


def _body(response: urllib3.HTTPResponse, max_bytes: int) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > max_bytes:
        raise Permanent("answer_too_large")
    body = Inflating(response.headers.get("content-encoding", ""), max_bytes)
    while chunk := response.read(CHUNK, decode_content=False):
        body.feed(chunk)
    return body.whole()


def _mapped(error: Exception) -> ConnectorError:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Permanent("certificate")
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return Transient("connection")  # which urllib3 derives from its time-outs
    timeouts = (urllib3.exceptions.TimeoutError, TimeoutError)
    return Transient("timeout" if isinstance(error, timeouts) else "connection")
