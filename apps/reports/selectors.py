"""What several reports read, for all of their readers at once."""

import datetime
from typing import Any, cast

from django.db.models import Case, QuerySet, Value, When

from apps.activities.models import Activity
from apps.activities.selectors import Activities, public_activities
from apps.alignment.models import Dissent, LinkDispute
from apps.alignment.selectors.lists import NAMES, ActivityScope
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.models import Assessment
from apps.frameworks.models import FrameworkVersion, ObjectiveText
from apps.frameworks.selectors.versions import as_everybody_knows, in_force_on
from apps.missions.models import Mission, MissionAgency, PhasePeriod
from apps.reports.asked import Asked


def assessment_on(asked: Asked, on: datetime.date | None = None) -> Assessment | None:
    """The assessment for these readers that was the newest on the day of the report (or on another), computed
    before kept; None where there is none. One query."""
    audience = AssessmentAudience.PUBLIC if asked.public else AssessmentAudience.MISSION
    rows = cast("QuerySet[Assessment]", Assessment.objects.filter(mission=asked.mission, audience=audience))
    computed = Case(When(kind=AssessmentKind.COMPUTED, then=Value(0)), default=Value(1))
    return (
        rows.filter(
            kind__in=(AssessmentKind.COMPUTED, AssessmentKind.RECORDED),
            as_of__lte=on or asked.day,
            result__isnull=False,
        )
        .select_related("framework_version", "mission")
        .order_by("-as_of", computed, "-pk")
        .first()
    )


def activities_of(asked: Asked) -> Activities:
    """The activities that all readers see. No query by itself."""
    if asked.public:
        return public_activities(asked.mission)
    return cast("Activities", Activity.objects.visible_to(asked.readers)).filter(mission=asked.mission)


def scope_of(asked: Asked, *names: str) -> ActivityScope:
    """Those activities with the names that their lists need. No query by itself."""
    return ActivityScope(asked.mission, activities_of(asked), drafts=not asked.public, names=names or NAMES)


def version_on(asked: Asked) -> FrameworkVersion | None:
    """The version that the report is about: as asked for, else the one in force on the day. One query, two
    for everybody."""
    if asked.version is not None:
        return asked.version
    rows: Any = FrameworkVersion.objects.visible_to(asked.readers).filter(mission=asked.mission)
    if asked.public:
        found = rows.in_force_for_all(asked.day).defer("adoption_document").first()
        return None if found is None else as_everybody_knows(found)
    return in_force_on(rows.defer("adoption_document").order_by("-number"), asked.day)


def objectives_in(version: FrameworkVersion | None) -> dict[int, ObjectiveText]:
    """Its objectives by primary key, in its order. One query, none without a version."""
    if version is None:
        return {}
    rows: Any = ObjectiveText.objects.filter(framework_version=version)
    return {row.objective_id: row for row in rows.order_by("position", "code", "key")}


def objective_label(text: ObjectiveText | None) -> str | None:
    """Code and title of an objective; None where the version in force does not know it."""
    return None if text is None else " ".join(filter(None, (text.code, text.title)))


def open_dissents(asked: Asked) -> list[Dissent]:
    """What was held against something by the day and not resolved by then, the newest first. One query."""
    rows: Any = Dissent.objects.visible_to(asked.readers).filter(mission=asked.mission)
    rows = rows.filter(raised_on__lte=asked.day).exclude(resolved_on__lte=asked.day)
    named = ("agency", "benchmark", "gate", "objective", "framework_version", "activity")
    return list(rows.select_related(*named).order_by("-raised_on", "-pk"))


def open_disputes(asked: Asked) -> list[LinkDispute]:
    """Links that somebody disputes on the day, the newest first. One query."""
    rows: Any = LinkDispute.objects.visible_to(asked.readers).filter(link__mission=asked.mission)
    rows = rows.filter(raised_on__lte=asked.day).exclude(resolved_on__lte=asked.day)
    return list(rows.select_related("by", "link__activity", "link__objective").order_by("-raised_on", "-pk"))


def agencies_by_side(mission: Mission) -> dict[str, int]:
    """How many agencies of the mission are internal, external or mixed. One query."""
    sides: dict[str, int] = {}
    for side in MissionAgency.objects.filter(mission=mission).values_list("side", flat=True):
        sides[side] = sides.get(side, 0) + 1
    return sides


def phase_on(asked: Asked) -> PhasePeriod | None:
    """The phase of the mission as a whole on the day. One query."""
    rows = PhasePeriod.objects.filter(mission=asked.mission, area__isnull=True, period_from__lte=asked.day)
    return rows.exclude(period_to__lte=asked.day).order_by("-period_from").first()


def newest_day(mission: Mission, *, public: bool) -> datetime.date | None:
    """The day of the newest assessment for these readers; None where there is none. One query."""
    audience = AssessmentAudience.PUBLIC if public else AssessmentAudience.MISSION
    rows = Assessment.objects.filter(mission=mission, kind=AssessmentKind.COMPUTED, audience=audience)
    return rows.order_by("-as_of").values_list("as_of", flat=True).first()
