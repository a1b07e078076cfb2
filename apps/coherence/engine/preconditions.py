"""What must stand before coherence can be asked for: P1 to P5. Method section B.5."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from apps.benchmarks.progress import NOT_ASSESSED
from apps.coherence.engine.benchmarks import benchmarks_in_force
from apps.coherence.engine.gate_results import BenchmarkResult
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import ObjectiveText
from apps.coherence.engine.measure import left_out
from apps.coherence.engine.results import Adoption, Preconditions, RowKey, Share, Unit
from apps.coherence.engine.settings import REVISION_MONTHS
from apps.core.values import Period, above, months_between, ratio


def preconditions(index: Index, benchmarks: Mapping[str, BenchmarkResult]) -> Preconditions:
    """P1-P5 of the framework in force. Without one, the shares have no value."""
    return Preconditions(
        adoption=_adoption(index),
        dissemination=_dissemination(index),
        monitored=_monitored(index, benchmarks),
        endorsed=_endorsed(index),
        breadth=_breadth(index),
    )


def _adoption(index: Index) -> Adoption:
    version = index.version
    units = tuple(
        Unit((("framework_versions", row.key),), 1.0, reason="in_force")
        if version is not None and row.key == version.key
        else Unit((("framework_versions", row.key),), 0.0, reason="not_in_force")
        for row in sorted(index.inputs.framework_versions, key=lambda row: row.number)
        if index.known(row.adopted_on)
    )
    if version is None:
        return Adoption(adopted=False, version=None, months_since_revision=None, flag=False, units=units)
    months = None if version.adopted_on is None else months_between(version.adopted_on, index.as_of)
    late = months is not None and above(months, REVISION_MONTHS)
    return Adoption(True, version.number, months, late, units)


def _dissemination(index: Index) -> Share:
    registered = sorted(
        {
            row.agency
            for row in index.inputs.mission_agencies
            if Period(row.since, row.until).covers(index.as_of)
        }
    )
    if index.version is None:
        return Share(
            None,
            0,
            len(registered),
            units=tuple(left_out([("agencies", key)], "no_framework") for key in registered),
        )
    if index.version.acknowledged_by is None:
        units = tuple(left_out([("agencies", key)], "acknowledgements_not_recorded") for key in registered)
        return Share(None, None, len(registered), units=units)
    told = {agency for agency, day in index.version.acknowledged_by if index.known(day)}
    units = tuple(
        Unit((("agencies", key),), 1.0, reason="acknowledged")
        if key in told
        else Unit((("agencies", key),), 0.0, reason="not_acknowledged")
        for key in registered
    )
    k = sum(key in told for key in registered)
    return Share(ratio(k, len(registered)), k, len(registered), units=units)


def _monitored(index: Index, benchmarks: Mapping[str, BenchmarkResult]) -> Share:
    in_force = benchmarks_in_force(index)
    of_objective: dict[str, list[str]] = defaultdict(list)
    for key, result in sorted(benchmarks.items()):
        if key in in_force:
            of_objective[result.objective].append(key)
    units = []
    for objective in sorted(index.objectives):
        own = of_objective[objective]
        known = [key for key in own if benchmarks[key].progress.status != NOT_ASSESSED]
        fresh = [key for key in known if not benchmarks[key].progress.stale]
        if fresh:
            units.append(Unit(_beside(objective, "benchmarks", fresh), 1.0, reason="monitored"))
        elif known:
            units.append(Unit(_beside(objective, "benchmarks", known), 0.0, reason="benchmark_stale"))
        else:
            reason = "benchmark_not_assessed" if own else "no_benchmark"
            units.append(Unit(_beside(objective, "benchmarks", own), 0.0, reason=reason))
    return _of_objectives(index, units)


def _endorsed(index: Index) -> Share:
    if index.objectives and all(text.endorsements is None for text in index.objectives.values()):
        missing = tuple(
            left_out([("objectives", key)], "endorsements_not_recorded") for key in sorted(index.objectives)
        )
        return Share(None, None, len(index.objectives), (), missing)
    units = []
    for objective, text in sorted(index.objectives.items()):
        independent = sorted(endorsed_by(index, text))
        asked = sorted({agency for agency, day, _income in text.endorsements or () if index.known(day)})
        if independent:
            units.append(Unit(_beside(objective, "agencies", independent), 1.0, reason="endorsed"))
        else:
            reason = "endorsed_by_no_independent" if asked else "not_endorsed"
            units.append(Unit(_beside(objective, "agencies", asked), 0.0, reason=reason))
    return _of_objectives(index, units)


def endorsed_by(index: Index, text: ObjectiveText) -> list[str]:
    """The independent internal actors that endorsed this wording by the date."""
    return [
        agency
        for agency, day, income in text.endorsements or ()
        if index.side(agency) == INTERNAL
        and index.known(day)
        and not (income is not None and above(income, index.settings.dependence_threshold))
    ]


def _beside(objective: str, collection: str, others: Iterable[str]) -> tuple[RowKey, ...]:
    return (("objectives", objective), *((collection, other) for other in others))


def _of_objectives(index: Index, units: Sequence[Unit]) -> Share:
    counted = tuple(unit.keys[0][1] for unit in units if unit.score == 1)
    n = len(index.objectives)
    return Share(ratio(len(counted), n), len(counted), n, counted, tuple(units))


def _breadth(index: Index) -> Share:
    served: dict[str, list[str]] = defaultdict(list)
    for key, text in sorted(index.objectives.items()):
        served[text.dimension].append(key)
    units = tuple(
        Unit(
            (("dimensions", name), *(("objectives", key) for key in served.get(name, ()))),
            float(name in served),
            reason="covered" if name in served else "not_covered",
        )
        for name in index.core_dimension
    )
    own = len(index.core_dimension)
    covered = sum(unit.score == 1 for unit in units)
    return Share(None if index.version is None else ratio(covered, own), covered, own, units=units)
