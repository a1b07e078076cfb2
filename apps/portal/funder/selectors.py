"""What one funder sees of itself. Money is that of activities which the reader may see."""

import datetime
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Count, F, Q

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import WholeOfGovernmentStrategy
from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.models import IndicatorValue
from apps.coherence.selectors import stored
from apps.frameworks.enums import CommitmentStatus
from apps.frameworks.models import FrameworkVersion, MutualCommitment, ObjectiveText
from apps.funding.models import ForwardPlan, ForwardPlanAmount
from apps.funding.selectors.money import FunderLine, by_funder, gaps
from apps.funding.selectors.scope import MoneyScope, Name
from apps.funding.selectors.sums import NOTHING, Lines, Summed, shared_out, sums
from apps.missions.models import MissionAgency
from apps.missions.selectors import memberships_in

YEARS_SHARED = 3
"""Years of plans ahead that count as full visibility (GPEDC, indicator 5b)."""
FEWEST = 3
"""Fewer funders of a kind are not compared: their middle would be the figure of one of them."""
Who = Literal["own", "others", "nobody"]


@dataclass(frozen=True, slots=True)
class ObjectiveMoney:
    """An objective in force: one's own money for it, everybody's, what it requires, and what is short."""

    name: Name
    committed: Summed
    disbursed: Summed
    scheduled_by_all: Summed
    required: Decimal | None
    short: Decimal | None
    who: Who


@dataclass(frozen=True, slots=True)
class Unlinked:
    """One's own money that serves no objective."""

    committed: Summed
    disbursed: Summed

    def __bool__(self) -> bool:
        return self.committed.lines > 0


def funders_of(scope: MoneyScope, user: Any) -> list[Agency]:
    """The agencies that the person acts for in the mission. One query."""
    held = memberships_in(user, scope.mission)
    return sorted({one.agency for one in held if one.agency is not None}, key=str)


def objectives_in_force(scope: MoneyScope) -> list[int]:
    """The objectives that the version in force words, as it orders them. One query."""
    versions: Any = FrameworkVersion.objects.in_force(scope.day).filter(mission=scope.mission)
    rows = ObjectiveText.objects.filter(framework_version__in=versions.values("pk"))
    return list(rows.order_by("code", "objective__key").values_list("objective_id", flat=True))


def against_framework(scope: MoneyScope, own: Lines) -> tuple[list[ObjectiveMoney], Unlinked]:
    """Each objective in force with one's own money and everybody's; and one's own that serves none. Nine
    queries.
    """
    mission = scope.mission
    committed = shared_out(mission, own, "committed", "objective")
    disbursed = shared_out(mission, own, "disbursed", "objective")
    scheduled = shared_out(mission, scope.lines, "scheduled", "objective")
    required: dict[int, list[Decimal | None]] = defaultdict(list)
    short: dict[int, list[Decimal | None]] = defaultdict(list)
    for gap in gaps(scope, scope.lines, (None, None)):
        required[gap.objective].append(gap.required)
        short[gap.objective].append(gap.required if not gap.scheduled.lines else gap.missing)
    found = []
    for pk in objectives_in_force(scope):
        mine, all_of_it = committed.get((pk,), NOTHING), scheduled.get((pk,), NOTHING)
        who: Who = "own" if mine.lines else "others" if all_of_it.lines else "nobody"
        found.append(
            ObjectiveMoney(
                scope.objectives[pk],
                mine,
                disbursed.get((pk,), NOTHING),
                all_of_it,
                _whole(required[pk]),
                _whole(short[pk]),
                who,
            )
        )
    return found, Unlinked(committed.get((None,), NOTHING), disbursed.get((None,), NOTHING))


def _whole(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if parts and len(known) == len(parts) else None


@dataclass(frozen=True, slots=True)
class Paid:
    """What was scheduled and paid for one year or through one agency; None where it cannot be said.

    `of_both` are scheduled and disbursed on those lines that record both.
    """

    name: Name | int
    committed: Summed
    scheduled: Summed
    disbursed: Summed
    of_both: tuple[Summed, Summed]

    @property
    def share(self) -> float | None:
        """Paid of what was scheduled, on the lines that record both."""
        planned, paid = (one.total.amount for one in self.of_both)
        return float(paid / planned) if planned and paid is not None else None


def _paid(scope: MoneyScope, lines: Lines, column: str) -> dict[Any, Paid]:
    amounts = {
        name: sums(scope.mission, lines, name, column) for name in ("committed", "scheduled", "disbursed")
    }
    both = lines.filter(scheduled__isnull=False, disbursed__isnull=False)
    planned, paid = (sums(scope.mission, both, name, column) for name in ("scheduled", "disbursed"))
    keys = {key for found in amounts.values() for (key,) in found}
    return {
        key: Paid(
            key,
            amounts["committed"].get((key,), NOTHING),
            amounts["scheduled"].get((key,), NOTHING),
            amounts["disbursed"].get((key,), NOTHING),
            (planned.get((key,), NOTHING), paid.get((key,), NOTHING)),
        )
        for key in sorted(keys)
    }


def by_year(scope: MoneyScope, own: Lines) -> list[Paid]:
    """One's money by year: promised, scheduled, paid. Five queries."""
    return list(_paid(scope, own, "year").values())


def by_agency(scope: MoneyScope, own: Lines) -> list[Paid]:
    """One's money by the agency that leads what it pays for, by name. Five queries."""
    named: Any = own.annotate(lead=F("activity__lead_id"))
    found = _paid(scope, named, "lead")
    rows = [
        Paid(scope.agencies[pk], one.committed, one.scheduled, one.disbursed, one.of_both)
        for pk, one in found.items()
    ]
    return sorted(rows, key=lambda one: one.name.label if isinstance(one.name, Name) else "")


# What it promised, and what it says ahead ----------------------------------------------------------------


def promised(scope: MoneyScope, agency: Agency) -> tuple[list[MutualCommitment], dict[str, int]]:
    """The funder's promises by day, and how many stand at each status: as it sees them, or if it says
    nothing as the others do. One query.
    """
    rows = MutualCommitment.objects.filter(mission=scope.mission, party=agency).select_related("objective")
    found = sorted(rows, key=lambda one: (one.due_on or datetime.date.max, one.pk))
    counted = dict.fromkeys([*CommitmentStatus.values, ""], 0)
    for one in found:
        counted[one.status_by_party or one.status_by_others or ""] += 1
    return found, counted


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far ahead a funder has told what it will give: years, of three; the day; and amounts by year."""

    years: float | None
    shared_on: datetime.date | None
    amounts: Sequence[ForwardPlanAmount]

    @property
    def share(self) -> float | None:
        """Years shared of the three that count as full visibility."""
        return None if self.years is None else min(self.years / YEARS_SHARED, 1.0)


def plan_ahead(scope: MoneyScope, agency: Agency) -> Ahead:
    """The newest plan that the funder shared. One or two queries."""
    plans = ForwardPlan.objects.filter(mission=scope.mission, funder=agency)
    newest = plans.order_by(F("shared_on").desc(nulls_last=True), "-pk").first()
    if newest is None:
        return Ahead(None, None, ())
    return Ahead(newest.years_shared, newest.shared_on, list(newest.amounts.order_by("year", "currency")))


# Its government ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfState:
    """An agency of the same state: what it leads here, what it pays, and how many objectives it pays for."""

    name: Name
    leads: int
    disbursed: Summed
    objectives: int
    shared: int


@dataclass(frozen=True, slots=True)
class Government:
    """The agencies of a funder's state in the mission, their one strategy, and what the assessment says."""

    state: str
    agencies: Sequence[OfState]
    strategy: WholeOfGovernmentStrategy | None
    strips: Sequence[IndicatorValue]


def government(scope: MoneyScope, agency: Agency, activities: Any) -> Government | None:
    """The whole of government that a funder belongs to; None for one that is of no state. Eight queries."""
    if agency.state is None:
        return None
    mission, state = scope.mission, agency.state
    here = MissionAgency.objects.filter(mission=mission, agency__state=state).values_list("agency", flat=True)
    members = list(here)
    lines = scope.lines.filter(funder__in=members)
    paid = sums(mission, lines, "disbursed", "funder_id")
    served: dict[int, set[int]] = defaultdict(set)
    for funder, objective in shared_out(mission, lines, "disbursed", "funder_id", "objective"):
        if objective is not None:
            served[funder].add(objective)
    led: Mapping[int, int] = dict(
        Activity.objects.filter(pk__in=activities.values("pk"), lead__in=members)
        .order_by()
        .values_list("lead")
        .annotate(n=Count("pk"))
    )
    rows = [
        OfState(
            scope.agencies[pk],
            led.get(pk, 0),
            paid.get((pk,), NOTHING),
            len(served[pk]),
            len(served[pk] & served[agency.pk]) if pk != agency.pk else len(served[pk]),
        )
        for pk in members
    ]
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    strips = []
    if assessment is not None:
        found = stored.strips_of_subjects(assessment, Level.WHOLE_OF_GOVERNMENT)
        strips = [one for one in found if one.subject == state]
    strategy = WholeOfGovernmentStrategy.objects.filter(mission=mission, state=state).first()
    return Government(state, sorted(rows, key=lambda one: one.name.label), strategy, strips)


# Its kind ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KindLine:
    """The funders of one kind: how many, and the middle of each of their shares; None if too few say it."""

    kind: str | None
    funders: int
    own: bool
    given: float | None
    paid: float | None
    to_government: float | None
    systems: float | None
    ahead: float | None


def _shares(one: FunderLine, committed: Decimal | None, given: Decimal | None) -> tuple[float | None, ...]:
    paid, government_share = one.disbursed.total.amount, one.to_government.total.amount
    known = sum(total for _yes, total in one.systems.values())
    used = sum(yes for yes, _total in one.systems.values())
    return (
        float(given / committed) if committed and given is not None else None,
        one.paid_share,
        float(government_share / paid) if paid and government_share is not None else None,
        used / known if known else None,
    )


def by_kind(scope: MoneyScope, agency: Agency) -> tuple[KindLine, list[KindLine]]:
    """The funder's own shares, and the middle of those of each kind of funders. Ten queries.

    A middle is told of three funders or more, the asking one among them or not: nobody is ranked.
    """
    lines = by_funder(scope, scope.lines)
    kinds = dict(
        Agency.objects.filter(pk__in=[one.funder for one in lines] + [agency.pk]).values_list("pk", "kind")
    )
    plans = ForwardPlan.objects.filter(mission=scope.mission, years_shared__isnull=False)
    years: dict[int, Any] = dict(
        plans.order_by(F("shared_on").asc(nulls_first=True), "pk").values_list("funder", "years_shared")
    )
    both = scope.lines.filter(committed__isnull=False, disbursed__isnull=False)
    committed = sums(scope.mission, both, "committed", "funder_id")
    given = sums(scope.mission, both, "disbursed", "funder_id")
    shares = {
        one.funder: (
            *_shares(one, *(found.get((one.funder,), NOTHING).total.amount for found in (committed, given))),
            min(years[one.funder] / YEARS_SHARED, 1.0) if one.funder in years else None,
        )
        for one in lines
    }
    of_kind: dict[str | None, list[tuple[float | None, ...]]] = defaultdict(list)
    for funder, found in shares.items():
        of_kind[kinds[funder]].append(found)
    own_kind = kinds.get(agency.pk)
    mine = shares.get(agency.pk, (None,) * 5)
    rows = [_kind_line(kind, found, own=kind == own_kind) for kind, found in of_kind.items()]
    return KindLine(own_kind, 1, True, *mine), sorted(rows, key=lambda one: one.kind or "~")


def _kind_line(kind: str | None, found: Sequence[tuple[float | None, ...]], *, own: bool) -> KindLine:
    given, paid, to_government, systems, ahead = (_middle(column) for column in zip(*found, strict=True))
    return KindLine(kind, len(found), own, given, paid, to_government, systems, ahead)


def _middle(column: Sequence[float | None]) -> float | None:
    known = [value for value in column if value is not None]
    return statistics.median(known) if len(known) >= FEWEST else None


def agencies_that_fund(scope: MoneyScope) -> list[Agency]:
    """Every funder of the mission, for a planner to choose from. One query."""
    wanted = Q(pk__in=scope.lines.order_by().values("funder")) | Q(
        pk__in=ForwardPlan.objects.filter(mission=scope.mission).values("funder")
    )
    return list(Agency.objects.filter(wanted).order_by("name", "pk"))
