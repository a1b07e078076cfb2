"""Administrators read what an agency keeps to itself only with a reason, and are seen doing it."""

import datetime

import pytest
from auditlog.models import LogEntry
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from apps.core import jobs
from apps.core.enums import Audience
from apps.core.services import change_rows, remove_rows
from apps.missions.admin import NoSilentReading
from apps.missions.models import MissionAgency, Reading
from apps.missions.models.base import audiences_of, is_of_missions
from apps.missions.services import kept_open_for, open_agency_rows
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.funding import FundingLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY, title="Safe houses")


def changelist(name):
    return reverse(f"admin:{name}_changelist")


def opened_by(superuser, mission, agency, reason="The agency asked us to repair its row"):
    return superuser.client.post(
        reverse("admin:missions_reading_add"),
        {"mission": mission.pk, "agency": agency.pk, "reason": reason},
    )


def test_every_administration_of_what_can_be_kept_apart_asks_for_a_reason():
    lacking = [
        model._meta.label
        for model in apps.get_models()
        if is_of_missions(model)
        and audiences_of(model)
        and not isinstance(admin.site._registry.get(model), NoSilentReading)
        and model in admin.site._registry
    ]
    assert lacking == []


def test_nothing_kept_apart_is_in_the_administration_before_a_reason_is_given(
    kept, mission, agency_a, superuser
):
    link = AlignmentLinkFactory(mission=mission, activity=kept)
    line = FundingLineFactory(mission=mission, activity=kept)
    pages = [
        changelist("activities_activity"),
        changelist("alignment_alignmentlink"),
        changelist("funding_fundingline"),
        changelist("auditlog_logentry"),
    ]
    rows = [
        reverse("admin:activities_activity_change", args=[kept.pk]),
        reverse("admin:alignment_alignmentlink_change", args=[link.pk]),
        reverse("admin:funding_fundingline_change", args=[line.pk]),
        reverse("admin:activities_activity_history", args=[kept.pk]),
    ]
    LogEntry.objects.log_create(
        kept, force_log=True, action=LogEntry.Action.UPDATE, changes={"title": ["a", "b"]}
    )
    for page in pages:
        assert b"Safe houses" not in superuser.client.get(page).content, page
    assert {superuser.client.get(page).status_code for page in rows} <= {302, 403, 404}
    assert opened_by(superuser, mission, agency_a).status_code == 302
    assert b"Safe houses" in superuser.client.get(pages[0]).content
    assert b"Safe houses" in superuser.client.get(pages[3]).content
    assert superuser.client.get(rows[1]).status_code == 200


def test_what_is_opened_closes_again_and_opens_nothing_else(kept, mission, agency_a, agency_b, superuser):
    other = ActivityFactory(mission=mission, lead=agency_b, audience=Audience.AGENCY, title="Other house")
    open_agency_rows(by=superuser.user, mission=mission, agency=agency_a, reason="Asked by them")
    shown = superuser.client.get(changelist("activities_activity")).content.decode()
    assert ("Safe houses" in shown, other.title in shown) == (True, False)
    Reading.objects.update(at=timezone.now() - datetime.timedelta(minutes=61))
    assert kept_open_for(superuser.user) == set()
    assert b"Safe houses" not in superuser.client.get(changelist("activities_activity")).content


def test_the_agency_is_told_on_its_page_and_by_mail(
    kept, mission, agency_a, superuser, editor_a, editor_b, donor, planner
):
    opened_by(superuser, mission, agency_a, reason="A court asks for it")
    jobs.run_pending()
    assert [message.to for message in mail.outbox] == [["editor_a@example.org"]]
    assert "A court asks for it" in mail.outbox[0].body
    page = reverse("portal:audiences", kwargs={"code": "MISA"})
    told = {
        name: b"A court asks for it" in persona.client.get(page).content
        for name, persona in {"a": editor_a, "b": editor_b, "donor": donor, "planner": planner}.items()
    }
    assert told == {"a": True, "b": False, "donor": False, "planner": False}


def test_no_rows_are_opened_without_a_reason_or_of_an_agency_that_is_not_there(
    mission, agency_a, outsider, superuser
):
    with pytest.raises(ValidationError, match="Say why"):
        open_agency_rows(by=superuser.user, mission=mission, agency=agency_a, reason=" ")
    assert b"required" in opened_by(superuser, mission, agency_a, reason="").content
    stranger = ActivityFactory().lead
    with pytest.raises(ValidationError, match="not in the mission"):
        open_agency_rows(by=superuser.user, mission=mission, agency=stranger, reason="Why")
    assert opened_by(superuser, mission, stranger).status_code == 200
    assert not Reading.objects.exists()


def test_a_mission_administrator_sees_no_row_of_an_agency_on_any_page(kept, mission_admin):
    assert b"Safe houses" not in mission_admin.client.get("/m/MISA/activities/").content
    assert mission_admin.client.get(f"/m/MISA/activities/{kept.uuid}/").status_code == 404
    assert not type(kept).objects.visible_to(AnonymousUser()).exists()


def test_what_is_removed_stays_closed_in_the_change_log(kept, mission, superuser, editor_a, agency_a):
    """Its entries name it for ever, and nobody can look up any more who might see it."""
    link = AlignmentLinkFactory(mission=mission, activity=kept, rationale="Hidden way")
    open_row = ActivityFactory(mission=mission, lead=agency_a, title="Known to all")
    change_rows([link], ["rationale"], by=editor_a.user)
    for row in (link, kept, open_row):
        remove_rows([row], by=editor_a.user)
    told = superuser.client.get(changelist("auditlog_logentry")).content.decode()
    assert "Known to all" in told
    assert "Safe houses" not in told
    entries = LogEntry.objects.filter(changes__rationale__isnull=False)
    assert entries.exists()
    for entry in entries:
        page = superuser.client.get(reverse("admin:auditlog_logentry_change", args=[entry.pk]))
        assert "Hidden way" not in page.content.decode()


def test_what_is_kept_apart_is_not_named_beside_other_rows(kept, mission, agency_a, superuser):
    presence = MissionAgency.objects.get(mission=mission, agency=agency_a)
    pages = [
        reverse("admin:alignment_alignmentlink_add") + f"?activity={kept.pk}",
        reverse("admin:missions_missionagency_delete", args=[presence.pk]),
        reverse("admin:agencies_agency_delete", args=[agency_a.pk]),
    ]
    for page in pages:
        answer = superuser.client.get(page)
        assert (answer.status_code, "Safe houses" in answer.content.decode()) == (200, False), page
    assert "<li>Activity</li>" in answer.content.decode()
    opened_by(superuser, mission, agency_a)
    for page in pages[:2]:
        assert "Safe houses" in superuser.client.get(page).content.decode(), page


def test_what_is_kept_apart_cannot_be_named_in_a_form(kept, superuser):
    answer = superuser.client.post(reverse("admin:alignment_alignmentlink_add"), {"activity": kept.pk})
    form = answer.context["adminform"].form
    assert "activity" in form.errors
    assert "Safe houses" not in answer.content.decode()
