"""The list of versions, two of them compared, and the adoption of one, for each kind of reader."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.benchmarks.drafting.document import adoption_document, digest, seal
from apps.coherence.enums import AssessmentKind, Occasion
from apps.coherence.models import Assessment
from apps.core import jobs
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, PolicyPositionFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
)
from tests.factories.frameworks import (
    AssumptionFactory,
    ConflictFactorFactory,
    FrameworkVersionFactory,
    ObjectiveFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionSectionFactory,
)
from tests.factories.missions import DocumentFactory

ADOPTED = datetime.date(2025, 1, 1)
LIST_QUERIES, COMPARE_QUERIES, ADOPT_QUERIES, ADOPTION_QUERIES = 4, 40, 37, 5


@pytest.fixture
def objective(mission):
    return ObjectiveFactory(mission=mission, key="O1")


@pytest.fixture
def adopted(mission, objective):
    version = FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED, vision="Peace"
    )
    ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, code="O1", title="Old courts sit"
    )
    return version


@pytest.fixture
def draft(adopted, objective, ministry):
    seal(versions=FrameworkVersion.objects.filter(pk=adopted.pk))
    version = FrameworkVersionFactory(mission=adopted.mission, number=2, vision="Peace by 2030")
    text = ObjectiveTextFactory(
        mission=adopted.mission,
        framework_version=version,
        objective=objective,
        code="O1",
        title="New courts sit",
    )
    text.lead_agencies.add(ministry)
    return version


def address(name, **parts):
    return reverse(f"portal:{name}", kwargs={"code": "MISA"} | parts)


def page(client, name, query="", **parts):
    response = client.get(address(name, **parts) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def form_of(version, **more):
    given = {
        "row_version": version.row_version,
        "shown": digest(adoption_document(version)),
        "adopted_on": timezone.localdate().isoformat(),
        "adopted_by": "Steering committee",
        "basis": "Meeting of today",
    }
    return given | more


def test_the_list_says_what_is_in_force_and_what_comes_next(planner, editor_a, draft):
    text = page(planner.client, "versions")
    assert "Version 1 is in force." in text
    assert address("adopt", version=2) in text
    assert address("adopt", version=2) not in page(editor_a.client, "versions")


def test_without_a_version_the_list_says_what_belongs_there(planner):
    assert "No version yet" in page(planner.client, "versions")
    assert planner.client.get(address("version_compare")).status_code == 404


def test_two_versions_stand_side_by_side_and_as_tracked_changes(planner, draft, objective):
    AlignmentLinkFactory(
        mission=draft.mission, activity=ActivityFactory(mission=draft.mission), objective=objective
    )
    text = page(planner.client, "version_compare")
    assert "From: Version 1 as adopted. To: Version 2, Draft." in text
    assert "Old courts sit" in text
    assert "1 activity link stays with it." in text
    tracked = page(planner.client, "version_compare", "?view=tracked")
    assert '<del><span class="visually-hidden">removed: </span>Old</del>' in tracked
    assert '<ins><span class="visually-hidden">added: </span>New</ins> courts sit' in tracked
    assert '<ins><span class="visually-hidden">added: </span> by 2030</ins>' in tracked


def test_any_two_are_compared_and_unknown_ones_are_an_error_of_the_form(planner, draft):
    assert "Both say the same." in page(planner.client, "version_compare", "?before=2&after=2")
    text = page(planner.client, "version_compare", "?before=9&after=2")
    assert "There is a problem" in text


def test_an_adopted_version_is_compared_from_its_document(planner, draft, adopted):
    benchmark = BenchmarkFactory(mission=draft.mission)
    models = type(adopted)._base_manager.filter(pk=adopted.pk)
    assert models.get().adoption_document
    BenchmarkTextFactory(mission=draft.mission, framework_version=draft, benchmark=benchmark)
    text = page(planner.client, "version_compare")
    assert "Courts sit in every province." in text


def test_what_changed_since_the_adoption_is_marked(planner, mission, adopted):
    benchmark = BenchmarkFactory(mission=mission)
    BenchmarkTextFactory(mission=mission, framework_version=adopted, benchmark=benchmark)
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark, target_number=5)
    gate = GateFactory(mission=mission)
    GateBenchmarkFactory(gate=gate, benchmark=benchmark, threshold=3)
    seal(versions=FrameworkVersion.objects.filter(pk=adopted.pk))
    since = "?before=1&after=1-today"
    assert "Nothing has changed since the adoption." in page(planner.client, "version_compare", since)
    indicator.target_number = 8
    indicator.save()
    MilestoneFactory(mission=mission, indicator=indicator, value_number=6)
    gate.benchmarks.update(threshold=4)
    text = page(planner.client, "version_compare", since)
    assert text.count("since adoption") == 3
    assert "Courts sit in every province. (Critical, At least 4)" in text


def test_adoption_seals_supersedes_and_keeps_the_assessment_of_the_day(planner, draft, ministry):
    PolicyPositionFactory(
        mission=draft.mission,
        agency=ministry,
        objective=draft.objective_texts.get().objective,
        support=1,
        reservation="Only with a budget.",
    )
    text = page(planner.client, "adopt", version=2)
    assert "Only with a budget." in text
    paper = DocumentFactory(mission=draft.mission)
    given = form_of(
        draft, agency_1=str(ministry.uuid), text_1="Only with a budget.", documents=[str(paper.uuid)]
    )
    assert planner.client.post(address("adopt", version=2), given).url == address("versions")
    draft.refresh_from_db()
    assert draft.status == VersionStatus.ADOPTED
    jobs.run_pending()
    kept = Assessment.objects.get(kind=AssessmentKind.RECORDED, mission=draft.mission)
    assert (kept.occasion, kept.as_of, kept.framework_version) == (
        Occasion.ADOPTION,
        timezone.localdate(),
        draft,
    )
    act = page(planner.client, "adoption", version=2)
    assert "Meeting of today" in act
    assert "Only with a budget." in act
    assert draft.adoption_sha256 in act
    assert planner.client.get(address("adopt", version=2)).status_code == 404


def test_the_sealed_document_is_a_file_for_planners(planner, editor_a, draft):
    file = planner.client.get(address("adoption", version=1) + "?format=json")
    assert json.loads(file.content)["framework_version"]["number"] == 1
    assert editor_a.client.get(address("adoption", version=1) + "?format=json").status_code == 404


def test_a_form_that_lacks_something_keeps_what_was_typed(planner, draft, ministry):
    response = planner.client.post(
        address("adopt", version=2),
        form_of(draft, adopted_by="", text_1="A word", agency_2=str(ministry.uuid), adopted_on="2024-01-01"),
    )
    assert set(response.context["form"].errors) == {"adopted_by", "agency_1", "text_2"}
    assert "A word" in response.content.decode()
    early = planner.client.post(address("adopt", version=2), form_of(draft, adopted_on="2024-01-01"))
    assert "Version 1 was adopted on" in early.content.decode()


def test_a_text_that_changed_meanwhile_is_not_adopted(planner, draft):
    given = form_of(draft)
    draft.objective_texts.update(title="Another")
    response = planner.client.post(address("adopt", version=2), given)
    assert "read it again before it is adopted" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == VersionStatus.DRAFT


def more_of_everything(version, number):
    mission = version.mission
    objective = ObjectiveFactory(mission=mission)
    text = ObjectiveTextFactory(
        mission=mission, framework_version=version, objective=objective, phases=["exit"]
    )
    text.conflict_factors.add(ConflictFactorFactory(mission=mission))
    ObjectiveLinkedItemFactory(objective_text=text)
    AssumptionFactory(mission=mission, framework_version=version, parent=objective)
    VersionSectionFactory(framework_version=version)
    ResourceRequirementFactory(mission=mission, objective=objective)
    benchmark = BenchmarkFactory(mission=mission, objective=objective)
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark)
    MilestoneFactory(mission=mission, indicator=indicator)
    ObservationFactory(mission=mission, indicator=indicator)
    GateBenchmarkFactory(gate=GateFactory(mission=mission), benchmark=benchmark)
    AlignmentLinkFactory(mission=mission, activity=ActivityFactory(mission=mission), objective=objective)
    PolicyPositionFactory(mission=mission, objective=objective, support=-1, agency__name=f"Agency {number}")


def test_pages_cost_the_same_for_one_and_for_three(planner, draft, django_assert_num_queries):
    pages = [
        (address("versions"), LIST_QUERIES),
        (address("version_compare"), COMPARE_QUERIES),
        (address("adopt", version=2), ADOPT_QUERIES),
        (address("adoption", version=1), ADOPTION_QUERIES),
    ]
    for more in (1, 2):
        for number in range(more):
            more_of_everything(draft, number)
        for path, expected in pages:
            with django_assert_num_queries(expected):
                assert planner.client.get(path).status_code == 200
