"""The day of an agency editor and of an internal counterpart: an activity, its link, its verification."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewContext, sign_in
from tests.e2e.test_pages import NARROW

TITLE = "Training of court clerks and police in Karo"


def somebody(new_context_of: NewContext, account: str) -> Page:
    page = new_context_of().new_page()
    sign_in(page, account)
    return page


def send(page: Page, words: str) -> None:
    """Press the button of the form and wait for the page that follows."""
    before = page.url
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_url(lambda url: url != before)


def test_an_activity_is_made_linked_with_a_document_and_verified(new_context_of: NewContext):
    editor = somebody(new_context_of, "editor")
    editor.goto("/m/KARO/activities/")
    editor.get_by_role("link", name="New activity").click()
    editor.fill("[name=title]", TITLE)
    editor.select_option("[name=dimension]", label="Security")
    editor.select_option("[name=status]", label="Active")
    send(editor, "Save")
    expect(editor.get_by_role("heading", level=1)).to_have_text(TITLE)
    activity = editor.url

    # The own work knows it, with the step that settles it.
    editor.get_by_role("link", name="My work").click()
    waits = editor.locator("tbody tr", has_text=TITLE)
    expect(waits.get_by_role("link")).to_have_text(re.compile("Link it"))
    expect(editor.locator("aside")).to_contain_text("What would move it most")

    # So does the queue, which leads to the form with a suggestion chosen.
    editor.goto("/m/KARO/activities/unlinked/?lead=")
    row = editor.locator("tbody tr", has_text=TITLE)
    suggestion = row.locator("li a").first
    objective = suggestion.inner_text()
    suggestion.click()
    expect(editor.get_by_label(objective, exact=True)).to_be_checked()
    editor.get_by_label("How the activity serves the objective").fill(
        "Clerks keep the files that courts need."
    )
    editor.get_by_label(re.compile("A document that is not named yet")).fill("Agreement with the ministry")
    editor.get_by_label(re.compile("Date of the document")).fill("2025-02-01")
    send(editor, "Link")

    editor.goto(activity)
    expect(editor.locator("#links ~ div tbody tr")).to_contain_text("Evidenced")
    editor.locator("#links ~ div tbody tr a", has_text="Evidenced").click()
    evidence = editor.url
    editor.get_by_role("link", name="Ask an internal actor").click()
    editor.get_by_label(re.compile("MOP")).check()
    send(editor, "Ask")
    expect(editor.locator("aside")).to_contain_text("not answered yet")

    counterpart = somebody(new_context_of, "counterpart")
    counterpart.goto("/m/KARO/work/")
    asked = counterpart.locator("tbody tr", has_text=TITLE)
    expect(asked).to_contain_text("Asked by DEV")
    asked.get_by_role("link", name="Answer it").click()
    counterpart.get_by_label(re.compile("It is so")).check()
    send(counterpart, "Put on record")

    editor.goto(evidence)
    expect(editor.locator("main")).to_contain_text("Verified")
    expect(editor.locator("main")).to_contain_text("answered on")


def test_an_internal_counterpart_answers_takes_a_position_and_says_enough(new_context_of: NewContext):
    page = somebody(new_context_of, "counterpart")
    page.goto("/m/KARO/work/")
    page.get_by_role("link", name="Activities to answer").click()
    waiting = page.locator("tbody tr", has_text="Rural roads")
    waiting.get_by_role("link", name="Answer").click()
    page.get_by_label(re.compile("Objection in confidence")).check()
    send(page, "Put on record")
    expect(page.locator("tbody tr", has_text="Rural roads")).to_have_count(0)

    page.get_by_role("link", name="Positions on objectives").click()
    dialogue = page.locator("tbody tr", has_text="Inclusive political dialogue")
    dialogue.get_by_role("link", name="Take a position").click()
    page.get_by_label("Endorse with a reservation").check()
    page.get_by_label(re.compile("What it holds against it")).fill("Not before the elections")
    send(page, "Put on record")
    expect(dialogue).to_contain_text("Not before the elections")

    page.get_by_role("link", name="What is asked of you").click()
    page.get_by_role("link", name="Declare hours").click()
    page.get_by_label(re.compile("Hours each quarter")).fill("200")
    send(page, "Save")
    expect(page.locator("main")).to_contain_text("200")
    page.get_by_role("link", name="Enough this quarter").click()
    send(page, "Say that it is enough")
    expect(page.locator("main")).to_contain_text("You said that it is enough")
    page.get_by_role("link", name="Ask us again").click()
    send(page, "Ask us again")
    expect(page.get_by_role("link", name="Enough this quarter")).to_be_visible()


def test_a_filter_is_saved_and_used_again(new_context_of: NewContext):
    page = somebody(new_context_of, "editor")
    page.goto("/m/KARO/activities/?linked=no")
    page.get_by_role("link", name="Save this filter").click()
    page.get_by_label(re.compile("Name")).fill("Still to link")
    send(page, "Save")
    page.goto("/m/KARO/activities/")
    page.get_by_role("link", name="Still to link").click()
    page.wait_for_url(re.compile("linked=no"))
    expect(page.get_by_role("link", name="Still to link")).to_have_attribute("aria-current", "true")


def test_a_table_is_filled_from_a_spreadsheet_and_taken_back(new_context_of: NewContext):
    planner = somebody(new_context_of, "planner")
    planner.goto("/m/BDI/activities/grid/")
    rows = planner.locator("form[data-grid] tbody tr")

    def cell(row: int, column: int):
        return rows.nth(row).locator("input:not([type=hidden]), select").nth(column)

    cell(0, 2).focus()
    planner.evaluate(
        """(text) => {
            const clipboard = new DataTransfer();
            clipboard.setData("text/plain", text);
            const paste = {clipboardData: clipboard, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", paste));
        }""",
        "01/02/2010\t31.12.2011\t1 200\twomen\n٢٠١٠-٠٣-٠١\t\t١٢\tyouth\n",
    )
    assert [cell(0, column).input_value() for column in range(2, 6)] == [
        "2010-02-01",
        "2011-12-31",
        "1200",
        "women",
    ]
    assert [cell(1, column).input_value() for column in range(2, 6)] == ["2010-03-01", "", "12", "youth"]
    cell(0, 5).focus()
    planner.keyboard.press("Control+Shift+D")
    expect(cell(9, 5)).to_have_value("women")
    planner.keyboard.press("Control+z")
    expect(cell(9, 5)).to_have_value("")
    planner.keyboard.press("Enter")
    expect(cell(1, 5)).to_be_focused()


def test_what_only_others_are_told_is_said_within_a_narrow_screen(new_context_of: NewContext):
    page = somebody(new_context_of, "editor")
    page.set_viewport_size(NARROW)
    page.goto("/m/KARO/registers/relationships/")
    page.get_by_role("link", name="DEF – MFA").click()
    expect(page.locator("main .pairs")).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") == NARROW["width"]
