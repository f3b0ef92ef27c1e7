from playwright.sync_api import Route, expect

from tests.browser.conftest import Open
from tests.browser.fixture_desk import Desk
from tests.browser.steps import confirm, confirm_button, state


def test_words_just_typed_go_with_the_confirmation(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")

    page.get_by_role("textbox", name="Outcome, sentence 1").fill("Typed and confirmed at once.")
    page.keyboard.press("Control+Enter")

    expect(state(page, "confirmed")).to_be_visible()
    stored = desk.get(wrapup_id)["content"]["summary"][1]["sentences"][0]
    assert (stored["text"], stored["support"]) == ("Typed and confirmed at once.", "agent")
    assert desk.confirmations[0]["timings_ms"]["first_edit"] >= 0


def test_words_that_changed_meanwhile_are_not_confirmed_unseen(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")

    def race(route: Route) -> None:
        if not desk.confirmations and desk.get(wrapup_id)["version"] == 1:
            desk.change(
                wrapup_id,
                lambda found: found["content"]["summary"][0]["sentences"][0].update(text="Not seen."),
            )
        route.continue_()

    page.route("**/confirm", race)
    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.bad")).to_contain_text("Not confirmed: the wrap-up changed meanwhile")
    assert desk.confirmations == []


def test_a_draft_replaced_meanwhile_is_shown_and_not_confirmed(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()
    expect(confirm_button(page)).to_have_attribute("aria-disabled", "false")
    page.route("**/confirm", lambda route: route.fulfill(status=409, json={"title": "Moved", "status": 409}))

    page.keyboard.press("Control+Enter")

    expect(page.locator(".message.bad")).to_contain_text("Not confirmed: a newer draft has taken its place")


def test_a_confirmation_lost_on_its_way_is_sent_again(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()
    tried: list[str] = []

    def lose_one(route: Route) -> None:
        tried.append(route.request.url)
        route.abort() if len(tried) == 1 else route.continue_()

    page.route("**/confirm", lose_one)
    confirm(page)

    expect(state(page, "confirmed")).to_be_visible()
    assert len(tried) == 2


def test_rules_of_the_crm_are_told_at_the_entry(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()
    problem = {"pointer": "/content/fields/1/value", "detail": "must be one of: Replacement, Refund"}
    page.route(
        "**/confirm",
        lambda route: route.fulfill(
            status=422, json={"title": "Invalid", "status": 422, "errors": [problem]}
        ),
    )

    confirm(page)

    expect(page.locator(".entry.wrong")).to_contain_text("must be one of: Replacement, Refund")
    expect(page.locator(".message.bad")).to_contain_text("some entries need correcting")
