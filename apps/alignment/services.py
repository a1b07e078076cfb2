"""The doors through which random audits are drawn and their answers written down."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import ReviewScope
from apps.alignment.models import AuditSample, AuditUnit
from apps.alignment.sampling import draw
from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.frameworks.models import Objective
from apps.missions.models import Area, Mission, MissionAgency

ANSWER = ("outcome", "checked_on", "checker", "note")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sample speaks about: the whole mission, or what one agency leads, one area or one objective."""

    kind: ReviewScope = ReviewScope.MISSION
    agency: Agency | None = None
    area: Area | None = None
    objective: Objective | None = None


def draw_sample(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    population: Sequence[str],
    eligible: int,
    size: int,
    seed: int,
    drawn_on: datetime.date,
    scope: Scope | None = None,
    note: str | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> AuditSample:
    """Draw `size` of the activities with the keys `population`, and store and log the sample with its units.

    `eligible` is the number in scope with and without something to check. Each unit keeps size / population
    as its chance. A sample of the same size from as many, drawn on the same day and not answered at all, is
    returned as it is: a form sent twice draws once, and nobody draws again until the sample suits. Raises
    ValidationError where there is nothing to draw from. Queries: eight and the log.
    """
    scope = scope or Scope()
    if not population or size < 1:
        raise ValidationError(_("Nothing in this scope has a link to check."))
    taken = draw(population, size, seed)
    sample = AuditSample(
        mission=mission,
        key=f"sample-{drawn_on}-{seed}",
        scope=scope.kind,
        agency=scope.agency,
        area=scope.area,
        objective=scope.objective,
        drawn_on=drawn_on,
        seed=seed,
        population=len(set(population)),
        eligible=eligible,
        note=note,
        units_recorded=True,
    )
    with transaction.atomic():
        # Two who draw at the same moment wait here, and the second finds what the first drew.
        Mission.objects.select_for_update().get(pk=mission.pk)
        there = _drawn_already(sample, len(taken))
        if there is not None:
            return there
        sample.full_clean()
        create_rows([sample], by=by, via=via, at=at)
        activities = Activity.objects.filter(mission=mission, key__in=taken).order_by("key")
        create_rows(
            [
                AuditUnit(sample=sample, activity=activity, inclusion_probability=size / sample.population)
                for activity in activities
            ],
            by=by,
            via=via,
            at=at,
        )
        jobs.request("coherence.assess", about=mission.uuid, by=by)
    return sample


def _drawn_already(sample: AuditSample, size: int) -> AuditSample | None:
    """The sample of the same day, scope and size that nobody has answered yet, if there is one. One query."""
    same = AuditSample.objects.filter(
        mission=sample.mission,
        scope=sample.scope,
        agency=sample.agency,
        area=sample.area,
        objective=sample.objective,
        drawn_on=sample.drawn_on,
        population=sample.population,
        eligible=sample.eligible,
    )
    counted = same.annotate(drawn=Count("units"), answered=Count("units__outcome"))
    return counted.filter(drawn=size, answered=0).order_by("pk").first()


def record_outcomes(
    *,
    by: AbstractBaseUser | None,
    sample: AuditSample,
    units: Sequence[AuditUnit],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[AuditUnit]:
    """Save the answers that the units of a sample carry, and ask for a new assessment. Returns the changed.

    Raises ValidationError, as a mapping of units to sentences, for an answer without day or agency, before
    the draw, or from an agency that is not in the mission; EditConflict where somebody else answered
    meanwhile.
    """
    present = set(MissionAgency.objects.filter(mission=sample.mission).values_list("agency_id", flat=True))
    wrong = {str(unit.pk): found for unit in units if (found := faults_of(unit, sample, present))}
    if wrong:
        raise ValidationError({key: list(faults.values()) for key, faults in wrong.items()})
    with transaction.atomic():
        changed = change_rows(list(units), ANSWER, by=by, via=via, at=at)
        if changed:
            jobs.request("coherence.assess", about=sample.mission.uuid, by=by)
    return changed


def faults_of(unit: AuditUnit, sample: AuditSample, present: set[int]) -> Mapping[str, str]:
    """What is wrong with an answer, by field; `present` are the agencies of the mission. No query."""
    if unit.outcome is None:
        if unit.checked_on is not None or unit.checker_id is not None:
            return {"outcome": _("Say what came of it.")}
        return {}
    found = {}
    if unit.checked_on is None:
        found["checked_on"] = _("Say on which day.")
    elif unit.checked_on < sample.drawn_on:
        found["checked_on"] = _("The sample was drawn only afterwards.")
    if unit.checker_id is None:
        if unit.outcome != "no_answer":
            found["checker"] = _("Say who answered.")
    elif unit.checker_id not in present:
        found["checker"] = _("This agency is not in the mission.")
    return found
