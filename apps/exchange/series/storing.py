"""Storing what was looked at: all of it or nothing."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.benchmarks.services import observing
from apps.core import jobs
from apps.core.services import change_rows
from apps.exchange.series.planning import VALUES, Line, Outcome

CHANGED = (*VALUES, "standard_error", "interval_low", "interval_high", "people", "source", "state")


def store(
    *,
    by: AbstractBaseUser,
    lines: Sequence[Line],
    agency: Agency | None,
    source: str | None,
    accept: bool,
    via: str = "import",
    at: datetime.datetime | None = None,
) -> dict[str, int]:
    """Store what is new and what has changed: submitted, or `accept`ed at once. Returns the counts of both.

    What was accepted before stays so. Raises ValidationError, with nothing stored, where a line was refused,
    and EditConflict where somebody changed an observation meanwhile. Queries do not grow with the lines.
    """
    if any(line.outcome == Outcome.REFUSED for line in lines):
        raise ValidationError(_("Nothing was stored: mend the rows that were refused first."))
    new = _of(lines, Outcome.NEW)
    changed = _of(lines, Outcome.CHANGED)
    for row in new:
        row.submitted_by, row.source = agency, row.source or source
    stood = [row for row in changed if row.state == ObservationState.ACCEPTED]
    for row in changed:
        row.state = row.state if row in stood else ObservationState.SUBMITTED
    with transaction.atomic():
        made = observing.observe(by=by, observations=new, submit=True, via=via, at=at)
        change_rows(changed, CHANGED, by=by, via=via, at=at)
        if accept:
            waiting = [*made, *(row for row in changed if row not in stood)]
            observing.accept(by=by, observations=waiting, at=at)
        if stood:
            jobs.request("coherence.assess", about=stood[0].mission.uuid, by=by)
    return {"new": len(new), "changed": len(changed)}


def _of(lines: Sequence[Line], outcome: Outcome) -> list[Observation]:
    return [line.observation for line in lines if line.outcome == outcome and line.observation is not None]
