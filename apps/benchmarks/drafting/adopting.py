"""Adoption: one recorded act that makes a draft the version in force, and seals it."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.agencies.models import Agency
from apps.benchmarks.drafting.document import adoption_document, digest, seal
from apps.benchmarks.selectors.quality import blocking
from apps.core import jobs, outbox
from apps.core.services import EditConflict, change_lists, change_rows, create_rows
from apps.core.templatetags.nexusplan import day
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import (
    FrameworkVersion,
    StrategicFramework,
    VersionAdopted,
    VersionReservation,
)
from apps.frameworks.selectors.drafts import OPEN
from apps.missions.models import Document
from apps.missions.selectors import absent_agencies

ACT = ("status", "adopted_on", "adopted_by", "adoption_basis", "embargo_until", "reservations_recorded")


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted on which day, on what basis, what agencies hold against it, and the papers of it.

    With `embargo_until` nobody outside of the members learns of it before that day.
    """

    adopted_on: datetime.date
    adopted_by: str
    basis: str
    reservations: Sequence[tuple[Agency, str]] = ()
    documents: Sequence[Document] = ()
    embargo_until: datetime.date | None = None


def adopt(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    act: Adoption,
    shown: str | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> FrameworkVersion:
    """Put the adoption of an open version on record, supersede the former one, and seal what it says.

    From then on nothing of it changes; a correction is a new version. `shown` is the digest of what was read
    before the act: where a text changed since, the act is refused. Raises ValidationError, by field, for
    an act that cannot be, VersionAdopted for a version that is adopted already, EditConflict where somebody
    changed the version since it was read; with nothing stored. Queries: about
    ninety.
    """
    at = at or timezone.now()
    _check(version, act, timezone.localdate(at))
    with transaction.atomic():
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        StrategicFramework.objects.select_for_update().get(pk=version.framework_id)
        stored = FrameworkVersion.objects.get(pk=version.pk)
        if stored.adoption_sha256 is not None:
            raise VersionAdopted
        if stored.row_version != version.row_version:
            raise EditConflict([(version, stored)])
        if shown not in {None, digest(adoption_document(stored))}:
            raise ValidationError(
                _("The text of this version changed since you read it: read it again before it is adopted.")
            )
        refuse_unfinished(stored)
        _supersede(by=by, version=version, on=act.adopted_on, via=via, at=at)
        papers = [*version.documents.all(), *act.documents]
        change_lists([version], {"documents": papers}, by=by, via=via, at=at)
        version.status = VersionStatus.ADOPTED
        version.adopted_on = act.adopted_on
        version.adopted_by = act.adopted_by.strip()
        version.adoption_basis = act.basis.strip()
        version.embargo_until = act.embargo_until
        version.reservations_recorded = True
        change_rows([version], ACT, by=by, via=via, at=at)
        create_rows(
            [
                VersionReservation(
                    framework_version=version, agency=agency, text=text.strip(), dated_on=act.adopted_on
                )
                for agency, text in act.reservations
            ],
            by=by,
            via=via,
            at=at,
        )
        seal(versions=FrameworkVersion.objects.filter(pk=version.pk))
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
        outbox.tell("framework.adopted", version.mission, [version])
    version.refresh_from_db()
    return version


def refuse_unfinished(version: FrameworkVersion) -> None:
    """Raise ValidationError where the version lacks what it must have. Queries: those of the check."""
    count = len(blocking(version))
    if count:
        raise ValidationError(
            ngettext(
                "The quality check finds %(count)s thing that must be mended first.",
                "The quality check finds %(count)s things that must be mended first.",
                count,
            )
            % {"count": count}
        )


def _supersede(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    on: datetime.date,
    via: str,
    at: datetime.datetime,
) -> None:
    former = list(
        FrameworkVersion.objects.filter(mission=version.mission_id, status=VersionStatus.ADOPTED).defer(
            "adoption_document"
        )
    )
    for one in former:
        one.status = VersionStatus.SUPERSEDED
        one.superseded_on = on
    change_rows(former, ["status", "superseded_on"], by=by, via=via, at=at)


def _check(version: FrameworkVersion, act: Adoption, today: datetime.date) -> None:
    """What cannot be, by field. Up to three queries."""
    wrong: dict[str, str] = {}
    if version.status not in OPEN:
        raise VersionAdopted
    if act.adopted_on > today:
        wrong["adopted_on"] = _("An adoption is put on record after it happened: today at the latest.")
    former = (
        FrameworkVersion.objects.filter(mission=version.mission_id, adopted_on__gte=act.adopted_on)
        .exclude(pk=version.pk)
        .order_by("-adopted_on")
        .first()
    )
    if former is not None and former.adopted_on is not None:
        wrong["adopted_on"] = _("Version %(number)s was adopted on %(day)s: this one comes after it.") % {
            "number": former.number,
            "day": day(former.adopted_on),
        }
    if act.embargo_until is not None and act.embargo_until <= today:
        wrong["embargo_until"] = _(
            "This day is not ahead: leave it empty, and the version is public at once."
        )
    if not act.adopted_by.strip():
        wrong["adopted_by"] = _("Name the body that adopted it.")
    if not act.basis.strip():
        wrong["basis"] = _("Say on what basis it was adopted: a decision, a meeting, a letter.")
    agencies = [agency for agency, _text in act.reservations]
    if absent_agencies(version.mission, agencies):
        wrong["reservations"] = _("An agency that holds something against it is not in the mission.")
    if any(not text.strip() for _agency, text in act.reservations):
        wrong["reservations"] = _("Say what the agency holds against it.")
    if any(one.mission_id != version.mission_id for one in act.documents):
        wrong["documents"] = _("This document is not of this mission.")
    if wrong:
        raise ValidationError(wrong)
