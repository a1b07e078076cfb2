"""What exit adds to a gate: who pays for and who owns the functions handed over, and whether a funding cliff
lies ahead. Method section E; stated as far as recorded, never guessed."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.coherence.engine.gate_results import ExitReadiness
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import Handover
from apps.coherence.engine.results import Signal
from apps.coherence.engine.settings import CLIFF_GAP, EXIT_CLIFF_MONTHS
from apps.core.values import above, month_number, ratio


def exit_readiness(index: Index, signals: Mapping[str, Signal]) -> ExitReadiness:
    """The three additions at the date, over all handovers recorded for the mission."""
    handovers = index.inputs.handovers
    value, lo, hi, known = financed_nationally(
        [
            (index.rates.convert(row.yearly_cost, row.currency, row.due_on), row.financed_nationally)
            for row in handovers
        ]
    )
    owned = {row.key for row in handovers if _owned(index, row)}
    years = _years_ahead(index)
    cliff, cliffs, unknown = funding_cliffs(signals["D13"].content["functions"], years)
    return ExitReadiness(
        handovers=len(handovers),
        financed=value,
        financed_lo=lo,
        financed_hi=hi,
        financed_known=known,
        without_owner=tuple(row.key for row in handovers if row.key not in owned),
        years=years,
        cliff=cliff,
        cliffs=cliffs,
        cliffs_unknown=unknown,
    )


def _owned(index: Index, row: Handover) -> bool:
    return row.to_agency is not None and index.side(row.to_agency) == INTERNAL


def financed_nationally(
    costs: Sequence[tuple[float | None, bool | None]],
) -> tuple[float | None, float, float, int]:
    """(share, its bounds, how many known) of yearly cost financed nationally, from (cost, financed) pairs.

    The share is over the functions of which both are known, None without any cost among them. With an
    unknown cost the bounds are 0 and 1; an unknown financing counts as none in the lower one and as all in
    the upper one.
    """
    known = [(cost, financed) for cost, financed in costs if cost is not None and financed is not None]
    national = sum(cost for cost, financed in known if financed)
    value = ratio(national, sum(cost for cost, _financed in known))
    whole = [cost for cost, _financed in costs if cost is not None]
    if len(whole) < len(costs) or not sum(whole):
        return value, 0.0, 1.0, len(known)
    open_cost = sum(cost for cost, financed in costs if cost is not None and financed is None)
    return value, national / sum(whole), (national + open_cost) / sum(whole), len(known)


def _years_ahead(index: Index) -> tuple[int, ...]:
    """The calendar years that the next two years touch."""
    last = month_number(index.as_of) + EXIT_CLIFF_MONTHS
    return tuple(year for year in range(index.as_of.year, index.as_of.year + 4) if year * 12 + 1 < last)


def funding_cliffs(
    functions: Mapping[str, Mapping[str, Any]], years: Sequence[int]
) -> tuple[bool | None, tuple[tuple[str, int, float], ...], tuple[tuple[str, int], ...]]:
    """(is there a cliff, (function, year, gap) of each, (function, year) without a gap known) in these years.

    A known cliff beats the unknown; a year that nobody looked at is unknown, and so is a mission without any
    outlook.
    """
    cliffs: list[tuple[str, int, float]] = []
    unknown: list[tuple[str, int]] = []
    for name, function in sorted(functions.items()):
        gaps = dict(zip(function["years"], function["gaps"], strict=True))
        for year in years:
            gap = gaps.get(year)
            if gap is None:
                unknown.append((name, year))
            elif above(gap, CLIFF_GAP):
                cliffs.append((name, year, gap))
    if cliffs:
        return True, tuple(cliffs), tuple(unknown)
    return (None if unknown or not functions else False), (), tuple(unknown)
