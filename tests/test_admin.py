"""The administration: every model, safe edits, one history, adopted versions for reading only."""

import datetime
import re

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.forms import CheckboxInput
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.activities.models import Activity, ActivityArea
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.exchange.models import ImportRun
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, ObjectiveText
from apps.missions.models import Area, Attendance, Forum, Mission, MissionAgency
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory, LinkDisputeFactory
from tests.factories.exchange import ImportRowFactory
from tests.factories.frameworks import (
    FrameworkVersionFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
    StrategicFrameworkFactory,
)
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import (
    AreaFactory,
    AttendanceFactory,
    ForumFactory,
    MembershipFactory,
    MissionAgencyFactory,
    MissionFactory,
)
from tests.test_factories import FACTORIES

OURS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("apps.")
    for model in config.get_models()
]
READ_ONLY = {
    "missions.invitation",
    "missions.reading",
    "alignment.audienceproposal",
    "alignment.mention",
    "core.job",
    "core.heartbeat",
    "accounts.sentmail",
    "api.idempotencykey",
    "core.historyseal",
    "core.historyleaf",
    "coherence.assessment",
    "coherence.indicatorvalue",
    "coherence.finding",
    "coherence.frozeninputs",
    "coherence.signalcontent",
    "coherence.whatif",
    "exchange.columnmapping",
    "exchange.importrow",
    "exchange.importrun",
    "exchange.knownname",
    "portal.savedfilter",
    "portal.savedreport",
    "api.webhook",
    "api.webhookdelivery",
    "missions.documentfile",
}
ADOPTED = "This version of the framework is adopted: open a new draft to change it."


def page(model, name, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def values_of(response):
    """What a browser would send back if the page were saved as it is."""
    form = response.context["adminform"].form
    values = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple):
            value = ",".join(str(getattr(item, "pk", item)) for item in value)
        if value is None or value is False or value == "":
            continue
        values[bound.html_initial_name] = value
        values[bound.html_name] = "on" if isinstance(bound.field.widget, CheckboxInput) else value
    return values


def save(client, row, **changes):
    address = page(type(row), "change", row.pk)
    return client.post(address, values_of(client.get(address)) | changes)


def entries(row):
    return [
        (entry.get_action_display(), entry.actor, (entry.additional_data or {}).get("via"), entry.changes)
        for entry in LogEntry.objects.get_for_object(row).order_by("pk")
    ]


def test_every_model_is_there():
    assert [model for model in OURS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_list_row_history_and_new_page_open(factory, superuser):
    row = factory()
    model = type(row)
    assert superuser.client.get(page(model, "changelist")).status_code == 200
    assert superuser.client.get(page(model, "changelist"), {"q": "a"}).status_code == 200
    assert superuser.client.get(page(model, "change", row.pk)).status_code == 200
    assert superuser.client.get(page(model, "history", row.pk)).status_code == 200
    new = superuser.client.get(page(model, "add")).status_code
    closed = READ_ONLY - {"missions.reading"} | {"accounts.apitoken"}  # a token is made by its own person
    assert new == (403 if model._meta.label_lower in closed else 200)


def test_what_stands_in_a_file_on_its_way_is_not_shown(superuser):
    """It may hold rows that an agency keeps to itself; whoever brought the file reads it on its own page."""
    words = {name: f"canary{name}" for name in ("title", "identifier", "natural")}
    row = ImportRowFactory(**words, differences=[["title", "canaryold", "canarynew"]], notes=["canarynote"])
    ImportRun.objects.filter(pk=row.run_id).update(
        content=b"canarycontent", report={"x": "canaryreport"}, problem="canaryproblem"
    )
    for one in (row, row.run):
        for address in (page(type(one), "changelist"), page(type(one), "change", one.pk)):
            answer = superuser.client.get(address)
            assert answer.status_code == 200
            assert "canary" not in answer.content.decode()


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_saving_a_page_as_it_is_changes_nothing(factory, superuser):
    row = factory()
    model = type(row)
    if model._meta.label_lower in {*READ_ONLY, "accounts.user"}:
        assert superuser.client.post(page(model, "change", row.pk), {}).status_code in {200, 403}
        return
    before = model.objects.values().get(pk=row.pk)
    log = LogEntry.objects.count()
    assert save(superuser.client, row).status_code == 302
    assert model.objects.values().get(pk=row.pk) == before
    assert LogEntry.objects.count() == log


@pytest.mark.parametrize(
    "factory",
    [ActivityFactory, AlignmentLinkFactory, FundingLineFactory, MembershipFactory, StrategicFrameworkFactory],
    ids=lambda factory: factory.__name__,
)
def test_a_list_costs_the_same_at_one_and_three_rows(factory, superuser, django_assert_num_queries):
    # Session, user; what was opened of agencies, and memberships; how many, the rows; missions of the filter.
    missions = [MissionFactory() for _ in range(3)]
    factory(mission=missions[0])
    address = page(factory._meta.model, "changelist")
    superuser.client.get(address)  # content types are read once per process
    with CaptureQueriesContext(connection) as one:
        superuser.client.get(address)
    factory(mission=missions[1])
    factory(mission=missions[2])
    with django_assert_num_queries(len(one)):
        superuser.client.get(address)
    assert len(one) <= 8


def test_nobody_but_staff_enters(planner, anonymous):
    for persona in (planner, anonymous):
        answer = persona.client.get(page(Mission, "changelist"))
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")


# Writing -----------------------------------------------------------------------------------------------


def test_a_new_row_is_logged_with_door_and_person(superuser, mission):
    answer = superuser.client.post(
        page(Area, "add"), {"mission": mission.pk, "key": "north", "name": "North"}
    )
    assert answer.status_code == 302
    area = Area.objects.get()
    changes = {"key": [None, "north"], "name": [None, "North"], "mission_id": [None, str(mission.pk)]}
    assert entries(area) == [("create", superuser.user, "admin", changes)]
    assert (area.code, area.geometry) == (None, None)


def test_a_change_is_logged_once_with_before_and_after(superuser):
    area = AreaFactory(name="North")
    assert save(superuser.client, area, name="Far north").status_code == 302
    area.refresh_from_db()
    assert (area.name, area.row_version) == ("Far north", 2)
    assert entries(area)[1:] == [("update", superuser.user, "admin", {"name": ["North", "Far north"]})]


def test_a_part_is_logged_too(superuser):
    attendance = AttendanceFactory(persons=3)
    assert save(superuser.client, attendance, persons="0").status_code == 302
    assert Attendance.objects.get().persons == 0
    assert entries(attendance)[1:] == [("update", superuser.user, "admin", {"persons": ["3", "0"]})]


def test_a_list_is_logged_and_marked_as_recorded(superuser, mission):
    forum = ForumFactory(mission=mission)
    agency = MissionAgencyFactory(mission=mission, agency__acronym="UNHCR").agency
    assert save(superuser.client, forum, members=str(agency.pk)).status_code == 302
    forum = Forum.objects.get()
    assert ([*forum.members.all()], forum.members_recorded) == ([agency], True)
    assert [changes for _action, _actor, _via, changes in entries(forum)[1:]] == [
        {"members_recorded": [None, "True"]},
        {"members": [None, "UNHCR"]},
    ]


def test_a_removed_row_is_logged(superuser):
    area = AreaFactory()
    pk = area.pk
    assert superuser.client.post(page(Area, "delete", pk), {"post": "yes"}).status_code == 302
    entry = LogEntry.objects.get_for_model(Area).filter(object_pk=str(pk)).latest("pk")
    assert (entry.get_action_display(), entry.actor, entry.additional_data) == (
        "delete",
        superuser.user,
        {"via": "admin"},
    )


def test_rows_removed_from_the_list_are_logged(superuser):
    areas = AreaFactory.create_batch(2)
    answer = superuser.client.post(
        page(Area, "changelist"),
        {"action": "delete_selected", "_selected_action": [area.pk for area in areas], "post": "yes"},
    )
    assert answer.status_code == 302
    deletions = LogEntry.objects.get_for_model(Area).filter(action=LogEntry.Action.DELETE)
    assert [entry.additional_data for entry in deletions] == [{"via": "admin"}] * 2


def test_what_others_stand_on_is_not_removed(superuser):
    link = AlignmentLinkFactory()
    answer = superuser.client.post(page(Activity, "delete", link.activity_id), {"post": "yes"})
    assert answer.status_code == 200
    assert Activity.objects.filter(pk=link.activity_id).exists()


def test_an_emptied_text_is_missing_not_empty(superuser):
    area = AreaFactory(code="BI-BM")
    save(superuser.client, area, code="")
    assert Area.objects.get().code is None


def test_of_two_who_edit_the_second_is_told_and_nothing_is_saved(superuser):
    area = AreaFactory(name="North")
    opened = values_of(superuser.client.get(page(Area, "change", area.pk)))
    save(superuser.client, area, name="Far north")
    answer = superuser.client.post(page(Area, "change", area.pk), opened | {"name": "South"})
    assert answer.status_code == 409
    [both] = answer.context["adminform"].form.conflict.both
    assert (both.was, both.theirs, both.mine) == ("North", "Far north", "South")
    assert "Changed by both of you" in answer.content.decode()
    assert Area.objects.get().name == "Far north"
    assert answer.context["adminform"].form["name"].value() == "South"
    assert len(entries(area)) == 2


def test_a_save_without_a_version_is_refused(superuser):
    area = AreaFactory(name="North")
    values = values_of(superuser.client.get(page(Area, "change", area.pk)))
    del values["read_version"]
    assert superuser.client.post(page(Area, "change", area.pk), values | {"name": "South"}).status_code == 200
    assert Area.objects.get().name == "North"


def test_rows_of_another_mission_cannot_be_named(superuser, mission):
    area = AreaFactory(mission=mission)
    stranger = AreaFactory()
    answer = save(superuser.client, area, parent=str(stranger.pk))
    assert answer.context["adminform"].form.errors == {"parent": ["This row belongs to another mission."]}


def test_an_agency_is_named_only_where_it_is_in_the_mission(superuser, mission):
    activity = ActivityFactory(mission=mission)
    stranger = AgencyFactory(acronym="Relief Society")
    answer = save(superuser.client, activity, lead=str(stranger.pk))
    refused = {"lead": ["Relief Society is not in this mission yet. Add it there first."]}
    assert answer.context["adminform"].form.errors == refused
    MissionAgencyFactory(mission=mission, agency=stranger)
    save(superuser.client, activity, lead=str(stranger.pk))
    assert Activity.objects.get(pk=activity.pk).lead == stranger


@pytest.mark.parametrize("how", ["lead", "implementer", "disputes a link"])
def test_an_agency_stays_in_a_mission_that_names_it(superuser, mission, how):
    presence = MissionAgencyFactory(mission=mission)
    activity = ActivityFactory(mission=mission)
    if how == "lead":
        Activity.objects.filter(pk=activity.pk).update(lead=presence.agency)
    elif how == "implementer":
        activity.implementers.add(presence.agency)
    else:
        LinkDisputeFactory(link__activity=activity, link__mission=mission, by=presence.agency)
    delete = page(MissionAgency, "delete", presence.pk)
    superuser.client.post(delete, {"post": "yes"})
    assert MissionAgency.objects.filter(pk=presence.pk).exists()


def test_an_agency_that_nothing_names_leaves_the_mission(superuser, mission):
    presence = MissionAgencyFactory(mission=mission)
    ActivityFactory(lead=presence.agency)
    superuser.client.post(page(MissionAgency, "delete", presence.pk), {"post": "yes"})
    assert not MissionAgency.objects.filter(pk=presence.pk).exists()


def test_a_part_names_rows_of_one_mission(superuser):
    activity, stranger = ActivityFactory(), AreaFactory()
    answer = superuser.client.post(page(ActivityArea, "add"), {"activity": activity.pk, "area": stranger.pk})
    assert answer.status_code == 200
    assert not ActivityArea.objects.exists()


def test_an_activity_stays_findable(superuser):
    activity = ActivityFactory(title="Mediation")
    save(superuser.client, activity, title="Réconciliation")
    activity.refresh_from_db()
    found = superuser.client.get(page(Activity, "changelist"), {"q": "reconciliation"}).context["cl"]
    assert list(found.queryset) == [activity]


def test_a_change_asks_for_a_new_assessment(superuser):
    area = AreaFactory()
    save(superuser.client, area, name="New name")
    job = Job.objects.get()
    assert (job.task, job.about, job.status, job.requested_by) == (
        "coherence.assess",
        area.mission.uuid,
        JobStatus.QUEUED,
        superuser.user,
    )


def test_a_change_of_an_agency_asks_in_every_mission_where_it_is(superuser):
    agency = AgencyFactory()
    present = {MissionAgencyFactory(agency=agency).mission.uuid for _ in range(2)}
    MissionAgencyFactory()
    save(superuser.client, agency, name="New name")
    assert set(Job.objects.values_list("about", flat=True)) == present


# Adopted versions --------------------------------------------------------------------------------------


@pytest.fixture
def adopted(mission):
    """A text in a version whose adoption is sealed."""
    text = ObjectiveTextFactory(mission=mission)
    FrameworkVersion.objects.filter(pk=text.framework_version_id).update(
        status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1), adoption_sha256="0" * 64
    )
    text.refresh_from_db()
    return text


def test_an_adopted_version_is_for_reading_only_and_says_why(superuser, adopted):
    for row in (adopted, adopted.framework_version):
        answer = superuser.client.get(page(type(row), "change", row.pk))
        assert answer.status_code == 200
        assert ADOPTED in answer.content.decode()
        assert 'name="_save"' not in answer.content.decode()
        assert superuser.client.post(page(type(row), "change", row.pk), {"title": "x"}).status_code == 403
        assert superuser.client.post(page(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
    adopted.refresh_from_db()
    assert adopted.title == "People trust the courts"


def test_nothing_is_added_to_an_adopted_version(superuser, adopted, mission):
    objective = ObjectiveFactory(mission=mission)
    answer = superuser.client.post(
        page(ObjectiveText, "add"),
        {
            "mission": mission.pk,
            "key": "late",
            "framework_version": adopted.framework_version_id,
            "objective": objective.pk,
            "title": "Late",
            "dimension": "political",
        },
    )
    assert answer.context["adminform"].form.errors == {"__all__": [ADOPTED]}
    assert ObjectiveText.objects.count() == 1


def test_a_selection_with_an_adopted_row_is_not_removed(superuser, adopted, mission):
    superuser.client.post(
        page(ObjectiveText, "changelist"),
        {"action": "delete_selected", "_selected_action": [adopted.pk], "post": "yes"},
    )
    assert ObjectiveText.objects.count() == 1


def test_a_draft_can_be_changed(superuser, mission):
    draft = FrameworkVersionFactory(mission=mission)
    assert save(superuser.client, draft, vision="Peace").status_code == 302
    draft.refresh_from_db()
    assert draft.vision == "Peace"


# People ------------------------------------------------------------------------------------------------


def test_a_person_is_made_with_a_password_of_the_house_rules(superuser, django_user_model):
    weak = {
        "email": "anna@example.org",
        "usable_password": "true",
        "password1": "short",
        "password2": "short",
    }
    address = page(django_user_model, "add")
    assert superuser.client.post(address, weak).status_code == 200
    strong = weak | {"password1": "a long enough pass phrase", "password2": "a long enough pass phrase"}
    assert superuser.client.post(address, strong).status_code == 302
    anna = django_user_model.objects.get(email="anna@example.org")
    assert anna.check_password("a long enough pass phrase")
    assert [(action, actor, via) for action, actor, via, _changes in entries(anna)] == [
        ("create", superuser.user, "admin")
    ]
    assert "password" not in entries(anna)[0][3]


def test_a_person_can_be_shut_out(superuser, planner, django_user_model):
    assert planner.client.get("/").status_code == 200
    address = page(django_user_model, "change", planner.user.pk)
    assert superuser.client.post(address, {"email": planner.user.email, "name": "Planner"}).status_code == 302
    planner.user.refresh_from_db()
    assert planner.user.is_active is False
    assert entries(planner.user)[-1][1:] == (superuser.user, "admin", {"is_active": ["True", "False"]})


def test_the_change_log_opens(superuser):
    AreaFactory()
    for address in ("/admin/auditlog/logentry/", "/admin/auditlog/logentry/?q=area"):
        assert superuser.client.get(address).status_code == 200
    entry = LogEntry.objects.latest("pk")
    assert superuser.client.get(f"/admin/auditlog/logentry/{entry.pk}/change/").status_code == 200
    assert superuser.client.post("/admin/auditlog/logentry/add/", {}).status_code == 403


def test_pages_need_no_inline_script_or_style(superuser):
    area = AreaFactory()
    for address in ("/admin/", page(Area, "changelist"), page(Area, "change", area.pk), page(Area, "add")):
        text = superuser.client.get(address).content.decode()
        assert re.findall(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>", text) == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []


def test_a_form_needs_its_token(superuser):
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser.user)
    assert client.post(page(Area, "add"), {"name": "x"}).status_code == 403
