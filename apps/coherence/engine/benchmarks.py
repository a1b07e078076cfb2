"""The state of every benchmark at the date, from its headline indicator. Method section F."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from apps.benchmarks.progress import NOT_ASSESSED, Progress, Reading, Series, Thresholds, assess_series
from apps.coherence.engine.gate_results import BenchmarkResult
from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import BenchmarkIndicator, Dissent, Observation

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


def headline_indicators(index: Index) -> dict[str, BenchmarkIndicator]:
    """The headline indicator of each benchmark; an only indicator is one without being marked so."""
    found: dict[str, list[BenchmarkIndicator]] = defaultdict(list)
    for row in index.inputs.indicators:
        found[row.benchmark].append(row)
    headlines = {}
    for benchmark, rows in found.items():
        marked = [row for row in rows if row.headline] or (rows if len(rows) == 1 else [])
        if marked:
            headlines[benchmark] = marked[0]
    return headlines


def observations_by_indicator(index: Index) -> dict[str, list[Observation]]:
    """Accepted observations up to the date, oldest first."""
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in sorted(index.inputs.observations, key=lambda row: (row.observed_on, row.key)):
        if row.observed_on <= index.as_of:
            found[row.indicator].append(row)
    return found


def benchmark_results(index: Index) -> dict[str, BenchmarkResult]:
    """Every benchmark of the framework in force (all that are not retired, if there is none), by key."""
    headlines = headline_indicators(index)
    observations = observations_by_indicator(index)
    paths: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for milestone in index.inputs.milestones:
        paths[milestone.indicator].append((milestone.due_on, milestone.value))
    dissents = open_dissents(index)
    changes = [
        row.period_from
        for row in index.inputs.phase_periods
        if row.area is None and row.period_from <= index.as_of
    ]
    settings = index.settings
    thresholds = Thresholds(
        settings.on_track_min, settings.at_risk_min, settings.stale_factor, settings.expired_factor
    )
    results = {}
    for benchmark in index.inputs.benchmarks:
        if benchmark.retired_on is not None and benchmark.retired_on <= index.as_of:
            continue
        headline = headlines.get(benchmark.key)
        progress = UNKNOWN
        if headline is not None:
            rows = observations.get(headline.key, [])
            progress = assess_series(
                series_of(headline, tuple(sorted(paths[headline.key]))),
                [reading(row) for row in rows if row.group is None and row.area is None],
                as_of=index.as_of,
                required=required_readings(headline, rows),
                phase_changes=changes,
                thresholds=thresholds,
            )
        against = tuple(row.key for row in dissents if row.benchmark == benchmark.key)
        results[benchmark.key] = BenchmarkResult(benchmark.objective, progress, against)
    return results


def series_of(row: BenchmarkIndicator, path: tuple[tuple[date, float], ...]) -> Series:
    """The plan of an indicator."""
    return Series(
        direction=row.direction,
        reporting_interval_months=row.reporting_interval_months,
        baseline_value=row.baseline_value,
        baseline_on=row.baseline_on,
        target_value=row.target_value,
        target_on=row.target_on,
        tolerance=row.tolerance,
        range_min=row.range_min,
        range_max=row.range_max,
        natural_min=row.natural_min,
        natural_max=row.natural_max,
        path=path,
        breaks=row.breaks,
        shocks=row.shocks,
    )


def reading(row: Observation) -> Reading:
    """An observation as a reading."""
    return Reading(
        row.observed_on, row.value, row.standard_error, row.interval_low, row.interval_high, row.people
    )


def required_readings(row: BenchmarkIndicator, observations: list[Observation]) -> dict[str, list[Reading]]:
    """The readings of every group and area that was declared up front, labelled "group:NAME" and
    "area:KEY"."""
    wanted: dict[str, list[Reading]] = {f"group:{name}": [] for name in row.required_groups}
    wanted |= {f"area:{key}": [] for key in row.required_areas}
    for item in observations:
        label = None
        if item.group is not None and item.area is None:
            label = f"group:{item.group}"
        elif item.area is not None and item.group is None:
            label = f"area:{item.area}"
        if label in wanted:
            wanted[label].append(reading(item))
    return wanted


def open_dissents(index: Index) -> list[Dissent]:
    """Dissents raised by the date and not resolved by then."""
    return [
        row
        for row in index.inputs.dissents
        if row.raised_on <= index.as_of and (row.resolved_on is None or row.resolved_on > index.as_of)
    ]


def benchmarks_in_force(index: Index) -> frozenset[str]:
    """The benchmarks worded in the version in force, and those that no version words at all."""
    worded: Mapping[str, set[str]] = defaultdict(set)
    for text in index.inputs.benchmark_texts:
        worded[text.benchmark].add(text.framework_version)
    version = None if index.version is None else index.version.key
    return frozenset(
        row.key for row in index.inputs.benchmarks if row.key not in worded or version in worded[row.key]
    )
