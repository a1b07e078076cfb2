"""The frame of every page: direction, menus, components, forms and the pages that say what went wrong."""

import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from apps.core.figures import Table
from apps.core.paging import Page
from apps.core.templatetags.nexusplan import missing

ERROR_PAGES = ["403.html", "403_csrf.html", "404.html", "500.html", "503.html"]


@pytest.fixture(autouse=True)
def _english():
    """A request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


def component(name: str, query: dict[str, str] | None = None, **context: object) -> str:
    """A component as rendered, without the white space that a browser would not show."""
    request = RequestFactory().get("/m/KARO/benchmarks/", query or {})
    return re.sub(r">\s+<", "><", render_to_string(f"components/{name}.html", context, request)).strip()


@pytest.mark.parametrize("name", ERROR_PAGES)
@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")]
)
def test_an_error_page_needs_no_context_and_no_database(name, language, direction):
    with translation.override(language):
        page = render_to_string(name)
    assert f'<html lang="{language}" dir="{direction}">' in page
    assert re.findall(r"<h1>(.+)</h1>", page)
    assert ("<form" in page) is False


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_runs_no_script_and_no_style_of_its_own(name):
    page = render_to_string(name)
    assert re.findall(r"<style|style=|<script(?![^>]* src=)|\son\w+=", page) == []


@pytest.mark.django_db
def test_an_unknown_address_gets_our_page_with_the_way_to_sign_in(client):
    answer = client.get("/no/such/page/", headers={"accept-language": "ar"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page
    assert 'href="/accounts/login/"' in page
    assert '<a class="skip" href="#main">' in page


@pytest.mark.django_db
def test_one_click_changes_the_language_and_stays_on_the_page(client):
    page = client.get("/accounts/login/?next=/x/").content.decode()
    assert '<input type="hidden" name="next" value="/accounts/login/?next=/x/">' in page
    assert re.findall(r'name="language" value="(\w+)"', page) == ["en", "fr", "es", "ar"]
    answer = client.post(
        "/i18n/setlang/", {"language": "ar", "next": "/accounts/login/?next=/x/"}, follow=True
    )
    assert answer.redirect_chain == [("/accounts/login/?next=/x/", 302)]
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


@pytest.mark.django_db
def test_a_wrong_password_is_said_on_top_and_in_the_title(client):
    answer = client.post("/accounts/login/", {"login": "nobody@example.org", "password": ""})
    page = answer.content.decode()
    assert "<title>Error: Sign in - nexusplan</title>" in page
    assert '<a href="#id_password">Password: This field is required.</a>' in page
    assert 'aria-describedby="id_password_helptext id_password_error"' in page
    assert 'value="nobody@example.org"' in page


@pytest.mark.django_db
def test_nobody_is_invited_to_sign_up(client):
    assert "signup" not in client.get("/accounts/login/").content.decode()
    assert "opened by invitation" in client.get("/accounts/signup/").content.decode()


class Example(forms.Form):
    title = forms.CharField(help_text="Short.")
    note = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")

    def clean(self) -> None:
        raise forms.ValidationError("The end lies before the start.")


def test_a_form_lists_all_its_errors_on_top_each_a_link_to_its_field():
    page = str(Example({"note": "kept"}))
    summary = page[: page.index("</ul>")]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', summary) == [
        ("#id_title", "Title: This field is required."),
        ("#id_kind", "Kind: This field is required."),
        ("#id_agreed", "I agree: This field is required."),
    ]
    assert page.count("The end lies before the start.") == 1
    for anchor in ("id_title", "id_kind", "id_agreed"):
        assert page.count(f'id="{anchor}"') == 1
    assert 'value="kept"' in page


def test_a_form_names_every_field_and_says_which_may_stay_empty():
    page = str(Example())
    assert re.findall(r"<(?:label|legend)[^>]*>(?:<input[^>]*>)?\s*([^<]+?)\s*</", page) == [
        "Title",
        "Note (optional)",
        "Kind",
        "A",
        "B",
        "I agree",
    ]
    assert "summary" not in page


def test_only_the_page_and_what_lies_above_it_are_marked_in_the_navigation():
    here, above = "/m/KARO/benchmarks/", "/m/KARO/"
    assert component("nav_item", href=here, label="x") == f'<a href="{here}" aria-current="page">x</a>'
    assert component("nav_item", href=above, label="x") == f'<a href="{above}" aria-current="true">x</a>'
    assert component("nav_item", href=above, label="x", exact=True) == f'<a href="{above}">x</a>'
    assert component("nav_item", href="", label="x") == ""


def test_a_page_leads_to_its_neighbours_and_keeps_the_filter():
    pages = Paginator(range(5), 2)
    links = re.findall(r'rel="(\w+)" href="([^"]+)"', component("pages", {"q": "x"}, page=pages.page(2)))
    assert links == [("prev", "?q=x&amp;page=1"), ("next", "?q=x&amp;page=3")]
    assert component("pages", page=Paginator([], 2).page(1)) == ""


def test_a_long_list_is_walked_by_its_rows():
    page = Page(rows=[], total=3, more=False, next="n", previous="p")
    links = re.findall(
        r'rel="(\w+)" href="([^"]+)" hx-get="([^"]+)" hx-target="#list"',
        component("neighbours", {"q": "x", "after": "old"}, page=page, target="list"),
    )
    assert links == [
        (rel, href, href)
        for rel, href in [
            ("first", "?q=x"),
            ("prev", "?q=x&amp;before=p"),
            ("next", "?q=x&amp;after=n"),
            ("last", "?q=x&amp;last=1"),
        ]
    ]
    assert component("neighbours", page=Page(rows=[], total=0, more=False, next=None, previous=None)) == ""


def test_a_column_head_says_how_it_is_sorted_and_starts_again_at_the_first_page():
    head = component(
        "sort_head", {"q": "x", "after": "row"}, key="end", label="End", sort="end", numeric=True
    )
    assert head == (
        '<th scope="col" class="n" aria-sort="ascending"><a href="?q=x&amp;sort=-end">End'
        ' <span aria-hidden="true">▲</span></a></th>'
    )
    assert component("sort_head", key="end", label="End", sort="title") == (
        '<th scope="col"><a href="?sort=end">End</a></th>'
    )


def test_a_status_is_a_shape_and_a_word():
    assert component("status", status="at_risk") == (
        '<span class="st at_risk"><i aria-hidden="true">▲</i>At risk</span>'
    )
    assert component("status", status=None, label="none yet") == (
        '<span class="st not_assessed"><i aria-hidden="true">○</i>none yet</span>'
    )


def test_an_empty_page_may_offer_a_first_step():
    offer = component("empty", title="Nothing yet", text="Why.", href="/new/", action="Begin")
    assert offer.endswith('<p><a class="button" href="/new/">Begin</a></p></div>')
    assert component("empty", title="Nothing yet", text="Why.") == (
        '<div class="empty"><h2>Nothing yet</h2><p>Why.</p></div>'
    )


def test_filters_keep_what_was_chosen_and_can_be_cleared():
    class Filters(forms.Form):
        q = forms.CharField(label="Words", required=False)

    page = component("filters", {"q": "x"}, form=Filters({"q": "x"}), target="list")
    assert '<label for="id_q">Words</label><input type="text" name="q" value="x"' in page
    assert '<a href="/m/KARO/benchmarks/">Clear</a>' in page
    assert "Clear" not in component("filters", form=Filters({}))


def test_a_column_of_numbers_stands_at_the_end_of_its_cells_even_where_one_is_missing():
    table = component(
        "table", caption="Areas", table=Table(("Area", "Count"), (("North", None), ("East", 0)))
    )
    assert re.findall(r"<t[hd](?: [^>]*)?>.*?</t[hd]>", table) == [
        '<th scope="col">Area</th>',
        '<th scope="col" class="n">Count</th>',
        "<td><bdi>North</bdi></td>",
        f'<td class="n">{missing()}</td>',
        "<td><bdi>East</bdi></td>",
        '<td class="n">0</td>',
    ]
    assert component("table", caption="None", table=Table(("Area",), ())).count("<tr>") == 1
