from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Shot
from tests.browser.fixture_desk import Desk


def test_the_ticket_is_exchanged_and_leaves_the_address(page: Page, review_url: str, desk: Desk) -> None:
    desk.add()

    page.goto(review_url)

    expect(page.get_by_role("button", name="Ada Winter")).to_be_visible()
    expect(page.locator(".bar")).to_contain_text("mara")
    assert "ticket" not in page.url
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_reload_ends_the_session(page: Page, review_url: str, shot: Shot) -> None:
    page.goto(review_url)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()

    page.reload()

    expect(page.get_by_role("heading", name="This session has ended")).to_be_visible()
    shot(page, "session-ended")


def test_a_ticket_used_twice_opens_nothing(context: BrowserContext, review_url: str) -> None:
    first, second = context.new_page(), context.new_page()
    first.goto(review_url)
    expect(first.get_by_text("Live", exact=True)).to_be_visible()

    second.goto(review_url)

    expect(second.get_by_role("heading", name="This session has ended")).to_be_visible()


def test_the_session_ends_when_its_time_is_over(page: Page, review_url: str, desk: Desk) -> None:
    page.clock.install()
    page.goto(review_url)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()

    page.clock.fast_forward(desk.session_ms + 5_000)

    expect(page.get_by_role("heading", name="This session has ended")).to_be_visible()


def test_words_not_saved_at_the_end_of_a_session_are_shown_and_saved_by_a_new_link(
    page: Page, review_url: str, server: str, desk: Desk, shot: Shot
) -> None:
    wrapup_id = desk.add()
    page.goto(review_url)
    page.get_by_role("button", name="Ada Winter").click()
    desk.outage = frozenset({"/v1/wrapups"})
    page.get_by_role("textbox", name="Reason for the call, sentence 1").fill("Typed at the last moment.")
    expect(page.locator("[data-save=unsaved]")).to_be_visible()

    desk.end_sessions()
    desk.outage = frozenset()

    expect(page.get_by_label("These words had not been saved")).to_have_value(
        "Reason for the call: Typed at the last moment."
    )
    shot(page, "session-ended-unsaved")
    page.goto(f"{server}/review#ticket={desk.ticket()}")
    expect(page.get_by_role("textbox", name="Reason for the call, sentence 1")).to_have_value(
        "Typed at the last moment."
    )
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert "Typed at the last moment." in str(desk.get(wrapup_id))


def test_an_unreachable_service_keeps_the_link_good(page: Page, review_url: str, desk: Desk) -> None:
    desk.add()
    page.route("**/v1/widget/sessions", lambda route: route.abort())
    page.goto(review_url)
    expect(page.get_by_role("heading", name="The service cannot be reached")).to_be_visible()

    page.unroute("**/v1/widget/sessions")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_role("button", name="Ada Winter")).to_be_visible()


def test_no_request_carries_the_ticket_or_the_token_in_its_address(
    page: Page, review_url: str, desk: Desk
) -> None:
    desk.add()
    addresses: list[str] = []

    def keep(route: Route) -> None:
        addresses.append(route.request.url)
        route.continue_()

    page.route("**/*", keep)
    page.goto(review_url)
    page.get_by_role("button", name="Ada Winter").click()
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()

    assert addresses
    assert not [address for address in addresses if "ticket" in address or "token" in address]
