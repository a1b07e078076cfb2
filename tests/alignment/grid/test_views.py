"""Many activities changed at once: each in its line, or several alike."""

import datetime
from pathlib import Path

import pytest

from apps.activities.models import Activity
from apps.core.enums import Audience
from apps.core.models import Job
from tests.factories.activities import ActivityFactory

GRID, BULK = "/m/MISA/activities/grid/", "/m/MISA/activities/bulk/"
GRID_QUERIES, BULK_QUERIES = 6, 7
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def pair(mission, agency_a):
    return [ActivityFactory(mission=mission, lead=agency_a, title=title) for title in ("One", "Two")]


def line(activity, **fields):
    said = {"title": activity.title, "status": activity.status, "row_version": activity.row_version}
    return {f"row-{activity.pk}-{name}": value for name, value in (said | fields).items()}


def text(answer):
    return answer.content.decode()


def test_lines_are_saved_together(editor_a, mission, pair):
    one, two = pair
    page = text(editor_a.client.get(GRID))
    assert f'name="row-{one.pk}-title"' in page
    assert 'aria-label="People planned of One"' in page
    assert "hx-target" not in page
    sent = line(one, title="Première", people_planned="0", start="2025-01-01") | line(two)
    assert editor_a.client.post(GRID, sent).status_code == 302
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.title, one.people_planned, one.start) == ("Première", 0, datetime.date(2025, 1, 1))
    assert (one.search.splitlines()[0], one.row_version, two.row_version) == ("premiere", 2, 1)
    assert Job.objects.filter(task="coherence.assess", about=mission.uuid).exists()


def test_one_wrong_line_saves_none_and_is_named(editor_a, pair):
    one, two = pair
    sent = line(one, title="New") | line(two, start="2026-01-01", end="2025-01-01")
    page = text(editor_a.client.post(GRID, sent))
    assert "<bdi>Two</bdi>: The end lies before the beginning." in page
    assert 'value="New"' in page
    one.refresh_from_db()
    assert one.title == "One"
    page = text(editor_a.client.post(GRID, line(one, title="") | line(two, people_planned="many")))
    assert f'href="#id_row-{one.pk}-title"' in page
    assert 'value="many"' in page


def test_a_line_that_somebody_changed_is_shown_again(editor_a, pair):
    one, two = pair
    Activity.objects.filter(pk=one.pk).update(row_version=2, title="Theirs")
    sent = line(one, title="Mine") | {f"initial-row-{one.pk}-title": "One"} | line(two)
    late = editor_a.client.post(GRID, sent)
    assert late.status_code == 409
    assert "Theirs" in text(late)
    assert "Mine" in text(late)


def test_only_what_somebody_may_change_is_listed(editor_a, planner, mission, agency_b, pair):
    other = ActivityFactory(mission=mission, lead=agency_b, title="Of others")
    kept = ActivityFactory(mission=mission, lead=agency_b, title="Kept", audience=Audience.AGENCY)
    for address in (GRID, BULK):
        assert other.title not in text(editor_a.client.get(address))
        assert other.title in text(planner.client.get(address))
        assert kept.title not in text(planner.client.get(address))
    editor_a.client.post(GRID, line(pair[0]) | line(pair[1]) | line(other, title="Taken over"))
    other.refresh_from_db()
    assert other.title == "Of others"


def ticked(*rows):
    return [f"{row.pk}:{row.row_version}" for row in rows]


def test_several_are_given_the_same(planner, agency_b, pair):
    sent = {"rows": ticked(*pair), "audience": "agency", "phases": ["exit"], "lead": agency_b.uuid}
    assert planner.client.post(BULK, sent).status_code == 302
    for row in pair:
        row.refresh_from_db()
        assert (row.audience, row.intended_phases, row.lead) == ("agency", ["exit"], agency_b)


def test_what_is_left_alone_stays(editor_a, pair):
    one, two = pair
    Activity.objects.update(intended_phases=["transition"])
    editor_a.client.post(BULK, {"rows": ticked(one), "audience": "agency"})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.intended_phases, one.audience, two.audience) == (["transition"], "agency", None)


def test_nobody_alone_lets_more_people_see_several(editor_a, pair):
    Activity.objects.update(audience=Audience.AGENCY)
    page = text(editor_a.client.post(BULK, {"rows": ticked(*pair), "audience": "mission"}))
    assert "One person alone cannot let more people see this." in page
    assert set(Activity.objects.values_list("audience", flat=True)) == {"agency"}
    assert "public" not in {
        value for value, _label in editor_a.client.get(BULK).context["form"].fields["audience"].choices
    }


def test_an_editor_hands_nothing_to_other_agencies(editor_a, agency_b, pair):
    editor_a.client.post(BULK, {"rows": ticked(*pair), "lead": agency_b.uuid})
    assert not Activity.objects.filter(lead=agency_b).exists()


def test_a_row_that_somebody_changed_is_not_changed_again(editor_a, pair):
    sent = {"rows": ticked(*pair), "phases": ["exit"]}
    Activity.objects.filter(pk=pair[0].pk).update(row_version=2)
    assert "Somebody changed one of these meanwhile." in text(editor_a.client.post(BULK, sent))
    assert not Activity.objects.filter(intended_phases__isnull=False).exists()


def test_nothing_ticked_or_chosen_is_said(editor_a, pair):
    assert "Tick the activities to change." in text(editor_a.client.post(BULK, {"phases": ["exit"]}))
    assert "Choose what to change" in text(editor_a.client.post(BULK, {"rows": ticked(pair[0])}))


def test_empty_pages_say_what_belongs_there(editor_a, pair):
    for address in (GRID, BULK):
        assert "No activity to change" in text(editor_a.client.get(address, {"q": "zzz"}))
        assert "No activity to change" in text(editor_a.client.get(address, {"lead": "wrong"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(editor_a, mission, agency_a, rows, django_assert_num_queries):
    for _ in range(rows):
        ActivityFactory(mission=mission, lead=agency_a)
    with django_assert_num_queries(GRID_QUERIES):
        editor_a.client.get(GRID)
    with django_assert_num_queries(BULK_QUERIES):
        editor_a.client.get(BULK)


def test_the_script_is_small():
    assert (ROOT / "static/js/grid.js").stat().st_size <= 6 * 1024
