import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from apps.coherence import services
from apps.coherence.models import WhatIf
from apps.coherence.what_if import services as what_if_services
from apps.core import jobs
from apps.core.models import Job
from apps.missions.models import Mission


@jobs.task("coherence.assess")
def assess(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Assess a mission today, or on the last day of one that has ended; for members and for the public.

    A mission that is gone by now needs nothing. Running twice changes nothing.
    """
    mission = Mission.objects.filter(uuid=job.about).first() if job.about else None
    if mission is None:
        return None
    given = job.arguments.get("as_of")
    today = timezone.localdate()
    as_of = datetime.date.fromisoformat(given) if given else min(today, mission.ended_on or today)
    audiences = services.audiences(mission)
    for step, audience in enumerate(audiences):
        progress(step, len(audiences))
        services.assess(mission=mission, as_of=as_of, audience=audience)
    return {"as_of": as_of.isoformat(), "audiences": audiences}


@jobs.task(what_if_services.TASK)
def compute_what_if(job: Job, *, progress: Callable[[int, int], None]) -> dict[str, Any] | None:
    """Compute a what-if; one that is gone by now needs nothing. Running twice changes nothing."""
    what_if = WhatIf.objects.select_related("mission").filter(uuid=job.about).first() if job.about else None
    if what_if is None:
        return None
    progress(0, 1)
    return {"stored": what_if_services.compute(what_if=what_if)}
