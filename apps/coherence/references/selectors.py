"""Reading kept assessments: for pages, for the trend, and as the snapshots that a comparison takes."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.compare import Snapshot, leads_at, positions_of
from apps.coherence.engine.compare.snapshot import PartKey
from apps.coherence.engine.frozen import UnknownShape, thaw
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.measure import IN_MONEY
from apps.coherence.engine.results import Assessment as Computed
from apps.coherence.engine.results import Indicator, Unit
from apps.coherence.enums import AssessmentAudience, AssessmentKind, Strip
from apps.coherence.models import Assessment, FrozenInputs, IndicatorValue
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.missions.models import Mission

KEEP_TASK = "coherence.keep"
RESTATE_TASK = "coherence.restate"


def recorded(mission: Mission) -> "QuerySet[Assessment]":
    """Imported and kept assessments that members may compare with, the latest date first.

    Those kept for the public are left out: they know public rows only.
    """
    return (
        Assessment.objects.filter(mission=mission, kind=AssessmentKind.RECORDED)
        .exclude(audience=AssessmentAudience.PUBLIC)
        .select_related("framework_version")
        .order_by("-as_of", "-key")
    )


def for_page(mission: Mission) -> list[Assessment]:
    """What the page of references lists. One query.

    Each says whether another takes its place (`restated`), and whether its pages can be shown (`opens`).
    """
    found = recorded(mission).defer("result")
    return list(
        found.annotate(
            restated=Exists(Assessment.objects.filter(restates=OuterRef("pk"))),
            opens=Q(result__isnull=False),
        )
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the assessment of a day: to be kept, or to be restated, and how that stands."""

    about: UUID | None
    as_of: datetime.date
    restating: bool
    state: Literal["pending", "nothing", "failed"]

    @property
    def task(self) -> str:
        return RESTATE_TASK if self.restating else KEEP_TASK


def asked(mission: Mission, since: datetime.datetime) -> list[Asked]:
    """What is being kept and restated, and what came to nothing since, the newest first; of each only how it
    stands now. One query."""
    jobs = Job.objects.filter(
        task__in=(KEEP_TASK, RESTATE_TASK), arguments__mission=str(mission.uuid), requested_at__gte=since
    ).order_by("-requested_at", "-pk")
    found: dict[Any, Asked | None] = {}
    for job in jobs:
        if (job.task, job.about) in found:
            continue
        state: Literal["pending", "nothing", "failed"] | None = None
        if job.status in {JobStatus.QUEUED, JobStatus.RUNNING}:
            state = "pending"
        elif job.status == JobStatus.FAILED:
            state = "failed"
        elif job.task == RESTATE_TASK and (job.result or {}).get("restated") is None:
            state = "nothing"
        as_of = datetime.date.fromisoformat(job.arguments["as_of"])
        found[job.task, job.about] = (
            None if state is None else Asked(job.about, as_of, job.task == RESTATE_TASK, state)
        )
    return [one for one in found.values() if one is not None]


def kept(mission: Mission, uuid: UUID) -> Assessment | None:
    """A kept assessment with all that its pages show; None for an imported one and any other. One query."""
    found = recorded(mission).filter(uuid=uuid, result__isnull=False).first()
    if found is not None:
        found.mission = mission
    return found


def latest_reference(mission: Mission, before: datetime.date) -> Assessment | None:
    """What the members' trend compares with: the latest earlier one, restated ones by their restatement. One
    query."""
    return recorded(mission).filter(as_of__lt=before, restatements__isnull=True).defer("result").first()


def recomputed(assessment: Assessment) -> Computed:
    """A kept assessment computed again from the rows it was made of, whatever has become of them.

    Raises FrozenInputs.DoesNotExist for an imported one, UnknownShape where an older engine froze it.
    One query.
    """
    return run_engine(thaw(_frozen(assessment)), assessment.as_of)


def stored_snapshot(assessment: Assessment, inputs: Inputs | None = None) -> Snapshot:
    """What a comparison takes of a stored assessment: as it was recorded then. At most two queries.

    `inputs` are those it was made of. Without them, a kept one's own rows say who led what and holds which
    position; nothing says it of an imported one, or of one frozen by an engine that read other columns.
    """
    if inputs is None:
        inputs = _inputs_then(assessment)
    consistency: dict[PartKey, float | None] = {}
    process: dict[PartKey, float | None] = {}
    indicators: dict[PartKey, dict[str, Indicator]] = {}
    for value in assessment.values.order_by("pk"):
        part = (value.level, value.subject)
        if value.indicator is not None:
            indicators.setdefault(part, {})[value.indicator] = _indicator(value)
        elif value.strip == Strip.PROCESS:
            process[part] = value.value
        else:
            consistency[part] = value.value
    as_of = assessment.as_of
    if inputs is None:
        return Snapshot(as_of, consistency, process, indicators)
    return Snapshot(as_of, consistency, process, indicators, leads_at(inputs, as_of), positions_of(inputs))


def _inputs_then(assessment: Assessment) -> Inputs | None:
    try:
        return thaw(_frozen(assessment))
    except (FrozenInputs.DoesNotExist, UnknownShape):
        return None


def _frozen(assessment: Assessment) -> bytes:
    return bytes(FrozenInputs.objects.get(assessment=assessment).content)


def _indicator(value: IndicatorValue) -> Indicator:
    known = value.value
    if known is None and value.k is not None and value.n:
        known = value.k / value.n
    return Indicator(
        id=str(value.indicator),
        strip=str(value.strip),
        kind="money" if value.indicator in IN_MONEY else "count",
        status=value.status,
        value=known,
        n=int(value.n or 0),
        N=int(value.eligible or 0),
        lo=value.lo,
        hi=value.hi,
        units=tuple(_unit(unit) for unit in value.units or ()),
    )


def _unit(stored: Sequence[Any]) -> Unit:
    rows, score, weight, reason = stored
    return Unit(tuple((row[0], row[1]) for row in rows), score, weight, reason)
