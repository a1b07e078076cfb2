"""The transition plan: handovers with their cost and financing, and the five years of watch after an exit."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from apps.benchmarks.enums import GateRole
from apps.benchmarks.models import GateBenchmark
from apps.benchmarks.reporting import add_months
from apps.benchmarks.selectors.board import BoardRow, board
from apps.coherence.engine.exit import financed_nationally
from apps.funding.models import Handover
from apps.funding.selectors.money import rates_of
from apps.funding.selectors.scope import MoneyScope
from apps.missions.enums import Phase, Side
from apps.missions.models import MissionAgency, PhasePeriod

WATCH_YEARS = 5
"""About a quarter of agreements fail within five years: method, section E."""
EVERY_MONTHS = 12


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """A handover, its yearly cost in the currency of the mission, and whether its new owner is internal."""

    row: Handover
    cost: Decimal | None
    internal_owner: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """All handovers, and the share of their yearly cost that is financed nationally, with its bounds."""

    lines: Sequence[HandoverLine]
    cost: Decimal | None
    financed: float | None
    lo: float
    hi: float
    known: int
    unowned: int


def plan(scope: MoneyScope) -> Plan:
    """The handovers by their day. Three queries."""
    mission, rates = scope.mission, rates_of(scope)
    rows: Any = Handover.objects.filter(mission=mission)
    rows = rows.select_related("from_agency", "to_agency", "objective")
    internal = set(
        MissionAgency.objects.filter(mission=mission, side=Side.INTERNAL).values_list("agency", flat=True)
    )
    lines, pairs = [], []
    for row in sorted(rows, key=lambda one: (one.due_on or datetime.date.max, one.pk)):
        known = row.yearly_cost is not None and row.currency is not None
        cost = rates.convert(float(row.yearly_cost), row.currency, row.due_on or scope.day) if known else None
        pairs.append((cost, row.financed_nationally))
        whole = None if cost is None else Decimal(str(cost)).quantize(Decimal(1))
        late = row.due_on is not None and row.due_on < scope.day
        lines.append(HandoverLine(row, whole, row.to_agency_id in internal, late))
    value, lo, hi, known_count = financed_nationally(pairs)
    costs = [line.cost for line in lines]
    whole_cost = sum((one for one in costs if one is not None), Decimal(0))
    return Plan(
        lines,
        whole_cost if costs and None not in costs else None,
        value,
        lo,
        hi,
        known_count,
        sum(not line.internal_owner for line in lines),
    )


@dataclass(frozen=True, slots=True)
class Watch:
    """The watch after one exit, of the mission or an area: since when, until when, and the next look.

    `back`: the day on which the place stepped back from exit, which ends the watch.
    """

    place: str | None
    since: datetime.date
    until: datetime.date
    looks: Sequence[datetime.date]
    next: datetime.date | None
    back: datetime.date | None = None


def watches(scope: MoneyScope) -> list[Watch]:
    """Five years of yearly looks from the day on which each place began its exit, or until it stepped back.

    One query.
    """
    rows = PhasePeriod.objects.filter(mission=scope.mission).select_related("area")
    periods = list(rows.order_by("period_from", "pk"))
    found = []
    for number, row in enumerate(periods):
        if row.phase != Phase.EXIT:
            continue
        later = (one for one in periods[number + 1 :] if one.area_id == row.area_id)
        left = (one.period_from for one in later if one.phase != Phase.EXIT)
        back = next((day for day in left if day <= scope.day), None)
        looks = [add_months(row.period_from, EVERY_MONTHS * year) for year in range(1, WATCH_YEARS + 1)]
        looks = [day for day in looks if back is None or day < back]
        until = add_months(row.period_from, EVERY_MONTHS * WATCH_YEARS)
        coming = None if back else next((day for day in looks if day >= scope.day), None)
        place = row.area.name if row.area else None
        found.append(Watch(place, row.period_from, min(back or until, until), looks, coming, back))
    return found


def watched(scope: MoneyScope) -> list[BoardRow]:
    """The critical benchmarks of gates into exit, with their states of today. Four queries."""
    critical = set(
        GateBenchmark.objects.filter(
            gate__mission=scope.mission, gate__to_phase=Phase.EXIT, role=GateRole.CRITICAL
        ).values_list("benchmark", flat=True)
    )
    if not critical:
        return []
    rows, _context = board(scope.mission, scope.day)
    return [row for row in rows if row.plan.pk in critical]
