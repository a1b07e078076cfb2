"""D7 coordination cost, D8 consultation burden, D9 absorption against delivery: what coherence costs those
who bear it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import CoordinationCost, LiaisonRequest, Scenario
from apps.coherence.engine.levels.external import external_money
from apps.coherence.engine.registers import MISSING, register_state
from apps.coherence.engine.results import (
    ASSESSED,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    Finding,
    RowKey,
    Signal,
)
from apps.coherence.engine.settings import BURDEN_WINDOW_MONTHS, OVERLOAD_PEAK
from apps.core.values import Period, Window, above, at_least, ratio, total

LOAD = "load"


def coordination_cost(index: Index) -> Signal:
    """D7: cost of coordination over external non-exempt disbursement, of the trailing twelve months."""
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
    content = {"status": status, "value": value, "cost": cost, "disbursement": disbursement, "flag": flag}
    findings: tuple[Finding, ...] = ()
    if flag is not None and value is not None:
        behind: tuple[RowKey, ...] = tuple(("coordination_costs", row.key) for row in inside)
        findings = (Finding("D7", LOAD, f"cost_{flag}", {"share": value}, behind, (), value),)
    return Signal("D7", content, findings, {"coordination_costs": [row.key for row in inside]})


def _cost(index: Index, row: CoordinationCost) -> float | None:
    amount = row.amount
    if amount is None and row.person_hours is not None and row.hourly_rate is not None:
        amount = row.person_hours * row.hourly_rate
    return index.rates.convert(amount, row.currency, row.period_from)


def consultation_burden(index: Index) -> Signal:
    """D8: hours asked of each internal actor in three months over the liaison hours it declared. Never
    pooled; who was asked nothing and declared nothing is listed too."""
    window = Window(index.as_of, BURDEN_WINDOW_MONTHS)
    asked: dict[str, list[LiaisonRequest]] = defaultdict(list)
    for row in index.inputs.liaison_requests:
        if window.holds(row.requested_on) and index.side(row.internal_actor) == INTERNAL:
            asked[row.internal_actor].append(row)
    declared = {
        agency: row.liaison_hours_per_quarter
        for agency, row in index.presences.items()
        if row.liaison_hours_per_quarter is not None
    }
    agencies, findings = {}, []
    for agency in sorted(key for key in index.agencies if index.side(key) == INTERNAL):
        requests = asked.get(agency, [])
        described = _burden(index, requests, declared.get(agency))
        agencies[agency] = described
        if requests and described["status"] != "ok":
            rows: tuple[RowKey, ...] = tuple(("liaison_requests", row.key) for row in requests)
            actors = tuple(sorted({row.requested_by for row in requests if row.requested_by is not None}))
            params = {"agency": agency, "requests": len(requests), **described}
            value = described["value"]
            weight = value if isinstance(value, float) else 0.0
            code = f"burden_{described['status']}"
            findings.append(Finding("D8", LOAD, code, params, rows, actors, weight))
    behind = {"liaison_requests": {agency: [row.key for row in asked.get(agency, [])] for agency in agencies}}
    ordered = tuple(sorted(findings, key=lambda item: -item.weight))
    return Signal("D8", {"agencies": agencies}, ordered, behind)


def _burden(index: Index, requests: list[LiaisonRequest], capacity: float | None) -> dict[str, object]:
    settings = index.settings
    hours = [row.person_hours for row in requests if row.person_hours is not None]
    demand = sum(hours) if hours or not requests else None
    value = ratio(demand, capacity)
    status = NOT_ASSESSED
    if value is not None:
        status = "ok"
        for label, limit in (
            ("watch", settings.burden_watch),
            ("high", settings.burden_high),
            ("overload", settings.burden_overload),
        ):
            if above(value, limit):
                status = label
    elif demand is not None and capacity is not None:
        status = "overload" if demand > 0 else "ok"
    return {
        "demand": demand,
        "capacity": capacity,
        "value": value,
        "status": status,
        "stop_non_critical": status in {"high", "overload"},
    }


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
    """D9: each scenario simulated; a simulation, labelled as such, not an estimate."""
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
    return Signal("D9", {"scenarios": scenarios}, tuple(findings), behind)


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
