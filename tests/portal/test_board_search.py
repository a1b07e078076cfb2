"""The board searched, trend and backing said; the map of a benchmark and the history of its wording."""

import pytest

from apps.benchmarks.enums import BenchmarkStatus
from apps.frameworks.enums import VersionStatus
from tests.factories.benchmarks import (
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    ObservationFactory,
    StatusJudgementFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.missions import AreaFactory
from tests.portal.test_benchmarks import ADOPTED, DAY, address, rows_of, worded


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )


def test_the_board_is_searched_by_phase_gate_owner_and_key(version, planner, agency_a):
    mission = version.mission
    one, other = worded(version, "B1", values=[10, 20]), worded(version, "B2", values=[30, 20])
    gate = GateFactory(mission=mission, title="Gate one")
    GateBenchmarkFactory(gate=gate, benchmark=one)
    one.texts.update(owner=agency_a, key_benchmark=True)
    version.objective_texts.filter(objective=other.objective).update(phases=["exit"])

    def keys(**asked):
        return [
            line["row"].plan.key
            for line in planner.client.get(address(), {"as_of": DAY.isoformat(), **asked}).context["lines"]
        ]

    assert keys() == ["B1", "B2"]
    assert keys(gate=gate.uuid) == keys(owner="AGA") == keys(key_only="on") == ["B1"]
    assert keys(phase="exit") == ["B2"]
    text = planner.client.get(address(), {"as_of": DAY.isoformat()}).content.decode()
    assert ["better" in text, "worse" in text, "Evidenced, 2 readings" in text] == [True] * 3
    file = rows_of(planner.client.get(address(), {"format": "csv", "as_of": DAY.isoformat()}))
    assert [row[10:13] for row in file[1:]] == [["better", "evidenced", "2"], ["worse", "evidenced", "2"]]


def test_the_page_of_a_benchmark_maps_areas_and_keeps_its_wordings(version, planner):
    mission = version.mission
    row = worded(version, "B1", values=[10])
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    north = AreaFactory(mission=mission, name="North", geometry=shape)
    south = AreaFactory(mission=mission, name="South", geometry=shape)
    common = {"mission": mission, "indicator": row.indicators.get(), "observed_on": DAY}
    ObservationFactory(**common, area=north, value_number=44.5, people=100)
    ObservationFactory(**common, area=south, value_number=7777, people=3)
    later = FrameworkVersionFactory(mission=mission, number=2)
    BenchmarkTextFactory(
        mission=mission, framework_version=later, benchmark=row, statement="B1 is reached sooner"
    )
    text = planner.client.get(
        address("benchmark", uuid=row.uuid), {"as_of": DAY.isoformat()}
    ).content.decode()
    assert ["Last reading by area" in text, "44.5" in text, "7,777" in text] == [True, True, False]
    assert "B1 is reached sooner" in text
    assert "How it was worded" in text


def test_a_judgement_that_differs_is_flagged(version, planner):
    row = worded(version, "B1", values=[10])
    StatusJudgementFactory(mission=version.mission, benchmark=row, status=BenchmarkStatus.ACHIEVED)
    page = address("benchmark", uuid=row.uuid)
    text = planner.client.get(page, {"as_of": DAY.isoformat()}).content.decode()
    assert "differs from the computed one" in text
