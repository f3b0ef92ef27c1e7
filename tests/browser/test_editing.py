import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Open, Shot
from tests.browser.fixture_desk import Desk

FIRST = "Reason for the call, sentence 1"
SAVED = "[data-save=saved]"


def sentence(page: Page, name: str = FIRST) -> Any:
    return page.get_by_role("textbox", name=name)


def texts(desk: Desk, wrapup_id: str, section: int = 0) -> list[str]:
    return [line["text"] for line in desk.get(wrapup_id)["content"]["summary"][section]["sentences"]]


def reword(desk: Desk, wrapup_id: str, text: str, line: int = 0) -> None:
    """Another person changes a sentence of the same wrap-up."""
    desk.change(wrapup_id, lambda found: found["content"]["summary"][0]["sentences"][line].update(text=text))


def test_an_edit_saves_itself(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    sentence(page).fill("The trimmer is late.")

    expect(page.locator(SAVED)).to_have_text("Saved")
    expect(page.locator(".entry.agent").first).to_contain_text("Yours")
    assert texts(desk, wrapup_id)[0] == "The trimmer is late."


def test_a_sentence_is_added_typed_on_and_removed(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    page.get_by_role("button", name="Add sentence: Outcome").click()
    added = sentence(page, "Outcome, sentence 4")
    expect(added).to_be_focused()
    page.keyboard.type("Wants a call")
    expect(page.locator(SAVED)).to_have_text("Saved")
    page.keyboard.type(" before five.")
    expect(page.locator(SAVED)).to_have_text("Saved")

    assert texts(desk, wrapup_id, 1)[3:] == ["Wants a call before five."]
    page.get_by_role("button", name="Remove sentence: Outcome, sentence 3").click()
    expect(sentence(page, "Outcome, sentence 4")).to_have_count(0)
    expect(page.locator(SAVED)).to_have_text("Saved")
    assert texts(desk, wrapup_id, 1)[2:] == ["Wants a call before five."]


def test_a_code_is_changed_by_one_press_and_from_the_catalogue(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    page.get_by_role("button", name="Complaint 9% sure").click()
    expect(page.get_by_role("combobox", name="Disposition", exact=True)).to_have_value("complaint")
    page.get_by_role("combobox", name="Disposition", exact=True).select_option("warranty")
    page.get_by_label("Add a code").select_option(label="None of these")

    expect(page.locator(SAVED)).to_have_text("Saved")
    assert [one["code"] for one in desk.get(wrapup_id)["content"]["dispositions"]] == ["warranty", "none"]


def test_fields_and_follow_ups_are_edited(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    page.get_by_label("Order number").fill("FH4413")
    page.get_by_label("Resolution").select_option("Refund")
    page.get_by_label("Add a field").select_option("callback_phone")
    page.get_by_label("Call back on").fill("+44 1632 960123")
    page.get_by_label("Follow-up 1, due date").fill("2026-11-25")
    page.get_by_label("Follow-up 1, who").select_option("company")
    page.get_by_label("Follow-up 1, what").fill("Check that it came")
    page.get_by_label("Follow-up 1, what").blur()

    expect(page.locator(SAVED)).to_have_text("Saved")
    stored = desk.get(wrapup_id)["content"]
    assert [one["value"] for one in stored["fields"]] == ["FH4413", "Refund", "+44 1632 960123"]
    promise = stored["commitments"][0]
    assert (promise["what"], promise["due"], promise["who"]) == (
        "Check that it came",
        "2026-11-25",
        "company",
    )


def test_an_edit_survives_another_persons_edit_elsewhere(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    reword(desk, wrapup_id, "Second late delivery.", line=1)

    sentence(page).fill("The trimmer is late.")

    expect(sentence(page, "Reason for the call, sentence 2")).to_have_value("Second late delivery.")
    expect(page.locator(SAVED)).to_have_text("Saved")
    assert texts(desk, wrapup_id) == ["The trimmer is late.", "Second late delivery."]


def test_a_stale_edit_is_merged_and_the_clash_is_told(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    raced: list[bool] = []

    def race(route: Route) -> None:
        if route.request.method == "PATCH" and not raced:
            raced.append(True)
            reword(desk, wrapup_id, "Somebody else's words.")
        route.continue_()

    page.route("**/v1/wrapups/*", race)
    sentence(page).fill("My own words.")

    expect(page.locator(".message.bad")).to_have_text(
        re.compile(f"{FIRST} was also changed elsewhere, to “Somebody else's words.”. Your words were kept.")
    )
    expect(page.locator(SAVED)).to_have_text("Saved")
    expect(sentence(page)).to_have_value("My own words.")
    assert texts(desk, wrapup_id)[0] == "My own words."
    shot(page, "merged")


def test_what_is_typed_without_a_network_is_kept_and_sent_later(
    desk: Desk, open_wrapup: Open, shot: Shot
) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    desk.outage = frozenset({"/v1/"})

    sentence(page).fill("Typed on the train.")
    expect(page.locator("[data-save=unsaved]")).to_contain_text("Not saved yet")
    expect(page.locator("[data-stream=offline]")).to_be_visible(timeout=15_000)
    shot(page, "not-saved")
    desk.outage = frozenset()

    expect(page.locator(SAVED)).to_have_text("Saved", timeout=15_000)
    expect(page.locator("[data-stream=live]")).to_be_visible(timeout=15_000)
    assert texts(desk, wrapup_id)[0] == "Typed on the train."


def test_typing_while_a_save_is_under_way_loses_nothing(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()
    sent: list[object] = []

    def slow(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(route.request.post_data_json)
            if len(sent) == 1:
                sentence(page).press_sequentially(" And more.")
        route.continue_()

    sentence(page).fill("First words.")
    page.route("**/v1/wrapups/*", slow)

    expect(page.locator(SAVED)).to_have_text("Saved")
    expect(sentence(page)).to_have_value("First words. And more.")
    assert texts(desk, wrapup_id)[0] == "First words. And more."


def test_one_entry_that_is_refused_is_told_there_and_holds_up_no_other(
    desk: Desk, open_wrapup: Open, shot: Shot
) -> None:
    wrapup_id = desk.add()
    page = open_wrapup()

    def refuse(route: Route) -> None:
        body = route.request.post_data_json if route.request.method == "PATCH" else None
        if body and "fields" in body["content"]:
            problem = {"pointer": "/content/fields/0/value", "detail": "does not have the form needed"}
            route.fulfill(status=422, json={"title": "Invalid", "status": 422, "errors": [problem]})
        else:
            route.continue_()

    page.route("**/v1/wrapups/*", refuse)
    page.get_by_label("Order number").fill("four")
    sentence(page).fill("Saved all the same.")
    sentence(page).blur()

    expect(page.locator(".entry.wrong")).to_contain_text("does not have the form needed")
    expect(page.locator("[data-save=refused]")).to_contain_text("Not saved")
    expect(page.get_by_label("Order number")).to_have_value("four")
    assert texts(desk, wrapup_id)[0] == "Saved all the same."
    shot(page, "entry-refused")


def test_a_fuller_draft_is_offered_and_taken_but_own_words_stay(
    desk: Desk, open_wrapup: Open, shot: Shot
) -> None:
    wrapup_id = desk.add(draft={"number": 1, "kind": "extractive", "status": "pending"})
    page = open_wrapup()
    sentence(page).fill("My own words.")
    expect(page.locator(SAVED)).to_have_text("Saved")

    offered = {**desk.get(wrapup_id)["draft"], "number": 2, "kind": "llm", "status": "ready"}
    desk.change(wrapup_id, lambda found: found.update(offered=offered))
    expect(page.get_by_text("A fuller draft is ready.")).to_be_visible()
    shot(page, "offered")
    page.get_by_role("button", name="Take it").click()

    expect(sentence(page, "Outcome, sentence 1")).to_have_value(
        "A new one is sent by express today, free of charge. (fuller)"
    )
    expect(sentence(page)).to_have_value("My own words.")
    expect(page.get_by_text("A fuller draft is ready.")).to_have_count(0)


def test_an_offered_draft_can_be_left_alone(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    offered = {**desk.get(wrapup_id)["draft"], "number": 3}
    desk.change(wrapup_id, lambda found: found.update(offered=offered))
    page = open_wrapup()

    page.get_by_role("button", name="Keep mine").click()

    expect(page.get_by_text("A fuller draft is ready.")).to_have_count(0)
    expect(sentence(page)).to_have_value("A hedge trimmer due last Thursday did not arrive.")
