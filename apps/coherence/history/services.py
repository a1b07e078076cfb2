"""Computing the levels at the ends of past quarters, and one past day on request."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from auditlog.context import disable_auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.history import Picture, first_day, picture, quarter_ends
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.results import Indicator, Strip, Subject, System, SystemStrip
from apps.coherence.engine.settings import ENGINE_VERSION
from apps.coherence.enums import AssessmentKind, Level
from apps.coherence.enums import Strip as StripName
from apps.coherence.history.selectors import (
    ASSESS_TASK,
    DATE_TASK,
    HISTORY_TASK,
    date_subject,
    dates_waiting,
)
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.selectors.inputs import load_inputs
from apps.core import jobs
from apps.core.memory import rarely_collected
from apps.core.models import Job
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission

QUARTERS = 60
BATCH = 2000
REST_SECONDS = 600.0
"""A history is computed at most once in so long."""
DATES_WAITING = 5

Progress = Callable[[int, int], None]


@rarely_collected()
def history(
    *,
    mission: Mission,
    audience: str,
    until: datetime.date,
    quarters: int = QUARTERS,
    at: datetime.datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """Compute and store the levels at the last `quarters` ends of quarters, as one set; returns how many.

    Never before the first dated row of the mission. The rows of all dates are loaded once. A set of the same
    dates, inputs and engine is left as it is, and 0 comes back. `progress` is told the quarters done before
    each. In valid time: what was true then, as known in the rows of today.
    Queries: those of `load_inputs`, a handful, and one for each 2,000 values.
    """
    inputs = load_inputs(mission, audience)
    sha256 = fingerprint(inputs)
    first = first_day(inputs)
    days = [] if first is None else quarter_ends(first, until, quarters)
    stored = Assessment.objects.filter(mission=mission, kind=AssessmentKind.HISTORY, audience=audience)
    there = set(stored.values_list("as_of", "inputs_sha256", "engine_version"))
    if there == {(day, sha256, ENGINE_VERSION) for day in days}:
        return 0
    at = at or timezone.now()
    versions = dict(FrameworkVersion.objects.filter(mission=mission).values_list("key", "pk"))
    made: list[Assessment] = []
    values: list[IndicatorValue] = []
    for step, day in enumerate(days):
        if progress is not None:
            progress(step, len(days))
        found = picture(inputs, day)
        assessment = Assessment(
            mission=mission,
            key=f"history-{day}-{audience}",
            kind=AssessmentKind.HISTORY,
            as_of=day,
            audience=audience,
            framework_version_id=versions.get(found.framework_version or ""),
            method_version=inputs.mission.method_version,
            engine_version=ENGINE_VERSION,
            inputs_sha256=sha256,
            computed_at=at,
            result={"D1": dict(found.deficit)},
        )
        made.append(assessment)
        values += _values(assessment, found)
    if progress is not None:
        progress(len(days), len(days))
    with transaction.atomic(), disable_auditlog():
        stored.delete()
        Assessment.objects.bulk_create(made, batch_size=BATCH)
        IndicatorValue.objects.bulk_create(values, batch_size=BATCH)
    return len(made)


def _values(assessment: Assessment, found: Picture) -> Iterator[IndicatorValue]:
    """Strips of the four levels, and the indicators of those that are measured as a whole."""
    levels: Mapping[Level, Subject | System] = {
        Level.AGENCY: found.levels.agency.system,
        Level.WHOLE_OF_GOVERNMENT: found.levels.whole_of_government.system,
        Level.EXTERNAL: found.levels.external,
        Level.INTERNAL_EXTERNAL: found.levels.internal_external,
    }
    for level, part in levels.items():
        band = None if part.band is None else {"label": part.band.label}
        for name, strip in ((StripName.CONSISTENCY, part.consistency), (StripName.PROCESS, part.process)):
            yield _value(assessment, level, strip, strip=name, details={"band": band})
        if isinstance(part, Subject):
            for indicator in part.indicators.values():
                yield _value(
                    assessment,
                    level,
                    indicator,
                    indicator=indicator.id,
                    strip=indicator.strip,
                    k=_counted(indicator),
                    details={"grades": _grades(indicator)} if indicator.grades is not None else None,
                )


def _value(
    assessment: Assessment, level: Level, found: Indicator | Strip | SystemStrip, **also: Any
) -> IndicatorValue:
    return IndicatorValue(
        assessment=assessment,
        level=level,
        status=found.status,
        value=found.value,
        n=found.n,
        eligible=found.N,
        lo=found.lo,
        hi=found.hi,
        **also,
    )


def _counted(indicator: Indicator) -> float | None:
    if indicator.id not in PROPORTIONS:
        return None
    return sum(unit.score for unit in indicator.units if unit.score is not None)


def _grades(indicator: Indicator) -> dict[str, dict[str, float | None]]:
    return {grade: {"value": one.value, "k": one.k} for grade, one in (indicator.grades or {}).items()}


def request_history(*, by: AbstractBaseUser | None, mission: Mission) -> Job:
    """Ask for the history after an assessment: the first at once, later ones ten minutes after they are asked
    for, so that many changes cost one."""
    there = Assessment.objects.filter(mission=mission, kind=AssessmentKind.HISTORY).exists()
    return jobs.request(HISTORY_TASK, about=mission.uuid, by=by, delay=REST_SECONDS if there else None)


def request_date(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    as_of: datetime.date,
    bounds: tuple[datetime.date, datetime.date],
) -> Job:
    """Ask for the assessment of one day, for members, at once.

    Raises ValidationError outside of `bounds` (the first and the last day that can be asked for), and while
    five other days of the mission wait.
    """
    first, last = bounds
    if not first <= as_of <= last:
        raise ValidationError(_("The date lies outside of what is recorded."), code="outside")
    about = date_subject(mission, as_of)
    with transaction.atomic():
        if dates_waiting(mission).exclude(about=about).count() >= DATES_WAITING:
            raise ValidationError(
                _("Five other dates wait to be computed. Come back when one of them is done."), code="busy"
            )
        return jobs.request(
            DATE_TASK,
            about=about,
            by=by,
            arguments={"mission": str(mission.uuid), "as_of": as_of.isoformat()},
            delay=0,
        )


def request_again(*, by: AbstractBaseUser, mission: Mission) -> Job:
    """Ask once more for an assessment that has failed, at once."""
    return jobs.request(ASSESS_TASK, about=mission.uuid, by=by, delay=0)
