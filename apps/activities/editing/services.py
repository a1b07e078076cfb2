"""The doors through which an activity is made, changed and closed."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity, ActivityArea, ActivityPeople, ActivitySector
from apps.activities.selectors import core_dimensions
from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.enums import Audience, Dimension
from apps.core.services import change_lists, change_rows, create_rows, remove_rows
from apps.core.text import searchable
from apps.missions.models import Area, Mission
from apps.missions.selectors import absent_agencies

ASSESS = "coherence.assess"
OVER = (ActivityStatus.COMPLETED, ActivityStatus.CANCELLED, ActivityStatus.SUSPENDED)
FIELDS = (
    "lead",
    "title",
    "description",
    "language",
    "dimension",
    "intended_phases",
    "target_group",
    "intervention_type",
    "people_planned",
    "status",
    "approved_on",
    "start",
    "end",
    "humanitarian",
    "audience",
    "iati_identifier",
    "country_owned_results_q1",
    "country_owned_results_q2",
    "country_owned_results_q3",
    "results",
    "register_consultations",
)
"""What a form says of an activity, apart from its lists."""
FOUND_BY = frozenset({"title", "description", "iati_identifier"})


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of an activity; None leaves one as it is. People and shares may be unknown."""

    co_leads: Sequence[Agency] | None = None
    implementers: Sequence[Agency] | None = None
    areas: Sequence[tuple[Area, int | None]] | None = None
    sectors: Sequence[tuple[str, float | None]] | None = None


def create_activity(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    values: Mapping[str, Any],
    lists: Lists | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Activity:
    """Store and log a new activity with its lists, and ask for a new assessment.

    A humanitarian one begins inside its agency, whatever audience is given. Raises ValidationError, by field.
    """
    lists = lists or Lists()
    activity = Activity(mission=mission, key=f"activity-{uuid4().hex[:12]}", **values)
    if core_dimensions(mission).get(activity.dimension) == Dimension.HUMANITARIAN:
        activity.audience = Audience.AGENCY
    _check(activity, lists)
    activity.search = _search(activity)
    with transaction.atomic():
        create_rows([activity], by=by, via=via, at=at)
        _save_lists(by, activity, lists, via, at)
        jobs.request(ASSESS, about=mission.uuid, by=by)
    return activity


def change_activity(
    *,
    by: AbstractBaseUser | None,
    activity: Activity,
    fields: Collection[str],
    lists: Lists | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Activity:
    """Save these fields of an activity, and its lists, and ask for a new assessment if anything differs.

    Raises ValidationError, by field, AudienceWidened where more people would see it, EditConflict where
    somebody changed it meanwhile.
    """
    lists = lists or Lists()
    _check(activity, lists)
    with transaction.atomic():
        changed = bool(change_rows([activity], sorted(fields), by=by, via=via, at=at))
        if FOUND_BY & set(fields):
            activity.search = _search(activity)
            Activity.objects.filter(pk=activity.pk).update(search=activity.search)
        changed |= _save_lists(by, activity, lists, via, at)
        if changed:
            jobs.request(ASSESS, about=activity.mission.uuid, by=by)
    return activity


def close_activity(
    *,
    by: AbstractBaseUser | None,
    activity: Activity,
    status: str,
    end: datetime.date | None,
    results: str | None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Activity:
    """Say that an activity is completed, cancelled or suspended, since when and with what result.

    Its links and money stay. Raises ValidationError, by field, EditConflict as `change_activity`.
    """
    if status not in OVER:
        raise ValidationError({"status": _("Say how it ended.")})
    if status == ActivityStatus.COMPLETED and end is None:
        raise ValidationError({"end": _("What is completed ended on a day.")})
    activity.status, activity.end = status, end
    activity.results = (results or "").strip() or None
    return change_activity(by=by, activity=activity, fields=("status", "end", "results"), via=via, at=at)


def change_many(
    *,
    by: AbstractBaseUser | None,
    activities: Sequence[Activity],
    values: Mapping[str, Any],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Give several activities of one mission the same values. Returns those that changed.

    Raises ValidationError for a lead that is not in the mission, AudienceWidened, EditConflict; nothing is
    saved then. Queries: those of `change_rows`, and one.
    """
    if not activities or not values:
        return []
    for activity in activities:
        for name, value in values.items():
            setattr(activity, name, value)
    mission = activities[0].mission
    lead = values.get("lead")
    if lead is not None and absent_agencies(mission, [lead]):
        raise ValidationError({"lead": _("This agency is not in the mission.")})
    with transaction.atomic():
        changed = change_rows(list(activities), sorted(values), by=by, via=via, at=at)
        if changed:
            jobs.request(ASSESS, about=mission.uuid, by=by)
    return changed


def save_grid(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    activities: Sequence[Activity],
    fields: Sequence[str],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Activity]:
    """Save these fields of several activities, each with its own values. Returns those that changed.

    Raises ValidationError as a mapping of primary keys to sentences, EditConflict; nothing is saved then.
    """
    wrong: dict[str, list[str]] = {}
    for activity in activities:
        try:
            _check(activity, Lists(), agencies=False)
        except ValidationError as error:
            wrong[str(activity.pk)] = error.messages
    if wrong:
        raise ValidationError(wrong)
    with transaction.atomic():
        changed = change_rows(list(activities), fields, by=by, via=via, at=at)
        for activity in changed:
            activity.search = _search(activity)
        Activity.objects.bulk_update(changed, ["search"])
        if changed:
            jobs.request(ASSESS, about=mission.uuid, by=by)
    return changed


def _search(activity: Activity) -> str:
    return searchable(activity.title, activity.description, activity.key, activity.iati_identifier)


def _check(activity: Activity, lists: Lists, *, agencies: bool = True) -> None:
    wrong: dict[str, str] = {}
    if not (activity.title or "").strip():
        wrong["title"] = _("An activity needs a title.")
    if activity.start is not None and activity.end is not None and activity.end < activity.start:
        wrong["end"] = _("The end lies before the beginning.")
    if activity.dimension not in core_dimensions(activity.mission):
        wrong["dimension"] = _("This dimension is not one of the mission's.")
    if agencies:
        named = {
            "lead": [activity.lead],
            "co_leads": lists.co_leads or (),
            "implementers": lists.implementers or (),
        }
        absent = set(absent_agencies(activity.mission, [one for rows in named.values() for one in rows]))
        for name, rows in named.items():
            if absent & set(rows):
                wrong[name] = _("This agency is not in the mission.")
    areas = [area.pk for area, _people in lists.areas or ()]
    if len(set(areas)) < len(areas):
        wrong["areas"] = _("A place is listed twice.")
    codes = [code for code, _share in lists.sectors or ()]
    if len(set(codes)) < len(codes):
        wrong["sectors"] = _("A sector is listed twice.")
    if wrong:
        raise ValidationError(wrong)


def _save_lists(
    by: AbstractBaseUser | None, activity: Activity, lists: Lists, via: str, at: datetime.datetime | None
) -> bool:
    """Let the lists hold what is given; whether anything changed."""
    agencies = {
        name: rows
        for name, rows in (("co_leads", lists.co_leads), ("implementers", lists.implementers))
        if rows is not None
    }
    changed = bool(change_lists([activity], agencies, by=by, via=via, at=at))
    parts, log = False, {"by": by, "via": via, "at": at}
    if lists.areas is not None:
        places = {area.pk: ActivityArea(activity=activity, area=area) for area, _people in lists.areas}
        parts |= _save_parts(activity, ActivityArea, ("area_id",), list(places.values()), log)
        people = [
            ActivityPeople(activity=activity, area=area, people=number)
            for area, number in lists.areas
            if number is not None
        ]
        parts |= _save_parts(activity, ActivityPeople, ("area_id", "people"), people, log)
        _flag(activity, "areas_recorded")
        if people:
            _flag(activity, "people_by_area_recorded")
    if lists.sectors is not None:
        sectors = [ActivitySector(activity=activity, code=code, share=share) for code, share in lists.sectors]
        parts |= _save_parts(activity, ActivitySector, ("code", "share"), sectors, log)
        _flag(activity, "dac_sectors_recorded")
    if parts:
        Activity.objects.filter(pk=activity.pk).update(row_version=F("row_version") + 1)
        activity.row_version += 1
    return changed or parts


def _save_parts(
    activity: Activity, model: Any, names: Sequence[str], wanted: Sequence[Any], log: Mapping[str, Any]
) -> bool:
    """Remove the lines that are no longer said and add those that are new; the others keep their identity."""

    def said(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names)

    there = {said(row): row for row in model.objects.filter(activity=activity)}
    asked = {said(row): row for row in wanted}
    gone = [row for key, row in there.items() if key not in asked]
    new = [row for key, row in asked.items() if key not in there]
    remove_rows(gone, **log)
    create_rows(new, **log)
    return bool(gone or new)


def _flag(activity: Activity, name: str) -> None:
    """Remember that a list was kept, where nobody had said so."""
    if getattr(activity, name) is not True:
        setattr(activity, name, True)
        Activity.objects.filter(pk=activity.pk).update(**{name: True})
