"""What must stand before coherence can be asked for: P1 to P5. Method section B.5."""

from collections.abc import Mapping

from apps.benchmarks.progress import NOT_ASSESSED
from apps.coherence.engine.benchmarks import benchmarks_in_force
from apps.coherence.engine.gate_results import BenchmarkResult
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import ObjectiveText
from apps.coherence.engine.results import Adoption, Preconditions, Share
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
    if version is None:
        return Adoption(adopted=False, version=None, months_since_revision=None, flag=False)
    months = None if version.adopted_on is None else months_between(version.adopted_on, index.as_of)
    return Adoption(True, version.number, months, months is not None and above(months, REVISION_MONTHS))


def _dissemination(index: Index) -> Share:
    registered = {
        row.agency
        for row in index.inputs.mission_agencies
        if Period(row.since, row.until).covers(index.as_of)
    }
    if index.version is None:
        return Share(None, 0, len(registered))
    if index.version.acknowledged_by is None:
        return Share(None, None, len(registered))
    told = {agency for agency, day in index.version.acknowledged_by if index.known(day)}
    k = len(told & registered)
    return Share(ratio(k, len(registered)), k, len(registered))


def _monitored(index: Index, benchmarks: Mapping[str, BenchmarkResult]) -> Share:
    in_force = benchmarks_in_force(index)
    seen = {
        result.objective
        for key, result in benchmarks.items()
        if key in in_force and result.progress.status != NOT_ASSESSED and not result.progress.stale
    }
    return _of_objectives(index, seen)


def _endorsed(index: Index) -> Share:
    if index.objectives and all(text.endorsements is None for text in index.objectives.values()):
        return Share(None, None, len(index.objectives), ())
    return _of_objectives(index, {key for key, text in index.objectives.items() if endorsed_by(index, text)})


def endorsed_by(index: Index, text: ObjectiveText) -> list[str]:
    """The independent internal actors that endorsed this wording by the date."""
    return [
        agency
        for agency, day, income in text.endorsements or ()
        if index.side(agency) == INTERNAL
        and index.known(day)
        and not (income is not None and above(income, index.settings.dependence_threshold))
    ]


def _of_objectives(index: Index, keys: set[str]) -> Share:
    counted = tuple(sorted(keys & index.objectives.keys()))
    return Share(ratio(len(counted), len(index.objectives)), len(counted), len(index.objectives), counted)


def _breadth(index: Index) -> Share:
    own = len(index.core_dimension)
    covered = len({text.dimension for text in index.objectives.values()} & index.core_dimension.keys())
    return Share(None if index.version is None else ratio(covered, own), covered, own)
