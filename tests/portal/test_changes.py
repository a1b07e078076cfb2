"""The changes of a mission: who sees which, and what of them."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from apps.activities.models import Activity
from apps.benchmarks.models import Gate
from apps.core.enums import Audience
from apps.core.services import change_rows, remove_rows
from apps.missions.enums import Role
from apps.missions.models import MissionAgency
from tests.factories.activities import ActivityFactory
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, GateFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import MissionFactory
from tests.personas import member

PAGE = "/m/MISA/changes/"


@pytest.fixture(autouse=True)
def types(db):
    ContentType.objects.get_for_models(Activity, Gate, MissionAgency)


def changed(row, persona=None, *, at=None, **values):
    """Change columns of a row the way services do."""
    row.refresh_from_db()
    for name, value in values.items():
        setattr(row, name, value)
    change_rows([row], list(values), by=persona.user if persona else None, at=at)
    return row


def told(persona, query=""):
    """The page as text; it must be there."""
    answer = persona.client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, title="Wells", audience=Audience.MISSION)


def test_a_change_says_what_was_and_what_is(activity, editor_a, editor_b):
    changed(activity, editor_a, title="Deep wells")
    text = told(editor_b)
    assert "Title: <bdi>Wells</bdi>" in text
    assert "<bdi>Deep wells</bdi>" in text
    assert "<td>page</td>" in text


def test_only_planners_and_administrators_see_who(mission, activity, editor_a, editor_b, planner, donor):
    administrator = member("administrator", mission, Role.MISSION_ADMIN)
    changed(activity, editor_a, title="Deep wells")
    for persona, sees in ((planner, True), (administrator, True), (editor_b, False), (donor, False)):
        assert ("<td><bdi>Editor a</bdi></td>" in told(persona)) is sees
        assert ('name="person"' in told(persona)) is sees
    assert "Deep wells" in told(editor_b, f"?person={planner.user.pk}")


def test_what_an_agency_keeps_is_told_to_its_people_only(mission, agency_a, editor_a, editor_b, planner):
    kept = ActivityFactory(mission=mission, lead=agency_a, title="Quiet", audience=Audience.AGENCY)
    changed(kept, editor_a, title="Quieter")
    assert "Quieter" in told(editor_a)
    for persona in (editor_b, planner):
        assert "Quiet" not in told(persona)
        assert "Quiet" not in told(persona, f"?row={kept.uuid}")


def test_what_was_written_while_others_could_not_see_it_stays_untold(mission, agency_a, editor_a, editor_b):
    kept = ActivityFactory(mission=mission, lead=agency_a, title="Quiet", audience=Audience.AGENCY)
    changed(kept, editor_a, title="Quieter")
    changed(kept, editor_a, title="Open")
    changed(kept, audience=Audience.MISSION)
    assert "Quiet" not in told(editor_b)
    changed(kept, editor_a, title="Wide open")
    text = told(editor_b)
    assert "Quiet" not in text
    assert "<bdi>Open</bdi>" in text


def test_a_new_lead_does_not_read_what_the_old_one_wrote(mission, agency_a, agency_b, editor_a, editor_b):
    kept = ActivityFactory(mission=mission, lead=agency_a, title="Quiet", audience=Audience.AGENCY)
    changed(kept, editor_a, title="Handed over", lead=agency_b)
    assert "Quiet" not in told(editor_b)


def test_what_is_deleted_or_elsewhere_is_not_told(activity, agency_a, planner):
    elsewhere = ActivityFactory(mission=MissionFactory(), lead=agency_a, title="Elsewhere")
    changed(elsewhere, planner, title="Somewhere else")
    changed(activity, planner, title="Deep wells")
    remove_rows([activity], by=planner.user)
    text = told(planner)
    assert "lsewhere" not in text
    assert "ells" not in text


def test_lists_and_what_hangs_on_a_row_are_not_told(activity, planner):
    LogEntry.objects.log_create(
        activity, action=1, changes={"documents": ["", "secret title"], "results": ["a", "secret result"]}
    )
    assert "secret" not in told(planner)
    assert "columns that are not listed here" in told(planner)


def test_a_new_lead_is_named_whoever_wrote_it(activity, agency_b, planner):
    for key, value in (("lead_id", str(agency_b.pk)), ("lead", "AGB")):
        LogEntry.objects.filter(action=1).delete()
        LogEntry.objects.log_create(activity, action=0, changes={key: [None, value]})
        name = "Agency B" if key == "lead_id" else "AGB"
        assert f"</span> <bdi>{name}</bdi>" in told(planner)


def test_the_changes_of_one_row_lead_from_its_page(mission, activity, planner):
    version = FrameworkVersionFactory(mission=mission)
    objective = ObjectiveFactory(mission=mission)
    text = ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, title="Old goal"
    )
    benchmark = BenchmarkFactory(mission=mission, objective=objective)
    wording = BenchmarkTextFactory(
        mission=mission, framework_version=version, benchmark=benchmark, statement="Old mark"
    )
    changed(text, planner, title="New goal")
    changed(wording, planner, statement="New mark")
    changed(activity, planner, title="Deep wells")
    pages = {
        f"/m/MISA/activities/{activity.uuid}/": (activity, "Deep wells"),
        f"/m/MISA/framework/objectives/{objective.uuid}/": (objective, "New goal"),
        f"/m/MISA/benchmarks/{benchmark.uuid}/": (benchmark, "New mark"),
    }
    for path, (row, own) in pages.items():
        assert f'href="{PAGE}?row={row.uuid}"' in planner.client.get(path).content.decode()
        of_row = told(planner, f"?row={row.uuid}")
        assert f'href="{path}"' in of_row
        for _row, words in pages.values():
            assert (words in of_row) is (words == own)
    assert f'href="{PAGE}"' in planner.client.get("/m/MISA/").content.decode()


def test_filters(mission, activity, planner, editor_a):
    LogEntry.objects.all().delete()
    for day, title, persona in ((1, "First", planner), (2, "Second", editor_a), (3, "Third", planner)):
        at = datetime.datetime(2026, 1, day, 12, tzinfo=datetime.UTC)
        changed(activity, persona, at=at, title=title)
    for query, there in (
        ("?since=2026-01-02&until=2026-01-02", {"Second"}),
        (f"?person={editor_a.user.pk}", {"Second"}),
        ("?kind=objective", set()),
        ("?kind=activity&since=2026-01-03", {"Third"}),
    ):
        text = told(planner, query)
        found = {word for word in ("First", "Second", "Third") if f"</span> <bdi>{word}</bdi>" in text}
        assert found == there, query
    assert "There is a problem" in told(planner, "?since=soon")
    assert "There is a problem" in told(planner, "?row=nothing")
    assert planner.client.get(PAGE + "?before=nothing").status_code == 404


def test_a_page_ends_and_the_next_goes_on(activity, planner, monkeypatch):
    monkeypatch.setattr("apps.portal.selectors.changes.SIZE", 2)
    LogEntry.objects.all().delete()
    for n in range(3):
        changed(activity, planner, title=f"Title {n}")
    older = LogEntry.objects.order_by("pk")[1].pk
    first = told(planner)
    assert f"?before={older}" in first
    assert "</span> <bdi>Title 0</bdi>" not in first
    last = told(planner, f"?before={older}")
    assert "</span> <bdi>Title 0</bdi>" in last
    assert "Older" not in last
    assert "Newest" in last


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    mission, agency_a, agency_b, planner, count, django_assert_num_queries
):
    rows = ActivityFactory.create_batch(count, mission=mission, lead=agency_a)
    for row in rows:
        changed(row, planner, title="Other", people_planned=3)
    LogEntry.objects.update(actor=planner.user)
    told(planner)
    # Session, user, mission, role, members; the entries, and the rows of activities and of agencies.
    with django_assert_num_queries(8):
        told(planner)


def test_gates_and_agencies_have_their_changes_too(mission, agency_a, planner, donor):
    gate = GateFactory(mission=mission, title="To transition")
    gate.title = "To consolidation"
    change_rows([gate], ["title"], by=planner.user)
    presence = MissionAgency.objects.get(mission=mission, agency=agency_a)
    presence.principled_humanitarian, presence.liaison_hours_per_quarter = True, 4141
    change_rows([presence], ["principled_humanitarian", "liaison_hours_per_quarter"], by=planner.user)
    for page, row, told in (
        (reverse("portal:gate", args=["MISA", gate.uuid]), gate.uuid, "To consolidation"),
        (reverse("portal:agency", args=["MISA", agency_a.uuid]), agency_a.uuid, "Principled humanitarian"),
    ):
        link = f"{reverse('portal:changes', args=['MISA'])}?row={row}"
        assert link in donor.client.get(page).content.decode()
        changes = donor.client.get(link).content.decode()
        assert told in changes
        assert "4141" not in changes
