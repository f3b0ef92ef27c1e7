"""An address from a payload, read once and strictly: what is checked is what is connected to."""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from connectors.errors import Permanent

MAX_URL = 8_000
MAX_HOST = 253
DEFAULT_PORTS = {"https": 443, "http": 80}

# No user information, no fragment, no backslash, no control character, nothing outside ASCII but the host.
URL = re.compile(r"(https?)://([^/?#@\\\s\x00-\x20\x7f]{1,300})(/[!-~]*|\?[!-~]*)?", re.IGNORECASE)
AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
NAME = re.compile(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)")
# What some resolvers read as a number: 2130706433, 0x7f.1, 127.0.0.01.
NUMERIC_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
MAX_PORT = 65_535


class Target(NamedTuple):
    """`host` is lower case and ASCII, without brackets; `path` begins with a slash and holds the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_address(self) -> bool:
        return ":" in self.host or bool(NUMERIC_END.fullmatch(self.host))

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def read_url(url: str) -> Target:
    """The parts of an http or https URL; raises `Permanent("bad_url")` for whatever is odd about it."""
    found = URL.fullmatch(url) if len(url) <= MAX_URL else None
    if not found:
        raise Permanent("bad_url")
    scheme, path = found.group(1).lower(), found.group(3) or "/"
    if "#" in path or "\\" in path:
        raise Permanent("bad_url")
    try:
        host, port = read_host(found.group(2))
    except ValueError:
        raise Permanent("bad_url") from None
    return Target(scheme, host, port or DEFAULT_PORTS[scheme], path if path[0] == "/" else f"/{path}")


def read_host(authority: str) -> tuple[str, int | None]:
    """Host and port of `host`, `host:port` or `[v6]:port`; ValueError for all else."""
    found = AUTHORITY.fullmatch(authority)
    if not found:
        raise ValueError("not a host, or host and port")
    host, digits = found.groups()
    port = int(digits) if digits else None
    if port is not None and not 0 < port <= MAX_PORT:
        raise ValueError("no such port")
    return _clean_host(host), port


def _clean_host(host: str) -> str:
    if host.startswith("["):
        return str(IPv6Address(host[1:-1]))
    # A host in another script is looked up by its ASCII form, which then must stand in the list.
    name = (host if host.isascii() else host.encode("idna").decode("ascii")).lower()
    if NUMERIC_END.fullmatch(name):
        return str(IPv4Address(name))
    if len(name) > MAX_HOST or not NAME.fullmatch(name):
        raise ValueError("not a host name")
    return name
