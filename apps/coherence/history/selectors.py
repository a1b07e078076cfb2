"""Reading what is stored of past days, and what is being computed for them."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from apps.coherence.enums import AssessmentAudience, AssessmentKind, Level, Strip
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.references.selectors import recorded
from apps.coherence.selectors.reviewers import (
    WITHHELD,
    Reader,
    closed_strips,
    is_closed,
    withheld_by_day,
)
from apps.coherence.selectors.shown import value_without
from apps.core import jobs
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission, PhasePeriod

ASSESS_TASK = "coherence.assess"
HISTORY_TASK = "coherence.history"
DATE_TASK = "coherence.date"


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day. `value` None: not assessed; the bounds then say how far the truth may lie."""

    on: datetime.date
    status: str
    value: float | None
    lo: float | None
    hi: float | None


@dataclass(frozen=True, slots=True)
class GradePoint:
    """E1 on a day at each grade or better, as shares of the activities; None where not assessed."""

    on: datetime.date
    grades: dict[str, float | None]


@dataclass(frozen=True, slots=True)
class Series:
    """Up to sixty quarters of a mission, in order. `consistency` and `process` by level."""

    consistency: dict[Level, list[Point]]
    process: dict[Level, list[Point]]
    linkage: list[GradePoint]
    computed_at: datetime.datetime | None

    @property
    def days(self) -> list[datetime.date]:
        return [point.on for point in self.consistency[Level.AGENCY]]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day, in the reader's words."""

    on: datetime.date
    text: str


def series(mission: Mission, audience: str, reader: Reader) -> Series:
    """The stored history of a mission as this reader is shown it. Two queries, one more for who is not of the
    secretariat."""
    values = (
        IndicatorValue.objects.filter(
            assessment__mission=mission,
            assessment__kind=AssessmentKind.HISTORY,
            assessment__audience=audience,
        )
        .annotate(on=F("assessment__as_of"), at=F("assessment__computed_at"))
        .order_by("on", "pk")
        .values("on", "at", "level", "indicator", "strip", "status", "value", "lo", "hi", "details")
    )
    found = Series({level: [] for level in Level}, {level: [] for level in Level}, [], None)
    computed_at = None
    rows = list(values)
    withheld = withheld_by_day(reader, mission, {row["on"] for row in rows})
    for row in rows:
        computed_at = row["at"]
        if row["indicator"] is None:
            point = Point(row["on"], row["status"], row["value"], row["lo"], row["hi"])
            if is_closed(row, withheld[row["on"]], closed_strips(withheld[row["on"]])):
                point = Point(row["on"], WITHHELD, None, None, None)
            lines = found.consistency if row["strip"] == Strip.CONSISTENCY else found.process
            lines[Level(row["level"])].append(point)
        elif row["indicator"] == "E1":
            grades = {grade: one["value"] for grade, one in (row["details"] or {}).get("grades", {}).items()}
            found.linkage.append(GradePoint(row["on"], grades))
    return Series(found.consistency, found.process, found.linkage, computed_at)


Kept = tuple[Assessment, dict[str, IndicatorValue]]


def references(mission: Mission, reader: Reader) -> list[Kept]:
    """Kept and imported assessments by date, with the consistency of each level in them as this reader
    is shown it. Three queries, one more for who is not of the secretariat."""
    kept = {one.pk: one for one in recorded(mission).defer("result").order_by("as_of", "key")}
    found: dict[int, dict[str, IndicatorValue]] = {pk: {} for pk in kept}
    whole = IndicatorValue.objects.filter(
        assessment__in=list(kept), subject__isnull=True, indicator__isnull=True, strip=Strip.CONSISTENCY
    ).defer("units", "details")
    withheld = withheld_by_day(reader, mission, {one.as_of for one in kept.values()})
    for value in whole:
        day = kept[value.assessment_id].as_of
        found[value.assessment_id][value.level] = value_without(value, withheld[day])
    return [(one, found[pk]) for pk, one in kept.items()]


def marks(mission: Mission) -> list[Mark]:
    """Adoptions of the framework and beginnings of phases of the whole mission, by date. Two queries."""
    adopted = FrameworkVersion.objects.filter(mission=mission, adopted_on__isnull=False)
    phases = PhasePeriod.objects.filter(mission=mission, area__isnull=True)
    found = [
        Mark(one.adopted_on, _("Framework version %(number)s") % {"number": one.number})
        for one in adopted
        if one.adopted_on is not None
    ]
    found += [Mark(one.period_from, str(one.get_phase_display())) for one in phases]
    return sorted(found, key=lambda one: one.on)


# One day -----------------------------------------------------------------------------------------------


def date_subject(mission: Mission, as_of: datetime.date) -> uuid.UUID:
    """What the job of one day is about: a subject of its own, so that days do not swallow each other."""
    return uuid.uuid5(mission.uuid, as_of.isoformat())


def dates_waiting(mission: Mission) -> "QuerySet[Job]":
    """Days of the mission that wait for their computation."""
    return Job.objects.filter(task=DATE_TASK, status=JobStatus.QUEUED, arguments__mission=str(mission.uuid))


def day_state(mission: Mission, as_of: datetime.date) -> jobs.State:
    """How far the computation of a day is. One query."""
    return jobs.state(DATE_TASK, about=date_subject(mission, as_of))


def last_day(mission: Mission, today: datetime.date) -> datetime.date:
    """The latest day that can be assessed: today, or the last one of a mission that has ended."""
    return min(today, mission.ended_on or today)


def newest(mission: Mission) -> Assessment | None:
    """The members' newest computed assessment. One query."""
    return _computed(mission).order_by("-as_of").first()


def _computed(mission: Mission | int) -> "QuerySet[Assessment]":
    return Assessment.objects.filter(
        mission=mission, kind=AssessmentKind.COMPUTED, audience=AssessmentAudience.MISSION
    )


def bounds(
    mission: Mission, assessment: Assessment, today: datetime.date
) -> tuple[datetime.date, datetime.date]:
    """The first day on which anything is recorded, as an assessment of the mission found it, and the last
    that can be assessed. No query."""
    given = (assessment.result or {}).get("first_day")
    first = datetime.date.fromisoformat(given) if given else mission.started_on or assessment.as_of
    return first, max(first, last_day(mission, today))


def days_to_choose(
    mission: Mission, today: datetime.date, assessment: Assessment | None
) -> tuple[datetime.date, datetime.date]:
    """`bounds` by the newest assessment; without one, from the start of the mission on. No query."""
    if assessment is not None:
        return bounds(mission, assessment, today)
    last = last_day(mission, today)
    return min(mission.started_on or last, last), last
