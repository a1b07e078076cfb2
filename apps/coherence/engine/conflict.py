"""One minus the severity of contradictions over reviewed activities (A3, W3, E6), and the same after own
review (I7)."""

from collections.abc import Callable, Collection, Iterable, Sequence

from apps.coherence.engine.index import Edge, Index, worst_edges
from apps.coherence.engine.inputs import Activity
from apps.coherence.engine.measure import left_out, measure
from apps.coherence.engine.results import Indicator, Unit


def non_contradiction(
    indicator: str, index: Index, edges: Iterable[Edge], reviewed: Collection[str] | None = None
) -> Callable[[Sequence[Activity]], Indicator]:
    """The indicator as a function of its activities: each scores 1 - severity of its worst edge of the
    given kind.

    Activities that no contradiction review names (or that are not in `reviewed`) stay unassessed: the
    absence of a
    flag is no evidence.
    """
    worst = worst_edges(edges)
    looked_at = index.reviewed if reviewed is None else reviewed
    unreviewed = "not_reviewed" if reviewed is None else "not_reviewed_internally"

    def of(activities: Sequence[Activity]) -> Indicator:
        units = (_unit(row, looked_at, worst.get(row.key), unreviewed) for row in activities)
        return measure(indicator, units, coverage_min=index.settings.coverage_min)

    return of


def _unit(activity: Activity, reviewed: Collection[str], edge: Edge | None, unreviewed: str) -> Unit:
    key = ("activities", activity.key)
    if activity.key not in reviewed:
        return left_out([key], unreviewed)
    if edge is None:
        return Unit((key,), 1.0, reason="no_contradiction")
    return Unit((key, ("contradictions", edge.key)), 1.0 - edge.severity, reason="contradiction")
