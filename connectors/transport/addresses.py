"""Which network addresses a fetch may reach: each is sorted before anything connects to it.

Lists of our own, by the IANA registries of special-purpose addresses: `ipaddress.is_private` changed its
mind between releases of Python, and takes some addresses for global that only stand for others.
"""

import socket
from collections.abc import Callable, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""All addresses of a host and port, as text; `OSError` where there are none."""


class Reach(StrEnum):
    """Where an address leads. `never` is metadata, link-local, multicast and all that is no single host's."""

    PUBLIC = "public"
    INSIDE = "inside"
    LOOPBACK = "loopback"
    NEVER = "never"


V4_INSIDE = tuple(map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")))
V4_LOOPBACK = IPv4Network("127.0.0.0/8")
V4_NEVER = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "100.100.100.200/32",  # Alibaba Cloud's metadata, within the shared range
            "168.63.129.16/32",  # Azure's wire server, a public address that means this machine's host
            "169.254.0.0/16",  # link-local, metadata of most clouds
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
V6_GLOBAL = IPv6Network("2000::/3")
V6_INSIDE = IPv6Network("fc00::/7")
V6_LOOPBACK = IPv6Network("::1/128")
V6_NEVER = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",
            "2002::/16",  # 6to4
            "3fff::/20",
            "fd00:ec2::/32",  # AWS metadata, credentials of its containers
            "fd20:ce::254/128",  # Google Cloud's metadata
        ),
    )
)
# Addresses that stand for one of version 4, in their last 32 bits. DNS64 makes them up for public hosts.
V6_EMBEDDING = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))


def reach_of(address: str) -> Reach:
    """Where a numeric address leads; one that cannot be read, or that names an interface, nowhere."""
    try:
        found = ip_address(address)
    except ValueError:
        return Reach.NEVER
    return _reach_v4(found) if isinstance(found, IPv4Address) else _reach_v6(found)


def system_resolve(host: str, port: int) -> Sequence[str]:
    """All addresses that the system's resolver knows, each once, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _reach_v4(address: IPv4Address) -> Reach:
    if any(address in network for network in V4_NEVER):
        return Reach.NEVER
    if address in V4_LOOPBACK:
        return Reach.LOOPBACK
    return Reach.INSIDE if any(address in network for network in V4_INSIDE) else Reach.PUBLIC


def _reach_v6(address: IPv6Address) -> Reach:
    if address.scope_id or any(address in network for network in V6_NEVER):
        return Reach.NEVER
    if any(address in network for network in V6_EMBEDDING):
        return _reach_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in V6_LOOPBACK:
        return Reach.LOOPBACK
    if address in V6_INSIDE:
        return Reach.INSIDE
    return Reach.PUBLIC if address in V6_GLOBAL else Reach.NEVER
