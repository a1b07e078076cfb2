"""The door through which a relationship is rated and its band agreed."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.models import Relationship
from apps.core import jobs
from apps.core.services import change_rows
from apps.missions.services.records import one_at_a_time, save_record

BAND = ("band_min", "band_max", "band_agreed_on")
PROPOSED = ("band_proposed_by", "band_proposed_min", "band_proposed_max", "band_proposed_on")


def save_relationship(
    *,
    by: AbstractBaseUser | None,
    relationship: Relationship,
    fields: Sequence[str],
    at: datetime.datetime | None = None,
) -> Relationship:
    """Store what one side or both say of a relationship in a period, and the band that the two agreed on.

    Raises ValidationError, by field, for an agency with itself, for a band that is not whole, and where the
    two have another relationship in some of these days; EditConflict where somebody changed it meanwhile.
    """
    if relationship.agency_a_id == relationship.agency_b_id:
        raise ValidationError({"agency_b": _("Choose two different agencies.")})
    said = [getattr(relationship, name) is not None for name in BAND]
    if any(said) and not all(said):
        raise ValidationError(
            {"band_agreed_on": _("An agreed band has a lowest, a highest and the day of the agreement.")}
        )
    with one_at_a_time(relationship):
        if _others(relationship):
            raise ValidationError(
                _("The two have a relationship on record for some of these days: rate that one, or end it.")
            )
        return save_record(by=by, row=relationship, fields=fields, at=at)


def _others(row: Relationship) -> bool:
    """Whether another row of the two, in either order, shares a day with this one. One query."""
    pair = (row.agency_a_id, row.agency_b_id)
    rows = Relationship.objects.filter(
        Q(agency_a=pair[0], agency_b=pair[1]) | Q(agency_a=pair[1], agency_b=pair[0]),
        mission=row.mission_id,
    ).exclude(uuid=row.uuid)
    if row.period_to is not None:
        rows = rows.filter(Q(period_from__isnull=True) | Q(period_from__lte=row.period_to))
    if row.period_from is not None:
        rows = rows.filter(Q(period_to__isnull=True) | Q(period_to__gte=row.period_from))
    return rows.exists()


def propose_band(
    *,
    by: AbstractBaseUser | None,
    relationship: Relationship,
    agency: Agency,
    lowest: int,
    highest: int,
    at: datetime.datetime | None = None,
) -> Relationship:
    """Put on record which band one side proposes; it takes the place of what was proposed before.

    It counts for nothing before the other side agrees. Raises ValidationError, by field, for an agency that
    is neither side, for a lowest above the highest and for the band that is agreed already; EditConflict.
    """
    _check_side(relationship, agency)
    if lowest > highest:
        raise ValidationError({"highest": _("The highest lies below the lowest.")})
    if (relationship.band_min, relationship.band_max) == (lowest, highest):
        raise ValidationError(_("This is the band that both have agreed on already."))
    return _propose(relationship, agency, lowest, highest, timezone.localdate(at), by=by, at=at)


def agree_to_band(
    *,
    by: AbstractBaseUser | None,
    relationship: Relationship,
    agency: Agency,
    at: datetime.datetime | None = None,
) -> Relationship:
    """Agree, for the other side, to the band that waits: from today on it counts.

    Raises ValidationError where none waits, and for the side that proposed it; EditConflict.
    """
    _check_answer(relationship, agency)
    relationship.band_min = relationship.band_proposed_min
    relationship.band_max = relationship.band_proposed_max
    relationship.band_agreed_on = timezone.localdate(at)
    with transaction.atomic():
        _propose(relationship, None, None, None, None, by=by, at=at, besides=BAND)
        jobs.request("coherence.assess", about=relationship.mission.uuid, by=by)
    return relationship


def refuse_band(
    *,
    by: AbstractBaseUser | None,
    relationship: Relationship,
    agency: Agency,
    at: datetime.datetime | None = None,
) -> Relationship:
    """Take the band that waits off the table, for either side; the log keeps who did.

    Raises ValidationError where none waits, EditConflict.
    """
    _check_side(relationship, agency)
    if relationship.band_proposed_by_id is None:
        raise ValidationError(_("No proposal waits."))
    return _propose(relationship, None, None, None, None, by=by, at=at)


def _check_side(row: Relationship, agency: Agency) -> None:
    if agency.pk not in (row.agency_a_id, row.agency_b_id):
        raise ValidationError({"agency": _("This agency is neither side of it.")})


def _check_answer(row: Relationship, agency: Agency) -> None:
    _check_side(row, agency)
    if row.band_proposed_by_id is None:
        raise ValidationError(_("No proposal waits."))
    if row.band_proposed_by_id == agency.pk:
        raise ValidationError(_("The other side agrees, not the one that proposed it."))


def _propose(
    row: Relationship,
    agency: Agency | None,
    lowest: int | None,
    highest: int | None,
    day: datetime.date | None,
    *,
    by: AbstractBaseUser | None,
    at: datetime.datetime | None,
    besides: Sequence[str] = (),
) -> Relationship:
    row.band_proposed_by, row.band_proposed_on = agency, day
    row.band_proposed_min, row.band_proposed_max = lowest, highest
    change_rows([row], [*PROPOSED, *besides], by=by, at=at)
    return row
