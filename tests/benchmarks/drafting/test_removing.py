"""What is taken out of a draft goes with what was written for it alone, and comes back whole."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from apps.benchmarks.drafting.removing import bring_back_parts, remove_benchmark, remove_objective
from apps.benchmarks.models import Benchmark, BenchmarkText, Indicator, Milestone
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, Objective, ObjectiveText, VersionAdopted
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    MilestoneFactory,
)
from tests.factories.frameworks import (
    AssumptionFactory,
    FrameworkVersionFactory,
    ObjectiveFactory,
    ObjectiveTextFactory,
    ResourceRequirementFactory,
)


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(mission=mission)


@pytest.fixture
def text(mission, version):
    """An objective with everything that can be written for it in a draft."""
    objective = ObjectiveFactory(mission=mission)
    text = ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    other = ObjectiveTextFactory(mission=mission, framework_version=version).objective
    AssumptionFactory(mission=mission, framework_version=version, parent=other, child=objective)
    ResourceRequirementFactory(mission=mission, objective=objective)
    benchmark = BenchmarkFactory(mission=mission, objective=objective)
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    indicator = IndicatorFactory(mission=mission, benchmark=benchmark)
    MilestoneFactory(mission=mission, indicator=indicator)
    return text


def rows():
    """Every row of the framework and its benchmarks, as it is stored."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for name in ("frameworks", "benchmarks")
        for model in apps.get_app_config(name).get_models()
    }


def test_an_objective_goes_with_all_that_is_its_own_and_comes_back(planner, version, text):
    before = rows()
    kept = remove_objective(by=planner.user, text=text)
    assert (ObjectiveText.objects.count(), Objective.objects.count()) == (1, 1)
    assert [model.objects.count() for model in (BenchmarkText, Benchmark, Indicator, Milestone)] == [0] * 4
    bring_back_parts(by=planner.user, version=version, kept=kept)
    assert rows() == before


def test_an_objective_that_others_name_stays_as_an_identity(mission, version, text):
    AlignmentLinkFactory(mission=mission, objective=text.objective)
    before = rows()
    kept = remove_objective(by=None, text=text)
    assert Objective.objects.filter(pk=text.objective_id).exists()
    assert not ObjectiveText.objects.filter(pk=text.pk).exists()
    bring_back_parts(by=None, version=version, kept=kept)
    assert rows() == before


def test_an_objective_above_others_stays(mission, version, text):
    ObjectiveTextFactory(mission=mission, framework_version=version, parent=text.objective)
    with pytest.raises(ValidationError) as refusal:
        remove_objective(by=None, text=text)
    assert refusal.value.messages == ["Other objectives stand below this one: put them elsewhere first."]


def test_a_benchmark_that_a_gate_asks_for_stays(mission, text):
    wording = BenchmarkText.objects.get()
    GateBenchmarkFactory(gate=GateFactory(mission=mission, title="Hand over"), benchmark=wording.benchmark)
    before = rows()
    with pytest.raises(ValidationError) as refusal:
        remove_benchmark(by=None, text=wording)
    assert refusal.value.messages == [
        "The gate “Hand over” asks for this benchmark: take it out there first."
    ]
    with pytest.raises(ValidationError):
        remove_objective(by=None, text=text)
    assert rows() == before


def test_a_benchmark_of_another_version_keeps_its_indicators(mission, text):
    wording = BenchmarkText.objects.get()
    old = FrameworkVersionFactory(mission=mission, number=9, status=VersionStatus.ADOPTED)
    BenchmarkTextFactory(mission=mission, framework_version=old, benchmark=wording.benchmark)
    remove_benchmark(by=None, text=wording)
    assert Indicator.objects.filter(benchmark=wording.benchmark).exists()
    assert BenchmarkText.objects.get().framework_version == old


def test_nothing_comes_back_into_an_adopted_version(version, text):
    kept = remove_objective(by=None, text=text)
    FrameworkVersion.objects.update(status=VersionStatus.ADOPTED)
    with pytest.raises(VersionAdopted):
        bring_back_parts(by=None, version=version, kept=kept)
    assert ObjectiveText.objects.count() == 1
