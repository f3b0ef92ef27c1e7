"""What tests of the review page do and look at again and again."""

from playwright.sync_api import Locator, Page, expect


def confirm_button(page: Page) -> Locator:
    return page.get_by_role("button", name="Confirm")


def confirm(page: Page) -> None:
    """Confirms by keys once the first second is over."""
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Control+Enter")


def state(page: Page, name: str) -> Locator:
    """The mark in the head of the open wrap-up, if it shows that state."""
    return page.locator(f".detail-head [data-state={name}]")
