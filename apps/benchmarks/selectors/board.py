"""What was planned for benchmarks, what was seen, and the state that follows on a day.

Results rest on public and members' rows, so that every member reads the same status; an observation kept
inside an agency is shown to that agency and counts in none.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from apps.benchmarks.enums import BenchmarkStatus, ObservationState, SeriesEventKind
from apps.benchmarks.models import Benchmark, Indicator, Milestone, Observation, SeriesEvent
from apps.benchmarks.progress import (
    NOT_ASSESSED,
    Progress,
    Reading,
    Series,
    Thresholds,
    as_number,
    assess_series,
)
from apps.core.enums import Audience
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.content import Translatable
from apps.missions.models import Mission, PhasePeriod

Reader = AbstractBaseUser | AnonymousUser
VALUE = ("number", "money", "stage", "yes")

UNKNOWN = Progress(
    status=NOT_ASSESSED,
    stale=False,
    expired=False,
    value=None,
    observed_on=None,
    age=None,
    progress=None,
    expected=None,
    r=None,
    status_range=None,
    groups=(),
    not_disaggregated=(),
    masked_disparity=False,
    forecast=None,
)


@dataclass(frozen=True, slots=True)
class Plan(Translatable):
    """A benchmark as it is worded on a day; `statement` is None where no version words it."""

    pk: int
    uuid: UUID
    key: str
    objective: int
    objective_uuid: UUID
    statement: str | None
    language: str | None
    deadline: datetime.date | None
    owner: str | None
    key_benchmark: bool | None


@dataclass(frozen=True, slots=True)
class Point:
    """Something dated (or named, for `area`) that belongs to an indicator, its value as a number."""

    kind: str
    indicator: int | None
    key: str
    on: datetime.date | None
    value: float | None
    group: str | None
    area: int | None
    people: int | None
    standard_error: float | None
    low: float | None
    high: float | None
    grade: str | None


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator with its plan and the readings that count, oldest first.

    `required` by "group:NAME" and "area:NUMBER"; `areas` are the names of the latter.
    """

    indicator: Indicator
    series: Series
    points: Sequence[Point]
    required: Mapping[str, Sequence[Reading]]
    areas: Mapping[str, str]
    phase_changes: Sequence[datetime.date]

    @property
    def headline(self) -> list[Point]:
        """Readings for the whole mission."""
        return [point for point in self.points if point.group is None and point.area is None]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A benchmark with the state of its headline indicator on the day."""

    plan: Plan
    measured: Measured | None
    progress: Progress


def thresholds_of(mission: Mission) -> Thresholds:
    """The mission's own cuts, the method's where it has none."""
    own = {
        "on_track_min": mission.setting_on_track_min,
        "at_risk_min": mission.setting_at_risk_min,
        "stale_factor": mission.setting_stale_factor,
        "expired_factor": mission.setting_expired_factor,
    }
    return Thresholds(**{name: value for name, value in own.items() if value is not None})


def plans(mission: Mission, as_of: datetime.date, *, public: bool = False) -> list[Plan]:
    """Benchmarks that no version words or that in force on the day (`public`: for all) does; one query."""
    versions = FrameworkVersion.objects.filter(mission=mission)
    in_force = versions.in_force_for_all(as_of) if public else versions.in_force(as_of)
    rows: Any = Benchmark.objects.filter(mission=mission)
    rows = rows.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=as_of)).filter(
        Q(texts__isnull=True) | Q(texts__framework_version__in=in_force)
    )
    rows = rows.annotate(owner=Coalesce("texts__owner__acronym", "texts__owner__name")).values_list(
        "pk",
        "uuid",
        "key",
        "objective_id",
        "objective__uuid",
        "texts__statement",
        "texts__language",
        "texts__deadline",
        "owner",
        "texts__key_benchmark",
        "texts__translations",
    )
    found = [Plan(*row, translations=translations) for *row, translations in rows]
    return sorted(found, key=lambda plan: (plan.key_benchmark is not True, plan.key, plan.pk))


def indicators_of(mission: Mission) -> "QuerySet[Indicator]":
    """Indicators of the mission by key. One query when read."""
    return cast("QuerySet[Indicator]", Indicator.objects.filter(mission=mission)).order_by("key")


def headlines(indicators: Iterable[Indicator]) -> dict[int, Indicator]:
    """The headline indicator of each benchmark; an only indicator is one without being marked so."""
    found: dict[int, list[Indicator]] = defaultdict(list)
    for row in indicators:
        if row.benchmark_id is not None:
            found[row.benchmark_id].append(row)
    chosen: dict[int, Indicator] = {}
    for benchmark, rows in found.items():
        marked = [row for row in rows if row.headline] or (rows if len(rows) == 1 else [])
        if marked:
            chosen[benchmark] = marked[0]
    return chosen


COLUMNS: Mapping[str, "models.Field[Any, Any]"] = {
    "indicator": models.BigIntegerField(),
    "key": models.TextField(),
    "on": models.DateField(),
    "number": models.FloatField(),
    "money": models.DecimalField(max_digits=22, decimal_places=4),
    "stage": models.TextField(),
    "yes": models.BooleanField(),
    "group": models.TextField(),
    "area": models.BigIntegerField(),
    "people": models.BigIntegerField(),
    "standard_error": models.FloatField(),
    "low": models.FloatField(),
    "high": models.FloatField(),
    "grade": models.TextField(),
}


def _points_of(rows: Any, kind: Value | F, **columns: str) -> Any:
    """Rows in the columns of all points; those it has not are empty."""
    given = {
        f"p_{name}": F(columns[name]) if name in columns else Cast(Value(None), field)
        for name, field in COLUMNS.items()
    }
    kinds = {"p_kind": Cast(kind, models.TextField())}
    return rows.order_by().annotate(**kinds, **given).values_list(*kinds, *given)


def points(
    mission: Mission, indicators: Collection[Indicator], as_of: datetime.date, *, public: bool = False
) -> list[Point]:
    """Milestones, breaks, shocks, required areas, readings that count, the mission's phases up to the day.

    Those without a date come first, then by date and key. A required area has its name as `group`; the first
    day of a phase belongs to no indicator. `public`: only observations that everybody may see. One query.
    """
    stages = {row.pk: row.stages for row in indicators}
    value = {name: f"value_{name}" for name in VALUE}
    readings: Any = Observation.objects.filter(mission=mission)
    readings = readings.filter(state=ObservationState.ACCEPTED, observed_on__lte=as_of)
    readings = (
        readings.filter(audience=Audience.PUBLIC) if public else readings.exclude(audience=Audience.AGENCY)
    )
    parts = [
        _points_of(
            readings.filter(indicator__in=stages),
            Value("observation"),
            indicator="indicator_id",
            key="key",
            on="observed_on",
            group="group",
            area="area_id",
            people="people",
            standard_error="standard_error",
            low="interval_low",
            high="interval_high",
            grade="grade",
            **value,
        ),
        _points_of(
            Milestone.objects.filter(indicator__in=stages),
            Value("milestone"),
            indicator="indicator_id",
            key="key",
            on="due_on",
            group="group",
            area="area_id",
            **value,
        ),
        _points_of(
            SeriesEvent.objects.filter(indicator__in=stages),
            F("kind"),
            indicator="indicator_id",
            on="date",
            key="text",
        ),
        _points_of(
            Indicator.required_areas.through.objects.filter(indicator__in=stages),
            Value("area"),
            indicator="indicator_id",
            area="area_id",
            group="area__name",
            key="area__key",
        ),
        _points_of(
            PhasePeriod.objects.filter(mission=mission, area__isnull=True, period_from__lte=as_of),
            Value("phase"),
            key="key",
            on="period_from",
        ),
    ]
    found = []
    for kind, indicator, key, on, number, money, stage, yes, *rest in parts[0].union(*parts[1:], all=True):
        given = next((one for one in (number, money, stage, yes) if one is not None), None)
        found.append(Point(kind, indicator, key or "", on, as_number(given, stages.get(indicator)), *rest))
    return sorted(found, key=lambda point: (point.on or datetime.date.min, point.key))


def recorded(row: Any, name: str) -> float | Decimal | str | bool | None:
    """The value of a row in whichever of the four columns it stands."""
    return next(
        (given for part in VALUE if (given := getattr(row, f"{name}_{part}")) is not None),
        None,
    )


def reading(point: Point) -> Reading:
    """A reading as the engine takes it. Raises ValueError for a point without date or value."""
    if point.on is None or point.value is None:
        raise ValueError("no reading")
    return Reading(point.on, point.value, point.standard_error, point.low, point.high, point.people)


def measure(indicators: Sequence[Indicator], found: Iterable[Point]) -> dict[int, Measured]:
    """Each indicator with its plan and its readings, by primary key. No query."""
    by_indicator: dict[int | None, list[Point]] = defaultdict(list)
    for point in found:
        by_indicator[point.indicator].append(point)
    phases = [point.on for point in by_indicator[None] if point.on is not None]
    return {row.pk: _measured(row, by_indicator[row.pk], phases) for row in indicators}


def _measured(row: Indicator, found: Sequence[Point], phases: Sequence[datetime.date]) -> Measured:
    readings = [one for one in found if one.kind == "observation" and one.value is not None]
    days = {
        kind: tuple(one.on for one in found if one.kind == kind and one.on is not None)
        for kind in SeriesEventKind.values
    }
    path = tuple(
        (one.on, one.value)
        for one in found
        if one.kind == "milestone" and one.group is None and one.area is None
        if one.on is not None and one.value is not None
    )
    required: dict[str, list[Reading]] = {f"group:{name}": [] for name in row.required_groups or ()}
    required |= {f"area:{one.area}": [] for one in found if one.kind == "area"}
    for one in readings:
        label = None
        if one.group is not None and one.area is None:
            label = f"group:{one.group}"
        elif one.area is not None and one.group is None:
            label = f"area:{one.area}"
        if label in required:
            required[label].append(reading(one))
    series = Series(
        direction=row.direction,
        reporting_interval_months=row.reporting_interval_months,
        baseline_value=as_number(recorded(row, "baseline"), row.stages),
        baseline_on=row.baseline_on,
        target_value=as_number(recorded(row, "target"), row.stages),
        target_on=row.target_on,
        tolerance=row.tolerance,
        range_min=row.range_min,
        range_max=row.range_max,
        natural_min=row.natural_min,
        natural_max=row.natural_max,
        path=path,
        breaks=days[SeriesEventKind.BREAK],
        shocks=days[SeriesEventKind.SHOCK],
    )
    areas = {f"area:{one.area}": one.group or "" for one in found if one.kind == "area"}
    return Measured(row, series, readings, required, areas, phases)


def state_on(measured: Measured | None, *, as_of: datetime.date, thresholds: Thresholds) -> Progress:
    """The state of an indicator on the day. No query."""
    if measured is None:
        return UNKNOWN
    return assess_series(
        measured.series,
        [reading(point) for point in measured.headline],
        as_of=as_of,
        required=measured.required,
        phase_changes=measured.phase_changes,
        thresholds=thresholds,
    )


def board(
    mission: Mission, as_of: datetime.date, *, public: bool = False
) -> tuple[list[BoardRow], list[Measured]]:
    """Every benchmark in force on the day with its state, and the context series. Three queries.

    `public`: what everybody may see of them, those that no adopted version words left out.
    """
    worded = [x for x in plans(mission, as_of, public=public) if not public or x.statement is not None]
    indicators = list(indicators_of(mission))
    chosen = headlines(indicators)
    needed = [row for row in indicators if row.benchmark_id is None or chosen.get(row.benchmark_id) is row]
    measured = measure(needed, points(mission, needed, as_of, public=public))
    rows = _rows(mission, worded, chosen, measured, as_of)
    return rows, [measured[row.pk] for row in needed if row.benchmark_id is None]


def board_of(mission: Mission, as_of: datetime.date, objective: int) -> list[BoardRow]:
    """Benchmarks of one objective that are in force on the day, with their states. Three queries."""
    worded = [plan for plan in plans(mission, as_of) if plan.objective == objective]
    chosen = headlines(indicators_of(mission).filter(benchmark__objective=objective))
    needed = list(chosen.values())
    return _rows(mission, worded, chosen, measure(needed, points(mission, needed, as_of)), as_of)


def _rows(
    mission: Mission,
    worded: Iterable[Plan],
    chosen: Mapping[int, Indicator],
    measured: Mapping[int, Measured],
    as_of: datetime.date,
) -> list[BoardRow]:
    cuts = thresholds_of(mission)
    found = [(one, measured[chosen[one.pk].pk] if one.pk in chosen else None) for one in worded]
    return [BoardRow(plan, own, state_on(own, as_of=as_of, thresholds=cuts)) for plan, own in found]


def count_by_status(rows: Iterable[BoardRow]) -> dict[str, int]:
    """How many benchmarks stand at each of the seven statuses, in their order. No query."""
    counts = dict.fromkeys(BenchmarkStatus.values, 0)
    for row in rows:
        counts[row.progress.status] += 1
    return counts
