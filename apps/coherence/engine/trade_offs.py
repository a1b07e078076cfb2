"""Paired trade-offs: two shares over one and the same set of activities, never level scores. Method section
C.2."""

from collections.abc import Sequence

from apps.coherence.engine.grades import EVIDENCE_RANK
from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Activity
from apps.coherence.engine.levels.agency import commitments_state, own_policy_by_agency, own_policy_units
from apps.coherence.engine.levels.internal_external import internally_verified
from apps.coherence.engine.levels.whole_of_government import (
    ADOPTED,
    aligned_of,
    current_strategies,
    states,
    strategy_units,
)
from apps.coherence.engine.measure import left_out
from apps.coherence.engine.registers import MISSING
from apps.coherence.engine.results import TradeOff, TradeOffs, TradeOffUnit, Unit
from apps.core.values import at_least

DEFERRED = "verification_deferred"
UNTRACED = "traces_not_recorded"


def trade_offs(index: Index) -> TradeOffs:
    """T1 over external activities; T2 and T3 per state with an adopted strategy."""
    strategies = current_strategies(index)
    own = own_policy_by_agency(index)
    over_ownership, silos = {}, {}
    for state, members in sorted(states(index).items()):
        strategy = strategies.get(state)
        if strategy is None or strategy.status != ADOPTED:
            continue
        activities = aligned_of(index, members)
        traced = strategy_units(activities, strategy)
        over_ownership[state] = _difference(
            index,
            [
                _beside_verified(index, activity, unit.score)
                for unit, activity in zip(traced, activities, strict=True)
            ],
        )
        own_policy: list[Unit] = []
        for agency in members:
            led = aligned_of(index, [agency])
            rows = own.get(agency, [])
            if commitments_state(index, agency, rows) == MISSING:
                own_policy += [left_out([("activities", row.key)], "register_missing") for row in led]
            else:
                own_policy += own_policy_units(led, rows)
        silos[state] = _difference(
            index,
            [
                TradeOffUnit(activity.key, one.score, other.score, _missing(one, other))
                for activity, one, other in zip(activities, own_policy, traced, strict=True)
            ],
        )
    return TradeOffs(_bloc_pressure(index), over_ownership, silos)


def _bloc_pressure(index: Index) -> TradeOff:
    if index.version is None:
        units = tuple(TradeOffUnit(row.key, None, None, "no_framework") for row in index.external)
        return TradeOff(value=None, flag=False, units=units)
    return _difference(
        index,
        [
            _beside_verified(index, row, float(index.best_rank.get(row.key, 0) >= EVIDENCE_RANK))
            for row in index.external
        ],
    )


def _beside_verified(index: Index, activity: Activity, first: float | None) -> TradeOffUnit:
    """A score of an activity beside its verification by an independent internal actor; left out while that
    is deferred."""
    if activity.verification_deferred:
        return TradeOffUnit(activity.key, first, None, DEFERRED)
    second = float(bool(internally_verified(index, activity)))
    return TradeOffUnit(activity.key, first, second, UNTRACED if first is None else None)


def _difference(index: Index, units: Sequence[TradeOffUnit]) -> TradeOff:
    """Mean of the first minus mean of the second, over the activities of which both are known."""
    known = [
        (unit.first, unit.second) for unit in units if unit.first is not None and unit.second is not None
    ]
    if not known:
        return TradeOff(value=None, flag=False, units=tuple(units))
    first, second = (sum(scores) for scores in zip(*known, strict=True))
    value = (first - second) / len(known)
    return TradeOff(
        value,
        at_least(value, index.settings.trade_off_flag),
        len(known),
        first / len(known),
        second / len(known),
        tuple(units),
    )


def _missing(*units: Unit) -> str | None:
    """Why the first of these that has no score has none."""
    return next((unit.reason for unit in units if unit.score is None), None)
