import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from apps.agencies.models import Agency
from apps.benchmarks.models import Gate
from apps.coherence import services
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.gates import services as gate_services
from apps.coherence.gates.selectors import DECIDE_TASK
from apps.coherence.history.selectors import DATE_TASK, HISTORY_TASK, last_day
from apps.coherence.history.services import history, request_history
from apps.coherence.models import Assessment, WhatIf
from apps.coherence.references import comparisons
from apps.coherence.references import services as reference_services
from apps.coherence.references.selectors import KEEP_TASK, RESTATE_TASK
from apps.coherence.what_if import services as what_if_services
from apps.core import jobs
from apps.core.models import Job
from apps.missions.models import Mission


@jobs.task("coherence.assess")
def assess(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Assess a mission today, or on the last day of one that has ended; for members and for the public. Its
    history and its comparison with the last reference follow later.

    A mission that is gone by now needs nothing. Running twice changes nothing.
    """
    mission = Mission.objects.filter(uuid=job.about).first() if job.about else None
    if mission is None:
        return None
    as_of = _day_of(job, mission)
    audiences = services.audiences(mission)
    for step, audience in enumerate(audiences):
        progress(step, len(audiences))
        services.assess(mission=mission, as_of=as_of, audience=audience)
    request_history(by=job.requested_by, mission=mission)
    comparisons.request_trend(by=job.requested_by, mission=mission, today=timezone.localdate())
    return {"as_of": as_of.isoformat(), "audiences": audiences}


@jobs.daily
def ask_for_today(today: datetime.date) -> None:
    """Ask for an assessment of every mission whose newest one is of an earlier day: evidence ages and periods
    end without anybody changing anything. A mission that has ended keeps its last day.

    A demonstration is looked at on its own date. Two queries, and those of the requests.
    """
    if settings.DEMO:
        return
    computed = Assessment.objects.filter(kind=AssessmentKind.COMPUTED, audience=AssessmentAudience.MISSION)
    newest = dict(computed.order_by().values_list("mission").annotate(Max("as_of")))
    for mission in Mission.objects.filter(pk__in=newest):
        if newest[mission.pk] < last_day(mission, today):
            jobs.request("coherence.assess", about=mission.uuid, changes=0)


def _day_of(job: Job, mission: Mission) -> datetime.date:
    given = job.arguments.get("as_of")
    return datetime.date.fromisoformat(given) if given else last_day(mission, timezone.localdate())


@jobs.task(HISTORY_TASK)
def compute_history(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Compute the past quarters of a mission, for members and for the public, where anything has changed.

    A mission that is gone by now needs nothing. Running twice changes nothing.
    """
    mission = Mission.objects.filter(uuid=job.about).first() if job.about else None
    if mission is None:
        return None
    until = _day_of(job, mission)
    audiences = services.audiences(mission)
    made = {}
    for place, audience in enumerate(audiences):

        def told(done: int, total: int, before: int = place) -> None:
            progress(before * total + done, len(audiences) * total)

        made[audience] = history(mission=mission, audience=audience, until=until, progress=told)
    return {"until": until.isoformat(), "quarters": made}


@jobs.task(DATE_TASK)
def assess_day(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Assess a mission on the day that somebody asked for. Running twice changes nothing."""
    mission = Mission.objects.filter(uuid=job.arguments.get("mission")).first()
    if mission is None:
        return None
    progress(0, 1)
    as_of = _day_of(job, mission)
    services.assess(mission=mission, as_of=as_of)
    return {"as_of": as_of.isoformat()}


@jobs.task(what_if_services.TASK)
def compute_what_if(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Compute a what-if; one that is gone by now needs nothing. Running twice changes nothing."""
    what_if = WhatIf.objects.select_related("mission").filter(uuid=job.about).first() if job.about else None
    if what_if is None:
        return None
    progress(0, 1)
    return {"stored": what_if_services.compute(what_if=what_if)}


@jobs.task(KEEP_TASK)
def keep(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Keep an assessment for a room below that cannot call the service, as its arguments say.

    A mission that is gone by now needs nothing. Running twice keeps one.
    """
    mission = Mission.objects.filter(uuid=job.arguments["mission"]).first()
    if mission is None:
        return None
    progress(0, 1)
    kept = reference_services.keep_for_all(
        by=job.requested_by,
        mission=mission,
        as_of=datetime.date.fromisoformat(job.arguments["as_of"]),
        occasion=job.arguments["occasion"],
        note=job.arguments.get("note"),
    )
    return {"kept": str(kept.uuid)}


@jobs.task(RESTATE_TASK)
def restate(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Restate a kept assessment from the rows of today. `restated` is None where there was nothing to
    restate; nothing is done for one that is gone by now. Running twice keeps one."""
    rows = Assessment.objects.filter(kind=AssessmentKind.RECORDED).select_related("mission")
    assessment = rows.filter(uuid=job.about).first() if job.about else None
    if assessment is None:
        return None
    progress(0, 1)
    try:
        made = reference_services.restate(by=job.requested_by, assessment=assessment)
    except reference_services.NothingToRestate:
        return {"restated": None}
    return {"restated": str(made.uuid)}


@jobs.task(DECIDE_TASK)
def decide(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Put a decision on record in the name of who asked; `refused` names the fields that the gate of that
    day, or what has changed since, speaks against. Nothing for a gate that is gone by now. Running twice
    records one."""
    gate = Gate.objects.select_related("mission", "area").filter(uuid=job.arguments.get("gate")).first()
    if gate is None:
        return None
    progress(0, 1)
    try:
        decision = gate_services.from_json(job.arguments)
        made = gate_services.decide(by=job.requested_by, gate=gate, decision=decision)
    except ValidationError as error:
        return {"refused": sorted(error.error_dict)}
    except Agency.DoesNotExist:
        return {"refused": ["conditions"]}
    return {"decision": str(made.uuid)}


@jobs.task(comparisons.TASK)
def compare(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Compare the two sides that the arguments name; nothing for a mission or a side that is gone by now."""
    mission = Mission.objects.filter(uuid=job.arguments["mission"]).first()
    if mission is None:
        return None
    progress(0, 1)
    today = timezone.localdate()
    before, after = (comparisons.side(mission, job.arguments[name], today) for name in ("before", "after"))
    return None if before is None or after is None else comparisons.compute(mission, before, after)
