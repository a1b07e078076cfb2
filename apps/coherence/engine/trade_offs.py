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
from apps.coherence.engine.registers import MISSING
from apps.coherence.engine.results import TradeOff, TradeOffs
from apps.core.values import at_least


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
        traced = [unit.score for unit in strategy_units(activities, strategy)]
        asked = [
            (score, _verified(index, activity))
            for score, activity in zip(traced, activities, strict=True)
            if not activity.verification_deferred
        ]
        over_ownership[state] = _difference(index, asked)
        own_policy: list[float | None] = []
        for agency in members:
            led = aligned_of(index, [agency])
            rows = own.get(agency, [])
            if commitments_state(index, agency, rows) == MISSING:
                own_policy += [None] * len(led)
            else:
                own_policy += [unit.score for unit in own_policy_units(led, rows)]
        silos[state] = _difference(index, list(zip(own_policy, traced, strict=True)))
    return TradeOffs(_bloc_pressure(index), over_ownership, silos)


def _bloc_pressure(index: Index) -> TradeOff:
    if index.version is None:
        return TradeOff(value=None, flag=False)
    pairs = [
        (float(index.best_rank.get(row.key, 0) >= EVIDENCE_RANK), _verified(index, row))
        for row in index.external
        if not row.verification_deferred
    ]
    return _difference(index, pairs)


def _verified(index: Index, activity: Activity) -> float:
    return float(bool(internally_verified(index, activity)))


def _difference(index: Index, pairs: Sequence[tuple[float | None, float | None]]) -> TradeOff:
    """Mean of the first minus mean of the second, over the activities of which both are known."""
    known = [(first, second) for first, second in pairs if first is not None and second is not None]
    if not known:
        return TradeOff(value=None, flag=False)
    value = (sum(first for first, _ in known) - sum(second for _, second in known)) / len(known)
    return TradeOff(value, at_least(value, index.settings.trade_off_flag), len(known))
