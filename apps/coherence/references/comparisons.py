"""Comparing two sides of a mission in a job: kept assessments as recorded then, dates as known today.

The result stands in the job's row, under a subject of its own for each pair, with the hash of the rows it was
made of; a page reads it and says when the rows have changed since.
"""

import contextlib
import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.compare import Snapshot, compare, snapshot
from apps.coherence.engine.compare.output import as_document
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.settings import ENGINE_VERSION, Settings
from apps.coherence.enums import AssessmentAudience, AssessmentKind
from apps.coherence.history.selectors import last_day
from apps.coherence.models import Assessment
from apps.coherence.references.selectors import latest_reference, recorded, stored_snapshot
from apps.coherence.selectors.inputs import MEMBERS, load_inputs
from apps.core import jobs
from apps.core.enums import JobStatus
from apps.core.models import Job
from apps.missions.models import Mission

TASK = "coherence.compare"
NOW = "now"
SHAPE = 4
"""Of a stored result; one of another shape is made anew."""
WAITING = 5
"""Comparisons of a mission that may wait at once."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. `token` names it in addresses: "now", a date, or the uuid of `kept`."""

    token: str
    as_of: datetime.date
    kept: Assessment | None = None


def side(mission: Mission, token: str, today: datetime.date) -> Side | None:
    """What a token stands for; None for what is not there, and for days to come. At most one query."""
    last = last_day(mission, today)
    if token == NOW:
        return Side(NOW, last)
    try:
        as_of = datetime.date.fromisoformat(token)
    except ValueError:
        return _kept(mission, token)
    return Side(as_of.isoformat(), as_of) if as_of <= last else None


def _kept(mission: Mission, token: str) -> Side | None:
    try:
        wanted = uuid.UUID(token)
    except ValueError:
        return None
    found = recorded(mission).filter(uuid=wanted).defer("result").first()
    return None if found is None else Side(str(found.uuid), found.as_of, found)


# Asking ------------------------------------------------------------------------------------------------


def subject(mission: Mission, before: Side, after: Side) -> uuid.UUID:
    """What the job of this pair is about."""
    return uuid.uuid5(mission.uuid, f"{before.token} {after.token}")


def request_comparison(*, by: AbstractBaseUser | None, mission: Mission, before: Side, after: Side) -> None:
    """Ask for a comparison. Raises ValidationError where too many of the mission wait already."""
    waiting = Job.objects.filter(task=TASK, status=JobStatus.QUEUED, arguments__mission=str(mission.uuid))
    if waiting.exclude(about=subject(mission, before, after)).count() >= WAITING:
        raise ValidationError(_("Several comparisons are waiting already. Ask again when they are done."))
    _request(mission, before, after, by)


def request_first(*, by: AbstractBaseUser | None, mission: Mission, before: Side, after: Side) -> None:
    """Ask for a comparison that has no result, unless it waits, runs or was given up, or too many wait. Two
    queries at most where nothing is asked for."""
    last = jobs.latest(TASK, about=subject(mission, before, after))
    if last is None or last.status == JobStatus.DONE:
        with contextlib.suppress(ValidationError):
            request_comparison(by=by, mission=mission, before=before, after=after)


def request_trend(*, by: AbstractBaseUser | None, mission: Mission, today: datetime.date) -> None:
    """Ask for the comparison of today with the reference of the trend, if there is one; the dashboard says
    what may be claimed of it."""
    reference = latest_reference(mission, last_day(mission, today))
    if reference is not None:
        now = Side(NOW, last_day(mission, today))
        _request(mission, Side(str(reference.uuid), reference.as_of, reference), now, by)


def _request(mission: Mission, before: Side, after: Side, by: AbstractBaseUser | None) -> None:
    jobs.request(
        TASK,
        about=subject(mission, before, after),
        by=by,
        arguments={"mission": str(mission.uuid), "before": before.token, "after": after.token},
    )


def result(mission: Mission, before: Side, after: Side) -> dict[str, Any] | None:
    """What came of the last comparison of this pair, as `compute` gives it; None if there was none, or one of
    another shape. One query."""
    done = Job.objects.filter(task=TASK, about=subject(mission, before, after), status=JobStatus.DONE)
    job = done.order_by("-finished_at", "-pk").first()
    if job is None or job.result is None or job.result.get("shape") != SHAPE:
        return None
    return job.result


def is_stale(found: dict[str, Any], newest: Assessment | None) -> bool:
    """Whether rows or engine have changed since, as far as the newest computed assessment knows."""
    if found["engine_version"] != ENGINE_VERSION:
        return True
    return newest is not None and found["inputs_sha256"] not in {None, newest.inputs_sha256}


# Computing ---------------------------------------------------------------------------------------------


def compute(mission: Mission, before: Side, after: Side) -> dict[str, Any]:
    """The comparison in plain JSON types, with the hash of today's rows if a side is a date.

    A kept side is taken as it was recorded then. Queries: two for each stored side; for dates those of
    `load_inputs` and one more each.
    """
    sides = (before, after)
    sha256, inputs = None, None
    if any(one.kept is None for one in sides):
        inputs = load_inputs(mission, MEMBERS)
        sha256 = fingerprint(inputs)
    delta = mission.setting_change_delta
    found = compare(
        *(_snapshot(mission, one, inputs, sha256) for one in sides),
        change_delta=Settings().change_delta if delta is None else float(delta),
    )
    return {
        "shape": SHAPE,
        "engine_version": ENGINE_VERSION,
        "inputs_sha256": sha256,
        "comparison": as_document(found),
    }


def _snapshot(mission: Mission, one: Side, inputs: Inputs | None, sha256: str | None) -> Snapshot:
    """A kept side as recorded; a date from what is stored of it, if that was made of the same rows, or
    computed."""
    if one.kept is not None:
        return stored_snapshot(one.kept)
    if inputs is None:
        raise ValueError("a date is compared from rows")
    there = Assessment.objects.filter(
        mission=mission,
        kind=AssessmentKind.COMPUTED,
        audience=AssessmentAudience.MISSION,
        as_of=one.as_of,
        inputs_sha256=sha256,
        engine_version=ENGINE_VERSION,
        values__units__isnull=False,
    ).first()
    if there is not None:
        return stored_snapshot(there, inputs)
    return snapshot(run_engine(inputs, one.as_of), inputs)
