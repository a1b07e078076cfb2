"""What was observed: entered by agencies, accepted or returned by the planners of the mission.

Only accepted observations count in a status, so that only their coming, change and going asks for a new
assessment.
"""

import datetime
from collections.abc import Sequence
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.core import jobs, outbox
from apps.core.services import RowsRefused, change_rows, create_rows

FIELDS = (
    "observed_on",
    "value_number",
    "value_money",
    "value_stage",
    "value_yes",
    "group",
    "area",
    "people",
    "standard_error",
    "interval_low",
    "interval_high",
    "source",
    "grade",
    "audience",
)
"""What a person writes of an observation."""


def observe(
    *,
    by: AbstractBaseUser | None,
    observations: Sequence[Observation],
    submit: bool,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Observation]:
    """Store and log new observations of one mission, as drafts or submitted, under keys of their own.

    Raises RowsRefused, by field of each, for what cannot be. Queries: two, and those of the log.
    """
    wrong = {}
    for place, row in enumerate(observations):
        row.key = f"observation-{uuid4().hex[:12]}"
        row.state = ObservationState.SUBMITTED if submit else ObservationState.DRAFT
        try:
            # What a form chose among rows that exist, and what the database holds itself, need no query each.
            row.full_clean(
                exclude=["mission", "indicator", "area", "submitted_by"],
                validate_unique=False,
                validate_constraints=False,
            )
            check(row)
        except ValidationError as error:
            wrong[place] = error
    if wrong:
        raise RowsRefused(wrong)
    with transaction.atomic():
        return create_rows(observations, by=by, via=via, at=at)


def change_observation(
    *,
    by: AbstractBaseUser | None,
    observation: Observation,
    fields: Sequence[str],
    submit: bool,
    at: datetime.datetime | None = None,
) -> Observation:
    """Save what was corrected; whoever submits it hands it in again.

    One that is accepted stands as it is and has to be returned first. Raises ValidationError for it and for
    what cannot be, EditConflict where somebody changed it since it was read.
    """
    if observation.state == ObservationState.ACCEPTED:
        raise ValidationError(_("It is accepted: a planner returns it first, so that it can be corrected."))
    observation.state = ObservationState.SUBMITTED if submit else ObservationState.DRAFT
    observation.full_clean(exclude=["mission", "indicator"])
    check(observation)
    with transaction.atomic():
        change_rows([observation], [*fields, "state"], by=by, at=at)
    return observation


def accept(
    *, by: AbstractBaseUser, observations: Sequence[Observation], at: datetime.datetime | None = None
) -> list[Observation]:
    """Let submitted observations of one mission count, and ask for a new assessment.

    Raises ValidationError, with nothing changed, for one that is not submitted, and EditConflict.
    """
    _only(observations, ObservationState.SUBMITTED, _("Only what is submitted can be accepted."))
    for row in observations:
        row.state, row.return_note = ObservationState.ACCEPTED, None
    with transaction.atomic():
        changed = _moved(by, observations, at)
        if changed:
            outbox.tell("observation.accepted", changed[0].mission, changed)
    return changed


def send_back(
    *,
    by: AbstractBaseUser,
    observations: Sequence[Observation],
    note: str,
    at: datetime.datetime | None = None,
) -> list[Observation]:
    """Return submitted or accepted observations of one mission with what is to be mended.

    Raises ValidationError without a note or for a draft, and EditConflict.
    """
    if not note.strip():
        raise ValidationError({"note": _("Say what is to be mended, so that it can be.")})
    standing = (ObservationState.SUBMITTED, ObservationState.ACCEPTED)
    _only(observations, *standing, _("Only what is submitted or accepted can be returned."))
    for row in observations:
        row.state, row.return_note = ObservationState.RETURNED, note.strip()
    return _moved(by, observations, at)


def _only(observations: Sequence[Observation], *wanted: str) -> None:
    *states, sentence = wanted
    if any(row.state not in states for row in observations):
        raise ValidationError(sentence)


def _moved(
    by: AbstractBaseUser, observations: Sequence[Observation], at: datetime.datetime | None
) -> list[Observation]:
    with transaction.atomic():
        changed = change_rows(observations, ["state", "return_note"], by=by, at=at)
        if changed:
            jobs.request("coherence.assess", about=changed[0].mission.uuid, by=by)
    return changed


def check(row: Observation) -> None:
    """Raise ValidationError, by field, for an observation that contradicts itself or its indicator."""
    indicator = row.indicator
    value = row.value_number
    if value is not None and indicator.natural_min is not None and value < indicator.natural_min:
        raise ValidationError(
            {"value": _("It cannot be below %(least)s.") % {"least": indicator.natural_min}}
        )
    if value is not None and indicator.natural_max is not None and value > indicator.natural_max:
        raise ValidationError({"value": _("It cannot be above %(most)s.") % {"most": indicator.natural_max}})
    if row.standard_error is not None and row.standard_error < 0:
        raise ValidationError({"standard_error": _("A standard error is not below zero.")})
    low, high = row.interval_low, row.interval_high
    if low is not None and high is not None and high < low:
        raise ValidationError({"interval_high": _("The interval ends before it begins: exchange the two.")})
