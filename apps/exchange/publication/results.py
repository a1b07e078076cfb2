"""Results of the objectives that activities serve: outcomes with baseline, targets and what was seen."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.benchmarks.enums import Direction, ObservationState, ValueType
from apps.benchmarks.models import BenchmarkText, Indicator, Milestone, Observation
from apps.benchmarks.values import is_small
from apps.exchange.iati import outgoing
from apps.exchange.iati.writer import number
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.models.base import Readership

OUTCOME = "2"
MEASURES = {
    ValueType.NUMBER: "1",
    ValueType.MONEY: "1",
    ValueType.PERCENT: "2",
    ValueType.STAGE: "5",
    ValueType.YES_NO: "5",
}
ASCENDING = {
    Direction.INCREASE: True,
    Direction.MAINTAIN_ABOVE: True,
    Direction.DECREASE: False,
    Direction.MAINTAIN_BELOW: False,
}
SHARED = "A benchmark of the shared framework, to which several activities contribute; not to be added up."


def shared_results(
    readers: Readership, places: Mapping[int, tuple[str, bool]], as_of: datetime.date, notes: Counter[str]
) -> dict[int, list[outgoing.Result]]:
    """The results of each objective of the version in force, as these readers may know them.

    `places` say of each area its name and whether the file may name it. Values of fewer than five people and
    those after the day are left out. Four queries.
    """
    versions = FrameworkVersion.objects.filter(mission=readers.mission)
    stands = (
        versions.in_force_for_all(as_of) if readers.public else versions.filter(status=VersionStatus.ADOPTED)
    )
    texts = BenchmarkText.objects.visible_to(readers).filter(
        framework_version__in=stands.values("pk"), benchmark__retired_on__isnull=True
    )
    wordings = list(texts.select_related("benchmark").order_by("key"))
    indicators = Indicator.objects.filter(benchmark__in={text.benchmark_id for text in wordings})
    by_benchmark: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in indicators.order_by("key"):
        by_benchmark[indicator.benchmark_id or 0].append(indicator)
    readings: dict[int, list[Any]] = defaultdict(list)
    for seen in (
        Observation.objects.visible_to(readers)
        .filter(state=ObservationState.ACCEPTED, observed_on__lte=as_of, indicator__in=indicators)
        .order_by("observed_on", "key")
    ):
        readings[seen.indicator_id].append(seen)
    milestones: dict[int, list[Any]] = defaultdict(list)
    for one in Milestone.objects.filter(indicator__in=indicators).order_by("due_on", "key"):
        milestones[one.indicator_id].append(one)
    found: dict[int, list[outgoing.Result]] = defaultdict(list)
    for text in wordings:
        made = [
            _indicator(one, milestones[one.pk], readings[one.pk], places, notes)
            for one in by_benchmark[text.benchmark_id]
        ]
        if made:
            found[text.benchmark.objective_id].append(
                outgoing.Result(text.statement, OUTCOME, True, text.language, SHARED, made)
            )
    return found


def _indicator(
    row: Indicator,
    milestones: list[Any],
    readings: list[Any],
    places: Mapping[int, tuple[str, bool]],
    notes: Counter[str],
) -> outgoing.Indicator:
    beside = row.currency if row.value_type == ValueType.MONEY else row.unit
    title = f"{row.title} ({beside})" if beside else row.title
    made = outgoing.Indicator(
        title, MEASURES[ValueType(row.value_type)], ASCENDING.get(Direction(row.direction)), row.language
    )
    baseline = _figure(row, "baseline", ())
    if baseline is not None:
        if row.baseline_on is None:
            notes["no_baseline_day"] += 1
        else:
            made.baseline = outgoing.Baseline(row.baseline_on.year, row.baseline_on, baseline)
    periods: dict[datetime.date, outgoing.Period] = {}

    def at(day: datetime.date) -> outgoing.Period:
        return periods.setdefault(day, outgoing.Period(day, day))

    target = _figure(row, "target", ())
    if target is not None and row.target_on is not None:
        at(row.target_on).targets.append(target)
    for one in milestones:
        _add(one, at(one.due_on).targets, places, notes)
    for one in readings:
        if is_small(one):
            notes["small_groups"] += 1
        else:
            _add(one, at(one.observed_on).actuals, places, notes)
    made.periods = [periods[day] for day in sorted(periods) if periods[day].targets or periods[day].actuals]
    if made.measure == "5" and (made.baseline is not None or made.periods):
        notes["words_only"] += 1
    return made


def _add(
    row: Any, figures: list[outgoing.Figure], places: Mapping[int, tuple[str, bool]], notes: Counter[str]
) -> None:
    parts: list[tuple[str, str]] = []
    if row.group is not None:
        parts.append(("group", row.group))
    if row.area_id is not None:
        name, named = places[row.area_id]
        if not named:
            notes["deep_areas"] += 1
            return
        parts.append(("area", name))
    figure = _figure(row, "value", tuple(parts))
    if figure is not None:
        figures.append(figure)


def _figure(row: Any, prefix: str, parts: tuple[tuple[str, str], ...]) -> outgoing.Figure | None:
    """The value as a figure; a stage or a yes as words; None where it is missing."""
    amount: Decimal | float | None = getattr(row, f"{prefix}_number")
    if amount is None:
        amount = getattr(row, f"{prefix}_money")
    if amount is not None:
        return outgoing.Figure(number(amount), None, parts)
    stage, yes = getattr(row, f"{prefix}_stage"), getattr(row, f"{prefix}_yes")
    if stage is None and yes is None:
        return None
    return outgoing.Figure(None, stage if yes is None else "yes" if yes else "no", parts)
