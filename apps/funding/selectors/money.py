"""What the page of money shows: by type and year, from funder to objective, gaps, windows, predictability."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q

from apps.alignment.selectors.money import Amount
from apps.core.values import Rates
from apps.frameworks.models import ResourceRequirement
from apps.funding.models import ExchangeRate, ForwardPlan, ForwardPlanAmount
from apps.funding.rules import FUNDERS
from apps.funding.selectors.scope import MoneyScope, Reader
from apps.funding.selectors.sums import CENT, NOTHING, Lines, Summed, shared_out, sums
from apps.missions.enums import Role
from apps.missions.selectors import memberships_in

MOST_PLANS = 50
KIND_YEAR = tuple[str | None, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """What one objective needs in one year, and what is scheduled for it; None is not known."""

    objective: int
    year: int
    required: Decimal | None
    scheduled: Summed

    @property
    def missing(self) -> Decimal | None:
        """What is not covered, at least zero; None where one side is not known."""
        have = self.scheduled.total.amount
        if self.required is None or have is None:
            return None
        return max(self.required - have, Decimal(0))


@dataclass(frozen=True, slots=True)
class FunderLine:
    """One funder: what it scheduled and paid, and how much of it goes through the country's own systems."""

    funder: int
    scheduled: Summed
    disbursed: Summed
    both_scheduled: Summed
    both_disbursed: Summed
    to_government: Summed
    systems: Mapping[str, tuple[int, int]]
    lines: int

    @property
    def paid_share(self) -> float | None:
        """Paid of what was scheduled, over lines that record both; None where that cannot be said."""
        planned, paid = self.both_scheduled.total.amount, self.both_disbursed.total.amount
        if planned is None or paid is None or planned == 0:
            return None
        return float(paid / planned)


SYSTEMS = ("budget_execution", "financial_reporting", "audit", "procurement")


def gaps(scope: MoneyScope, lines: Lines, years: tuple[int | None, int | None]) -> list[Gap]:
    """Requirements by objective and year beside the money scheduled for them. Three queries.

    A requirement counts in the year in which its period begins, in the rate of that day.
    """
    mission = scope.mission
    rates = rates_of(scope)
    needs: Any = ResourceRequirement.objects.filter(mission=mission)
    required: dict[tuple[int, int], list[float | None]] = defaultdict(list)
    for objective, start, currency, amount in needs.values_list(
        "objective_id", "period_from", "currency", "amount"
    ):
        since, until = years
        if (since is None or start.year >= since) and (until is None or start.year <= until):
            required[objective, start.year].append(rates.convert(float(amount), currency, start))
    have = shared_out(mission, lines, "scheduled", "objective", "year")
    return [
        Gap(objective, year, _sum(required[objective, year]), have.get((objective, year), NOTHING))
        for objective, year in sorted(required)
    ]


def _sum(parts: list[float | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return Decimal(str(sum(known))).quantize(CENT) if len(known) == len(parts) else None


def rates_of(scope: MoneyScope) -> Rates:
    """Every recorded rate into the currency of the mission. One query."""
    rows = ExchangeRate.objects.filter(mission=scope.mission).values_list("currency", "valid_on", "rate")
    return Rates(
        scope.mission.currency, [(code, on, float(rate)) for code, on, rate in rows], known_on=scope.day
    )


def by_funder(scope: MoneyScope, lines: Lines) -> list[FunderLine]:
    """The funders of the lines, who pays most first. Six queries."""
    mission = scope.mission
    both = lines.filter(scheduled__isnull=False, disbursed__isnull=False)
    scheduled = sums(mission, lines, "scheduled", "funder_id")
    disbursed = sums(mission, lines, "disbursed", "funder_id")
    both_scheduled = sums(mission, both, "scheduled", "funder_id")
    both_disbursed = sums(mission, both, "disbursed", "funder_id")
    government = sums(mission, lines, "to_government_sector", "funder_id")
    counts = {f"{name}_yes": Count("pk", filter=Q(**{f"country_systems_{name}": True})) for name in SYSTEMS}
    counts |= {f"{name}_known": Count(f"country_systems_{name}") for name in SYSTEMS}
    counted: Any = lines.order_by().values("funder_id").annotate(**counts)
    systems = {
        row["funder_id"]: {name: (row[f"{name}_yes"], row[f"{name}_known"]) for name in SYSTEMS}
        for row in counted
    }
    found = [
        FunderLine(
            funder,
            scheduled.get((funder,), NOTHING),
            disbursed.get((funder,), NOTHING),
            both_scheduled.get((funder,), NOTHING),
            both_disbursed.get((funder,), NOTHING),
            government.get((funder,), NOTHING),
            systems[funder],
            disbursed.get((funder,), NOTHING).lines,
        )
        for funder in systems
    ]
    return sorted(found, key=lambda one: (-(one.disbursed.total.amount or 0), one.funder))


def windows(scope: MoneyScope, lines: Lines, of: Amount) -> dict[str, Summed]:
    """Quick-impact projects and pooled funds among the lines. Two queries."""
    quick = sums(scope.mission, lines.filter(quick_impact=True), of)
    pooled = sums(scope.mission, lines.filter(kind="pooled"), of)
    return {"quick_impact": quick.get((), NOTHING), "pooled": pooled.get((), NOTHING)}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a funder says it will give in a year."""

    funder: int
    year: int
    amount: Decimal
    currency: str


def plans_ahead(scope: MoneyScope) -> list[Ahead]:
    """Forward plans by funder and year, as shared. One query."""
    rows: Any = ForwardPlanAmount.objects.filter(plan__mission=scope.mission)
    rows = rows.order_by("plan__funder__name", "year", "currency")
    return [Ahead(*row) for row in rows.values_list("plan__funder_id", "year", "amount", "currency")]


def plans_written_by(scope: MoneyScope, user: Reader) -> tuple[bool, list[ForwardPlan]]:
    """Whether the user writes plans ahead here, and those that are there: a planner all of them, others their
    agencies'. Two queries.
    """
    held = memberships_in(user, scope.mission)
    rows = ForwardPlan.objects.filter(mission=scope.mission).select_related("funder")
    if not any(one.role == Role.PLANNER for one in held):
        own = {one.agency_id for one in held if one.role in FUNDERS and one.agency_id is not None}
        if not own:
            return False, []
        rows = rows.filter(funder__in=own)
    return True, list(rows.order_by("funder__name", "shared_on", "pk")[:MOST_PLANS])


@dataclass(frozen=True, slots=True)
class RateLine:
    """The rates of one currency: how many, and the last with its day and source."""

    uuid: UUID
    currency: str
    count: int
    rate: Decimal
    valid_on: Any
    source: str | None


def last_rates(scope: MoneyScope) -> list[RateLine]:
    """For each currency with a rate the latest one. Two queries."""
    rows = ExchangeRate.objects.filter(mission=scope.mission)
    counted = {
        code: (n, last)
        for code, n, last in rows.order_by()
        .values_list("currency")
        .annotate(n=Count("pk"), last=Max("valid_on"))
        .values_list("currency", "n", "last")
    }
    latest = {
        row.currency: row
        for row in rows.filter(valid_on__in=[last for _n, last in counted.values()]).order_by("valid_on")
        if counted[row.currency][1] == row.valid_on
    }
    return [
        RateLine(
            latest[code].uuid,
            code,
            counted[code][0],
            latest[code].rate,
            latest[code].valid_on,
            latest[code].source,
        )
        for code in sorted(counted)
    ]


def by_kind_and_year(scope: MoneyScope, lines: Lines, of: Amount) -> dict[KIND_YEAR, Summed]:
    """Sums by type and year. One query."""
    found = sums(scope.mission, lines, of, "kind", "year")
    return {(kind, year): one for (kind, year), one in found.items()}


def paths(scope: MoneyScope, lines: Lines, of: Amount) -> dict[tuple[int, int, int | None], Summed]:
    """Sums by funder, lead agency and objective (None: not linked). One query."""
    rows: Any = lines.annotate(lead=F("activity__lead_id"))
    found = shared_out(scope.mission, rows, of, "funder_id", "lead", "objective")
    return {(funder, lead, objective): one for (funder, lead, objective), one in found.items()}
