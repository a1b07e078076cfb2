"""Reading random audits: the samples of a mission, the sheet of one, and what it gives so far."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity, ActivityArea
from apps.alignment.enums import ReviewScope
from apps.alignment.models import AlignmentLink, AuditSample, AuditUnit
from apps.coherence.engine import inputs as rows
from apps.coherence.engine.audit import ANSWERS, answers, audit_population, estimate
from apps.coherence.engine.index import EXTERNAL, build_index
from apps.coherence.engine.results import SampleEstimate
from apps.coherence.selectors.inputs import MEMBERS, framework
from apps.coherence.selectors.inputs.reader import Reader
from apps.funding.models import FundingLine
from apps.missions.models import Mission, MissionAgency

User = AbstractBaseUser | AnonymousUser


def samples_of(mission: Mission) -> "QuerySet[AuditSample]":
    """The samples of a mission, the newest first, with `drawn` and `answered`. One query when read."""
    return (
        AuditSample.objects.filter(mission=mission)
        .select_related("agency", "area", "objective")
        .annotate(drawn=Count("units"), answered=Count("units", filter=Q(units__outcome__in=sorted(ANSWERS))))
    )


def find_sample(mission: Mission, uuid: UUID) -> AuditSample:
    """One sample of the mission; 404 where there is none. One query."""
    sample = samples_of(mission).filter(uuid=uuid).first()
    if sample is None:
        raise Http404
    return sample


def units_of(sample: AuditSample, user: User) -> "QuerySet[AuditUnit]":
    """The units of a sample whose activities the user may see, by title. One query when read."""
    return (
        AuditUnit.objects.visible_to(user)
        .filter(sample=sample)
        .select_related("activity", "activity__lead", "checker")
        .order_by("activity__title", "pk")
    )


def links_of(units: "list[AuditUnit]") -> dict[int, list[AlignmentLink]]:
    """The links of the activities drawn, to be checked. One query."""
    found: dict[int, list[AlignmentLink]] = defaultdict(list)
    asked = AlignmentLink.objects.filter(activity__in=[unit.activity_id for unit in units])
    for link in asked.select_related("objective", "attestor").order_by("objective__key", "pk"):
        found[link.activity_id].append(link)
    return found


@dataclass(frozen=True, slots=True)
class Population:
    """Keys of the activities to draw from, and how many are in scope with and without a link."""

    keys: list[str]
    eligible: int


def population_of(mission: Mission, day: datetime.date, scope: str, about: str | None) -> Population:
    """What a sample can be drawn from on a day, of the rows that members share.

    Of the inputs only those are read that decide it: external activities under way, their links, their areas
    where the scope is one. A fixed number of queries.
    """
    reader = Reader(mission, MEMBERS)
    external = MissionAgency.objects.filter(mission=mission, side=EXTERNAL).values("agency")
    under_way = reader.activities().filter(_may_be_active(day), lead__in=external)
    there: frozenset[int] = frozenset()
    if scope == ReviewScope.AREA:
        at_work = ActivityArea.objects.filter(area__mission=mission, area__key=about)
        there = frozenset(at_work.values_list("activity_id", flat=True))
    activities = tuple(
        rows.Activity(
            key,
            reader.agency[lead],
            dimension,
            status,
            areas=(about,) if about is not None and pk in there else None,
            start=start,
            end=end,
            verification_deferred=deferred is True,
        )
        for pk, key, lead, dimension, status, start, end, deferred in under_way.values_list(
            "pk", "key", "lead_id", "dimension", "status", "start", "end", "verification_deferred"
        )
    )
    links = tuple(
        rows.Link(key, reader.activity[activity], reader.objective[objective], grade, claimed_on=claimed_on)
        for key, activity, objective, grade, claimed_on in reader.of(AlignmentLink)
        .filter(activity__in=under_way.values("pk"))
        .values_list("key", "activity_id", "objective_id", "grade", "claimed_on")
    )
    index = build_index(
        rows.Inputs(
            mission=framework.mission(reader),
            agencies=framework.agencies(reader),
            framework_versions=framework.versions(reader),
            objective_texts=framework.objective_texts(reader),
            activities=activities,
            alignment_links=links,
        ),
        day,
    )
    keys, eligible = audit_population(index, scope, about)
    return Population(keys, eligible)


def _may_be_active(day: datetime.date) -> Q:
    """Activities among which are all that the engine takes for active on a day."""
    begun = Q(start__isnull=True) | Q(start__lte=day)
    not_over = Q(end__isnull=True) | Q(end__gte=day)
    status = [ActivityStatus.ACTIVE, ActivityStatus.COMPLETED, ActivityStatus.SUSPENDED]
    return begun & not_over & Q(status__in=status)


def estimates_of(sample: AuditSample, day: datetime.date) -> dict[str, SampleEstimate]:
    """What a sample gives by a day: `any` from all independent answers, `internal` from internal actors only.

    Of the inputs only those are read that decide who is independent. Five queries.
    """
    units = list(AuditUnit.objects.filter(sample=sample).select_related("activity").order_by("pk"))
    asked = [unit.activity_id for unit in units]
    implementers: dict[int, list[str]] = defaultdict(list)
    pairs = Activity.implementers.through.objects.filter(activity__in=asked)
    for activity, agency in pairs.values_list("activity_id", "agency_id"):
        implementers[activity].append(str(agency))
    row = rows.AuditSample(
        sample.key,
        sample.scope,
        sample.drawn_on,
        sample.population,
        sample.eligible,
        tuple(
            (
                str(unit.activity_id),
                unit.inclusion_probability,
                unit.outcome,
                unit.checked_on,
                None if unit.checker_id is None else str(unit.checker_id),
            )
            for unit in units
        ),
    )
    mission = sample.mission
    index = build_index(
        rows.Inputs(
            mission=rows.Mission(
                code=mission.code, currency=mission.currency, settings=framework.settings_of(mission)
            ),
            agencies=tuple(
                rows.Agency(str(agency), side, state)
                for agency, side, state in MissionAgency.objects.filter(mission=mission).values_list(
                    "agency_id", "side", "agency__state"
                )
            ),
            activities=tuple(
                rows.Activity(
                    str(unit.activity_id),
                    str(unit.activity.lead_id),
                    unit.activity.dimension,
                    unit.activity.status,
                    tuple(implementers[unit.activity_id]),
                )
                for unit in units
            ),
            funding_lines=tuple(
                rows.FundingLine(key, str(activity), str(funder), start, mission.currency)
                for key, activity, funder, start in FundingLine.objects.filter(
                    activity__in=asked
                ).values_list("key", "activity_id", "funder_id", "period_from")
            ),
            audit_samples=(row,),
        ),
        day,
    )
    return {
        name: estimate(row, answers(index, row, internal=internal), index.settings.coverage_min)
        for name, internal in (("any", False), ("internal", True))
    }
