"""The pages of the signals, preconditions and trade-offs: one function for each, from what is stored to
sentence, numbers and tables."""

from collections.abc import Callable, Mapping

from apps.coherence.engine.registry import PRECONDITION_TEXTS
from apps.coherence.signals import (
    absorption,
    burden,
    cost,
    frictions,
    gaps,
    honesty,
    independence,
    means,
    network,
    trade_offs,
)
from apps.coherence.signals.page import Page, Stored
from apps.coherence.signals.preconditions import precondition

PAGES: Mapping[str, Callable[[Stored], Page]] = {
    "D1": gaps.strategic_deficit,
    "D2": gaps.orphan_objectives,
    "D3": frictions.overlap,
    "D4": frictions.contradictions,
    "D5": honesty.false_coherence,
    "D6": independence.humanitarian_guard,
    "D7": cost.coordination_cost,
    "D8": burden.consultation_burden,
    "D9": absorption.absorption,
    "D10": gaps.phase_fit,
    "D11": means.resource_gap,
    "D12": means.concentration,
    "D13": means.funding_cliff,
    "D14": network.coordination_network,
    "INT": honesty.integrity,
    **{key: precondition(key) for key in PRECONDITION_TEXTS},
    "T1": trade_offs.bloc_pressure,
    "T2": trade_offs.of_states("T2"),
    "T3": trade_offs.of_states("T3"),
}
