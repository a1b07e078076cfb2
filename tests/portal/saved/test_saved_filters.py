"""Saved filters of the list of activities: saved, named, used, removed; each person's own."""

import pytest

from apps.portal.models import SavedFilter
from tests.factories.activities import ActivityFactory
from tests.factories.portal import SavedFilterFactory
from tests.pages import form_with

LIST = "/m/MISA/activities/"
FILTERS = f"{LIST}filters/"
SAVE = f"{FILTERS}save/"


def save(client, query, name):
    page = f"{SAVE}?{query}"
    sent = form_with(client.get(page).content, "name")
    return client.post(page, sent | {"name": name})


def test_a_filter_is_saved_used_renewed_and_removed(mission, agency_a, editor_a, editor_b):
    ActivityFactory(mission=mission, lead=agency_a, title="Paving", status="active")
    ActivityFactory(mission=mission, lead=agency_a, title="Wells", status="completed")
    query = "status=active&after=somewhere&nonsense=1&q="
    assert "Save this filter" in editor_a.client.get(f"{LIST}?status=active").content.decode()
    assert save(editor_a.client, query, " Roads  now ").url == f"{LIST}?status=active"
    row = SavedFilter.objects.get()
    assert (row.owner, row.name, row.query) == (editor_a.user, "Roads now", "status=active")
    body = editor_a.client.get(LIST).content.decode()
    assert f'href="{LIST}?status=active"' in body
    used = editor_a.client.get(f"{LIST}?{row.query}").content.decode()
    assert ("Paving" in used, "Wells" in used) == (True, False)
    assert "Status: <bdi>Active</bdi>" in editor_a.client.get(FILTERS).content.decode()
    save(editor_a.client, "sort=-start&status=completed", "Roads now")
    assert [one.query for one in SavedFilter.objects.all()] == ["sort=-start&status=completed"]

    for address in (LIST, FILTERS):
        assert "Roads now" not in editor_b.client.get(address).content.decode()
    remove = f"{FILTERS}{row.uuid}/remove/"
    assert editor_b.client.get(remove).status_code == 404
    assert editor_b.client.post(remove, {"row_version": 2}).status_code == 404
    sent = form_with(editor_a.client.get(remove).content, "row_version")
    assert editor_a.client.post(remove, sent).url == FILTERS
    assert SavedFilter.objects.count() == 0
    assert "No filter is saved yet" in editor_a.client.get(FILTERS).content.decode()


@pytest.mark.parametrize(
    ("query", "name", "said"),
    [
        ("", "All", "so there is nothing to keep"),
        ("page=2", "All", "so there is nothing to keep"),
        ("q=wells", " ", "This field is required"),
        (f"q={'w' * 2001}", "Long", "too long to be kept"),
    ],
)
def test_what_cannot_be_saved_is_said_in_one_sentence(mission, editor_a, query, name, said):
    answer = save(editor_a.client, query, name)
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert SavedFilter.objects.count() == 0


def test_a_person_keeps_fifty_at_most(mission, editor_a):
    for _one in range(50):
        SavedFilterFactory(mission=mission, owner=editor_a.user)
    assert "remove one first" in save(editor_a.client, "q=wells", "One more").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(mission, editor_a, count, django_assert_num_queries):
    for _one in range(count):
        SavedFilterFactory(mission=mission, owner=editor_a.user, query="linked=no&sort=title")
    with django_assert_num_queries(4):
        assert editor_a.client.get(FILTERS).status_code == 200
