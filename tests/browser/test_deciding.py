from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Open, Shot
from tests.browser.fixture_data import Json, target
from tests.browser.fixture_desk import Desk
from tests.browser.steps import confirm, state

RECORDS = [
    {"object": "Task", "id": "00T000000000001AAA", "action": "created", "url": "https://fernhill.example/t1"}
]


def written(state: str, records: list[Json], issues: list[Json]) -> Callable[[Json], None]:
    def step(found: Json) -> None:
        found["state"] = state
        outcome = "applied" if state == "written" else "blocked"
        found["targets"][0]["write"] = {"state": outcome, "records": records, "issues": issues}

    return step


def test_confirm_by_keys_then_undo_by_keys(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    expect(page.locator(".undo")).to_contain_text("Ada Winter")
    expect(page.locator(".undo .left")).to_have_text("19 s")
    shot(page, "confirmed-undo")
    page.keyboard.press("Control+z")

    expect(state(page, "ready")).to_be_visible()
    expect(page.locator(".undo")).to_have_count(0)
    assert desk.get(wrapup_id)["state"] == "ready"
    sent = desk.confirmations[0]
    assert (sent["draft"], sent["edits"], sent["undo_ms"]) == (2, {}, None)
    assert sent["timings_ms"]["open_to_confirm"] >= 1000


def test_after_a_confirmation_enter_goes_on_to_the_next(desk: Desk, open_wrapup: Open) -> None:
    first = desk.add()
    desk.add()
    page = open_wrapup()
    confirm(page)
    expect(page.get_by_role("button", name="Next wrap-up")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.locator(f"[data-wrapup='{first}']")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("heading", name="Ada Winter")).to_be_focused()


def test_undo_stays_at_hand_on_the_next_wrapup(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    second = desk.add()
    page = open_wrapup()
    confirm(page)
    page.get_by_role("button", name="Next wrap-up").click()
    expect(state(page, "ready")).to_be_visible()

    page.locator(".undo").get_by_role("button", name="Undo").click()

    expect(page.locator(f"[data-wrapup='{second}']")).to_have_attribute("aria-current", "true")
    assert desk.get(second)["state"] == "ready"


def test_the_write_is_shown_live(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    confirm(page)
    expect(page.locator(".write.pending")).to_be_visible()

    desk.change(wrapup_id, written("written", RECORDS, []), "wrapup.written")

    expect(state(page, "written")).to_be_visible()
    link = page.get_by_role("link", name="Open Task 00T000000000001AAA in the CRM")
    expect(link).to_have_attribute("href", "https://fernhill.example/t1")
    expect(page.locator(f"[data-group=written] [data-wrapup='{wrapup_id}']")).to_be_visible()
    expect(page.locator(".undo")).to_have_count(0)
    shot(page, "written")


def test_a_write_that_the_crm_refuses_is_corrected_and_confirmed_again(
    desk: Desk, open_wrapup: Open, shot: Shot
) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    issues = [
        {"pointer": "/content/fields/0/value", "detail": "Order number: no such order"},
        {"pointer": "", "detail": "The record is locked"},
    ]

    desk.change(wrapup_id, written("blocked", [], issues), "wrapup.blocked")

    expect(page.locator(".write.refused")).to_contain_text("The record is locked")
    expect(page.locator(".entry.wrong")).to_contain_text("Order number: no such order")
    shot(page, "blocked")
    page.get_by_label("Order number").fill("FH4413")
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    assert len(desk.confirmations) == 2


def test_what_is_written_can_be_corrected_and_confirmed_again(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add(state="written")
    desk.change(wrapup_id, written("written", RECORDS, []))
    page = open_wrapup()
    page.get_by_role("button", name="Correct and confirm again").click()

    page.get_by_role("textbox", name="Outcome, sentence 1").fill("Corrected.")

    expect(state(page, "ready")).to_be_visible()
    expect(page.get_by_text("Already in the CRM.")).to_be_visible()
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    assert "Corrected." in str(desk.get(wrapup_id))


def test_an_ambiguous_record_is_chosen_before_anything_is_confirmed(
    desk: Desk, open_wrapup: Open, shot: Shot
) -> None:
    wrapup_id = desk.add(targets=[target("ambiguous")])
    page = open_wrapup()
    expect(page.get_by_text("Choose the CRM record first")).to_be_visible()
    page.keyboard.press("Control+Enter")
    shot(page, "ambiguous")

    page.get_by_role("radio", name="Ben Winter").check()
    page.get_by_role("button", name="Use this record").click()

    expect(page.locator(".target")).to_contain_text("Ben Winter")
    assert desk.confirmations == []
    confirm(page)
    expect(state(page, "confirmed")).to_be_visible()
    assert desk.get(wrapup_id)["targets"][0]["record"]["name"] == "Ben Winter"


def test_an_unknown_caller_gets_a_record_by_id_or_none(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    wrapup_id = desk.add(targets=[target("unknown", "no_match")])
    page = open_wrapup()
    shot(page, "unknown-caller")

    page.get_by_label("CRM record id").fill("003000000000009AAA")
    page.get_by_role("button", name="Use this id").click()
    expect(page.locator(".record")).to_contain_text("003000000000009AAA")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("button", name="No record").click()

    expect(page.locator(".record")).to_contain_text("Written without a record")
    chosen = desk.get(wrapup_id)["targets"][0]
    assert (chosen["match"], chosen["record"]) == ("chosen", None)


def test_dismissed_and_opened_again(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    page.get_by_role("button", name="Dismiss").click()
    expect(state(page, "dismissed")).to_be_visible()
    shot(page, "dismissed")
    page.get_by_role("button", name="Open again").click()

    expect(state(page, "ready")).to_be_visible()
    assert desk.get(wrapup_id)["state"] == "ready"


def test_a_new_draft_can_be_asked_for(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()

    page.get_by_role("button", name="Draft again").click()

    expect(page.get_by_text("A fuller draft is on its way.")).to_be_visible()
