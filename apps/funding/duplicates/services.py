"""The doors through which two activities become one, and one becomes two again."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import uuid4

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.enums import Source
from apps.activities.models import Activity, ActivityArea, ActivityPeople, ActivitySector, SourceRecord
from apps.alignment.models import AlignmentLink
from apps.core import changelog, jobs
from apps.core.enums import Audience
from apps.core.models import Row
from apps.core.services import bring_back, create_rows, kept_for_undo, remove_rows
from apps.funding.duplicates.selectors import MERGED, kept_in
from apps.funding.models import FundingLine

ASSESS = "coherence.assess"
Money = Literal["kept", "merged", "both"]
OWN = (ActivityArea, ActivityPeople, ActivitySector)


def merge_activities(
    *,
    by: AbstractBaseUser | None,
    kept: Activity,
    merged: Activity,
    money: Money,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> SourceRecord:
    """Let `merged` become a source of `kept`: what names it names `kept` from then on, and it is gone.

    The fields of `kept` stay. `money` says whose funding lines count: those of the other are removed, so that
    the same money is never counted twice. What cannot be moved because `kept` has its like (a link to the
    same objective) goes too. All that goes is kept in the source record, from which `take_apart` brings it
    back.
    Raises ValidationError for one activity or two missions, for two that are seen by different people, and
    where something else than links stands with both.
    """
    if kept.pk == merged.pk or kept.mission_id != merged.mission_id:
        raise ValidationError(_("Two different activities of one mission are merged."))
    if audience_of(kept) != audience_of(merged):
        # The source record is seen by whoever sees the activity that stays.
        raise ValidationError(_("They are seen by different people. Let the same people see both first."))
    log: dict[str, Any] = {"by": by, "via": via, "at": at or timezone.now()}
    with transaction.atomic():
        list(Activity.objects.select_for_update().filter(pk__in=(kept.pk, merged.pk)).order_by("pk"))
        gone: list[str] = []
        dropped = {"kept": merged, "merged": kept}.get(money)
        if dropped is not None:
            gone += _remove(FundingLine.objects.filter(activity=dropped), log)
        moved = []
        for row, field in _naming(merged):
            if _move(row, field, kept, log):
                moved.append([row._meta.label, row.pk, field])
            elif isinstance(row, AlignmentLink) or row._meta.auto_created:
                gone += _remove(type(row)._default_manager.filter(pk=row.pk), log)
            else:
                told = {"kind": row._meta.verbose_name, "row": str(row)}
                raise ValidationError(_("Both stand in one %(kind)s: %(row)s. Settle that first.") % told)
        record = SourceRecord(
            mission=kept.mission,
            key=f"source-{uuid4().hex[:12]}",
            activity=kept,
            source=Source.IATI if merged.iati_identifier else Source.AGENCY_SHEET,
            identifier=merged.iati_identifier or merged.key,
            retrieved_on=timezone.localdate(log["at"]),
            title=merged.title,
            content={
                MERGED: signing.dumps(
                    {
                        "mission": kept.mission_id,
                        "kept": kept.pk,
                        "uuid": str(merged.uuid),
                        "row": kept_for_undo([merged]),
                        "moved": moved,
                        "gone": gone,
                    },
                    salt=MERGED,
                    compress=True,
                )
            },
        )
        remove_rows([merged], **log)
        create_rows([record], **log)
        jobs.request(ASSESS, about=kept.mission.uuid, by=by)
    return record


def take_apart(
    *,
    by: AbstractBaseUser | None,
    record: SourceRecord,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Activity:
    """Bring back the activity that a source record keeps, with what was taken from it and of its like.

    What was moved goes back to it, unless it was removed or moved on since. Raises ValidationError where the
    record keeps no activity, or where something else has taken its place.
    """
    told = kept_in(record)
    if told is None:
        raise ValidationError(_("This source was not merged here, so it cannot be taken apart."))
    log: dict[str, Any] = {"by": by, "via": via, "at": at or timezone.now()}
    kept = record.activity
    with transaction.atomic():
        bring_back(told["row"], **log)
        back = Activity.objects.get(mission=record.mission, uuid=told["uuid"])
        for label, pk, field in told["moved"]:
            row = apps.get_model(label)._default_manager.filter(pk=pk, **{field: kept}).first()
            if row is not None:
                _move(row, field, back, log)
        for text in told["gone"]:
            bring_back(text, **log)
        remove_rows([record], **log)
        jobs.request(ASSESS, about=record.mission.uuid, by=by)
    return back


def audience_of(activity: Activity) -> str:
    """Who sees it; without an audience of its own it is the mission's."""
    return activity.audience or Audience.MISSION


def _naming(activity: Activity) -> Iterator[tuple[models.Model, str]]:
    """Each row that names the activity, with the field that does, without the lines of its own lists."""
    own: set[Any] = {*OWN, *(field.remote_field.through for field in Activity._meta.many_to_many)}
    relations: Any = Activity._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        if relation.related_model in own:
            continue
        name = relation.field.name
        for row in relation.related_model._default_manager.filter(**{name: activity}).order_by("pk"):
            yield row, name


def _move(row: models.Model, field: str, to: Activity, log: Mapping[str, Any]) -> bool:
    """Let the row name another activity; False where that activity has its like already."""
    before = type(row)._default_manager.get(pk=row.pk)
    setattr(row, field, to)
    values: dict[str, Any] = {field: to}
    if isinstance(row, Row):
        values["row_version"] = models.F("row_version") + 1
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**values)
    except IntegrityError:
        return False
    if changelog.logs(row):
        changes = changelog.difference(before, row, [field])
        changelog.write([(row, LogEntry.Action.UPDATE, changes)], **log)
    return True


def _remove(rows: "models.QuerySet[Any]", log: Mapping[str, Any]) -> list[str]:
    found: Sequence[Any] = list(rows)
    if not found:
        return []
    text = kept_for_undo(found)
    remove_rows(found, **log)
    return [text]
