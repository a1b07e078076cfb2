"""Reading and every plain form without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.pages import BURUNDI, KARO


@pytest.fixture(scope="module")
def scriptless(new_context_of):
    context = new_context_of(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "editor")
    return page


def titles(page: Page) -> list[str]:
    return page.locator("#list tbody th[scope=row] a").all_inner_texts()


def test_a_visitor_reads_the_portal_and_signs_in(new_context_of):
    page = new_context_of(java_script_enabled=False).new_page()
    page.goto("/")
    page.click(f"main a[href='/p/{KARO}/']")
    expect(page.locator("h1")).to_have_count(1)
    page.goto(f"/m/{KARO}/coherence/")
    assert "/accounts/login/?next=" in page.url
    page.fill("input[name=login]", "donor@demo.example")
    page.fill("input[name=password]", "not the password")
    page.click("main form button[type=submit]")
    expect(page.locator(".summary")).to_be_visible()
    expect(page.locator("input[name=login]")).to_have_value("donor@demo.example")


def test_the_way_from_the_missions_down_to_a_row(scriptless):
    page = scriptless
    page.goto("/")
    page.click(f"main a[href='/m/{KARO}/']")
    page.click("nav.side a:has-text('Coherence')")
    page.click(".level h2 a >> nth=2")
    page.click("main table th a >> nth=0")
    page.click("main table td a >> nth=0")
    assert "/coherence/" not in page.url
    expect(page.locator("h1")).to_have_count(1)


def test_activities_are_filtered_sorted_and_paged_by_the_address(scriptless):
    page = scriptless
    page.goto(f"/m/{BURUNDI}/activities/")
    first = titles(page)
    assert first == sorted(first)
    page.click("a[rel=next]")
    assert "after=" in page.url
    assert set(titles(page)) & set(first) == set()
    page.select_option("select[name=sort]", "-title")
    page.click("form.filters button[type=submit]")
    assert "sort=-title" in page.url
    assert titles(page) == sorted(titles(page), reverse=True)
    page.fill("input[name=q]", "justice")
    page.click("form.filters button[type=submit]")
    assert "q=justice" in page.url
    expect(page.locator("select[name=sort]")).to_have_value("-title")
    found = titles(page)
    assert 0 < len(found) < len(first)
    page.reload()
    assert titles(page) == found
    page.click("form.filters a:has-text('Clear')")
    assert titles(page) == first


def test_a_question_that_cannot_be_read_is_answered_with_its_field(scriptless):
    page = scriptless
    page.goto(f"/m/{KARO}/activities/?active_on=yesterday")
    link = page.locator(".summary a")
    expect(link).to_have_count(1)
    field = page.locator(link.get_attribute("href") or "")
    expect(field).to_have_attribute("aria-invalid", "true")


def test_the_language_changes_by_a_button_and_the_page_stays(new_context_of):
    page = new_context_of(java_script_enabled=False).new_page()
    page.goto(f"/p/{KARO}/activities/?sort=-title")
    page.click("details.menu summary")
    page.click("button[name=language][value=fr]")
    assert page.url.endswith(f"/p/{KARO}/activities/?sort=-title")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_signing_out_ends_it(new_context_of):
    page = new_context_of(java_script_enabled=False).new_page()
    sign_in(page, "counterpart")
    page.goto(f"/m/{KARO}/")
    page.click("details.menu:has(form[action='/accounts/logout/']) summary")
    page.click("button:has-text('Sign out')")
    expect(page.locator("header a:has-text('Sign in')")).to_be_visible()
    page.goto(f"/m/{KARO}/")
    assert re.search(r"/accounts/login/\?next=", page.url)
