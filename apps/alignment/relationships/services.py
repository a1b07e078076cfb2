"""The door through which a relationship is rated and its band agreed."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.alignment.models import Relationship
from apps.missions.services.records import save_record

BAND = ("band_min", "band_max", "band_agreed_on")


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
