"""Level 2: how consistent the agencies of one state are with each other (W1-W6). Method section B.2."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import TypeGuard

from apps.coherence.engine.aggregate import subject, subject_level
from apps.coherence.engine.concordance import Positions, among_all, concordance_units
from apps.coherence.engine.conflict import non_contradiction
from apps.coherence.engine.grades import EVIDENCE_RANK, RANK
from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Activity, Position, Strategy
from apps.coherence.engine.measure import left_out, measure, not_applicable
from apps.coherence.engine.pairs import Pair, relationship_units
from apps.coherence.engine.results import Indicator, SubjectLevel, Unit

ADOPTED = "adopted"
NONE = "none"
MECHANISM_POINTS = 10


def whole_of_government_level(index: Index, pairs: Collection[Pair], positions: Positions) -> SubjectLevel:
    """Level 2 over every state with at least two agencies that lead active activities."""
    minimum = index.settings.coverage_min
    strategies = current_strategies(index)
    inside = [
        edge
        for edge in index.edges
        if edge.a.lead != edge.b.lead and index.group(edge.a.lead) == index.group(edge.b.lead)
    ]
    contradictions = non_contradiction("W3", index, inside)
    pairs_of: dict[str | None, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if index.group(pair[0]) == index.group(pair[1]):
            pairs_of[index.agencies[pair[0]].state].append(pair)
    own = _positions_by_state(index, positions)
    subjects = {}
    for state, members in sorted(states(index).items()):
        activities = aligned_of(index, members)
        strategy = strategies.get(state)
        subjects[state] = subject(
            "whole_of_government",
            [
                measure("W1", _signature_units(state, members, strategy), coverage_min=minimum),
                measure("W2", relationship_units(index, pairs_of[state]), coverage_min=minimum),
                contradictions(activities),
                _strategy_traceability(index, state, activities, strategy),
                measure("W5", [_mechanism_unit(state, strategy)], coverage_min=minimum),
                measure(
                    "W6",
                    concordance_units(index.objectives, own[state], _of(members), among_all),
                    coverage_min=minimum,
                ),
            ],
            index.settings,
        )
    return subject_level("whole_of_government", subjects, index.settings)


def _positions_by_state(index: Index, positions: Positions) -> dict[str, dict[str, list[Position]]]:
    """state -> objective -> positions of the agencies of that state."""
    found: dict[str, dict[str, list[Position]]] = defaultdict(lambda: defaultdict(list))
    for objective, rows in positions.items():
        for row in rows:
            state = index.agencies[row.agency].state
            if state is not None:
                found[state][objective].append(row)
    return found


def _of(members: Sequence[str]) -> Callable[[Position], bool]:
    own = frozenset(members)
    return lambda row: row.agency in own


def states(index: Index) -> dict[str, tuple[str, ...]]:
    """The states with at least two agencies leading active activities, and those agencies."""
    members: dict[str, list[str]] = defaultdict(list)
    for agency in sorted(index.led_by):
        state = index.agencies[agency].state
        if state is not None:
            members[state].append(agency)
    return {state: tuple(found) for state, found in members.items() if len(found) > 1}


def aligned_of(index: Index, members: Sequence[str]) -> list[Activity]:
    """The non-exempt active activities these agencies lead."""
    return [
        activity
        for agency in members
        for activity in index.led_by.get(agency, ())
        if activity.key not in index.exempt
    ]


def current_strategies(index: Index) -> dict[str, Strategy]:
    """Per state the strategy row that counts: an adopted one before any other, then the latest."""
    current: dict[str, Strategy] = {}
    for row in index.inputs.whole_of_government_strategies:
        if not index.known(row.adopted_on):
            continue
        known = current.get(row.state)
        if known is None or _precedence(row) >= _precedence(known):
            current[row.state] = row
    return current


def _precedence(row: Strategy) -> tuple[int, date]:
    return {ADOPTED: 2, NONE: 1}.get(row.status, 0), row.adopted_on or date.min


def _known(strategy: Strategy | None) -> TypeGuard[Strategy]:
    """Somebody has said whether there is a strategy; if not, its register is missing and makes one unknown
    unit."""
    return strategy is not None and strategy.status in {ADOPTED, NONE}


def _unknown_unit(state: str) -> Unit:
    return left_out([("states", state)], "strategy_unknown")


def _signature_units(state: str, members: Sequence[str], strategy: Strategy | None) -> list[Unit]:
    """W1: one unit per agency, 0 without a strategy; a single unassessed one where that is unknown."""
    if not _known(strategy):
        return [_unknown_unit(state)]
    units = []
    for agency in members:
        key = ("agencies", agency)
        if strategy.status == NONE:
            units.append(Unit((key,), 0.0, reason="no_strategy"))
        elif strategy.signatories is None:
            units.append(left_out([key], "signatories_not_recorded"))
        else:
            signed = agency in strategy.signatories
            units.append(Unit((key,), float(signed), reason="signed" if signed else "not_signed"))
    return units


def strategy_units(activities: Sequence[Activity], strategy: Strategy | None) -> list[Unit]:
    """One unit per activity: 1 if it is listed with the strategy at E or better; unknown without a list."""
    if strategy is None or strategy.activities is None:
        return [left_out([("activities", activity.key)], "traces_not_recorded") for activity in activities]
    ranks: Mapping[str, int] = {activity: RANK[grade] for activity, grade in strategy.activities}
    units = []
    for activity in activities:
        key = (("activities", activity.key),)
        rank = ranks.get(activity.key, 0)
        if rank >= EVIDENCE_RANK:
            units.append(Unit(key, 1.0, reason="traced"))
        else:
            units.append(Unit(key, 0.0, reason="trace_only_claimed" if rank else "not_traced"))
    return units


def _strategy_traceability(
    index: Index, state: str, activities: Sequence[Activity], strategy: Strategy | None
) -> Indicator:
    """W4: not applicable where there is no strategy; a strategy nobody has told of leaves it not assessed."""
    if strategy is not None and strategy.status == NONE:
        return not_applicable("W4", flag="no_strategy")
    if activities and not _known(strategy):
        return measure("W4", [_unknown_unit(state)], coverage_min=index.settings.coverage_min)
    return measure("W4", strategy_units(activities, strategy), coverage_min=index.settings.coverage_min)


def _mechanism_unit(state: str, strategy: Strategy | None) -> Unit:
    """W5: points of the mechanism out of ten; any point unknown leaves it unassessed."""
    if strategy is None:
        return _unknown_unit(state)
    keys = (("whole_of_government_strategies", strategy.key),)
    points = [
        strategy.regular_mechanism,
        strategy.trade_off_mandate,
        strategy.central_convening,
        strategy.political_and_technical,
        strategy.internal_external_mandate,
    ]
    known = [point for point in points if point is not None]
    if len(known) < len(points):
        return left_out(keys, "mechanism_not_recorded")
    score = min(1.0, sum(known) / MECHANISM_POINTS)
    return Unit(keys, score, reason="mechanism_complete" if score == 1 else "mechanism_incomplete")
