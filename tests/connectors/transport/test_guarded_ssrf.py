"""What stands in a payload leads nowhere but to the hosts that were named, at addresses that were checked."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_socket import SocketConnectBlockedError

from connectors.errors import Permanent
from connectors.transport.addresses import Reach, reach_of
from connectors.transport.guarded import Hosts, fetch
from connectors.transport.urls import read_url
from tests.connectors.transport.fetching import PUBLIC, Looking, inside, refusal, target

FORBIDDEN = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104  # an address to be refused
    "10.1.2.3",
    "100.64.0.1",
    "169.254.0.7",
    "169.254.169.254",
    "168.63.129.16",
    "172.31.255.255",
    "192.0.0.192",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.251",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%1",
    "2606:4700::1111%1",
    "ff02::1",
    "127.1",
    "",
]
METADATA = ["169.254.169.254", "fd00:ec2::254", "fe80::1", "100.100.100.200", "168.63.129.16"]
ODD_HOSTS = [
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "127.0.0.01",
    "127.0.0.1.",
    "[127.0.0.1]",
    "localhost.",
    "files.example.",
    "files%2eexample",
    "files..example",
    "-a.example",
    "[::1%25lo]",
    "[]",
    "files.example:80:90",
    "files.example:",
    "files.example:0",
    "files.example:65536",
    "files.example:+1",
    "\u2488.example",
    "127\u30020\u30020\u30021.",
    "\ud800.example",
    "",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_a_listed_host_at_an_inner_address_is_not_called(address: str) -> None:
    with target() as (port, requests):
        hosts = Hosts(public=frozenset({f"files.example:{port}"}))

        error = refusal(f"https://files.example:{port}/t.json", hosts, Looking([address]))

    assert (type(error), error.code) == (Permanent, "private_address")
    assert not requests


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:4700:4700::1111", "::ffff:5db8:d822", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_told_from_inner_ones(address: str) -> None:
    assert reach_of(address) is Reach.PUBLIC


def test_one_inner_address_among_public_ones_is_enough() -> None:
    with target() as (port, requests):
        hosts = Hosts(public=frozenset({f"files.example:{port}"}))

        error = refusal(f"https://files.example:{port}/", hosts, Looking([PUBLIC, "127.0.0.1"]))

    assert error.code == "private_address"
    assert not requests


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_address_that_was_checked_is_called_whatever_a_second_look_up_would_say() -> None:
    with target() as (port, requests):
        looking = Looking([PUBLIC], ["127.0.0.1"])
        hosts = Hosts(public=frozenset({f"files.example:{port}"}))

        # The network is off in tests: the attempt itself names where it was going.
        with pytest.raises(SocketConnectBlockedError, match=PUBLIC):
            fetch(f"https://files.example:{port}/", hosts, deadline_ms=2_000, resolve=looking)

    assert looking.asked == [("files.example", port)]
    assert not requests


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_odd_spellings_of_a_host_are_no_host(host: str) -> None:
    with target() as (port, requests):
        error = refusal(
            f"http://{host}:{port}/" if ":" not in host[1:-1] else f"http://{host}/", inside(port)
        )

    assert (type(error), error.code) == (Permanent, "bad_url")
    assert not requests


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example@127.0.0.1:{port}/",
        "http://u:p@127.0.0.1:{port}/",
        "http://@127.0.0.1:{port}/",
        "http://127.0.0.1:{port}\\@files.example/",
        "http:\\\\127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/a\\b",
        "http://127.0.0.1:{port}/#fragment",
        "http://127.0.0.1:{port}#@files.example/",
        "http://127.0.0.1:{port}/a b",
        "http://127.0.0.1:{port}/a\r\nX-Evil: 1",
        "http://127.0.0.1:{port}/\u00e9",
        "\thttp://127.0.0.1:{port}/",
        "ht\ntp://127.0.0.1:{port}/",
        "http:/127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
        "",
    ],
)
def test_an_address_with_anything_odd_about_it_is_refused(url: str) -> None:
    with target() as (port, requests):
        error = refusal(url.format(port=port), inside(port))

    assert (type(error), error.code) == (Permanent, "bad_url")
    assert not requests


@pytest.mark.parametrize(
    "host", ["evil.example", "files.example.evil.example", "xfiles.example", "127.0.0.1"]
)
def test_a_host_that_nobody_named_is_not_even_looked_up(host: str) -> None:
    looking = Looking([PUBLIC])

    error = refusal(f"https://{host}/", Hosts(public=frozenset({"files.example"})), looking)

    assert (type(error), error.code) == (Permanent, "foreign_host")
    assert not looking.asked


def test_a_named_host_is_named_for_its_usual_port_or_the_one_given() -> None:
    with target() as (port, requests):
        usual = refusal(f"http://127.0.0.1:{port}/", Hosts(private=frozenset({"127.0.0.1"})))
        other = refusal(f"http://127.0.0.1:{port}/", inside(port + 1))

    assert (usual.code, other.code) == ("foreign_host", "foreign_host")
    assert not requests


@pytest.mark.parametrize("address", METADATA)
def test_metadata_is_reached_by_no_setting(address: str) -> None:
    named = Hosts(private=frozenset({"inner.example", f"[{address}]" if ":" in address else address}))
    literal = f"[{address}]" if ":" in address else address

    by_name = refusal("https://inner.example/", named, Looking([address]))
    by_address = refusal(f"https://{literal}/latest/meta-data/", named, Looking([PUBLIC]))

    assert (by_name.code, by_address.code) == ("private_address", "private_address")


def test_plain_http_stays_on_this_machine() -> None:
    named = Hosts(public=frozenset({"files.example:80"}), private=frozenset({"inner.example"}))

    public = refusal("http://files.example/", named, Looking([PUBLIC]))
    private = refusal("http://inner.example/", named, Looking(["10.0.0.5"]))
    half = refusal("http://inner.example/", named, Looking(["127.0.0.1", "10.0.0.5"]))

    assert [error.code for error in (public, private, half)] == ["not_https"] * 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with target() as (inner, requests):
        there = b"HTTP/1.1 %d X\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % (
            status,
            inner,
        )
        with target(there) as (port, _):
            both = Hosts(private=frozenset({f"127.0.0.1:{port}", f"127.0.0.1:{inner}"}))

            error = refusal(f"http://127.0.0.1:{port}/", both)

    assert (type(error), error.code) == (Permanent, "redirect")
    assert not requests


def test_a_proxy_of_the_environment_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with target() as (proxy, at_proxy), target() as (port, requests):
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")

        fetched = fetch(f"http://127.0.0.1:{port}/", inside(port), deadline_ms=2_000)

    assert fetched.body == b"hello"
    assert len(requests) == 1
    assert not at_proxy


def test_lists_are_read_as_addresses_are() -> None:
    hosts = Hosts(public=frozenset({"FILES.example", "b\u00fccher.example:8443", "[2606:4700:0::1111]:444"}))

    assert hosts.public == {"files.example", "xn--bcher-kva.example:8443", "[2606:4700::1111]:444"}


@pytest.mark.parametrize(
    "entry", ["", "*", "*.example", "https://files.example", "a@b", "2130706433", "a.example."]
)
def test_a_list_entry_that_is_no_host_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="public"):
        Hosts(public=frozenset({entry}))


@given(st.text(max_size=60) | st.from_regex(r"https?://[^/]{0,30}[/?#]?.{0,20}", fullmatch=True))
def test_any_text_is_an_address_we_can_name_in_full_or_none(text: str) -> None:
    with suppress(Permanent):
        read = read_url(text)

        assert read_url(f"{read.scheme}://{read.host_header}{read.path}") == read
