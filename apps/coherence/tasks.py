import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from apps.coherence import services
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
