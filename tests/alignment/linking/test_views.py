"""The pages of linking: who gets there, what stands on them, what they save."""

import datetime

import pytest
from django.urls import reverse

from apps.activities.enums import ActivityStatus
from apps.alignment.models import AlignmentLink
from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from apps.missions.models import MissionAgency
from tests.factories.activities import ActivityFactory, ActivitySectorFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import DocumentFactory

DAY = datetime.date(2025, 1, 1)
QUEUE_QUERIES, LINK_QUERIES, OBJECTIVE_QUERIES = 15, 16, 8


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY, number=1)


def wording(version, title, dimension="rule_of_law", **fields):
    objective = ObjectiveFactory(mission=version.mission, **fields)
    ObjectiveTextFactory(
        mission=version.mission,
        framework_version=version,
        objective=objective,
        title=title,
        dimension=dimension,
        code=objective.key,
    )
    return objective


@pytest.fixture
def justice(version):
    return wording(version, "Justice for all")


@pytest.fixture
def security(version):
    return wording(version, "Security of citizens", "security")


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, title="Appui à la justice")


def at(name, row=None, query=""):
    parts = {"code": "MISA"} | ({} if row is None else {"uuid": row.uuid})
    return reverse(f"alignment:{name}", kwargs=parts) + query


def text(answer):
    return answer.content.decode()


def test_an_editor_links_the_own_activity_with_a_document(editor_a, activity, justice):
    page = editor_a.client.get(at("link_activity", activity, f"?objective={justice.uuid}"))
    assert "Words in common: justice." in text(page)
    assert f'value="{justice.uuid}" id="id_objective_0" checked' in text(page) or "checked" in text(page)
    answer = editor_a.client.post(
        at("link_activity", activity),
        {
            "objective": justice.uuid,
            "rationale": "Courts are rebuilt.",
            "share": "40",
            "title": "Programme document",
            "dated_on": "2025-02-01",
        },
    )
    assert answer.url == at("activity", activity) + "#links"
    link = AlignmentLink.objects.get()
    assert (link.grade, link.share, link.documents.get().title) == (
        Grade.EVIDENCED,
        0.4,
        "Programme document",
    )
    shown = text(editor_a.client.get(at("activity", activity)))
    assert at("link_edit", link) in shown
    assert at("link_activity", activity) in shown


def test_an_editor_of_an_implementing_agency_links_it_too(editor_b, agency_b, activity, justice):
    assert editor_b.client.get(at("link_activity", activity)).status_code == 404
    assert at("link_activity", activity) not in text(editor_b.client.get(at("activity", activity)))
    activity.implementers.add(agency_b)
    assert editor_b.client.get(at("link_activity", activity)).status_code == 200
    assert at("link_activity", activity) in text(editor_b.client.get(at("unlinked")))


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(editor_a, activity, justice):
    answer = editor_a.client.post(
        at("link_activity", activity),
        {"rationale": "", "dated_on": "2025-02-01", "url": "ftp://example.org", "share": "140"},
    )
    page = text(answer)
    assert 'href="#id_rationale"' in page
    assert "An address begins with https:// and names a site." in page
    assert 'value="2025-02-01"' in page
    assert 'value="140"' in page
    assert not AlignmentLink.objects.exists()


def test_evidence_without_a_date_is_no_evidence(editor_a, activity, justice):
    sent = {"objective": justice.uuid, "rationale": "Why", "title": "Paper"}
    page = text(editor_a.client.post(at("link_activity", activity), sent))
    assert "Evidence is a document with a date." in page
    sent = {"objective": justice.uuid, "rationale": "Why", "dated_on": "2025-01-01"}
    assert "Give the document a title." in text(editor_a.client.post(at("link_activity", activity), sent))


def test_humanitarian_work_is_tied_to_security_only_knowingly(editor_a, mission, agency_a, security, justice):
    relief = ActivityFactory(
        mission=mission, lead=agency_a, title="Security of food", dimension="humanitarian"
    )
    page = text(editor_a.client.get(at("link_activity", relief)))
    assert f"?objective={security.uuid}" not in page
    sent = {"objective": security.uuid, "rationale": "Why"}
    refused = text(editor_a.client.post(at("link_activity", relief), sent))
    assert "This activity is humanitarian" in refused
    assert not AlignmentLink.objects.exists()
    editor_a.client.post(at("link_activity", relief), sent | {"guard": "on"})
    assert AlignmentLink.objects.get().objective == security


def test_a_link_is_changed_and_a_second_editor_sees_both_versions(editor_a, planner, activity, justice):
    link = AlignmentLinkFactory(
        mission=activity.mission, activity=activity, objective=justice, rationale="Old words", late=True
    )
    page = text(editor_a.client.get(at("link_edit", link)))
    assert "Old words" in page
    sent = {"rationale": "New words", "late": "no", "row_version": 1, "initial-rationale": "Old words"}
    assert editor_a.client.post(at("link_edit", link), sent).url == at("activity", activity) + "#links"
    link.refresh_from_db()
    assert (link.rationale, link.late, link.row_version > 1) == ("New words", False, True)
    late = planner.client.post(at("link_edit", link), sent | {"rationale": "Third words"})
    assert late.status_code == 409
    assert "New words" in text(late)
    assert "Third words" in text(late)


def test_a_document_that_is_named_stays_named(editor_a, activity, justice):
    link = AlignmentLinkFactory(
        mission=activity.mission, activity=activity, objective=justice, rationale="Why"
    )
    document = DocumentFactory(mission=activity.mission, title="Agreement", dated_on=DAY)
    link.documents.add(document)
    assert "Agreement" in text(editor_a.client.get(at("link_edit", link)))
    editor_a.client.post(
        at("link_edit", link), {"rationale": "Why", "documents": document.pk, "row_version": 1}
    )
    link.refresh_from_db()
    assert link.grade == Grade.EVIDENCED


def test_evidence_is_renewed_and_a_link_removed(editor_a, activity, justice):
    link = AlignmentLinkFactory(
        mission=activity.mission, activity=activity, objective=justice, rationale="Why"
    )
    assert "rule R3" not in text(editor_a.client.get(at("link_renew", link)))
    sent = {"valid_until": "2099-01-01", "title": "Review", "dated_on": "2025-05-01", "row_version": 1}
    assert editor_a.client.post(at("link_renew", link), sent).status_code == 302
    link.refresh_from_db()
    assert (link.grade, link.valid_until) == (Grade.EVIDENCED, datetime.date(2099, 1, 1))
    assert "rule R3" in text(editor_a.client.get(at("link_renew", link)))
    assert "Why" in text(editor_a.client.get(at("link_remove", link)))
    stale = editor_a.client.post(at("link_remove", link), {"row_version": 1})
    assert (stale.status_code, AlignmentLink.objects.count()) == (409, 1)
    editor_a.client.post(at("link_remove", link), {"row_version": link.row_version})
    assert not AlignmentLink.objects.exists()


def test_the_queue_holds_what_is_linked_to_nothing_and_not_over(planner, mission, agency_a, justice):
    linked = ActivityFactory(mission=mission, lead=agency_a, title="Linked work")
    AlignmentLinkFactory(mission=mission, activity=linked, objective=justice)
    ActivityFactory(mission=mission, lead=agency_a, title="Waiting work")
    ActivityFactory(mission=mission, lead=agency_a, title="Done work", status=ActivityStatus.COMPLETED)
    ActivityFactory(mission=mission, lead=agency_a, title="Kept work", audience=Audience.AGENCY)
    page = text(planner.client.get(at("unlinked")))
    assert "Waiting work" in page
    assert at("activity", linked) not in page
    assert "Done work" not in page
    assert "Kept work" not in page


def test_an_editor_begins_with_the_own_agency_and_others_get_no_button(
    editor_a, donor, mission, activity, agency_b, justice
):
    other = ActivityFactory(mission=mission, lead=agency_b, title="Police of others")
    mine = text(editor_a.client.get(at("unlinked")))
    assert activity.title in mine
    assert other.title not in mine
    everything = text(editor_a.client.get(at("unlinked", query="?lead=")))
    assert other.title in everything
    assert at("link_activity", activity) in everything
    assert at("link_activity", other) not in everything
    seen = text(donor.client.get(at("unlinked")))
    assert "Justice for all" in seen
    assert at("link_activity", activity) not in seen


def test_reasons_name_no_activity_that_the_reader_may_not_see(editor_b, mission, agency_a, agency_b, justice):
    kept = ActivityFactory(
        mission=mission, lead=agency_a, title="Quiet tribunal hearings", audience=Audience.AGENCY
    )
    AlignmentLinkFactory(mission=mission, activity=kept, objective=justice)
    asked = ActivityFactory(mission=mission, lead=agency_b, title="Tribunal hearings")
    assert "Quiet" not in text(editor_b.client.get(at("unlinked")))
    assert "Quiet" not in text(editor_b.client.get(at("link_activity", asked)))


def test_a_linked_activity_leads_others_of_its_sector_there(planner, mission, agency_a, justice):
    for number in range(3):
        taught = ActivityFactory(mission=mission, lead=agency_a, title=f"Xx{number}")
        ActivitySectorFactory(activity=taught, code="15137")
        AlignmentLinkFactory(mission=mission, activity=taught, objective=justice)
    waiting = ActivityFactory(mission=mission, lead=agency_a, title="Yy", dimension="development")
    ActivitySectorFactory(activity=waiting, code="15137")
    page = text(planner.client.get(at("unlinked")))
    assert "3 linked activities of the sector “Prisons” serve it." in page


def test_from_an_objective_only_what_can_be_linked_is_offered(
    editor_a, donor, activity, mission, agency_b, justice
):
    other = ActivityFactory(mission=mission, lead=agency_b, title="Police of others")
    page = text(editor_a.client.get(at("link_objective", justice)))
    assert at("link_activity", activity, f"?objective={justice.uuid}") in page
    assert other.title not in page
    AlignmentLinkFactory(mission=mission, activity=activity, objective=justice)
    assert "No activity to link" in text(editor_a.client.get(at("link_objective", justice)))
    objective_page = reverse("portal:objective", kwargs={"code": "MISA", "uuid": justice.uuid})
    assert at("link_objective", justice) in text(editor_a.client.get(objective_page))
    assert at("link_objective", justice) not in text(donor.client.get(objective_page))


def test_empty_pages_say_what_belongs_there(planner, mission, agency_a):
    assert "Nothing waits" in text(planner.client.get(at("unlinked")))
    assert "No activity fits" in text(planner.client.get(at("unlinked", query="?q=zzz")))
    assert "Nothing is listed" in text(planner.client.get(at("unlinked", query="?lead=wrong")))
    alone = ActivityFactory(mission=mission, lead=agency_a)
    assert "nothing to link to" in text(planner.client.get(at("unlinked")))
    assert "No objective is left to link to" in text(planner.client.get(at("link_activity", alone)))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_rows(
    editor_a, mission, agency_a, justice, activity, rows, django_assert_num_queries
):
    for number in range(rows):
        taught = ActivityFactory(mission=mission, lead=agency_a, title=f"Prison {number}")
        ActivitySectorFactory(activity=taught)
        link = AlignmentLinkFactory(mission=mission, activity=taught, objective=justice)
        link.documents.add(DocumentFactory(mission=mission))
        waiting = ActivityFactory(mission=mission, lead=agency_a, title=f"Prison of {number}")
        ActivitySectorFactory(activity=waiting)
    with django_assert_num_queries(QUEUE_QUERIES):
        editor_a.client.get(at("unlinked"))
    with django_assert_num_queries(LINK_QUERIES):
        editor_a.client.get(at("link_activity", activity))
    with django_assert_num_queries(OBJECTIVE_QUERIES):
        editor_a.client.get(at("link_objective", justice))


def test_exempt_humanitarian_work_is_never_in_the_queue(mission, agency_a, agency_b, planner):
    MissionAgency.objects.filter(agency=agency_b).update(political_or_security=True)
    ActivityFactory(mission=mission, lead=agency_a, title="Food", dimension="humanitarian")
    ActivityFactory(mission=mission, lead=agency_b, title="Airlift", dimension="humanitarian")
    page = text(planner.client.get(at("unlinked")))
    assert ("Food" in page, "Airlift" in page) == (False, True)
