from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.core.memory import rarely_collected
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.exchange.enums import RunState
from apps.exchange.models import ImportRun
from apps.exchange.portfolio import running


@jobs.task(running.CHECK)
def check(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Read and check the file of an import. A run that is gone, or further, needs nothing."""
    run = _run(job, RunState.CHECKING)
    if run is None:
        return None
    with rarely_collected():
        return running.check(run, progress)


@jobs.task(running.APPLY)
def apply(job: Job, *, progress: jobs.Progress) -> dict[str, Any] | None:
    """Store a checked file, all of it or nothing. Running twice stores it once."""
    run = _run(job, RunState.APPLYING)
    if run is None:
        return None
    try:
        with rarely_collected():
            return running.apply(run, progress, today=timezone.localdate(), at=timezone.now())
    except EditConflict:
        said = _("Somebody changed one of these activities at the same time. Nothing was stored; try again.")
        ImportRun.objects.filter(pk=run.pk, state=RunState.APPLYING).update(
            state=RunState.READY, problem=said
        )
        return {"problem": said}


def _run(job: Job, state: RunState) -> ImportRun | None:
    if job.about is None:
        return None
    rows = ImportRun.objects.select_related("mission", "owner", "agency")
    return rows.filter(uuid=job.about, state=state).first()
