"""The pages of a mission administrator, as the other pages are checked."""

import sqlite3
from uuid import UUID

import pytest

from tests.e2e.conftest import sign_in
from tests.e2e.test_pages import AXE, NARROW, OVERFLOW, WIDE, serious


@pytest.fixture(scope="module")
def administrator(site, new_context_of, state):
    """The planner of the demonstration, who administers Karo while these tests run."""
    sql = (
        "insert into missions_membership (uuid, row_version, user_id, mission_id, agency_id, role)"
        " select lower(hex(randomblob(16))), 1, u.id, m.id, null, 'mission_admin' from accounts_user u,"
        " missions_mission m where u.email = 'planner@demo.example' and m.code = 'KARO'"
    )
    with sqlite3.connect(site.database) as database:
        database.execute(sql)
        (member,) = database.execute(
            "select uuid from missions_membership where mission_id ="
            " (select id from missions_mission where code = 'KARO') order by id limit 1"
        ).fetchone()
    yield UUID(member)
    with sqlite3.connect(site.database) as database:
        database.execute("delete from missions_membership where role = 'mission_admin'")


def faults(page) -> dict[str, list[str]]:
    # A click returns when the next page is on its way: it may have no root element yet.
    page.wait_for_load_state()
    page.set_viewport_size(WIDE)
    found = {"wide": page.evaluate(OVERFLOW)}
    page.evaluate(AXE)
    found["axe"] = serious(page)
    page.set_viewport_size(NARROW)
    found["narrow"] = page.evaluate(OVERFLOW)
    found["axe narrow"] = serious(page)
    return {name: fault for name, fault in found.items() if fault}


def confirm(page) -> None:
    """Say once more who it is, where that is asked."""
    from apps.portal.management.commands.demo import PASSWORD

    if "/reauthenticate/" in page.url:
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_people_stand(administrator, new_context_of, language):
    page = new_context_of(language).new_page()
    sign_in(page)
    told = {}
    base = "/m/KARO/members/"
    for path in ("", "log/", "invite/", f"{administrator}/", f"{administrator}/remove/"):
        assert page.goto(base + path).status == 200
        told[path] = faults(page)
    page.goto(f"{base}invite/")
    page.fill("input[name=email]", f"{language}@example.org")
    page.select_option("select[name=role]", "donor")
    page.click("main form button[type=submit]")
    told["confirm"] = faults(page)
    confirm(page)
    page.wait_for_url(f"**{base}")
    told["invited"] = faults(page)
    page.locator("main section a").first.click()
    told["one invitation"] = faults(page)
    assert {path: fault for path, fault in told.items() if fault} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_of_ones_own_data_stands(site, new_context_of, language):
    page = new_context_of(language).new_page()
    sign_in(page, "donor")
    page.goto("/accounts/my-data/")
    assert "/reauthenticate/" in page.url
    confirm(page)
    page.wait_for_url("**/accounts/my-data/")
    assert faults(page) == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_of_webhooks_stand(administrator, new_context_of, language):
    page = new_context_of(language).new_page()
    sign_in(page)
    told = {}
    base = "/m/KARO/webhooks/"
    for path in ("", "new/"):
        assert page.goto(base + path).status == 200
        told[path] = faults(page)
    page.fill("input[name=name]", "Dashboard")
    page.fill("input[name=url]", "https://dashboard.example/hook")
    page.click("main form button[type=submit]")
    told["secret"] = faults(page)
    page.locator("main a.button").click()
    told["one"] = faults(page)
    assert page.goto(base).status == 200
    told["filled"] = faults(page)
    assert {path: fault for path, fault in told.items() if fault} == {}
