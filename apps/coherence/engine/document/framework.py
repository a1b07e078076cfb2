"""Rows of the framework, its benchmarks and gates."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from apps.benchmarks.progress import as_number
from apps.coherence.engine import inputs as rows
from apps.coherence.engine.document.read import Row, day, keys
from apps.core.values import as_float


def framework_version(row: Row) -> rows.FrameworkVersion:
    acknowledged, reservations = row.get("acknowledged_by"), row.get("reservations")
    return rows.FrameworkVersion(
        key=row["key"],
        number=row["number"],
        status=row["status"],
        adopted_on=day(row.get("adopted_on")),
        superseded_on=day(row.get("superseded_on")),
        acknowledged_by=None
        if acknowledged is None
        else tuple((item["agency"], day(item.get("acknowledged_on"))) for item in acknowledged),
        reservations=None
        if reservations is None
        else tuple((item["agency"], day(item.get("dated_on"))) for item in reservations),
    )


def objective_text(row: Row) -> rows.ObjectiveText:
    endorsements = row.get("endorsements")
    return rows.ObjectiveText(
        key=row["key"],
        framework_version=row["framework_version"],
        objective=row["objective"],
        dimension=row["dimension"],
        priority=row.get("priority"),
        endorsements=None
        if endorsements is None
        else tuple(
            (item["agency"], day(item.get("endorsed_on")), as_float(item.get("income_share")))
            for item in endorsements
        ),
    )


def benchmark(row: Row) -> rows.Benchmark:
    return rows.Benchmark(key=row["key"], objective=row["objective"], retired_on=day(row.get("retired_on")))


def benchmark_text(row: Row) -> rows.BenchmarkText:
    return rows.BenchmarkText(
        key=row["key"], framework_version=row["framework_version"], benchmark=row["benchmark"]
    )


def indicator(row: Row) -> rows.BenchmarkIndicator:
    stages = row.get("stages")
    return rows.BenchmarkIndicator(
        key=row["key"],
        benchmark=row["benchmark"],
        headline=row.get("headline") is True,
        direction=row["direction"],
        reporting_interval_months=float(row["reporting_interval_months"]),
        baseline_value=as_number(row.get("baseline_value"), stages),
        baseline_on=day(row.get("baseline_on")),
        target_value=as_number(row.get("target_value"), stages),
        target_on=day(row.get("target_on")),
        tolerance=as_float(row.get("tolerance")),
        range_min=as_float(row.get("range_min")),
        range_max=as_float(row.get("range_max")),
        natural_min=as_float(row.get("natural_min")),
        natural_max=as_float(row.get("natural_max")),
        breaks=tuple(date.fromisoformat(item["date"]) for item in row.get("breaks") or ()),
        shocks=tuple(date.fromisoformat(item["date"]) for item in row.get("shocks") or ()),
        required_groups=tuple(row.get("required_groups") or ()),
        required_areas=tuple(row.get("required_areas") or ()),
    )


def milestones(items: Iterable[Row], stages: Mapping[str, Any]) -> tuple[rows.Milestone, ...]:
    found = []
    for row in items:
        if row["indicator"] in stages and row.get("group") is None and row.get("area") is None:
            value = as_number(row.get("value"), stages[row["indicator"]])
            if value is not None:
                found.append(
                    rows.Milestone(
                        key=row["key"],
                        indicator=row["indicator"],
                        due_on=date.fromisoformat(row["due_on"]),
                        value=value,
                    )
                )
    return tuple(found)


def observations(items: Iterable[Row], stages: Mapping[str, Any]) -> tuple[rows.Observation, ...]:
    found = []
    for row in items:
        if row["indicator"] not in stages or row["state"] != "accepted":
            continue
        value = as_number(row.get("value"), stages[row["indicator"]])
        if value is None:
            continue
        found.append(
            rows.Observation(
                key=row["key"],
                indicator=row["indicator"],
                observed_on=date.fromisoformat(row["observed_on"]),
                value=value,
                group=row.get("group"),
                area=row.get("area"),
                people=row.get("people"),
                standard_error=as_float(row.get("standard_error")),
                interval_low=as_float(row.get("interval_low")),
                interval_high=as_float(row.get("interval_high")),
                grade=row.get("grade"),
                attestor=row.get("attestor"),
                attested_on=day(row.get("attested_on")),
            )
        )
    return tuple(found)


def gate(row: Row) -> rows.Gate:
    return rows.Gate(
        key=row["key"],
        from_phase=row["from_phase"],
        to_phase=row["to_phase"],
        agreed_on=day(row.get("agreed_on")),
        benchmarks=tuple(
            rows.GateBenchmark(
                item["benchmark"],
                item["role"],
                item["comparator"],
                float(item["threshold"]),
                as_float(item.get("regression_threshold")),
            )
            for item in row.get("benchmarks") or ()
        ),
        blocking_signals=keys(row.get("blocking_signals")),
        area=row.get("area"),
    )


def gate_decision(row: Row) -> rows.GateDecision:
    return rows.GateDecision(
        key=row["key"], gate=row["gate"], decided_on=date.fromisoformat(row["decided_on"])
    )


def event(row: Row) -> rows.Event:
    return rows.Event(
        key=row["key"],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=day(row.get("ends_on")),
        area=row.get("area"),
    )


def dissent(row: Row) -> rows.Dissent:
    return rows.Dissent(
        key=row["key"],
        agency=row["agency"],
        raised_on=date.fromisoformat(row["raised_on"]),
        resolved_on=day(row.get("resolved_on")),
        benchmark=row.get("benchmark"),
        gate=row.get("gate"),
    )


def assessment(row: Row) -> rows.RecordedAssessment:
    return rows.RecordedAssessment(
        key=row["key"],
        as_of=date.fromisoformat(row["as_of"]),
        values=tuple(
            rows.RecordedValue(
                level=item["level"],
                indicator=item.get("indicator"),
                strip=item.get("strip"),
                status=item["status"],
                value=as_float(item.get("value")),
                k=as_float(item.get("k")),
                n=as_float(item.get("n")),
            )
            for item in row.get("values") or ()
            if item.get("subject") is None
        ),
    )
