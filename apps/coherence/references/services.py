"""The doors through which assessments are kept as reference and restated; none changes one that is kept.

Pages ask for one by `request_keep` and `request_restatement`, in the transaction of what they save; the job
does what costs seconds. A room below asks for the job itself: `jobs.request("coherence.keep", about=row.uuid,
by=by, arguments={"mission": str(mission.uuid), "as_of": "2026-01-01", "occasion": "review"})`.
"""

import datetime
from dataclasses import replace
from uuid import uuid5

from auditlog.context import disable_auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from apps.coherence.engine.assess import assess as run_engine
from apps.coherence.engine.fingerprint import fingerprint
from apps.coherence.engine.frozen import freeze
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.output import as_document
from apps.coherence.engine.settings import ENGINE_VERSION
from apps.coherence.enums import AssessmentAudience, AssessmentKind, Occasion
from apps.coherence.models import Assessment, FrozenInputs
from apps.coherence.references.selectors import KEEP_TASK, RESTATE_TASK
from apps.coherence.selectors.inputs import load_inputs
from apps.coherence.services import audiences, described, fill
from apps.core import jobs
from apps.core.models import Job
from apps.core.services import create_rows
from apps.missions.models import Mission

KEY_LENGTH = 64
# Of two kept for one date, the members' and the later one come last in the order of keys, by which a trend
# chooses where a file says no more.
PREFIXES = {AssessmentAudience.PUBLIC: "public-reference", AssessmentAudience.MISSION: "reference"}


class NothingToRestate(Exception):
    """Today's rows and method give what was kept; or a restatement has already taken its place."""


def request_keep(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    as_of: datetime.date,
    occasion: str,
    note: str | None = None,
) -> Job:
    """Ask for a date to be kept, from the rows as they are when the job comes to it, in a moment."""
    arguments = {"mission": str(mission.uuid), "as_of": as_of.isoformat(), "occasion": str(occasion)}
    about = uuid5(mission.uuid, " ".join((KEEP_TASK, *arguments.values(), note or "")))
    return jobs.request(KEEP_TASK, about=about, by=by, arguments=arguments | {"note": note}, delay=0)


def request_restatement(*, by: AbstractBaseUser | None, assessment: Assessment) -> Job:
    """Ask for a recorded assessment to be restated. Raises NothingToRestate where it is. One query."""
    if assessment.restatements.exists():
        raise NothingToRestate
    arguments = {"mission": str(assessment.mission.uuid), "as_of": assessment.as_of.isoformat()}
    return jobs.request(RESTATE_TASK, about=assessment.uuid, by=by, arguments=arguments, delay=0)


def keep(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    as_of: datetime.date,
    occasion: str,
    audience: str = AssessmentAudience.MISSION,
    note: str | None = None,
    at: datetime.datetime | None = None,
) -> Assessment:
    """Assess a date from the rows as they are, and keep it with these rows as reference. Logged.

    Kept once: equal rows, date, audience, occasion and engine give the one that is there. Asks for the
    mission to be assessed again, whose trend it is part of. Queries: those of `load_inputs`, some ten, and
    one for each 2,000 values or findings.
    """
    inputs = _known_then(load_inputs(mission, audience), as_of)
    sha256 = fingerprint(inputs)
    same = Assessment.objects.filter(
        mission=mission,
        kind=AssessmentKind.RECORDED,
        as_of=as_of,
        audience=audience,
        occasion=occasion,
        inputs_sha256=sha256,
        engine_version=ENGINE_VERSION,
        restates__isnull=True,
    )
    there = same.first()
    if there is not None:
        return there
    at = at or timezone.now()
    made = Assessment(
        key=f"{PREFIXES[AssessmentAudience(audience)]}-{as_of}-{at:%Y%m%dT%H%M%S%f}",
        as_of=as_of,
        audience=audience,
        occasion=occasion,
        note=note,
    )
    with transaction.atomic():
        # Two who keep at the same moment wait for each other here; the second finds what the first kept.
        Mission.objects.select_for_update().get(pk=mission.pk)
        there = same.first()
        return there or _store(made, mission, inputs, sha256, by=by, at=at)


def keep_for_all(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    as_of: datetime.date,
    occasion: str,
    note: str | None = None,
    at: datetime.datetime | None = None,
) -> Assessment:
    """Keep a date for the members, and where the mission is public for the public too, whose trend knows
    public references only. Returns the members' one."""
    with transaction.atomic():
        found = [
            keep(by=by, mission=mission, as_of=as_of, occasion=occasion, audience=audience, note=note, at=at)
            for audience in audiences(mission)
        ]
    return found[0]


def restate(
    *,
    by: AbstractBaseUser | None,
    assessment: Assessment,
    note: str | None = None,
    at: datetime.datetime | None = None,
) -> Assessment:
    """Assess the date of a recorded assessment again, from today's rows and by today's method, and keep that.

    Both stay, and trends compare with the new one. Raises NothingToRestate where there is already a
    restatement, or where rows and engine are those of the old one. Queries: as `keep`.
    """
    mission = assessment.mission
    audience = assessment.audience or AssessmentAudience.MISSION
    inputs = _known_then(load_inputs(mission, audience), assessment.as_of)
    sha256 = fingerprint(inputs)
    if (sha256, ENGINE_VERSION) == (assessment.inputs_sha256, assessment.engine_version):
        raise NothingToRestate
    made = Assessment(
        key=_next_key(assessment),
        as_of=assessment.as_of,
        audience=audience,
        occasion=Occasion.RESTATEMENT,
        note=note,
        restates=assessment,
    )
    with transaction.atomic():
        Mission.objects.select_for_update().get(pk=mission.pk)
        if assessment.restatements.exists():
            raise NothingToRestate
        return _store(made, mission, inputs, sha256, by=by, at=at or timezone.now())


def _next_key(assessment: Assessment) -> str:
    """A free key that comes after that of the assessment."""
    beginning = assessment.key[: KEY_LENGTH - 3]
    taken = set(
        Assessment.objects.filter(mission=assessment.mission_id, key__startswith=beginning).values_list(
            "key", flat=True
        )
    )
    return next(key for number in range(2, 100) if (key := f"{beginning}-r{number}") not in taken)


def _known_then(inputs: Inputs, as_of: datetime.date) -> Inputs:
    """Without recorded assessments of that date and later, which the engine does not look at: keeping one
    must not make the next look different."""
    return replace(inputs, assessments=tuple(row for row in inputs.assessments if row.as_of < as_of))


def _store(
    made: Assessment,
    mission: Mission,
    inputs: Inputs,
    sha256: str,
    *,
    by: AbstractBaseUser | None,
    at: datetime.datetime,
) -> Assessment:
    computed = run_engine(inputs, made.as_of)
    document = as_document(computed, inputs_sha256=sha256)
    made.mission = mission
    made.kind = AssessmentKind.RECORDED
    made.computed_at = at
    for name, value in described(mission, computed, document).items():
        setattr(made, name, value)
    create_rows([made], by=by, at=at)
    with disable_auditlog():  # what it holds follows from it
        fill(made, computed, document, inputs)
        FrozenInputs.objects.bulk_create([FrozenInputs(assessment=made, content=freeze(inputs))])
    jobs.request("coherence.assess", about=mission.uuid, by=by, changes=0)
    return made
