"""The doors through which a disagreement is put on record, answered and withdrawn."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.models import Dissent
from apps.benchmarks.models import Benchmark, Gate
from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.missions.models import Mission, MissionAgency

ASSESS = "coherence.assess"


def raise_dissent(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    agency: Agency,
    statement: str,
    raised_on: datetime.date,
    about: Gate | Benchmark,
    at: datetime.datetime | None = None,
) -> Dissent:
    """Store and log what an agency of the mission holds against a gate or a benchmark.

    From then on the gate is contested while the agency is an internal one. Raises ValidationError, by field,
    for an agency or a row that is not in the mission and for an empty statement. Five queries.
    """
    if not MissionAgency.objects.filter(mission=mission, agency=agency).exists():
        raise ValidationError({"agency": _("This agency is not in the mission.")})
    if about.mission_id != mission.pk:
        raise ValidationError(_("This is not in the mission."))
    if not statement.strip():
        raise ValidationError({"statement": _("Say what the agency disagrees with, and why.")})
    dissent = Dissent(
        mission=mission,
        key=f"dissent-{uuid4().hex[:12]}",
        agency=agency,
        statement=statement.strip(),
        raised_on=raised_on,
        gate=about if isinstance(about, Gate) else None,
        benchmark=about if isinstance(about, Benchmark) else None,
    )
    with transaction.atomic():
        create_rows([dissent], by=by, at=at)
        jobs.request(ASSESS, about=mission.uuid, by=by)
    return dissent


def answer_dissent(
    *, by: AbstractBaseUser | None, dissent: Dissent, answer: str, at: datetime.datetime | None = None
) -> Dissent:
    """Save the written answer. The dissent stands until its agency withdraws it: an answer resolves nothing.

    Raises ValidationError for an empty answer, EditConflict where somebody changed the dissent meanwhile.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("A dissent has to be answered in words.")})
    dissent.answer = answer.strip()
    change_rows([dissent], ["answer"], by=by, at=at)
    return dissent


def withdraw_dissent(
    *,
    by: AbstractBaseUser | None,
    dissent: Dissent,
    resolved_on: datetime.date,
    at: datetime.datetime | None = None,
) -> Dissent:
    """Resolve it from this day on; statement and answer stay on record.

    Raises ValidationError for a day before it was raised, EditConflict where somebody changed it meanwhile.
    """
    if resolved_on < dissent.raised_on:
        raise ValidationError({"resolved_on": _("It was raised after this day.")})
    dissent.resolved_on = resolved_on
    with transaction.atomic():
        change_rows([dissent], ["resolved_on"], by=by, at=at)
        jobs.request(ASSESS, about=dissent.mission.uuid, by=by)
    return dissent
