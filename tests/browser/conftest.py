"""A browser, the built page and a server to show it: shared by all browser tests."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.fixture_api import DIST, create
from tests.browser.fixture_desk import Desk

OUT = Path(__file__).parent / "out"
CHROMIUM = Path("/usr/bin/chromium")
WIDE: ViewportSize = {"width": 1440, "height": 900}
HOW = "apt-get install -y --no-install-recommends chromium fonts-dejavu-core, or playwright install chromium"

# Machines that build share their processors: what comes late is no fault of the page.
expect.set_options(timeout=10_000)

Shot = Callable[[Page, str], None]
Open = Callable[[], Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def missing(what: str) -> None:
    """A missing browser is a failure where CI says so, else a loud skip."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = CHROMIUM if CHROMIUM.exists() else shutil.which("chromium")
    try:
        running = playwright.chromium.launch(executable_path=path)
    except Error as error:
        missing(f"no browser for the tests of the review page: {HOW} ({error.message.splitlines()[0]})")
        raise
    yield running
    running.close()


@pytest.fixture
def desk() -> Desk:
    """What another person, the worker and the CRM do in a test is done here."""
    return Desk()


@pytest.fixture
def server(desk: Desk) -> Iterator[str]:
    """The fixture API on a loopback port of its own; yields its address."""
    if not (DIST / "review.js").exists():
        missing("the review page is not built: npm ci && npm run build in service/web")
    config = uvicorn.Config(create(desk), port=0, ws="none", lifespan="off", log_level="warning")
    config.timeout_graceful_shutdown = 1
    running = uvicorn.Server(config)
    socket = config.bind_socket()
    socket.listen()  # from here on a browser may knock, also before the server is at the door
    thread = threading.Thread(target=running.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    desk.end_sessions()
    running.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def review_url(server: str, desk: Desk) -> str:
    """An address with a fresh one-use ticket."""
    return f"{server}/review#ticket={desk.ticket()}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=WIDE, locale="en-GB", reduced_motion="reduce")
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any script error or broken rule of its content security policy."""
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None)
    yield opened
    assert wrong == []


@pytest.fixture
def open_wrapup(page: Page, review_url: str) -> Open:
    """Opens the page and the first wrap-up of its list."""

    def opened() -> Page:
        page.goto(review_url)
        page.locator(".row").first.click()
        expect(page.locator(".detail")).to_be_visible()
        expect(page.locator(".turn, .transcript > .hint").first).to_be_visible()
        return page

    return opened


@pytest.fixture(scope="session")
def shot() -> Shot:
    """Keeps a picture of a state, to be looked at."""
    OUT.mkdir(exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=OUT / f"{name}.png", animations="disabled")

    return keep
