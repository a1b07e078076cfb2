"""The doors through which a finding of the quality check is accepted with a reason, or opened again."""

import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.benchmarks.models import Benchmark, Indicator, QualityWaiver
from apps.benchmarks.quality.check import Finding
from apps.benchmarks.quality.rules import Severity
from apps.benchmarks.selectors.quality import SUBJECTS, waivers_of
from apps.core.services import change_rows, create_rows, remove_rows
from apps.frameworks.models import ConflictFactor, FrameworkVersion, Objective
from apps.frameworks.services.editing import ensure_open

MODELS: dict[str, Any] = {
    "objectives": Objective,
    "benchmarks": Benchmark,
    "indicators": Indicator,
    "conflict_factors": ConflictFactor,
}


def accept(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    finding: Finding,
    reason: str,
    accepted_on: datetime.date,
    accepted_by: str | None = None,
    waiver: QualityWaiver | None = None,
    at: datetime.datetime | None = None,
) -> QualityWaiver:
    """Store and log why a finding of an open version stands; `waiver` is the reason that is there already.

    Raises ValidationError for a finding that has to be mended, and for an empty reason; EditConflict where
    somebody changed the reason meanwhile; VersionAdopted where the version is not open. Up to nine queries.
    """
    if finding.rule.severity is Severity.MUST:
        raise ValidationError(_("This has to be mended: it cannot be accepted."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it stands as it is.")})
    with transaction.atomic():
        ensure_open(version)
        FrameworkVersion.objects.select_for_update().get(pk=version.pk)
        there = waiver or waivers_of(version).get(finding.token)
        if there is not None:
            there.reason, there.accepted_on, there.accepted_by = reason.strip(), accepted_on, accepted_by
            change_rows([there], ["reason", "accepted_on", "accepted_by"], by=by, at=at)
            return there
        made = QualityWaiver(
            mission=version.mission,
            key=f"waiver-{uuid4().hex[:12]}",
            framework_version=version,
            rule=finding.rule.id,
            reason=reason.strip(),
            accepted_on=accepted_on,
            accepted_by=accepted_by,
        )
        name = SUBJECTS.get(finding.rule.collection)
        if name is not None:
            model = MODELS[finding.rule.collection]
            setattr(made, name, model.objects.get(mission=version.mission_id, key=finding.key))
        else:
            made.subject = finding.key
        create_rows([made], by=by, at=at)
    return made


def withdraw(
    *, by: AbstractBaseUser | None, waiver: QualityWaiver, at: datetime.datetime | None = None
) -> None:
    """Take a reason back: the finding is open again. Raises VersionAdopted where the version is not open."""
    with transaction.atomic():
        ensure_open(waiver.framework_version)
        remove_rows([waiver], by=by, at=at)
