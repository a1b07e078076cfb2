"""The changes of a mission: who sees which, and what of them."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from apps.activities.models import Activity, ActivityArea
from apps.benchmarks.models import Gate
from apps.core.enums import Audience
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.enums import Role
from apps.missions.models import Mission, MissionAgency
from apps.missions.models.base import is_of_missions
from apps.portal.selectors.changes import KINDS, NOT_TOLD
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.coherence import WhatIfFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    MutualCommitmentFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
)
from tests.factories.missions import AreaFactory, DocumentFactory, MissionFactory, PhasePeriodFactory
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


def test_what_is_elsewhere_is_not_told_and_of_what_is_gone_only_that_it_went(activity, agency_a, planner):
    elsewhere = ActivityFactory(mission=MissionFactory(), lead=agency_a, title="Elsewhere")
    changed(elsewhere, planner, title="Somewhere else")
    remove_rows([elsewhere], by=planner.user)
    changed(activity, planner, title="Deep wells")
    remove_rows([activity], by=planner.user)
    kept = ActivityFactory(mission=activity.mission, lead=agency_a, title="Quiet", audience=Audience.AGENCY)
    remove_rows([kept], by=planner.user)
    text = told(planner)
    assert "lsewhere" not in text
    assert str(elsewhere.mission) not in text
    assert "uiet" not in text
    assert "Activity <bdi>Deep wells</bdi>, removed" in text
    assert "<bdi>Wells</bdi>" not in text
    assert "Deep wells" not in told(planner, f"?row={activity.uuid}")


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
        kind = type(row)._meta.model_name
        assert f'href="{PAGE}?kind={kind}&amp;row={row.uuid}"' in planner.client.get(path).content.decode()
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
    monkeypatch.setattr("apps.portal.selectors.changes.reading.SIZE", 2)
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
    # Session, user, mission, role, members; the newest and the told entries; missions, activities, agencies.
    with django_assert_num_queries(9):
        told(planner)


# What hangs on other rows ---------------------------------------------------------------------------------


def test_each_table_of_a_mission_is_told_or_left_out_with_a_reason():
    tables = {model for model in apps.get_models() if is_of_missions(model)} | {Mission}
    # Whom programs tell is of no page of the mission but its own, and stands above this one.
    tables = {
        model for model in tables if model.__module__.startswith("apps.") and model._meta.app_label != "api"
    }
    of_kinds = [model for kind in KINDS.values() for model in kind.tables]
    assert sorted(str(one) for one in of_kinds) == sorted({str(one) for one in of_kinds})
    assert set(of_kinds) & set(NOT_TOLD) == set()
    assert {*of_kinds, *NOT_TOLD} == tables


def test_a_link_is_told_as_far_as_its_activity_is_and_was_seen(
    mission, agency_a, activity, editor_a, editor_b, planner
):
    goal = ObjectiveFactory(mission=mission, key="O-9")
    link = AlignmentLinkFactory.build(mission=mission, activity=activity, objective=goal, grade="claimed")
    create_rows([link], by=editor_a.user)
    ActivityArea.objects.create(activity=activity, area=AreaFactory(mission=mission, name="Highlands"))
    changed(link, editor_a, contribution="main")
    page = reverse("coherence:link", args=["MISA", link.uuid])
    assert f"{PAGE}?kind=link&amp;row={link.uuid}" in editor_b.client.get(page).content.decode()
    of_link = told(editor_b, f"?row={link.uuid}")
    assert "Link <a" in of_link
    assert "Main" in of_link
    assert "<bdi>O-9</bdi>" in of_link
    changed(activity, editor_a, audience=Audience.AGENCY)
    changed(link, editor_a, contribution="secondary")
    assert "Secondary" in told(editor_a, "?kind=link")
    assert "No change to show" in told(editor_b, "?kind=link")
    change_rows([_opened(activity)], ["audience"], by=planner.user, agreed=True)
    assert "No change to show" in told(editor_b, "?kind=link")
    remove_rows([link], by=editor_a.user)
    text = told(editor_b, "?kind=link")
    assert "Link <bdi>Wells</bdi>, removed" in text
    assert "Secondary" not in text


def _opened(activity):
    activity.refresh_from_db()
    activity.audience = Audience.MISSION
    return activity


def test_documents_places_phases_and_promises_are_told(mission, agency_a, planner, editor_b):
    document = DocumentFactory(mission=mission, title="Minutes", audience=Audience.MISSION)
    quiet = DocumentFactory(mission=mission, title="Quiet", audience=Audience.AGENCY, agency=agency_a)
    area = AreaFactory(mission=mission, name="North", parent=AreaFactory(mission=mission, name="Country"))
    phase = PhasePeriodFactory(mission=mission, area=area)
    promise = MutualCommitmentFactory(mission=mission, text="Pay teachers")
    changed(document, planner, title="Minutes of May")
    changed(quiet, planner, title="Quieter")
    changed(area, planner, name="Far north")
    changed(phase, planner, basis="By the council")
    changed(promise, planner, text="Pay all teachers")
    text = told(editor_b)
    for words in ("Minutes of May", "Far north", "By the council", "Pay all teachers", "Country"):
        assert f"<bdi>{words}</bdi>" in text, words
    assert "Quiet" not in text
    for page, query in (
        (
            reverse("missions:document", args=["MISA", document.uuid]),
            f"kind=document&amp;row={document.uuid}",
        ),
        (reverse("portal:areas", args=["MISA"]), "kind=area"),
        (reverse("portal:phases", args=["MISA"]), "kind=phase"),
        (reverse("portal:promises", args=["MISA"]), "kind=commitment"),
    ):
        assert f'href="{PAGE}?{query}"' in editor_b.client.get(page).content.decode()
    remove_rows([phase], by=planner.user)
    assert "removed" in told(editor_b, "?kind=phase")


def test_values_about_few_people_are_not_told(mission, agency_a, planner):
    indicator = IndicatorFactory(mission=mission, title="School places")
    few = ObservationFactory(
        mission=mission, indicator=indicator, group="women", people=3, value_number=41, submitted_by=agency_a
    )
    many = ObservationFactory(
        mission=mission, indicator=indicator, group="men", people=30, value_number=51, submitted_by=agency_a
    )
    changed(few, planner, value_number=4242.0, source="Count")
    changed(many, planner, value_number=5252.0)
    text = told(planner, "?kind=observation")
    assert "5252" in text
    assert "4242" not in text
    assert "<bdi>Count</bdi>" in text
    changed(few, planner, people=30)
    assert "4242" not in told(planner, "?kind=observation")


def test_a_what_if_is_told_to_others_since_it_is_shared(mission, planner, donor):
    what_if = WhatIfFactory(mission=mission, owner=planner.user, title="Without roads", shared=False)
    changed(what_if, planner, title="Without any roads")
    assert "roads" in told(planner, "?kind=what_if")
    changed(what_if, planner, shared=True)
    assert "roads" not in told(donor, "?kind=what_if")
    changed(what_if, planner, note="For the meeting")
    assert "For the meeting" in told(donor, "?kind=what_if")


def test_gates_and_agencies_have_their_changes_too(mission, agency_a, planner, donor):
    gate = GateFactory(mission=mission, title="To transition")
    gate.title = "To consolidation"
    change_rows([gate], ["title"], by=planner.user)
    presence = MissionAgency.objects.get(mission=mission, agency=agency_a)
    presence.principled_humanitarian, presence.liaison_hours_per_quarter = True, 4141
    change_rows([presence], ["principled_humanitarian", "liaison_hours_per_quarter"], by=planner.user)
    for page, row, told in (
        (
            reverse("portal:gate", args=["MISA", gate.uuid]),
            f"kind=gate&amp;row={gate.uuid}",
            "To consolidation",
        ),
        (
            reverse("portal:agency", args=["MISA", agency_a.uuid]),
            f"kind=agency&amp;row={agency_a.uuid}",
            "Principled humanitarian",
        ),
    ):
        assert f"{PAGE}?{row}" in donor.client.get(page).content.decode()
        changes = donor.client.get(f"{PAGE}?{row}".replace("&amp;", "&")).content.decode()
        assert told in changes
        assert "4141" not in changes
