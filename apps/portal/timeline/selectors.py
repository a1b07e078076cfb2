"""The dated rows of a mission that a reader may see, lane by lane."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from apps.alignment.enums import CalendarState
from apps.alignment.models import AlignmentLink, CalendarProposal
from apps.benchmarks.enums import GateRole
from apps.benchmarks.models import Gate, GateDecision
from apps.benchmarks.selectors.board import Plan, plans
from apps.funding.models import ForwardPlan, FundingLine, Handover
from apps.missions.models import Event, Mandate, Mission, PhasePeriod
from apps.portal.readiness import title_of
from apps.portal.selectors.benchmarks import objectives_on
from apps.portal.selectors.gates import gates_on_path
from apps.portal.timeline.conflicts import Due, Handing, Step

Reader = AbstractBaseUser | AnonymousUser
DatedRange = tuple[datetime.date | None, datetime.date | None]


@dataclass(frozen=True, slots=True)
class Served:
    """An objective with its linked activities: how many, from when to when, until when they have money."""

    uuid: UUID
    code: str
    title: str
    activities: int
    start: datetime.date | None
    end: datetime.date | None
    funded_until: datetime.date | None


@dataclass(frozen=True, slots=True)
class Funded:
    """A funder with the days its lines cover and the years it has shared its plans for."""

    name: str
    uuid: UUID
    lines: DatedRange
    planned: DatedRange


@dataclass(frozen=True, slots=True)
class Calendar:
    """Everything dated in a mission, as one reader may see it."""

    phases: Sequence[PhasePeriod]
    events: Sequence[Event]
    mandates: Sequence[Mandate]
    benchmarks: Sequence[Plan]
    gates: Sequence[Gate]
    reviews: Mapping[int, datetime.date]
    objectives: Mapping[int, Served]
    funders: Sequence[Funded]
    handovers: Sequence[Handover]
    proposed: Sequence[CalendarProposal]


def calendar(user: Reader, mission: Mission, day: datetime.date) -> Calendar:
    """The calendar as planned on the day. Fourteen queries, whatever the number of rows."""
    gates: Any = Gate.objects.visible_to(user).filter(mission=mission).select_related("area")
    return Calendar(
        phases=list(_own(PhasePeriod, user, mission).select_related("area")),
        events=list(_own(Event, user, mission).select_related("area", "agency")),
        mandates=list(_own(Mandate, user, mission).order_by(F("adopted_on").asc(nulls_last=True), "key")),
        benchmarks=[one for one in plans(mission, day) if one.deadline is not None],
        gates=gates_on_path(list(gates.prefetch_related("benchmarks"))),
        reviews=_next_reviews(mission, day),
        objectives=_served(user, mission, day),
        funders=_funders(user, mission),
        handovers=list(
            _own(Handover, user, mission)
            .filter(due_on__isnull=False)
            .select_related("from_agency", "to_agency")
            .order_by("due_on", "key")
        ),
        proposed=list(_own(CalendarProposal, user, mission).exclude(state=CalendarState.WITHDRAWN)),
    )


def _own(model: Any, user: Reader, mission: Mission) -> "QuerySet[Any, Any]":
    rows: QuerySet[Any, Any] = model.objects.visible_to(user).filter(mission=mission)
    return rows


def _next_reviews(mission: Mission, day: datetime.date) -> dict[int, datetime.date]:
    """The day each gate is looked at again, as its latest decision says, by primary key. One query."""
    rows = GateDecision.objects.filter(mission=mission, decided_on__lte=day).order_by("decided_on", "pk")
    latest = dict(rows.values_list("gate_id", "next_review_on"))
    return {gate: on for gate, on in latest.items() if on is not None}


def _served(user: Reader, mission: Mission, day: datetime.date) -> dict[int, Served]:
    """Objectives in force on the day, by primary key, with those of their activities. Three queries."""
    links: Any = AlignmentLink.objects.visible_to(user).filter(mission=mission).order_by()
    rows = links.values("objective").annotate(
        n=Count("activity"), start=Min("activity__start"), end=Max("activity__end")
    )
    dated = {row["objective"]: row for row in rows}
    lines: Any = FundingLine.objects.visible_to(user).filter(mission=mission).order_by()
    # Where one line has no end, nobody recorded when the money ends.
    funded = dict(
        lines.filter(Q(committed__gt=0) | Q(scheduled__gt=0) | Q(disbursed__gt=0))
        .values_list("activity__links__objective")
        .annotate(until=Max("period_to"), endless=Count("pk", filter=Q(period_to__isnull=True)))
        .filter(endless=0)
        .values_list("activity__links__objective", "until")
    )
    found = {}
    for pk, one in objectives_on(mission, day).items():
        row = dated.get(pk, {"n": 0, "start": None, "end": None})
        found[pk] = Served(one.uuid, one.code, one.title, row["n"], row["start"], row["end"], funded.get(pk))
    return found


def _funders(user: Reader, mission: Mission) -> list[Funded]:
    """Who pays, with the days of its lines and the years of its forward plans, by name. Two queries."""
    lines: Any = FundingLine.objects.visible_to(user).filter(mission=mission).order_by()
    covered = lines.values_list("funder__name", "funder__uuid").annotate(
        first=Min("period_from"), last=Max(Coalesce("period_to", "period_from"))
    )
    shared: Any = ForwardPlan.objects.visible_to(user).filter(mission=mission).order_by()
    planned = shared.values_list("funder__name", "funder__uuid").annotate(
        first=Min("amounts__year"), last=Max("amounts__year")
    )
    nothing: DatedRange = (None, None)
    found: dict[tuple[str, UUID], dict[str, DatedRange]] = defaultdict(dict)
    for name, uuid, first, last in covered:
        found[name, uuid]["lines"] = (first, last)
    for name, uuid, first, last in planned:
        if first is not None:
            years = [min(max(year, datetime.MINYEAR), datetime.MAXYEAR) for year in (first, last)]
            found[name, uuid]["planned"] = (
                datetime.date(years[0], 1, 1),
                datetime.date(years[1], 12, 31),
            )
    return [
        Funded(name, uuid, of.get("lines", nothing), of.get("planned", nothing))
        for (name, uuid), of in sorted(found.items(), key=lambda item: item[0][0].casefold())
    ]


def dues(found: Calendar) -> list[Due]:
    """The benchmarks with their deadlines, for the search of conflicts."""
    return [
        Due(one.pk, one.uuid, one.statement or one.key, one.objective, one.deadline)
        for one in found.benchmarks
        if one.deadline is not None
    ]


def steps(found: Calendar, day: datetime.date) -> list[Step]:
    """The gates with the day they are next looked at: as decided, else the end of the phase before them."""
    return [
        Step(
            gate.uuid,
            title_of(gate),
            found.reviews.get(gate.pk) or _end_of_phase(found.phases, gate, day),
            tuple(one.benchmark_id for one in gate.benchmarks.all() if one.role == GateRole.CRITICAL),
        )
        for gate in found.gates
    ]


def _end_of_phase(phases: Iterable[PhasePeriod], gate: Gate, day: datetime.date) -> datetime.date | None:
    ends = [
        one.period_to
        for one in phases
        if one.area_id == gate.area_id
        and one.phase == gate.from_phase
        and one.period_to is not None
        and one.period_to >= day
    ]
    return min(ends, default=None)


def handings(found: Calendar) -> list[Handing]:
    """What is handed over, for the search of conflicts."""
    return [
        Handing(
            one.task,
            None if one.to_agency is None else (one.to_agency.acronym or one.to_agency.name),
            one.due_on,
            one.financed_nationally,
        )
        for one in found.handovers
        if one.due_on is not None
    ]


def longest_mandate(found: Calendar, day: datetime.date) -> tuple[str, datetime.date] | None:
    """The mandate that is in force on the day and lasts longest; None where none has an end."""
    ends = [
        (one.valid_until, one.symbol)
        for one in found.mandates
        if one.valid_until is not None
        and one.valid_until >= day
        and (one.adopted_on is None or one.adopted_on <= day)
    ]
    return max(((symbol, end) for end, symbol in ends), key=lambda pair: pair[1], default=None)
