"""The state of benchmarks on a day, from rows that all members share."""

import datetime
import json
from pathlib import Path

import pytest

from apps.benchmarks.enums import Direction, ObservationState, SeriesEventKind, ValueType
from apps.benchmarks.selectors.board import board, board_of, count_by_status, plans, thresholds_of
from apps.benchmarks.selectors.detail import gate_roles, observations_for, series_named, wordings
from apps.core.enums import Audience
from apps.exchange.services import import_bundle
from apps.frameworks.enums import VersionStatus
from apps.missions.models import Mission
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    GateBenchmarkFactory,
    GateFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    SeriesEventFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory
from tests.factories.missions import AreaFactory, DocumentFactory, MissionFactory, PhasePeriodFactory

DATA = Path(__file__).parent.parent / "data"
ADOPTED, DAY = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1)


@pytest.fixture
def version(mission):
    return FrameworkVersionFactory(
        mission=mission, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )


def worded(version, key, *, values=(), **options):
    """A benchmark of the version from 0 to 100 over two years, with these readings of 1 January 2026."""
    benchmark = BenchmarkFactory(mission=version.mission, key=key)
    BenchmarkTextFactory(
        mission=version.mission, framework_version=version, benchmark=benchmark, statement=f"{key} is reached"
    )
    indicator = IndicatorFactory(
        mission=version.mission,
        benchmark=benchmark,
        baseline_number=0,
        baseline_on=ADOPTED,
        target_number=100,
        target_on=datetime.date(2027, 1, 1),
        **options,
    )
    for value in values:
        ObservationFactory(mission=version.mission, indicator=indicator, observed_on=DAY, value_number=value)
    return indicator


def states(mission, day=DAY):
    return {row.plan.key: (row.progress.status, row.progress.value) for row in board(mission, day)[0]}


def test_the_worked_example_has_the_states_that_the_engine_computes(db):
    document = json.loads((DATA / "karo.bundle.json").read_text(encoding="utf-8"))
    expected = json.loads((DATA / "karo.expected.json").read_text(encoding="utf-8"))["benchmarks"]
    import_bundle(by=None, document=document, at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC))
    karo = Mission.objects.get(code="KARO")
    rows, context = board(karo, DAY)
    assert context == []
    found = {
        row.plan.key: {
            "status": row.progress.status,
            "value": row.progress.value,
            "age": row.progress.age,
            "progress": row.progress.progress,
            "expected": row.progress.expected,
            "r": row.progress.r,
            "stale": row.progress.stale,
            "masked_disparity": row.progress.masked_disparity,
        }
        for row in rows
    }
    assert found == {
        key: {name: pytest.approx(one[name]) for name in found[key]} for key, one in expected.items()
    }
    assert rows[0].progress.forecast.low == pytest.approx(0)
    assert count_by_status(rows) == {
        "achieved": 0,
        "on_track": 2,
        "at_risk": 1,
        "off_track": 0,
        "regressing": 1,
        "too_early_to_rate": 0,
        "not_assessed": 1,
    }


@pytest.mark.parametrize(
    "options",
    [
        {"state": ObservationState.SUBMITTED},
        {"state": ObservationState.RETURNED},
        {"audience": Audience.AGENCY},
        {"observed_on": DAY + datetime.timedelta(days=1)},
        {"value_number": None},
    ],
)
def test_what_does_not_count_changes_no_state(version, mission, options):
    indicator = worded(version, "B1", values=[50])
    ObservationFactory(
        **{"mission": mission, "indicator": indicator, "observed_on": DAY, "value_number": 1} | options
    )
    assert states(mission) == {"B1": ("on_track", 50.0)}


@pytest.mark.parametrize("audience", [None, Audience.MISSION, Audience.PUBLIC])
def test_public_and_shared_readings_count(version, mission, audience):
    indicator = worded(version, "B1")
    ObservationFactory(
        mission=mission, indicator=indicator, observed_on=DAY, value_number=50, audience=audience
    )
    assert states(mission) == {"B1": ("on_track", 50.0)}


def test_zero_is_a_value_and_missing_is_none(version, mission):
    worded(version, "B1", values=[0])
    worded(version, "B2")
    assert states(mission) == {"B1": ("off_track", 0.0), "B2": ("not_assessed", None)}


def test_only_what_the_version_in_force_words_is_on_the_board(version, mission):
    worded(version, "OLD", values=[1])
    version.status, version.superseded_on = VersionStatus.SUPERSEDED, datetime.date(2025, 7, 1)
    version.save()
    newer = FrameworkVersionFactory(
        mission=mission, number=2, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 7, 1)
    )
    worded(newer, "NEW", values=[1])
    draft = FrameworkVersionFactory(mission=mission, number=3)
    worded(draft, "DRAFT", values=[1])
    BenchmarkFactory(mission=mission, key="UNWORDED")
    BenchmarkFactory(mission=mission, key="RETIRED", retired_on=DAY)
    assert [plan.key for plan in plans(mission, DAY)] == ["NEW", "UNWORDED"]
    assert [plan.key for plan in plans(mission, datetime.date(2025, 6, 30))] == ["OLD", "RETIRED", "UNWORDED"]


def test_key_benchmarks_stand_first(version, mission):
    worded(version, "A")
    worded(version, "Z")
    version.benchmark_texts.filter(benchmark__key="Z").update(key_benchmark=True)
    assert [plan.key for plan in plans(mission, DAY)] == ["Z", "A"]


def test_a_benchmark_with_two_indicators_and_no_headline_is_not_assessed(version, mission):
    indicator = worded(version, "B1", values=[50])
    IndicatorFactory(mission=mission, benchmark=indicator.benchmark)
    assert states(mission) == {"B1": ("not_assessed", None)}


def test_values_of_every_kind_become_numbers(version, mission):
    benchmark = BenchmarkFactory(mission=mission, key="B1")
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark)
    indicator = IndicatorFactory(
        mission=mission,
        benchmark=benchmark,
        value_type=ValueType.STAGE,
        direction=Direction.INCREASE,
        stages=["draft", "passed", "in force"],
        baseline_stage="draft",
        baseline_on=ADOPTED,
        target_stage="in force",
        target_on=datetime.date(2027, 1, 1),
    )
    ObservationFactory(
        mission=mission, indicator=indicator, observed_on=DAY, value_number=None, value_stage="passed"
    )
    assert states(mission) == {"B1": ("on_track", 1.0)}


def test_milestones_breaks_areas_and_phases_reach_the_engine(version, mission):
    north = AreaFactory(mission=mission, name="North")
    indicator = worded(version, "B1", values=[50], required_groups=["women"])
    indicator.required_areas.add(north)
    MilestoneFactory(mission=mission, indicator=indicator, due_on=DAY, value_number=100)
    MilestoneFactory(mission=mission, indicator=indicator, due_on=DAY, value_number=1, group="women")
    SeriesEventFactory(indicator=indicator, kind=SeriesEventKind.BREAK, date=DAY)
    PhasePeriodFactory(mission=mission, period_from=ADOPTED)
    PhasePeriodFactory(mission=mission, period_from=DAY + datetime.timedelta(days=1))
    ObservationFactory(mission=mission, indicator=indicator, observed_on=DAY, value_number=10, area=north)
    (row,), _ = board(mission, DAY)
    assert row.measured.series.path == ((DAY, 100.0),)
    assert row.measured.series.breaks == (DAY,)
    assert row.measured.phase_changes == [ADOPTED]
    assert row.measured.areas == {f"area:{north.pk}": "North"}
    assert [(label, rating.status) for label, rating in row.progress.groups] == [
        (f"area:{north.pk}", "off_track")
    ]
    assert row.progress.not_disaggregated == ("group:women",)
    assert (row.progress.status, row.progress.expected) == ("off_track", 100.0)


def test_the_mission_sets_its_own_cuts(mission):
    mission.setting_on_track_min = 0.0
    assert (thresholds_of(mission).on_track_min, thresholds_of(mission).at_risk_min) == (0.0, 0.6)


def test_context_series_stand_apart(version, mission):
    series = IndicatorFactory(mission=mission, benchmark=None, title="Control of corruption")
    ObservationFactory(mission=mission, indicator=series, observed_on=DAY, standard_error=0.2)
    rows, context = board(mission, DAY)
    assert rows == []
    assert [(one.indicator, [point.standard_error for point in one.points]) for one in context] == [
        (series, [0.2])
    ]


def test_another_mission_is_another_world(version, mission):
    elsewhere = FrameworkVersionFactory(
        mission=MissionFactory(), number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED
    )
    indicator = worded(elsewhere, "B1", values=[50])
    IndicatorFactory(mission=elsewhere.mission, benchmark=None)
    assert board(mission, DAY) == ([], [])
    assert list(wordings(mission, indicator.benchmark.uuid)) == []
    assert series_named(mission, indicator.uuid).first() is None


def test_the_board_of_one_objective(version, mission):
    one, other = worded(version, "B1", values=[50]), worded(version, "B2", values=[50])
    assert [row.plan.key for row in board_of(mission, DAY, one.benchmark.objective_id)] == ["B1"]
    assert board_of(mission, DAY, ObjectiveFactory(mission=mission).pk) == []
    assert other.benchmark.objective_id != one.benchmark.objective_id


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_takes_three_queries(version, mission, django_assert_num_queries, rows):
    for place in range(rows):
        indicator = worded(version, f"B{place}", values=[50])
        MilestoneFactory(mission=mission, indicator=indicator, due_on=DAY, value_number=100)
        IndicatorFactory(mission=mission, benchmark=None)
    with django_assert_num_queries(3):  # benchmarks with their wording, indicators, everything dated
        assert len(board(mission, DAY)[0]) == rows


@pytest.mark.parametrize(
    ("persona", "seen"),
    [("planner", {1.0}), ("editor_a", {1.0, 2.0}), ("editor_b", {1.0}), ("outsider", set())],
)
def test_observations_kept_inside_an_agency_are_shown_to_that_agency_only(
    request, version, agency_a, persona, seen
):
    mission = version.mission
    indicator = worded(version, "B1", values=[1])
    kept = {"audience": Audience.AGENCY, "submitted_by": agency_a, "value_number": 2}
    ObservationFactory(mission=mission, indicator=indicator, observed_on=DAY, **kept)
    user = request.getfixturevalue(persona).user
    found = observations_for(user, mission, [indicator.pk])
    assert {row.value_number for row in found} == seen


def test_documents_of_an_observation_are_those_that_the_reader_may_see(version, mission, planner):
    indicator = worded(version, "B1", values=[1])
    observation = indicator.observations.get()
    observation.documents.add(
        DocumentFactory(mission=mission, title="Shared"),
        DocumentFactory(mission=mission, title="Kept", audience=Audience.AGENCY),
    )
    (row,) = observations_for(planner.user, mission, [indicator.pk])
    assert [document.title for document in row.documents.all()] == ["Shared"]


def test_gate_roles_by_benchmark(version, mission):
    one, other = worded(version, "B1").benchmark, worded(version, "B2").benchmark
    gate = GateFactory(mission=mission)
    GateBenchmarkFactory(gate=gate, benchmark=one)
    GateBenchmarkFactory(gate=gate, benchmark=other)
    assert {key: [row.gate for row in rows] for key, rows in gate_roles(mission).items()} == {
        one.pk: [gate],
        other.pk: [gate],
    }
    assert set(gate_roles(mission, [one.pk])) == {one.pk}
