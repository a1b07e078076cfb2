"""D7 coordination cost, D9 absorption against delivery: what coherence costs, and what delivery meets."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Capacity, CoordinationCost, Scenario
from apps.coherence.engine.levels.external import external_money
from apps.coherence.engine.partial_order import UP, direction
from apps.coherence.engine.registers import MISSING, register_state
from apps.coherence.engine.results import (
    ASSESSED,
    LEVELS,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    Finding,
    Levels,
    RowKey,
    Signal,
)
from apps.coherence.engine.settings import COST_RISE, OVERLOAD_PEAK, QUARTER_MONTHS, WINDOW_MONTHS
from apps.coherence.engine.trend import consistency_of
from apps.core.values import Period, Window, above, at_least, months_between, ratio, total

LOAD = "load"


def coordination_cost(index: Index, levels: Levels) -> Signal:
    """D7: cost of coordination over external non-exempt disbursement, of the trailing twelve months; and
    against the two recorded assessments before, whether more cost moved any level."""
    rows = [row for row in index.inputs.coordination_costs if row.period_from <= index.as_of]
    inside = [row for row in rows if index.window.meets(Period(row.period_from, row.period_to))]
    state = register_state(index.inputs.mission.coordination_costs_register, has_rows=bool(rows))
    cost = None
    if inside:
        cost = total(_cost(index, row) for row in inside)
    elif state != MISSING:
        cost = 0.0
    amounts = [money.disbursed for money in external_money(index)]
    known = [amount for amount in amounts if amount is not None]
    disbursement = sum(known) if known else None
    status, value = ASSESSED, None
    if not amounts or (len(known) == len(amounts) and disbursement == 0):
        status = NOT_APPLICABLE
    elif cost is None or not at_least(len(known) / len(amounts), index.settings.coverage_min):
        status = NOT_ASSESSED
    else:
        value = ratio(cost, disbursement)
        status = NOT_ASSESSED if value is None else ASSESSED
    flag = None
    if value is not None and at_least(value, index.settings.cost_watch):
        flag = "high" if at_least(value, index.settings.cost_high) else "watch"
    returns = _returns(index, levels, cost)
    content = {
        "status": status,
        "value": value,
        "cost": cost,
        "disbursement": disbursement,
        "flag": flag,
        "returns": returns,
    }
    findings: list[Finding] = []
    if flag is not None and value is not None:
        behind: tuple[RowKey, ...] = tuple(("coordination_costs", row.key) for row in inside)
        findings.append(Finding("D7", LOAD, f"cost_{flag}", {"share": value}, behind, (), value))
    if returns["diminishing"]:
        against: tuple[RowKey, ...] = tuple(("assessments", key) for key in returns["against"])
        costs = tuple(("coordination_costs", row.key) for row in inside)
        params = {"share": returns["costs"][-1] / returns["costs"][0] - 1}
        findings.append(Finding("D7", LOAD, "cost_diminishing", params, (*against, *costs), (), 0.01))
    return Signal("D7", content, tuple(findings), {"coordination_costs": [row.key for row in inside]})


def _returns(index: Index, levels: Levels, cost: float | None) -> dict[str, Any]:
    """What more coordination bought: `costs` in the twelve months up to each of two recorded assessments and
    now, and per level its change since the later one, whole and per unit of cost added.

    `diminishing` if the cost rose by more than a tenth over both periods and no level moved up in either;
    None where two earlier assessments, a cost or every level of a period is missing.
    """
    earlier = sorted(
        (row for row in index.inputs.assessments if row.as_of < index.as_of),
        key=lambda row: (row.as_of, row.key),
    )[-2:]
    costs = [*(_cost_until(index, row.as_of) for row in earlier), cost]
    now = {level: levels.headline(level).consistency.value for level in LEVELS}
    values = [*(consistency_of(row) for row in earlier), now]
    added = None
    if earlier and costs[-1] is not None and costs[-2] is not None:
        added = costs[-1] - costs[-2]
    per_level = {}
    for level in LEVELS if earlier else ():
        before, after = values[-2].get(level), now[level]
        change = None if before is None or after is None else after - before
        per_level[level] = {"change": change, "per_cost": ratio(change, added)}
    diminishing = None
    first, last = costs[0], costs[-1]
    if len(earlier) == 2 and None not in costs and first is not None and first > 0 and last is not None:
        moved = [
            {direction(one.get(level), other.get(level), index.settings.change_delta) for level in LEVELS}
            for one, other in pairwise(values)
        ]
        if all(found - {None} for found in moved):
            risen = above(last, first * (1 + COST_RISE))
            diminishing = risen and not any(UP in found for found in moved)
    return {
        "against": [row.key for row in earlier],
        "costs": costs,
        "per_level": per_level,
        "diminishing": diminishing,
    }


def _cost_until(index: Index, day: date) -> float | None:
    """Cost of the twelve months up to a day, as recorded now; None if no row meets them."""
    window = Window(day, WINDOW_MONTHS)
    inside = [
        row
        for row in index.inputs.coordination_costs
        if row.period_from <= day and window.meets(Period(row.period_from, row.period_to))
    ]
    return total(_cost(index, row) for row in inside) if inside else None


def _cost(index: Index, row: CoordinationCost) -> float | None:
    amount = row.amount
    if amount is None and row.person_hours is not None and row.hourly_rate is not None:
        amount = row.person_hours * row.hourly_rate
    return index.rates.convert(amount, row.currency, row.period_from)


@dataclass(frozen=True, slots=True)
class Absorption:
    """One scenario run through: amounts by period, and what became of the delivery."""

    delivery: tuple[float, ...]
    capacity: tuple[float, ...]
    backlog: tuple[float, ...]
    absorbed: float
    lapsed: float
    backlog_end: float
    peak_overload: float | None


def absorption(index: Index) -> Signal:
    """D9: each scenario simulated, labelled as such, not an estimate; beside it what was observed, and the
    number of projects, since many small ones lower what can be absorbed (Roodman 2006)."""
    scenarios, deliveries, findings = {}, {}, []
    for row in index.inputs.scenarios:
        run = _run(index, row)
        deliveries[row.key] = None if run is None else list(run.delivery)
        scenarios[row.key] = {
            "capacity": None if run is None else list(run.capacity),
            "backlog": None if run is None else list(run.backlog),
            "absorbed": None if run is None else run.absorbed,
            "lapsed": None if run is None else run.lapsed,
            "backlog_end": None if run is None else run.backlog_end,
            "peak_overload": None if run is None else run.peak_overload,
        }
        peak = None if run is None else run.peak_overload
        if row.plan_of_record and peak is not None and above(peak, OVERLOAD_PEAK):
            actors = () if row.agency is None else (row.agency,)
            params = {"scenario": row.key, "peak": peak}
            rows: tuple[RowKey, ...] = (("scenarios", row.key),)
            findings.append(Finding("D9", LOAD, "absorption_overload", params, rows, actors, peak))
    behind = {
        "deliveries": deliveries,
        "plans_of_record": [row.key for row in index.inputs.scenarios if row.plan_of_record],
    }
    content = {"scenarios": scenarios, "observed": _observed(index)}
    return Signal("D9", content, tuple(findings), behind)


def _observed(index: Index) -> dict[str, dict[str, Any]]:
    """Per institution with recorded capacity in the last twelve months, in mission currency.

    `value` = executed / (received + backlog at the opening of the first period); None while a part is
    unknown. `first_capacity` is the largest execution of a quarter, and only a lower bound (`at_least`)
    unless something was left waiting when that quarter opened. `projects` are the active activities that the
    institution leads or implements.
    """
    recorded: dict[str, list[Capacity]] = defaultdict(list)
    for row in index.inputs.capacities:
        if row.period_from <= index.as_of and index.window.meets(Period(row.period_from, row.period_to)):
            recorded[row.agency].append(row)
    projects = Counter(
        agency
        for activity in index.active.values()
        for agency in {activity.lead, *(activity.implementers or ())}
        if agency in recorded
    )
    return {
        agency: _rate(index, sorted(rows, key=lambda row: (row.period_from, row.key)))
        | {"projects": projects[agency]}
        for agency, rows in sorted(recorded.items())
    }


def _rate(index: Index, rows: Sequence[Capacity]) -> dict[str, Any]:
    def amount(row: Capacity, value: float | None) -> float | None:
        return index.rates.convert(value, row.currency or index.rates.currency, row.period_to)

    executed = total(amount(row, row.executed) for row in rows)
    received = total(amount(row, row.received) for row in rows)
    opening = amount(rows[0], rows[0].opening_backlog)
    available = total((received, opening))
    quarters = [
        (spent, row)
        for row in rows
        if (spent := amount(row, row.executed)) is not None
        and not above(months_between(row.period_from, row.period_to), QUARTER_MONTHS)
    ]
    spent, best = max(quarters, key=lambda item: item[0], default=(None, None))
    waiting = best is not None and best.opening_backlog is not None and best.opening_backlog > 0
    return {
        "value": ratio(executed, available),
        "executed": executed,
        "available": available,
        "capacities": [row.key for row in rows],
        "first_capacity": spent,
        "at_least": None if best is None else not waiting,
    }


def _run(index: Index, row: Scenario) -> Absorption | None:
    """The scenario in mission currency, or None while delivery or first capacity is unknown."""
    currency = row.currency or index.rates.currency
    rate = index.rates.convert(1.0, currency, None)
    if rate is None or row.delivery is None or row.first_capacity is None:
        return None
    return simulate(
        delivery=[amount * rate for amount in row.delivery],
        capacity_building=[amount * rate for amount in row.capacity_building or ()],
        first_capacity=row.first_capacity * rate,
        capacity_max=None if row.capacity_max is None else row.capacity_max * rate,
        gain=row.gain or 0.0,
        lag=row.lag or 0,
        lapse=row.lapse or 0.0,
        decay=row.decay or 0.0,
    )


def simulate(
    *,
    delivery: Sequence[float],
    capacity_building: Sequence[float],
    first_capacity: float,
    capacity_max: float | None,
    gain: float,
    lag: int,
    lapse: float,
    decay: float,
) -> Absorption:
    """What becomes of a delivery that meets a growing capacity. An effect the scenario does not name is
    absent (0).

    Always: sum of delivery = absorbed + lapsed + backlog at the end.
    """
    capacities: list[float] = []
    backlogs: list[float] = []
    absorbed = lapsed = backlog = 0.0
    capacity, peak = first_capacity, None
    for period, delivered in enumerate(delivery):
        if period:
            source = period - lag
            built = capacity_building[source] if 0 <= source < len(capacity_building) else 0.0
            capacity = capacity * (1 - decay) + gain * built
        if capacity_max is not None:
            capacity = min(capacity_max, capacity)
        available = delivered + backlog
        taken = min(available, capacity)
        absorbed += taken
        lapsed += lapse * (available - taken)
        backlog = (1 - lapse) * (available - taken)
        capacities.append(capacity)
        backlogs.append(backlog)
        overload = ratio(available, capacity)
        if overload is not None and (peak is None or overload > peak):
            peak = overload
    return Absorption(tuple(delivery), tuple(capacities), tuple(backlogs), absorbed, lapsed, backlog, peak)
