from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Shot
from tests.browser.fixture_data import content, empty_content
from tests.browser.fixture_desk import Desk

FLAG = {
    "kind": "never_automate",
    "topic": "complaint",
    "evidence": [{"turn": 5, "quote": "I want this noted as a complaint"}],
}


def test_the_list_shows_who_when_what_and_flags(page: Page, review_url: str, desk: Desk, shot: Shot) -> None:
    desk.add(flags=[FLAG])
    desk.add(state="written")
    blocked = desk.add(state="blocked")

    page.goto(review_url)

    ready = page.locator("[data-group=ready] .row")
    expect(ready).to_contain_text(["Ada Winter"])
    expect(ready).to_contain_text(["A hedge trimmer due last Thursday did not arrive."])
    expect(ready).to_contain_text(["Deliveries"])
    expect(ready).to_contain_text(["complaint"])
    expect(page.locator("[data-group=blocked] .row")).to_have_attribute("data-wrapup", blocked)
    expect(page.locator("[data-group=written] .row")).to_have_count(1)
    shot(page, "list")


def test_a_new_wrapup_appears_by_itself(page: Page, review_url: str, desk: Desk) -> None:
    page.goto(review_url)
    expect(page.get_by_text("Nothing to review")).to_be_visible()

    desk.add()

    expect(page.locator("[data-group=ready] .row")).to_have_count(1)


def test_a_list_longer_than_a_page_is_read_to_its_end(page: Page, review_url: str, desk: Desk) -> None:
    for _ in range(60):
        desk.add()

    page.goto(review_url)

    expect(page.locator("[data-group=ready] .row")).to_have_count(60)


def test_more_of_what_is_written_comes_when_asked_for(page: Page, review_url: str, desk: Desk) -> None:
    for _ in range(60):
        desk.add(state="written")
    page.goto(review_url)
    expect(page.locator("[data-group=written] .row")).to_have_count(50)

    page.get_by_role("button", name="Show more").click()

    expect(page.locator("[data-group=written] .row")).to_have_count(60)


def test_arrow_keys_move_through_the_list_and_enter_opens(page: Page, review_url: str, desk: Desk) -> None:
    desk.add()
    second = desk.add(targets=[])
    page.goto(review_url)
    page.locator(".row").first.focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(page.locator(f"[data-wrapup='{second}']")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("heading", name="Unknown caller")).to_be_focused()


def test_a_sentence_shows_its_turn_and_quote_when_chosen(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    desk.add()
    page = open_wrapup()

    page.get_by_role("textbox", name="Outcome, sentence 1").focus()

    expect(page.locator(".turn.marked")).to_have_attribute("data-turn", "6")
    expect(page.locator("mark")).to_have_text("I'll send a new one today, by express, free of charge")
    expect(page.locator("mark")).to_be_in_viewport()
    shot(page, "evidence")


def test_evidence_shows_for_codes_fields_follow_ups_and_flags(desk: Desk, open_wrapup: Open) -> None:
    desk.add(flags=[FLAG])
    page = open_wrapup()
    marked = page.locator(".turn.marked")

    page.get_by_role("combobox", name="Disposition", exact=True).focus()
    expect(marked).to_have_attribute("data-turn", "4")
    page.get_by_label("Order number").focus()
    expect(marked).to_have_attribute("data-turn", "3")
    page.get_by_label("Follow-up 1, what").focus()
    expect(marked).to_have_attribute("data-turn", "8")
    page.get_by_role("button", name="Always checked by a person: complaint").click()
    expect(marked).to_have_attribute("data-turn", "5")


def test_support_is_said_in_words(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()

    outcome = page.get_by_role("group", name="Outcome").locator(".about")

    expect(outcome).to_have_text(["In transcript", "Partly in transcript", "Not in transcript"])


def test_what_is_doubtful_says_what_to_check(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    drafted = content()
    outcome = drafted["summary"][1]["sentences"]
    outcome[1]["doubt"], outcome[2]["doubt"] = "act", "quote"
    drafted["fields"][0] |= {"value": "", "support": "unsupported", "doubt": "identifier"}
    drafted["fields"][1]["doubt"] = None
    desk.add(content=drafted)
    page = open_wrapup()

    about = page.get_by_role("group", name="Outcome").locator(".about")
    expect(about).to_have_text(
        [
            "In transcript",
            "Partly in transcript: check whether it was done",
            "Not in transcript: check that it was said",
        ]
    )
    order = page.get_by_label("Order number")
    expect(order).to_have_accessible_description("Left empty: check the code or address")
    shot(page, "doubts")
    order.fill("FH4413")
    expect(order).to_have_accessible_description("Yours")


def test_a_statement_without_evidence_says_so(desk: Desk, open_wrapup: Open) -> None:
    desk.add()
    page = open_wrapup()

    page.get_by_role("textbox", name="Outcome, sentence 3").focus()

    expect(page.get_by_text("Nothing in the transcript stands behind this.")).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)


def test_markup_in_what_was_said_is_shown_as_text(desk: Desk, open_wrapup: Open) -> None:
    attack = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"
    desk.add(turns=[("customer", attack)])
    page = open_wrapup()

    expect(page.locator(".turn .said")).to_have_text(attack)
    expect(page.locator(".turn img, .turn script")).to_have_count(0)
    expect(page).to_have_title("After-call review")


def test_a_script_address_of_a_record_is_no_link(desk: Desk, open_wrapup: Open) -> None:
    wrapup_id = desk.add()
    desk.change(wrapup_id, lambda found: found["targets"][0]["record"].update(url="javascript:alert(1)"))
    page = open_wrapup()

    expect(page.locator(".target")).to_contain_text("Ada Winter")
    expect(page.locator(".target a")).to_have_count(0)


def test_words_of_ten_thousand_characters_break_no_layout(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    endless = "W" * 10_000
    wrapup_id = desk.add(turns=[("customer", endless), ("agent", "Yes.")])

    def lengthen(found: dict[str, list[dict[str, str]]]) -> None:
        found["targets"][0]["record"]["name"] = endless  # type: ignore[index]
        found["content"]["summary"][0]["sentences"][0]["text"] = endless  # type: ignore[call-overload]
        found["content"]["dispositions"][0]["label"] = endless  # type: ignore[call-overload]

    desk.change(wrapup_id, lengthen)
    page = open_wrapup()

    for width in (1440, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} px in a window of {width} px"
    shot(page, "endless-words-narrow")


def test_a_call_without_transcript_is_written_by_hand(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    nothing = {"number": 0, "kind": "extractive", "status": "unavailable", "reason": "no_transcript"}
    desk.add(turns=[], content=empty_content(), draft=nothing)
    page = open_wrapup()

    expect(page.get_by_text("No transcript came with this call")).to_be_visible()
    expect(page.get_by_text("There is no transcript for this call.")).to_be_visible()
    page.get_by_role("button", name="Add sentence").first.click()
    page.keyboard.type("Asked about delivery.")

    expect(page.get_by_role("textbox", name="Reason for the call, sentence 1")).to_have_value(
        "Asked about delivery."
    )
    shot(page, "no-transcript")


def test_why_a_draft_is_plain_is_said_in_words(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    desk.add(draft={"number": 1, "kind": "extractive", "reason": "model_unavailable"})
    page = open_wrapup()

    expect(page.get_by_text("The language model did not answer")).to_be_visible()
    shot(page, "degraded")


def test_a_fuller_draft_under_way_is_shown_calmly(desk: Desk, open_wrapup: Open, shot: Shot) -> None:
    desk.add(draft={"number": 1, "kind": "extractive", "status": "pending"})
    page = open_wrapup()

    expect(page.get_by_text("A fuller draft is on its way.")).to_be_visible()
    shot(page, "pending")
