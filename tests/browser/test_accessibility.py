from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shot
from tests.browser.fixture_data import target
from tests.browser.fixture_desk import Desk

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FLAG = {"kind": "never_automate", "topic": "complaint", "evidence": []}

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")

State = Callable[[Page, str, Desk], None]


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(".row").first.click()
    expect(page.locator(".turn").first).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()


def ready(page: Page, url: str, desk: Desk) -> None:
    desk.add(state="written")
    desk.add(state="blocked")
    desk.add(targets=[target("ambiguous")])
    desk.add(flags=[FLAG])
    page.goto(url)
    page.locator("[data-group=ready] .row").first.click()
    page.get_by_role("textbox", name="Reason for the call, sentence 1").focus()
    expect(page.locator("mark")).to_be_visible()
    expect(page.get_by_role("button", name="Confirm")).to_have_attribute("aria-disabled", "false")


def ambiguous(page: Page, url: str, desk: Desk) -> None:
    desk.add(targets=[target("ambiguous")], draft={"status": "pending"})
    _open(page, url)


def unknown(page: Page, url: str, desk: Desk) -> None:
    desk.add(targets=[target("unknown")], draft={"reason": "model_refused"})
    _open(page, url)


def offered(page: Page, url: str, desk: Desk) -> None:
    wrapup_id = desk.add()
    desk.change(wrapup_id, lambda found: found.update(offered={**found["draft"], "number": 3}))
    _open(page, url)


def confirmed(page: Page, url: str, desk: Desk) -> None:
    desk.add()
    desk.add()
    _open(page, url)
    expect(page.get_by_role("button", name="Confirm")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".undo")).to_be_visible()


def blocked(page: Page, url: str, desk: Desk) -> None:
    issues = [{"pointer": "/content/fields/0/value", "detail": "No such order"}]
    wrapup_id = desk.add(state="blocked")
    desk.change(
        wrapup_id,
        lambda found: found["targets"][0].update(write={"state": "blocked", "records": [], "issues": issues}),
    )
    _open(page, url)


def helped(page: Page, url: str, desk: Desk) -> None:
    page.goto(url)
    expect(page.get_by_text("Nothing to review")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def ended(page: Page, url: str, desk: Desk) -> None:
    page.goto(url.partition("#")[0])
    expect(page.get_by_role("heading", name="This session has ended")).to_be_visible()


STATES: list[State] = [ready, ambiguous, unknown, offered, confirmed, blocked, helped, ended]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_no_rule_of_accessibility_is_broken_in_light_and_dark(
    page: Page, review_url: str, desk: Desk, shot: Shot, state: State
) -> None:
    state(page, review_url, desk)

    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        shot(page, f"{state.__name__}-{scheme}")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 560, 820, 1100])
def test_a_narrow_window_shows_everything_without_scrolling_sideways(
    page: Page, review_url: str, desk: Desk, shot: Shot, width: int
) -> None:
    desk.add(flags=[FLAG], targets=[target("ambiguous")])
    page.set_viewport_size({"width": width, "height": 800})
    _open(page, review_url)
    page.get_by_role("textbox", name="Reason for the call, sentence 1").focus()

    shot(page, f"width-{width}")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(page.get_by_role("button", name="Confirm")).to_be_in_viewport()


def test_everything_that_is_pressed_is_large_enough(page: Page, review_url: str, desk: Desk) -> None:
    ready(page, review_url, desk)

    small = page.evaluate(
        """() => [...document.querySelectorAll('button, input, select, textarea, summary')]
            .filter((part) => part.checkVisibility() && part.type !== 'radio' && part.type !== 'checkbox')
            .filter((part) => { const box = part.getBoundingClientRect(); return box.height < 24 || box.width < 24 })
            .map((part) => part.outerHTML.slice(0, 120))"""
    )

    assert small == []


def test_the_help_key_can_be_switched_off(page: Page, review_url: str) -> None:
    page.goto(review_url)
    expect(page.get_by_text("Nothing to review")).to_be_visible()
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Open this help with ?").uncheck()
    page.get_by_role("button", name="Close").click()

    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_have_count(0)
