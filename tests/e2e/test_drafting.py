"""A planner's day: an empty mission, a draft written in place, version 1, its revision, version 2."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NARROW, ROOT, WIDE, Site, Watch

EMPTY = """
from apps.accounts.models import User
from apps.missions.enums import Role
from apps.agencies.models import Agency
from apps.missions.models import MissionAgency
from apps.missions.services import NewMember, add_members, create_mission
mission = create_mission(by=None, code="FIRST", name="First day", currency="USD")
planner = User.objects.get(email="planner@demo.example")
add_members(by=None, mission=mission, members=[NewMember(planner, Role.PLANNER)])
land = Agency.objects.create(name="Ministry of Land", acronym="MOL", kind="ministry_or_public_body")
MissionAgency.objects.create(mission=mission, agency=land, key="MOL", side="internal", registered=True)
"""
FROM_WORD = """
<style>p { color: red }</style><!-- StartFragment -->
<h1>Why</h1><p class=MsoNormal>Land is <b>scarce</b>, see <a href="https://un.org/x">the study</a>.</p>
<p class=MsoListParagraph><span style='mso-list:Ignore'>·  </span>one</p>
<ul><li>two</li><li>three</li></ul><script>alert(1)</script>
"""
PASTE = """(field, html) => {
    const clipboard = new DataTransfer();
    clipboard.setData("text/html", html);
    field.focus();
    const paste = {clipboardData: clipboard, bubbles: true, cancelable: true};
    field.dispatchEvent(new ClipboardEvent("paste", paste));
}"""


@pytest.fixture
def watch(signed_in, site: Site) -> Watch:
    """A planner in a mission that nobody has written anything in."""
    env = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
        "NEXUSPLAN_LOCAL": "1",
        "NEXUSPLAN_VAR": str(site.database.parent),
        "NEXUSPLAN_JOBS_THREAD": "0",
    }
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", EMPTY]
    subprocess.run(command, cwd=ROOT, env=env, check=True)
    watch = Watch(signed_in().new_page(), site.url)
    watch.page.set_viewport_size(WIDE)
    return watch


def add(page: Page, words: str, **fields: str) -> None:
    """Open the form of a new part in its place, fill it and save it; the document comes back."""
    page.get_by_role("link", name=words).first.click()
    form = page.locator("form.part-form")
    expect(form).to_have_count(1)
    for name, value in fields.items():
        field = form.locator(f"[name={name}]").first
        if field.evaluate("(one) => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    form.get_by_role("button", name="Save").click()
    expect(page.locator("form.part-form")).to_have_count(0)


def test_from_an_empty_mission_to_version_1_its_revision_and_version_2(watch):
    page = watch.page
    watch.open("/m/FIRST/framework/")
    page.get_by_role("link", name="Begin the framework").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No draft is open")
    page.select_option("#pick-template", "pbc-strategy")
    page.get_by_role("button", name="Lay it down").click()
    expect(page.locator("#document")).to_contain_text("Good governance")
    expect(page.locator("#document")).to_contain_text("Each priority has its challenges and risks.")

    add(page, "Add a conflict factor", title="Land disputes")
    expect(page.locator(":focus")).to_contain_text("Land disputes")
    expect(page.locator("#document")).to_contain_text("no objective answers this")

    page.get_by_role("link", name="Add an objective").click()
    form = page.locator("form.part-form")
    form.locator("[name=title]").fill("Land is registered fairly")
    form.locator("[name=pillar]").select_option("Land and socio-economic recovery")
    form.locator("[name=dimension]").select_option("rule_of_law")
    form.get_by_label("Consolidation").check()
    form.get_by_label("Land disputes").check()
    form.get_by_label("Ministry of Land (MOL)").first.check()
    field = form.locator("[name=description]")
    field.evaluate(PASTE, FROM_WORD)
    expect(field).to_have_value(
        "# Why\n\nLand is **scarce**, see [the study](https://un.org/x).\n\n- one\n- two\n- three"
    )
    form.get_by_role("button", name="Save").click()
    objective = page.locator("article", has_text="Land is registered fairly").last
    expect(objective.get_by_role("heading", name="Why")).to_be_visible()
    expect(objective.locator(".prose li")).to_have_count(3)
    expect(page.locator("#document")).not_to_contain_text("no objective answers this")

    add(
        page,
        "Add a benchmark",
        statement="A land register works in every province",
        deadline="2027-12-31",
        owner="Ministry of Land (MOL)",
    )
    add(
        page,
        "Add an indicator",
        title="Provinces with a register",
        value_type="Number",
        direction="Increase",
        unit="provinces",
        baseline="2",
        baseline_on="2025-12-31",
        target="17",
        target_on="2027-12-31",
        source="Register of the ministry",
        reporting_interval_months="6",
    )
    expect(page.locator("#document")).to_contain_text("target 17")
    add(page, "Add a milestone", due_on="2026-12-31", value="9")
    add(page, "Add a gate", title="Towards exit", from_phase="Consolidation", to_phase="Exit")
    add(page, "Ask for a benchmark", benchmark="A land register works in every province", threshold="17")
    expect(page.locator("article", has_text="Towards exit")).to_contain_text("At least 17")

    sections = page.locator("article[id^=section-] h3")
    expect(sections.first).to_have_text("Background")
    page.get_by_role("button", name="Move down Background").click()
    expect(sections.nth(1)).to_have_text("Background")
    expect(page.locator(":focus h3")).to_have_text("Background")
    page.keyboard.press("Alt+ArrowUp")
    expect(sections.first).to_have_text("Background")
    expect(page.locator(":focus h3")).to_have_text("Background")
    page.keyboard.press("Alt+ArrowDown")
    expect(sections.nth(1)).to_have_text("Background")
    page.get_by_role("button", name="Take out Background").click()
    expect(page.locator("#document")).to_contain_text("“Background” was taken out.")
    page.get_by_role("button", name="Bring it back").click()
    expect(sections.nth(1)).to_have_text("Background")

    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert watch.faults == []

    watch.open("/m/FIRST/framework/theory/?version=1")
    expect(page.locator("svg.theory")).to_contain_text("A land register works in every province")
    watch.open("/m/FIRST/framework/paper/?version=1")
    expect(page.locator(".paper")).to_contain_text("Land is registered fairly")
    assert watch.faults == []
    page.set_viewport_size(WIDE)

    # The check says what stands in the way, and the version is adopted.
    watch.open("/m/FIRST/framework/check/")
    expect(page.locator("main")).to_contain_text("No must is open.")
    adopt(page, 1, "2025-06-30")
    expect(page.locator("main")).to_contain_text("Version 1 is in force.")

    # A revision begins as a copy; it is compared, and supersedes the former.
    page.get_by_role("link", name="Open a revision").click()
    page.get_by_role("button", name="Open a draft").click()
    title = page.locator("article", has_text="Land is registered fairly").last
    title.get_by_role("link", name="Edit Land is registered fairly").first.click()
    form = page.locator("form.part-form")
    form.locator("[name=title]").fill("Land is registered fairly and for free")
    form.locator("[name=title]").press("Tab")
    # Kept by itself; the next save meets the version of this one.
    expect(form.get_by_role("status")).to_have_text("Saved.")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0)
    watch.open("/m/FIRST/framework/versions/compare/?before=1&after=2&view=tracked")
    expect(page.locator("main ins")).to_contain_text("and for free")
    adopt(page, 2, "2025-12-31")
    expect(page.locator("main")).to_contain_text("Version 2 is in force.")
    expect(page.locator("main")).to_contain_text("Superseded")
    watch.open("/m/FIRST/framework/versions/compare/?before=1&after=2")
    expect(page.get_by_role("cell", name="Land is registered fairly", exact=True)).to_be_visible()
    assert watch.faults == []


def adopt(page: Page, number: int, day: str) -> None:
    """Put the adoption of the open version on record."""
    page.goto("/m/FIRST/framework/versions/")
    page.get_by_role("link", name=f"Adopt version {number}").click()
    page.fill("[name=adopted_on]", day)
    page.fill("[name=adopted_by]", "Steering committee")
    page.fill("[name=basis]", "Minutes of its meeting")
    page.get_by_role("button", name="Put the adoption on record").click()
    page.wait_for_url("**/versions/")
