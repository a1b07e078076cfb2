"""The page of the theory of change: both figures, as files too, whatever version is asked for."""

import pytest

from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory
from tests.factories.frameworks import AssumptionFactory, FrameworkVersionFactory, ObjectiveTextFactory

ADDRESS = "/m/MISA/framework/theory/"


def grow(mission, version, count):
    above = ObjectiveTextFactory(mission=mission, framework_version=version, title="Peace")
    for number in range(count):
        text = ObjectiveTextFactory(
            mission=mission,
            framework_version=version,
            title=f"Law {number}",
            parent=above.objective,
            phases=["exit"],
        )
        AssumptionFactory(
            mission=mission,
            framework_version=version,
            parent=above.objective,
            child=text.objective,
            text="Judges are paid",
        )
        benchmark = BenchmarkFactory(mission=mission, objective=text.objective)
        BenchmarkTextFactory(
            mission=mission, framework_version=version, benchmark=benchmark, statement="Courts sit"
        )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(planner, mission, count, django_assert_num_queries):
    grow(mission, FrameworkVersionFactory(mission=mission), count)
    with django_assert_num_queries(8):
        shown = planner.client.get(ADDRESS).content.decode()
    assert shown.count("Judges are paid (not tested)</text>") == count
    assert "Rule of law</text>" in shown


def test_both_tables_are_files(planner, mission):
    grow(mission, FrameworkVersionFactory(mission=mission), 1)
    found = planner.client.get(f"{ADDRESS}?format=csv&figure=theory").content.decode("utf-8-sig")
    assert "Law 0,Peace,Judges are paid,not tested,Courts sit" in found.replace("\r", "")
    found = planner.client.get(f"{ADDRESS}?format=csv&figure=phases").content.decode("utf-8-sig")
    assert found.splitlines()[0] == "Dimension,Objective,Stabilisation,Transition,Consolidation,Exit"
    assert planner.client.get(f"{ADDRESS}?format=csv&figure=none").status_code == 404


def test_without_a_version_there_is_no_theory(planner, mission):
    assert planner.client.get(ADDRESS).status_code == 404


def test_the_version_asked_for_is_shown(planner, mission):
    grow(mission, FrameworkVersionFactory(mission=mission), 1)
    assert "Version 1" in planner.client.get(f"{ADDRESS}?version=1").content.decode()
    assert (
        "There is no version of this number." in planner.client.get(f"{ADDRESS}?version=7").content.decode()
    )
