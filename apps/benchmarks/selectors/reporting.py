"""The reporting calendar: which indicators are due, which observations wait for whom."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Max, OuterRef, Q, Subquery

from apps.agencies.models import Agency
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Benchmark, BenchmarkText, Indicator, Observation
from apps.benchmarks.reporting import Due, Reporting, reporting
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.selectors import memberships_in

Reader = AbstractBaseUser | AnonymousUser
COUNTED = (ObservationState.SUBMITTED, ObservationState.ACCEPTED)
WRITERS = (Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART)


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """An indicator of a benchmark in force: who answers for it, when it was last reported, when it is due."""

    uuid: UUID
    title: str
    benchmark: UUID
    statement: str
    owner: str | None
    owner_pk: int | None
    last: datetime.date | None
    waiting: int
    reporting: Reporting


def calendar(user: Reader, mission: Mission, day: datetime.date) -> list[CalendarLine]:
    """Every indicator of a benchmark in force on the day, the longest overdue first. One query.

    Counts and days are of observations that the reader may see.
    """
    adopted = FrameworkVersion.objects.filter(mission=mission)
    versions = adopted.in_force(day) if user.is_authenticated else adopted.in_force_for_all(day)
    texts = BenchmarkText.objects.filter(framework_version__in=versions, benchmark=OuterRef("benchmark"))
    seen: Any = Observation.objects.visible_to(user).filter(
        indicator=OuterRef("pk"), observed_on__lte=day, state__in=COUNTED
    )
    last = seen.order_by().values("indicator").annotate(day=Max("observed_on")).values("day")
    waiting = seen.filter(state=ObservationState.SUBMITTED).order_by().values("indicator")
    rows: Any = Indicator.objects.filter(mission=mission, benchmark__texts__framework_version__in=versions)
    rows = rows.exclude(benchmark__retired_on__lte=day).annotate(
        last=Subquery(last),
        waiting=Subquery(waiting.annotate(n=Count("pk")).values("n")),
        statement=Subquery(texts.values("statement")[:1]),
        adopted=Subquery(texts.values("framework_version__adopted_on")[:1]),
        owner_pk=Subquery(texts.values("owner")[:1]),
        owner=Subquery(texts.values("owner__acronym")[:1]),
        owner_name=Subquery(texts.values("owner__name")[:1]),
    )
    lines = [
        CalendarLine(
            uuid,
            title,
            benchmark,
            statement,
            acronym or name,
            owner_pk,
            last_day,
            waiting_count or 0,
            reporting(last=last_day, begins=baseline or adopted, interval_months=interval, today=day),
        )
        for (
            uuid,
            title,
            benchmark,
            statement,
            acronym,
            name,
            owner_pk,
            last_day,
            waiting_count,
            baseline,
            adopted,
            interval,
        ) in rows.values_list(
            "uuid",
            "title",
            "benchmark__uuid",
            "statement",
            "owner",
            "owner_name",
            "owner_pk",
            "last",
            "waiting",
            "baseline_on",
            "adopted",
            "reporting_interval_months",
        )
    ]
    return sorted(lines, key=_urgency)


def _urgency(line: CalendarLine) -> tuple[Any, ...]:
    on = line.reporting.on
    return (line.reporting.due == Due.NEVER, on or datetime.date.max, line.statement, line.title)


def under_way(user: Reader, mission: Mission, agencies: Collection[int], most: int) -> list[Observation]:
    """Submitted observations, and drafts and returned ones of these agencies, the latest first. One query."""
    own = Q(submitted_by__in=agencies, state__in=(ObservationState.DRAFT, ObservationState.RETURNED))
    rows: Any = Observation.objects.visible_to(user).filter(mission=mission)
    rows = rows.filter(own | Q(state=ObservationState.SUBMITTED)).select_related("indicator", "submitted_by")
    return list(rows.order_by("-observed_on", "-pk")[:most])


def agencies_reported_for(user: Reader, mission: Mission) -> list[Agency]:
    """The agencies that the user may report for; a planner may for any. One or two queries."""
    held = memberships_in(user, mission)
    if any(one.role == Role.PLANNER for one in held):
        return list(Agency.objects.filter(missionagency__mission=mission).order_by("name"))
    own = {one.agency for one in held if one.role in WRITERS and one.agency is not None}
    return sorted(own, key=str)


def indicators_of_benchmark(mission: Mission, uuid: UUID) -> tuple[Benchmark | None, list[Indicator]]:
    """The benchmark of an address with what measures it, the headline first. Two queries."""
    benchmark = Benchmark.objects.filter(mission=mission, uuid=uuid).first()
    if benchmark is None:
        return None, []
    rows = Indicator.objects.filter(benchmark=benchmark).prefetch_related("required_areas")
    return benchmark, sorted(rows, key=lambda one: (not one.headline, one.title))


def observation_named(user: Reader, mission: Mission, uuid: UUID) -> Observation | None:
    """The observation of an address, read anew, if the reader may see it. One query."""
    rows: Any = Observation.objects.visible_to(user).filter(mission=mission, uuid=uuid)
    rows = rows.select_related("indicator__benchmark", "area", "submitted_by", "attestor", "mission")
    found: Observation | None = rows.first()
    return found
