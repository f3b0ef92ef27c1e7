from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.fixture_desk import Desk
from tests.browser.steps import confirm_button, state


def test_the_first_second_does_not_confirm(page: Page, review_url: str, desk: Desk) -> None:
    desk.add()
    page.clock.install()
    page.goto(review_url)
    expect(page.locator(".row")).to_be_visible()
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    page.locator(".row").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".detail")).to_be_visible()

    page.keyboard.press("Control+Enter")
    confirm_button(page).dispatch_event("click")
    page.clock.run_for(900)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status").last).to_contain_text("Not confirmed: the draft has only just appeared")
    assert desk.confirmations == []
    page.clock.run_for(200)
    page.keyboard.press("Control+Enter")

    expect(state(page, "confirmed")).to_be_visible()
    assert len(desk.confirmations) == 1


def test_a_draft_that_changes_is_not_confirmed_for_a_second(page: Page, review_url: str, desk: Desk) -> None:
    wrapup_id = desk.add()
    page.clock.install()
    page.goto(review_url)
    page.locator(".row").click()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    desk.change(
        wrapup_id,
        lambda found: found["content"]["summary"][0]["sentences"][0].update(text="A better draft."),
    )
    expect(page.get_by_role("textbox", name="Reason for the call, sentence 1")).to_have_value(
        "A better draft."
    )

    page.keyboard.press("Control+Enter")

    expect(confirm_button(page)).to_have_attribute("aria-disabled", "true")
    page.clock.run_for(1100)
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    assert desk.confirmations == []


def test_a_key_held_down_confirms_nothing(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()
    page.keyboard.down("Control")
    page.keyboard.down("Enter")  # within the first second
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")

    page.keyboard.down("Enter")  # the repeat of a key that is still down
    page.keyboard.down("Enter")

    expect(state(page, "ready")).to_be_visible()
    assert desk.confirmations == []


def test_enter_held_on_the_button_confirms_nothing(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()
    confirm_button(page).focus()
    page.keyboard.down("Enter")  # within the first second
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")

    page.keyboard.down("Enter")
    page.keyboard.down("Enter")

    expect(state(page, "ready")).to_be_visible()
    assert desk.confirmations == []


def test_a_held_key_that_confirmed_leaves_the_next_wrapup_alone(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    desk.add()
    page = open_wrapup()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    page.keyboard.down("Control")
    page.keyboard.down("Enter")
    expect(state(page, "confirmed")).to_be_visible()

    page.keyboard.down("Enter")
    page.get_by_role("button", name="Next wrap-up").click()
    expect(state(page, "ready")).to_be_visible()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    page.keyboard.down("Enter")

    expect(state(page, "ready")).to_be_visible()
    assert len(desk.confirmations) == 1
