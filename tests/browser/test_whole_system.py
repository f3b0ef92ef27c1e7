"""The same page on the real system: API, worker, broker, database and the sandbox org, with its sample calls."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx2
import pytest
from playwright.sync_api import Page, expect
from tenacity import retry, retry_if_result, stop_after_delay, wait_fixed

from service.cli.local import free_pair
from tests.browser.conftest import Shot, missing
from tests.browser.fixture_api import DIST
from tests.browser.fixture_data import Json
from tests.browser.steps import confirm, state

pytestmark = pytest.mark.timeout(300)

WRITE_MS = 60_000  # the time to undo, and then the write
STOP_S = 30


@dataclass(frozen=True)
class Instance:
    """A running `aftercall up --demo`, as its first line on standard output tells of it."""

    api: str
    review_url: str
    admin_key: str

    def ask(self, method: str, path: str, body: Json | None = None, etag: str | None = None) -> Json:
        headers = {"Authorization": f"Bearer {self.admin_key}"} | ({"If-Match": etag} if etag else {})
        answer = httpx2.request(method, self.api + path, json=body, headers=headers, timeout=20)
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def address_for(self, agent_id: str) -> str:
        ticket = self.ask("POST", "/v1/widget/tickets", {"agent_id": agent_id})["ticket"]
        return f"{self.api}/review#ticket={ticket}"

    @retry(
        retry=retry_if_result(lambda found: found is None), stop=stop_after_delay(60), wait=wait_fixed(0.2)
    )
    def _row(self, fits: Callable[[Json], bool]) -> Json | None:
        rows = self.ask("GET", "/v1/wrapups?state=ready&limit=50")["items"]
        return next((row for row in rows if row["draft"]["status"] == "ready" and fits(row)), None)

    def row(self, fits: Callable[[Json], bool]) -> Json:
        """A wrap-up still to be reviewed, by its row in the list: the sample calls come in by and by."""
        found = self._row(fits)
        assert found is not None
        return found

    def matched(self) -> Json:
        return self.row(
            lambda row: row["headline"]["match"] == "matched" and row["headline"]["summary"] != ""
        )


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    if not (DIST / "review.js").exists():
        missing("the review page is not built: npm ci && npm run build in service/web")
    command = [sys.executable, "-m", "service.cli", "up", "--demo", "--json", "--port", str(free_pair())]
    command += ["--data", str(tmp_path_factory.mktemp("instance"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            told = json.loads(line)
            yield Instance(told["api"], told["review_url"], told["keys"]["admin"])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=STOP_S)


@pytest.fixture
def open_row(page: Page, instance: Instance) -> Callable[[Json], Page]:
    """Opens one wrap-up as the agent whose call it was."""

    def opened(row: Json) -> Page:
        page.goto(instance.address_for(row["agent_id"]))
        page.locator(f"[data-wrapup='{row['id']}']").click()
        expect(page.locator(".turn").first).to_be_visible()
        return page

    return opened


def test_the_printed_address_opens_the_agents_list_once(page: Page, instance: Instance, shot: Shot) -> None:
    page.goto(instance.review_url)

    expect(page.locator("[data-group=ready] .row").first).to_be_visible()
    expect(page.locator("[data-stream=live]")).to_be_visible()
    assert "ticket" not in page.url
    shot(page, "system-list")
    page.goto("about:blank")
    page.goto(instance.review_url)
    expect(page.get_by_role("heading", name="This session has ended")).to_be_visible()


def test_an_edit_beside_another_persons_edit_loses_nothing(
    instance: Instance, open_row: Callable[[Json], Page]
) -> None:
    row = instance.matched()
    path = f"/v1/wrapups/{row['id']}"
    page = open_row(row)
    first = page.locator(".entry.sentence textarea").first
    current = instance.ask("GET", path)
    summary = current["content"]["summary"]
    summary[-1]["sentences"].append({"text": "Words of a supervisor."})
    instance.ask("PATCH", path, {"content": {"summary": summary}}, f'"{current["version"]}"')

    first.fill("Words of the agent.")

    expect(page.locator("[data-save=saved]")).to_have_text("Saved")
    stored = [
        line["text"] for part in instance.ask("GET", path)["content"]["summary"] for line in part["sentences"]
    ]
    assert "Words of the agent." in stored
    assert "Words of a supervisor." in stored


def test_an_added_sentence_is_stored_once_however_it_is_typed(
    instance: Instance, open_row: Callable[[Json], Page]
) -> None:
    row = instance.matched()
    page = open_row(row)

    page.get_by_role("button", name="Add sentence").first.click()
    page.keyboard.type("Typed first,")
    expect(page.locator("[data-save=saved]")).to_have_text("Saved")
    page.keyboard.type(" typed later.")
    expect(page.locator("[data-save=saved]")).to_have_text("Saved")

    summary = instance.ask("GET", f"/v1/wrapups/{row['id']}")["content"]["summary"]
    typed = [line["text"] for part in summary for line in part["sentences"] if "Typed" in line["text"]]
    assert typed == ["Typed first, typed later."]


def test_confirmed_undone_confirmed_and_written(
    instance: Instance, open_row: Callable[[Json], Page], shot: Shot
) -> None:
    row = instance.matched()
    page = open_row(row)

    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(state(page, "ready")).to_be_visible()
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()

    expect(state(page, "written")).to_be_visible(timeout=WRITE_MS)
    expect(page.locator(".write.applied")).to_contain_text("Task 00T")
    shot(page, "system-written")
    assert instance.ask("GET", f"/v1/wrapups/{row['id']}")["state"] == "written"


def test_an_ambiguous_record_is_chosen_and_confirmed(
    instance: Instance, open_row: Callable[[Json], Page], shot: Shot
) -> None:
    row = instance.row(lambda row: row["headline"]["match"] == "ambiguous")
    page = open_row(row)
    expect(page.get_by_text("Choose the CRM record first")).to_be_visible()
    shot(page, "system-ambiguous")

    name = page.locator(".candidate-name").first.inner_text()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Use this record").click()
    expect(page.locator(".record")).to_contain_text(name)
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()

    target = instance.ask("GET", f"/v1/wrapups/{row['id']}")["targets"][0]
    assert (target["match"], target["record"]["name"]) == ("chosen", name)
