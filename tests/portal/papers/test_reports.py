"""Reports on their page: asked for, made in the background, saved by whoever asked, by nobody else."""

import datetime
import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.core import jobs
from apps.missions.enums import MissionAudience
from apps.missions.models import Membership
from apps.portal.models import SavedReport
from apps.portal.papers.services import MOST
from apps.reports.catalogue import REPORTS
from tests.factories.activities import ActivityFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.portal import SavedReportFactory


def at(name, code="MISA", **parts):
    return reverse(f"portal:{name}", kwargs={"code": code} | parts)


def chosen(kind, **more):
    found = {
        "audience": "mission",
        "language": "ar",
        "form": "pdf",
        "page": "a4",
        "sections": list(REPORTS[kind].sections),
    }
    return found | more


def ask(person, kind, **more):
    answer = person.client.post(at("report_new", kind=kind), chosen(kind, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return SavedReport.objects.latest("pk")


def test_a_report_is_asked_for_made_and_saved_by_nobody_else(planner, editor_a, outsider, mission):
    row = ask(planner, "framework", title="For the council")
    page = at("report", uuid=row.uuid)
    assert "It waits for its turn" in planner.client.get(page).content.decode()
    assert planner.client.get(at("report_file", uuid=row.uuid)).status_code == 404
    assert jobs.run_pending() == 1
    file = planner.client.get(at("report_file", uuid=row.uuid))
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert "attachment" in file.headers["Content-Disposition"]
    assert "misa-framework-" in file.headers["Content-Disposition"]
    assert "PDF/UA-1" in planner.client.get(page).content.decode()
    assert "For the council" in planner.client.get(at("reports")).content.decode()
    for person in (editor_a, outsider):
        for name in ("report", "report_file"):
            assert person.client.get(at(name, uuid=row.uuid)).status_code == 404
    planner.client.post(at("report_again", uuid=row.uuid))
    assert jobs.run_pending() == 1
    Membership.objects.filter(user=planner.user).delete()
    assert planner.client.get(at("report_file", uuid=row.uuid)).status_code == 404


def test_nothing_is_made_for_everybody_of_a_mission_that_is_not_public(planner, mission):
    mission.audience = MissionAudience.MISSION
    mission.save()
    answer = planner.client.post(at("report_new", kind="sheet"), chosen("sheet", audience="public"))
    assert "audience" in answer.context["form"].errors
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    row = ask(planner, "sheet", audience="public")
    mission.audience = MissionAudience.MISSION
    mission.save()
    jobs.run_pending()
    row.refresh_from_db()
    assert (row.state, row.content) == ("failed", None)
    assert row.problem in planner.client.get(at("report", uuid=row.uuid)).content.decode()


def test_only_who_pays_for_what_every_member_sees_is_offered(planner, donor, agency_a, agency_b, mission):
    """A donor of nothing but what an agency keeps inside would be told by its name in the list."""
    for funder, audience in ((agency_a, "agency"), (agency_b, "mission")):
        activity = ActivityFactory(mission=mission, lead=agency_a, audience=audience)
        FundingLineFactory(mission=mission, activity=activity, funder=funder)
    form = donor.client.get(at("report_new", kind="donor")).context["form"]
    assert [name for _uuid, name in form.fields["agency"].choices] == [agency_b.name]


def test_a_template_comes_with_the_form(planner, mission):
    def form_with(text):
        kept = io.BytesIO()
        document = docx.Document()
        document.add_paragraph(text)
        document.save(kept)
        return SimpleUploadedFile("own.docx", kept.getvalue())

    kind = at("report_new", kind="progress")
    refused = planner.client.post(kind, chosen("progress", form="word", template=form_with("{{ budget }}")))
    assert "budget" in str(refused.context["form"].errors["template"])
    refused = planner.client.post(kind, chosen("progress", template=form_with("{{ title }}")))
    assert "template" in refused.context["form"].errors
    row = ask(planner, "progress", form="word", template=form_with("Ours: {{ title }}"), language="en")
    jobs.run_pending()
    row.refresh_from_db()
    assert docx.Document(io.BytesIO(bytes(row.content))).paragraphs[0].text == "Ours: Benchmark progress"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sections": []},
        {"form": "exe"},
        {"language": "xx"},
        {"day": "2026-13-45"},
        {"day": "2026-01-01", "since": "2026-02-01"},
    ],
)
def test_what_cannot_be_is_said_at_its_field(wrong, planner, mission):
    answer = planner.client.post(at("report_new", kind="review"), chosen("review", **wrong))
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not SavedReport.objects.exists()


def test_those_without_a_name_are_put_away_and_nobody_keeps_too_many(planner, mission):
    old = timezone.now() - datetime.timedelta(days=31)
    plain = SavedReportFactory(mission=mission, owner=planner.user, asked_at=old)
    named = SavedReportFactory(mission=mission, owner=planner.user, asked_at=old, title="Yearly")
    ask(planner, "sheet")
    assert set(SavedReport.objects.filter(pk__in=[plain.pk, named.pk])) == {named}
    SavedReportFactory.create_batch(MOST - 2, mission=mission, owner=planner.user, asked_at=timezone.now())
    answer = planner.client.post(at("report_new", kind="sheet"), chosen("sheet"))
    assert "You keep" in answer.content.decode()
    planner.client.post(at("report_remove", uuid=named.uuid))
    assert not SavedReport.objects.filter(pk=named.pk).exists()


def test_the_page_costs_the_same_for_one_and_for_three(planner, mission, django_assert_num_queries):
    def opened():
        with django_assert_num_queries(4):
            planner.client.get(at("reports"))

    SavedReportFactory(mission=mission, owner=planner.user)
    opened()
    SavedReportFactory.create_batch(2, mission=mission, owner=planner.user)
    opened()
