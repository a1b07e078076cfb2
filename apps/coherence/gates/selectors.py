"""A gate with what stands around it: its benchmarks, the dissents against it, what was decided there."""

import datetime
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from apps.alignment.models import Dissent
from apps.benchmarks.models import Gate, GateBenchmark, GateCondition, GateDecision
from apps.benchmarks.selectors.board import BoardRow
from apps.coherence.engine.gates import NOT_ASSESSED, state_of
from apps.coherence.engine.inputs import GateBenchmark as GateInput
from apps.coherence.engine.inputs import Observation as GateReading
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.missions.models import Mission, PhasePeriod

DECIDE_TASK = "coherence.decide"


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision that is not on record yet: it is being put there, was refused, or the job gave up.

    `arguments` as `gates.services.as_json` gives them; `refused` names the fields that were refused.
    """

    about: UUID | None
    arguments: dict[str, Any]
    state: Literal["pending", "refused", "failed"]
    refused: tuple[str, ...] = ()


def asked_at(gate: Gate, since: datetime.datetime) -> list[Asked]:
    """Decisions of a gate that were asked for since and are not on record, the newest first; of each only
    how it stands now, and none from before the last that is on record. One query."""
    jobs = Job.objects.filter(
        task=DECIDE_TASK, arguments__gate=str(gate.uuid), requested_at__gte=since
    ).order_by("-requested_at", "-pk")
    found: dict[Any, Asked | None] = {}
    for job in jobs:
        if job.about in found:
            continue
        if "decision" in (job.result or {}):
            break
        refused = tuple((job.result or {}).get("refused", ()))
        if job.status in {JobStatus.QUEUED, JobStatus.RUNNING}:
            found[job.about] = Asked(job.about, job.arguments, "pending")
        elif job.status == JobStatus.FAILED:
            found[job.about] = Asked(job.about, job.arguments, "failed")
        else:
            found[job.about] = Asked(job.about, job.arguments, "refused", refused) if refused else None
    return [one for one in found.values() if one is not None]


def gates_of(mission: Mission) -> list[Gate]:
    """The gates of the mission with their area, by phase, the mission's own first. One query."""
    rows = Gate.objects.filter(mission=mission).select_related("area").defer("area__geometry")
    return list(rows.order_by("key"))


def gate_named(mission: Mission, uuid: UUID) -> Gate | None:
    """The gate of the mission that an address names, with its mission and area. One query."""
    rows = Gate.objects.filter(mission=mission, uuid=uuid)
    return rows.select_related("mission", "area").defer("area__geometry").first()


def roles_at(gate: Gate) -> list[GateBenchmark]:
    """The benchmarks of a gate, critical ones first, then by key. One query."""
    return list(
        GateBenchmark.objects.filter(gate=gate).select_related("benchmark").order_by("role", "benchmark__key")
    )


def dissents_on(gate: Gate, day: datetime.date) -> "QuerySet[Dissent, Dissent]":
    """Dissents raised by the day on a gate or one of its benchmarks, newest first. One query when read."""
    rows = cast(
        "QuerySet[Dissent, Dissent]", Dissent.objects.filter(mission=gate.mission, raised_on__lte=day)
    )
    return (
        rows.filter(Q(gate=gate) | Q(benchmark__gates__gate=gate))
        .select_related("agency", "benchmark")
        .distinct()
        .order_by("-raised_on", "-pk")
    )


def standing_dissents(gate: Gate, day: datetime.date) -> list[Dissent]:
    """Those raised by the day and not resolved by then. One query."""
    return list(dissents_on(gate, day).filter(Q(resolved_on__isnull=True) | Q(resolved_on__gt=day)))


def decisions_at(gate: Gate, day: datetime.date) -> "QuerySet[GateDecision, GateDecision]":
    """What was decided at a gate by the day with its conditions, newest first. Two queries when read."""
    rows = _with_conditions(GateDecision.objects.filter(gate=gate, decided_on__lte=day))
    return cast("QuerySet[GateDecision, GateDecision]", rows.order_by("-decided_on", "-pk"))


def decision_named(mission: Mission, uuid: UUID) -> GateDecision | None:
    """The decision of the mission that an address names, with its gate and conditions. Two queries."""
    rows = GateDecision.objects.filter(mission=mission, uuid=uuid).select_related("gate__area", "mission")
    found: GateDecision | None = _with_conditions(rows).first()
    return found


def _with_conditions(rows: Any) -> Any:
    conditions = GateCondition.objects.select_related("owner").order_by("due_on", "pk")
    return rows.prefetch_related(Prefetch("conditions", queryset=conditions))


def period_begun(gate: Gate, on: datetime.date) -> PhasePeriod | None:
    """The period of the gate's place that begins on a day, if one does. One query."""
    periods = PhasePeriod.objects.filter(mission=gate.mission, area=gate.area, period_from=on)
    return periods.order_by("-pk").first()


def gate_state(role: GateBenchmark, row: BoardRow) -> str:
    """Whether a benchmark passes a gate, by the rules of the engine. No query.

    A stale or expired observation counts as not assessed at a gate.
    """
    state = row.progress
    if row.measured is None or state.stale or state.expired:
        return NOT_ASSESSED
    recent = [
        GateReading(
            key=point.key,
            indicator=row.measured.indicator.key,
            observed_on=point.on,
            value=point.value,
            grade=point.grade,
        )
        for point in row.measured.headline[-2:][::-1]
        if point.on is not None and point.value is not None
    ]
    return state_of(GateInput(row.plan.key, role.role, role.comparator, role.threshold), recent)
