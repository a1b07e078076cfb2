"""The doors through which a disagreement is put on record, answered and withdrawn."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
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
    for an agency or a row that is not in the mission and for an empty statement. Where the agency already
    holds the same against the row, that dissent is returned and nothing is stored. Seven queries.
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
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        type(about).objects.select_for_update().get(pk=about.pk)
        there = Dissent.objects.filter(
            Q(resolved_on__isnull=True) | Q(resolved_on__gt=raised_on),
            mission=mission,
            agency=agency,
            gate=dissent.gate,
            benchmark=dissent.benchmark,
            statement=dissent.statement,
        ).first()
        if there is not None:
            return there
        create_rows([dissent], by=by, at=at)
        jobs.request(ASSESS, about=mission.uuid, by=by)
    return dissent


def answer_dissent(
    *,
    by: AbstractBaseUser | None,
    dissent: Dissent,
    answer: str,
    answered_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> Dissent:
    """Save the written answer with its day, today where none is given.

    The dissent stands until its agency withdraws it: an answer resolves nothing. Words saved again as they
    are keep their day. Raises ValidationError for an empty answer, EditConflict where somebody changed the
    dissent meanwhile.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("A dissent has to be answered in words.")})
    if dissent.answer != answer.strip():
        dissent.answer = answer.strip()
        dissent.answered_on = answered_on or timezone.localdate(at)
    change_rows([dissent], ["answer", "answered_on"], by=by, at=at)
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
