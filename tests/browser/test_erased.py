from playwright.sync_api import Page, expect

from tests.browser.fixture_desk import Desk


def test_an_erased_call_leaves_the_page_of_who_has_it_open(page: Page, review_url: str, desk: Desk) -> None:
    erased, kept = desk.add(), desk.add()
    page.goto(review_url)
    page.get_by_role("button", name="Ada Winter").last.click()
    reason = page.get_by_role("textbox", name="Reason for the call, sentence 1")
    reason.fill("Typed into a call that is erased.")

    desk.erase(erased)

    expect(reason).to_be_hidden()
    expect(page.get_by_role("status")).to_contain_text("The wrap-up is no longer there")
    expect(page.get_by_role("button", name="Ada Winter")).to_have_count(1)
    expect(page.get_by_text("Typed into a call that is erased.")).to_have_count(0)
    assert list(desk.wrapups) == [kept]


def test_an_erased_call_that_is_not_open_only_leaves_the_list(
    page: Page, review_url: str, desk: Desk
) -> None:
    desk.add()
    other = desk.add()
    page.goto(review_url)
    page.get_by_role("button", name="Ada Winter").last.click()
    reason = page.get_by_role("textbox", name="Reason for the call, sentence 1")
    expect(reason).to_be_visible()

    desk.erase(other)

    expect(page.get_by_role("button", name="Ada Winter")).to_have_count(1)
    expect(reason).to_be_visible()
