"""The day of a donor, and an observation entered on a telephone on a poor line."""

import csv
import io
import re
import time
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import NARROW, NewContext, sign_in

POOR_LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
A_MINUTE = 60


def test_a_donor_sees_benchmarks_gates_and_its_own_money_and_shares_a_plan(new_context_of: NewContext):
    page = new_context_of().new_page()
    sign_in(page, "donor")
    page.goto("/m/KARO/benchmarks/")
    expect(page.locator("tbody tr", has_text="Payroll of the security forces").first).to_contain_text(
        "On track"
    )
    page.get_by_role("link", name="Gates", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gates")

    page.goto("/m/KARO/money/")
    page.get_by_role("link", name="A funder's own view").click()
    expect(page.get_by_role("heading", name="Your money against the framework")).to_be_visible()
    own = page.url
    shown = page.locator("table tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything on this page (CSV)").click()
    rows = list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8-sig"))))
    parts = {row[0] for row in rows[1:]}
    # One line names each part's columns; the others are the rows of the tables.
    assert len(rows) - 1 - len(parts) == shown

    page.get_by_role("link", name="Your lines and plans on the shared timeline").click()
    expect(page.get_by_role("heading", name="What does not fit")).to_be_visible()

    page.goto("/m/KARO/money/plan/add/")
    page.select_option("[name=funder]", index=1)
    page.fill("[name=years_shared]", "2")
    page.fill("[name=shared_on]", "2026-02-01")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile("/money/funders/"))
    page.goto(own)
    expect(page.locator("main")).to_contain_text("Years ahead that you have shared: 2")


def test_an_observation_is_entered_within_a_minute_on_a_telephone_on_a_poor_line(new_context_of: NewContext):
    context = new_context_of(viewport=NARROW)
    page = context.new_page()
    sign_in(page, "editor")
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", POOR_LINE)
    began = time.monotonic()
    page.goto("/m/KARO/benchmarks/reporting/")
    page.get_by_role("link", name=re.compile("^Enter")).first.click()
    page.wait_for_url(re.compile("/observe/"))
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
    page.fill("[name=value]", "21")
    page.get_by_role("button", name="Submit", exact=True).click()
    page.wait_for_url(re.compile("/benchmarks/[0-9a-f-]{36}/$"))
    expect(page.locator("main")).to_contain_text("Submitted. It counts as soon as a planner accepts it.")
    assert time.monotonic() - began < A_MINUTE
