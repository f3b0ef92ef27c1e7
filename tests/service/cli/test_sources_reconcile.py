"""`aftercall sources reconcile`: the vendor's list against ours, over a real database and a stand-in for the vendor."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.domain.job import Kind
from service.settings import Settings
from service.storage import Keyring
from service.storage.migrate import upgrade
from service.wiring import build
from tests.service.api.conftest import NOBODY_THERE
from tests.service.cli.sourced import TOKEN, Sourced
from tests.vendors.twilio import ACCOUNT, CALL, KEY, SECRET, StubTwilio, fill, running_twilio

FILE = """
sources:
  lines:
    adapter: twilio
    secrets: ["{token}"]
    settings:
      account_sid: {account}
      api_key: {key}
      api_secret: {secret}
      api_base: {url}
      intelligence_base: {url}
      conversations_base: {url}
  silent: {{adapter: vcon, secrets: ["{token}"]}}
  resting: {{adapter: twilio, secrets: ["${{AFTERCALL_TEST_NEVER_SET}}"]}}
"""


@pytest.fixture
def stub() -> Iterator[StubTwilio]:
    with running_twilio() as stub:
        fill(stub)
        yield stub


@pytest.fixture
def desk(sourced: Sourced, stub: StubTwilio, monkeypatch: pytest.MonkeyPatch) -> Sourced:
    data = sourced.folder / "data"
    data.mkdir()
    monkeypatch.setenv("AFTERCALL_BROKER_URL", NOBODY_THERE)
    Keyring.create(data / "keyring.json")
    upgrade(Settings(data=data).database)
    configure(sourced, stub, SECRET)
    sourced.configure("acme", "sources: {}")
    return sourced


def configure(desk: Sourced, stub: StubTwilio, secret: str) -> None:
    text = FILE.format(token=TOKEN, account=ACCOUNT, key=KEY, secret=secret, url=stub.url)
    desk.configure("fernhill", text)


def fetches(folder: Path) -> list[str]:
    """Subjects of the jobs that fetch, as a worker of this installation would find them."""
    services = build(Settings(data=folder / "data", config_dir=folder, broker_url=NOBODY_THERE))
    try:
        with services.storage.work.read("fernhill") as unit:
            page = unit.jobs.page(state=None, cursor=None, limit=9)
    finally:
        services.close()
    return [job.subject for job in page.items if job.kind is Kind.FETCH]


def test_a_call_that_never_came_is_named_and_its_transcript_fetched(desk: Sourced) -> None:
    ran = desk.run("reconcile", "lines", "--since", "3d")

    assert (ran.code, ran.err.count("aftercall:")) == (0, 0)
    assert "lines: the vendor lists 1 calls since " in ran.out
    assert "of 1 no delivery came:" in ran.out
    assert f"  {CALL}\n" in ran.out
    assert "Their transcripts are being fetched" in ran.out
    assert len(fetches(desk.folder)) == 1


def test_a_call_that_is_known_is_not_named_again(desk: Sourced) -> None:
    desk.run("reconcile", "lines", "--since", "3d")

    again = desk.run("reconcile", "lines", "--since", "3d")
    document = desk.run("reconcile", "lines", "--since", "2026-01-05T00:00:00Z", "--json").json

    assert "the vendor lists 1 calls" in again.out
    assert "each of them was delivered" in again.out
    assert (document["source"], document["listed"], document["missed"]) == ("lines", 1, [])
    assert document["since"] == "2026-01-05T00:00:00Z"


def test_the_vendor_is_asked_from_that_time_on(desk: Sourced, stub: StubTwilio) -> None:
    before = datetime.now(UTC) - timedelta(hours=2)

    desk.run("reconcile", "lines", "--since", "2h")

    [asked] = [query["StartTime>"] for path, query in stub.requests if path.endswith("/Calls.json")]
    assert abs(datetime.fromisoformat(asked) - before) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("name", "since", "told"),
    [
        ("nobody", "2h", "there is no source 'nobody'; there are: lines, resting, silent"),
        ("resting", "2h", "source 'resting' is off: not set: AFTERCALL_TEST_NEVER_SET"),
        ("silent", "2h", "source 'silent': its vendor has no list of calls that we can read"),
        (
            "lines",
            "yesterday",
            "--since: not a time as RFC 3339 writes it; give 2h, 3d or 2026-11-20T08:00:00Z",
        ),
        ("lines", "999999d", "--since: "),
        ("lines", "2099-01-01T00:00:00Z", "--since: lies ahead"),
    ],
)
def test_what_stands_in_the_way_is_one_clear_line(desk: Sourced, name: str, since: str, told: str) -> None:
    ran = desk.run("reconcile", name, "--since", since)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"aftercall: {told}")
    assert ran.err.count("\n") == 1


def test_a_vendor_that_refuses_or_fails_is_one_clear_line_without_its_words(
    desk: Sourced, stub: StubTwilio
) -> None:
    stub.status = 500
    failing = desk.run("reconcile", "lines", "--since", "2h")
    configure(desk, stub, "another")
    refusing = desk.run("reconcile", "lines", "--since", "2h")

    assert (failing.code, refusing.code) == (1, 1)
    assert failing.err.startswith(
        "aftercall: source 'lines': the vendor does not answer just now (server_error)"
    )
    assert refusing.err.startswith("aftercall: source 'lines': the vendor refuses our credentials (")
    assert "SECRET" not in failing.err + refusing.err
