"""What a version says, from its rows and from the document kept at its adoption."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from apps.benchmarks.drafting.document import seal
from apps.frameworks.enums import FactorKind, VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.content import Factor, Need, agency_names, content_of
from apps.frameworks.selectors.references import commitments, references
from apps.frameworks.selectors.versions import in_force_on, objective_uuids, requirements_of, versions
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory
from tests.factories.frameworks import (
    ConflictFactorFactory,
    FrameworkVersionFactory,
    LinkedFrameworkFactory,
    LinkedFrameworkItemFactory,
    MutualCommitmentFactory,
    ObjectiveLinkedItemFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
    VersionAcknowledgementFactory,
    VersionReservationFactory,
    VersionSectionFactory,
)
from tests.factories.missions import MandateFactory, MandateTaskFactory, MissionFactory

ADOPTED, LATER = datetime.date(2025, 1, 1), datetime.date(2025, 7, 1)


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, key="V1", number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )


def full(version, agency_a, agency_b):
    """A version that says something of every kind, with two objectives; returns the first wording."""
    mission = version.mission
    factor = ConflictFactorFactory(mission=mission, key="F1", kind=FactorKind.TRIGGER, title="Cattle raids")
    linked = LinkedFrameworkFactory(mission=mission, key="PRSP")
    item = LinkedFrameworkItemFactory(linked_framework=linked, key="A1")
    task = MandateTaskFactory(mandate=MandateFactory(mission=mission, key="SCR"), key="T1")
    second = ObjectiveTextFactory(mission=mission, framework_version=version, code="O2", position=2)
    first = ObjectiveTextFactory(
        mission=mission,
        framework_version=version,
        code="O1",
        position=1,
        pillar="Security",
        parent=second.objective,
        phases=["stabilisation", "transition"],
        priority=1,
        lead_agencies_recorded=True,
        contributing_agencies_recorded=True,
        conflict_factors_recorded=True,
        mandate_tasks_recorded=True,
        linked_items_recorded=True,
    )
    first.lead_agencies.add(agency_a)
    first.contributing_agencies.add(agency_a, agency_b)
    first.conflict_factors.add(factor)
    first.mandate_tasks.add(task)
    ObjectiveLinkedItemFactory(objective_text=first, linked_framework=linked, item=item)
    ResourceRequirementFactory(mission=mission, objective=first.objective, amount=Decimal(5))
    benchmark = BenchmarkFactory(mission=mission, objective=first.objective)
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    VersionSectionFactory(framework_version=version, key="B", title="Later", position=2)
    VersionSectionFactory(framework_version=version, key="Z", title="First", position=1)
    return first


def test_rows_and_adoption_document_say_the_same(version, agency_a, agency_b, mission):
    first = full(version, agency_a, agency_b)
    agencies = agency_names(mission)
    before = content_of(version, agencies)
    assert seal(versions=FrameworkVersion.objects.filter(pk=version.pk)) == 1
    version.refresh_from_db()
    after = content_of(version, agencies)
    assert replace(after, benchmarks=dict(after.benchmarks), uuids=None) == replace(
        before, benchmarks={key: n for key, n in before.benchmarks.items() if n}, uuids=None
    )
    assert before.uuids == objective_uuids(mission)
    one, two = after.objectives
    assert (one.code, one.pillar, one.phases, one.parent) == (
        "O1",
        "Security",
        ["stabilisation", "transition"],
        two.objective,
    )
    assert (one.leads, sorted(one.contributors)) == (["AGA"], ["AGA", "AGB"])
    assert (one.factors, one.tasks, one.answers) == (["F1"], [("SCR", "T1")], [("PRSP", "A1")])
    assert after.factors == [Factor("F1", FactorKind.TRIGGER, "Cattle raids", None)]
    assert [section.title for section in after.sections] == ["First", "Later"]
    assert after.needs == [Need(first.objective.key, ADOPTED, datetime.date(2025, 12, 31), "USD", Decimal(5))]
    assert dict(after.benchmarks) == {first.objective.key: 1}


def test_an_adopted_version_is_shown_as_it_was_adopted(version, agency_a, agency_b, mission):
    first = full(version, agency_a, agency_b)
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    version.refresh_from_db()
    first.objective.resourcerequirement_set.update(amount=Decimal(9))
    mission.conflictfactor_set.update(title="Something else")
    content = content_of(version, agency_names(mission))
    assert [need.amount for need in content.needs] == [Decimal(5)]
    assert [factor.title for factor in content.factors] == ["Cattle raids"]


def test_an_empty_list_is_not_a_missing_one(version, mission):
    ObjectiveTextFactory(mission=mission, framework_version=version, code="O1", lead_agencies_recorded=True)
    ObjectiveTextFactory(mission=mission, framework_version=version, code="O2")
    from_rows = content_of(version, {})
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    version.refresh_from_db()
    for content in (from_rows, content_of(version, {})):
        assert [one.leads for one in content.objectives] == [[], None]


def test_needs_are_named_by_their_years():
    def need(first, last):
        return Need("O1", first, last, "USD", Decimal(1)).period

    assert need(ADOPTED, datetime.date(2025, 12, 31)) == "2025"
    assert need(ADOPTED, datetime.date(2027, 12, 31)) == "2025-2027"


def test_versions_newest_first_with_who_read_them(version, mission, agency_a, agency_b):
    draft = FrameworkVersionFactory(mission=mission, number=2)
    FrameworkVersionFactory(mission=MissionFactory(), number=9)
    VersionAcknowledgementFactory(framework_version=version, agency=agency_a)
    VersionAcknowledgementFactory(framework_version=version, agency=agency_b)
    VersionReservationFactory(framework_version=version, agency=agency_b)
    assert [(one, one.acknowledged, one.reserved) for one in versions(mission)] == [
        (draft, 0, 0),
        (version, 2, 1),
    ]


def test_the_version_in_force_on_a_day(version, mission):
    version.status, version.superseded_on = VersionStatus.SUPERSEDED, LATER
    version.save()
    newer = FrameworkVersionFactory(mission=mission, number=2, status=VersionStatus.ADOPTED, adopted_on=LATER)
    FrameworkVersionFactory(mission=mission, number=3)
    found = versions(mission)
    before = ADOPTED - datetime.timedelta(days=1)
    assert [in_force_on(found, day) for day in (before, ADOPTED, LATER)] == [None, version, newer]
    for day in (before, ADOPTED, LATER):
        in_database = FrameworkVersion.objects.in_force(day).filter(mission=mission).first()
        assert in_database == in_force_on(found, day)


def test_mandates_and_other_strategies_with_their_items(mission, agency_a):
    later = MandateFactory(mission=mission, key="M2", symbol="S/RES/2", adopted_on=LATER)
    earlier = MandateFactory(mission=mission, key="M1", symbol="S/RES/1", adopted_on=ADOPTED)
    MandateTaskFactory(mandate=later, key="b", text="Second")
    MandateTaskFactory(mandate=later, key="a", text="First")
    LinkedFrameworkFactory(mission=mission, key="M1", title="National plan", owner=agency_a)
    mandates, others = references(mission)
    assert [(one.name, one.items) for one in mandates] == [
        (earlier.symbol, {}),
        (later.symbol, {"a": "First", "b": "Second"}),
    ]
    assert list(mandates[1].items) == ["a", "b"]
    assert [(one.title, one.by, one.items) for one in others] == [("National plan", "AGA", {})]
    assert references(MissionFactory()) == ([], [])


def test_commitments_and_requirements_stay_in_their_mission(mission):
    own = MutualCommitmentFactory(mission=mission, key="A")
    MutualCommitmentFactory(mission=MissionFactory())
    need = ResourceRequirementFactory(mission=mission)
    assert list(commitments(mission)) == [own]
    assert requirements_of(need.objective) == [need]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_content_takes_five_queries_from_rows_and_one_from_the_document(
    version, mission, agency_a, django_assert_num_queries, rows
):
    for place in range(rows):
        text = ObjectiveTextFactory(mission=mission, framework_version=version, code=f"O{place}")
        text.lead_agencies.add(agency_a)
        ConflictFactorFactory(mission=mission)
    agencies = agency_names(mission)
    with django_assert_num_queries(
        5
    ):  # texts, their translations, their lists, sections and factors, requirements
        assert len(content_of(version, agencies).objectives) == rows
    seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
    version.refresh_from_db()
    with django_assert_num_queries(1):
        assert len(content_of(version, agencies).objectives) == rows
