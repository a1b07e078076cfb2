"""What a page does with a script, a keyboard, a printer and a poor line."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import WIDE, Watch
from tests.e2e.pages import BURUNDI, KARO

FIRST_VISIT = 96_000
SCRIPTS = 40_000
REQUESTS = 6
SEEN = """(element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const ringed = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
    const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return inside && (ringed || style.boxShadow !== "none");
}"""


@pytest.fixture
def watch(watched) -> Watch:
    watch = watched("en", member=True)
    watch.page.set_viewport_size(WIDE)
    return watch


def test_filtering_replaces_the_rows_and_keeps_the_address(watch):
    page = watch.page
    watch.open(f"/m/{BURUNDI}/activities/")
    page.evaluate("document.querySelector('form.filters').dataset.same = 'yes'")
    before = page.locator("#list tbody tr").count()
    page.fill("input[name=q]", "justice")
    with page.expect_response(lambda response: "q=justice" in response.url) as answer:
        page.click("form.filters button[type=submit]")
    assert answer.value.request.headers["hx-request"] == "true"
    assert "<html" not in answer.value.text()
    expect(page.locator("form.filters[data-same=yes]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"[?&]q=justice(&|$)"))
    expect(page.locator("#list")).to_have_count(1)
    expect(page.locator("#list")).to_be_focused()
    filtered = page.locator("#list tbody tr").count()
    assert 0 < filtered < before

    page.click("#list thead a:has-text('End')")
    expect(page).to_have_url(re.compile(r"sort=end"))
    assert "q=justice" in page.url
    expect(page.locator("#list th[aria-sort=ascending]")).to_have_count(1)
    expect(page.locator("#list tbody tr")).to_have_count(filtered)

    page.reload()
    expect(page.locator("#list tbody tr")).to_have_count(filtered)
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile(r"/activities/$"))
    expect(page.locator("#list tbody tr")).to_have_count(before)
    assert watch.faults == []


def test_the_keyboard_alone_reaches_the_content_and_is_seen_everywhere(watch):
    page = watch.page
    watch.open(f"/m/{KARO}/coherence/")
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    assert skip.evaluate(SEEN)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    unseen = []
    for _ in range(25):
        focused = page.locator(":focus")
        if focused.count() and not focused.evaluate(SEEN):
            unseen.append(focused.evaluate("(element) => element.outerHTML.slice(0, 120)"))
        page.keyboard.press("Tab")
    assert unseen == []


def test_menus_open_by_keyboard_and_close_on_escape(watch):
    page = watch.page
    watch.open("/")
    menu = page.locator("details.menu").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize("address", [f"/m/{KARO}/coherence/", f"/m/{KARO}/framework/", f"/p/{KARO}/"])
def test_on_paper_there_is_the_page_and_no_navigation(watch, address):
    page = watch.page
    watch.open(address)
    page.emulate_media(media="print")
    try:
        seen = "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.className)"
        assert page.locator("nav, .top > :not(.brand, .where), .skip, form").evaluate_all(seen) in (
            [],
            ["crumb"],
        )
        expect(page.locator("h1")).to_be_visible()
    finally:
        page.emulate_media(media="screen")


def test_a_figure_and_its_table_say_the_same_numbers(watch):
    page = watch.page
    watch.open(f"/m/{KARO}/benchmarks/")
    figure = page.locator("figure").first
    drawn = figure.locator("svg text").all_text_contents()
    figure.locator("summary").click()
    cells = [row.split("\t") for row in figure.locator("tbody tr").all_inner_texts()]
    assert drawn == [f"{status} {count}" for status, count in cells]
    assert sum(int(count) for _status, count in cells) == page.locator("main table.dense tbody tr").count()


def visit(page: Page, address: str) -> tuple[int, int, int]:
    """First visit with nothing kept: bytes over the line, bytes of scripts, requests."""
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    page.goto(address, wait_until="networkidle")
    client.detach()
    loaded = {request: kind for request, kind in kinds.items() if request in sizes}
    scripts = sum(sizes[request] for request, kind in loaded.items() if kind == "Script")
    return sum(sizes[request] for request in loaded), scripts, len(loaded)


@pytest.mark.parametrize(
    "address",
    [
        f"/m/{KARO}/coherence/",
        f"/m/{BURUNDI}/coherence/",
        f"/m/{BURUNDI}/activities/",
        f"/m/{BURUNDI}/framework/",
        f"/p/{BURUNDI}/",
    ],
)
def test_a_first_visit_is_light(signed_in, record_property, address):
    total, scripts, requests = visit(signed_in().new_page(), address)
    print(f"{address}: {total:,} bytes in {requests} requests, scripts {scripts:,}")  # noqa: T201
    record_property("first_visit_bytes", total)
    assert total <= FIRST_VISIT
    assert scripts <= SCRIPTS
    assert requests <= REQUESTS
