"""D11 mandate-resource gap, D12 concentration risk, D13 transition funding cliff. Method section D."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from apps.coherence.engine.attribution import attributed, by_objective, evidenced_shares, unrecorded
from apps.coherence.engine.index import EXTERNAL, Index
from apps.coherence.engine.inputs import ForwardPlan, FundingOutlook
from apps.coherence.engine.measure import left_out, measure
from apps.coherence.engine.registers import DECLARED_EMPTY
from apps.coherence.engine.results import Finding, Indicator, RowKey, Signal, Unit
from apps.coherence.engine.settings import CLIFF_GAP, FORWARD_YEARS
from apps.core.values import Period, above, at_least, clamp, ratio, same, total

GAP = "gap"
OUTLOOK_PARTS = ("assessed", "voluntary_committed", "national", "need")


def resource_gap(index: Index) -> Signal:
    """D11: per objective what is required and not covered by scheduled money attributed at evidenced or
    better.

    A surplus of one objective never offsets a gap of another.
    """
    requirements: dict[str, list[float | None]] = defaultdict(list)
    rows: dict[str, list[RowKey]] = defaultdict(list)
    for row in index.inputs.resource_requirements:
        if index.window.meets(Period(row.period_from, row.period_to)):
            amount = index.rates.convert(row.amount, row.currency, row.period_from)
            requirements[row.objective].append(amount)
            rows[row.objective].append(("resource_requirements", row.key))
    lines = [money for money in index.money if money.in_window and money.line.activity not in index.exempt]
    shares = evidenced_shares(index)
    relations, _ = attributed(shares, lines, lambda money: money.scheduled)
    available = by_objective(relations)
    objectives, findings = {}, []
    short_of = required_in_all = 0.0
    for key in sorted(index.objectives):
        required = total(requirements[key]) if key in requirements else None
        covered = sum(available.get(key, {}).values())
        gap = None
        if required is not None and required > 0:
            short = max(0.0, required - covered)
            gap = short / required
            short_of += short
            required_in_all += required
            if above(gap, 0):
                params = {"objective": key, "required": required, "available": covered, "gap": gap}
                named = (("objectives", key), *rows[key])
                actors = tuple(sorted(available.get(key, {})))
                findings.append(Finding("D11", GAP, "resources_short", params, named, actors, gap))
        objectives[key] = {"required": required, "available": covered, "gap": gap}
    content = {"value": ratio(short_of, required_in_all), "objectives": objectives}
    behind = {
        "resource_requirements": {key: [row for _, row in rows[key]] for key in objectives},
        "unrecorded": unrecorded(shares, lines, lambda money: money.scheduled),
    }
    return Signal("D11", content, tuple(sorted(findings, key=lambda item: (-item.weight, item.rows))), behind)


def concentration(index: Index) -> Signal:
    """D12: per objective how much of its attributed disbursement hangs on few funders."""
    lines = [money for money in index.money if money.in_window and money.line.activity not in index.exempt]
    shares_of = evidenced_shares(index)
    relations, _ = attributed(shares_of, lines, lambda money: money.disbursed)
    funders_of = by_objective(relations)
    objectives: dict[str, dict[str, object]] = {}
    findings = []
    for key in sorted(index.objectives):
        funders = funders_of.get(key, {})
        if not funders:
            objectives[key] = {"hhi": None, "top_share": None, "top_funder": None, "high": None}
            continue
        whole = sum(funders.values())
        shares = {funder: amount / whole for funder, amount in funders.items()}
        top = min(shares, key=lambda funder: (-round(shares[funder], 9), funder))
        high = at_least(shares[top], index.settings.concentration_high)
        objectives[key] = {
            "hhi": sum(share * share for share in shares.values()),
            "top_share": shares[top],
            "top_funder": top,
            "high": high,
        }
        if high:
            params = {"objective": key, "agency": top, "share": shares[top]}
            rows: tuple[RowKey, ...] = (("objectives", key), ("agencies", top))
            findings.append(Finding("D12", GAP, "concentration_high", params, rows, (top,), shares[top]))
    findings.sort(key=lambda item: (-item.weight, item.rows))
    behind = {
        "funders": {key: dict(sorted(funders_of.get(key, {}).items())) for key in objectives},
        "unrecorded": unrecorded(shares_of, lines, lambda money: money.disbursed),
    }
    return Signal("D12", {"objectives": objectives}, tuple(findings), behind)


def funding_cliff(index: Index) -> Signal:
    """D13: per function the totals ahead, their gaps to the need, the steepest drop, and how far money that
    is not
    assessed replaces assessed money; and how far ahead external funders let others see."""
    by_function: dict[str, list[FundingOutlook]] = defaultdict(list)
    for row in index.inputs.funding_outlooks:
        by_function[row.function].append(row)
    functions, parts, findings = {}, {}, []
    for name in sorted(by_function):
        rows = sorted(by_function[name], key=lambda row: (row.year, row.key))
        parts[name] = {part: _amounts(index, rows, part) for part in OUTLOOK_PARTS}
        described = _outlook([row.year for row in rows], parts[name])
        functions[name] = described
        for row, gap in zip(rows, described["gaps"], strict=True):
            if gap is not None and above(gap, CLIFF_GAP):
                named: tuple[RowKey, ...] = (("funding_outlooks", row.key),)
                params = {"function": name, "year": row.year, "gap": gap}
                findings.append(Finding("D13", GAP, "funding_cliff", params, named, (), gap))
    seen = forward_visibility(index)
    content = {
        "functions": functions,
        "forward_visibility": {
            "status": seen.status,
            "value": seen.value,
            "n": seen.n,
            "N": seen.N,
            "lo": seen.lo,
            "hi": seen.hi,
        },
    }
    behind = {
        "parts": parts,
        "forward_plans": [[unit.keys[0][1], unit.score, unit.reason] for unit in seen.units],
    }
    ordered = tuple(sorted(findings, key=lambda item: (-item.weight, item.rows)))
    return Signal("D13", content, ordered, behind)


def _amounts(index: Index, rows: Sequence[FundingOutlook], part: str) -> list[float | None]:
    """One part of the outlook in mission currency, year by year."""
    return [index.rates.convert(getattr(row, part), row.currency, date(row.year, 1, 1)) for row in rows]


def _outlook(years: Sequence[int], amounts: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    assessed, voluntary, national, needs = (amounts[part] for part in OUTLOOK_PARTS)
    totals = [total(parts) for parts in zip(assessed, voluntary, national, strict=True)]
    gaps = [
        None if have is None or need is None else max(0.0, need - have) / need if need > 0 else 0.0
        for have, need in zip(totals, needs, strict=True)
    ]
    drops = [
        (1 - after / before, year)
        for (earlier, before), (year, after) in pairwise(zip(years, totals, strict=True))
        if before is not None and after is not None and before > 0 and year == earlier + 1
    ]
    steepest = max(drops, key=lambda item: (item[0], -item[1]), default=None)
    others = [total(parts) for parts in zip(voluntary, national, strict=True)]
    return {
        "years": list(years),
        "totals": totals,
        "gaps": gaps,
        "drop": None if steepest is None else steepest[0],
        "drop_year": None if steepest is None else steepest[1],
        "substitution": _substitution(assessed, others),
    }


def _substitution(assessed: Sequence[float | None], others: Sequence[float | None]) -> float | None:
    """Growth of other money over the fall of assessed money, from its last peak to the last year."""
    known = [amount for amount in assessed if amount is not None]
    if len(known) < len(assessed) or not known:
        return None
    highest = max(known)
    peak = max(place for place, amount in enumerate(known) if same(amount, highest))
    fall = known[peak] - known[-1]
    first, last = others[peak], others[-1]
    if first is None or last is None or fall <= 0:
        return None
    return (last - first) / fall


def forward_visibility(index: Index) -> Indicator:
    """Mean over external, non-principled funders with a line in the window of forward years shared, of
    three."""
    funders = sorted(
        {
            money.line.funder
            for money in index.money
            if money.in_window
            and index.side(money.line.funder) == EXTERNAL
            and not index.principled(money.line.funder)
        }
    )
    plans: dict[str, ForwardPlan] = {}
    for row in index.inputs.forward_plans:
        known = plans.get(row.funder)
        if index.known(row.shared_on) and (known is None or _order(row) >= _order(known)):
            plans[row.funder] = row
    units = []
    for funder in funders:
        plan, presence = plans.get(funder), index.presences.get(funder)
        keys: tuple[RowKey, ...] = (("agencies", funder),)
        declared = None if presence is None else presence.forward_plans_register
        if plan is not None and plan.years_shared is not None:
            keys += (("forward_plans", plan.key),)
            score = clamp(plan.years_shared / FORWARD_YEARS)
            units.append(Unit(keys, score, reason="forward_years_shared"))
        elif plan is None and declared == DECLARED_EMPTY:
            units.append(Unit(keys, 0.0, reason="declared_no_forward_plan"))
        else:
            units.append(left_out(keys, "forward_plan_missing"))
    return measure("D13", units, coverage_min=index.settings.coverage_min)


def _order(row: ForwardPlan) -> tuple[bool, object]:
    return row.shared_on is not None, row.shared_on
