"""The list of missions: what a person is a member of, and what everybody may read."""

import datetime
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Case, Exists, OuterRef, Subquery, When

from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.models import Assessment
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import Phase
from apps.missions.models import Mission
from apps.missions.selectors import with_phase


@dataclass(frozen=True, slots=True)
class MissionLine:
    """One mission in the list; None where nothing is recorded."""

    code: str
    name: str
    phase: str | None
    phase_since: datetime.date | None
    version: int | None
    adopted_on: datetime.date | None
    assessed_on: datetime.date | None
    member: bool


def mission_lines(user: AbstractBaseUser | AnonymousUser, today: datetime.date) -> list[MissionLine]:
    """Missions the user may open, by name. One query."""
    versions = FrameworkVersion.objects.filter(mission=OuterRef("pk"))
    version, known = versions.in_force(today), versions.in_force_for_all(today)
    assessed = Assessment.objects.filter(mission=OuterRef("pk"), kind=AssessmentKind.COMPUTED).order_by(
        "-as_of"
    )
    rows = (
        with_phase(Mission.objects.visible_to(user), today)
        .annotate(
            member=Exists(Mission.objects.of_member(user).filter(pk=OuterRef("pk"))),
            version=Case(
                When(member=True, then=Subquery(version.values("number")[:1])),
                default=Subquery(known.values("number")[:1]),
            ),
            adopted_on=Case(
                When(member=True, then=Subquery(version.values("adopted_on")[:1])),
                default=Subquery(known.values("adopted_on")[:1]),
            ),
            for_members=Subquery(assessed.filter(audience=AssessmentAudience.MISSION).values("as_of")[:1]),
            for_all=Subquery(assessed.filter(audience=AssessmentAudience.PUBLIC).values("as_of")[:1]),
        )
        .order_by("name", "code")
        .values_list(
            "code",
            "name",
            "phase",
            "phase_since",
            "version",
            "adopted_on",
            "member",
            "for_members",
            "for_all",
        )
    )
    return [
        MissionLine(
            code=code,
            name=name,
            phase=str(Phase(phase).label) if phase else None,
            phase_since=since,
            version=number,
            adopted_on=adopted_on,
            assessed_on=for_members if member else for_all,
            member=member,
        )
        for code, name, phase, since, number, adopted_on, member, for_members, for_all in rows
    ]
