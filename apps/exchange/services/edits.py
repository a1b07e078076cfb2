"""Rows that people changed after a file was written: found in the change log, for all collections at once."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.faults import pointer
from apps.exchange.mapping.slots import Many, Parts, Table
from apps.exchange.services.plan import Plan, Plans
from apps.exchange.services.refusals import batches
from apps.missions.models import Mission, MissionAgency

IMPORT = "import"


@dataclass(frozen=True, slots=True)
class After:
    """When a file was written (None: before every change) and who imports it (None: a command)."""

    moment: datetime.datetime | None
    by: AbstractBaseUser | None


def edit_faults(plans: Plans, after: After) -> Iterator[Fault]:
    """edit_conflict for each row that differs in the file and that somebody changed after it was written: by
    hand, or another person by a file of theirs. What one's own files have changed may be changed again.

    A change of a line in a list of a row is one of the row. Queries: one or two for each table of a
    collection in which something differs.
    """
    if plans.mission is None:
        return
    if plans.mission_difference and _edited(Mission, [plans.mission.pk], after):
        yield _conflict(("mission",), plans.mission_difference)
    for name, plan in plans.collections.items():
        if plan.changed:
            edited = _edited_rows(plans.mission, plan, after)
            for index, differing in plan.changed.items():
                if plan.pks[index] in edited:
                    yield _conflict((name, index), differing)


def _conflict(path: tuple[str | int, ...], differing: dict[str, tuple[object, object]]) -> Fault:
    message = _(
        "Somebody changed this row after the file was written, and it differs in: %(fields)s. "
        "Export again and repeat the change there, or import with --overwrite."
    )
    return Fault(pointer(path), Code.EDIT_CONFLICT, message % {"fields": ", ".join(differing)})


def _edited_rows(mission: Mission, plan: Plan, after: After) -> set[int]:
    pks = [pk for index in plan.changed if (pk := plan.pks[index]) is not None]
    if plan.name == mapping.AGENCIES:
        sides = dict(
            MissionAgency.objects.filter(mission=mission, agency__in=pks).values_list("pk", "agency_id")
        )
        return _edited(Agency, pks, after) | {sides[pk] for pk in _edited(MissionAgency, list(sides), after)}
    if plan.name == mapping.PRESENCES:
        return _edited(MissionAgency, pks, after)
    return _edited_table(mapping.TABLES[plan.name], pks, after)


def _edited_table(table: Table, pks: list[int], after: After) -> set[int]:
    """Those of `pks` that a person changed, in the row itself or in one of its lists."""
    edited = _edited(table.model, pks, after)
    for slot in table.lists:
        if isinstance(slot, Parts):
            model = slot.table.model
        elif isinstance(slot, Many) and not slot.through._meta.auto_created:
            model = slot.through
        else:
            continue
        owners: dict[int, int] = {}
        for some in batches(pks):
            rows = model._default_manager.filter(**{f"{slot.owner}__in": some})
            owners.update(rows.values_list("pk", slot.owner))
        parts = list(owners)
        inner = (
            _edited_table(slot.table, parts, after)
            if isinstance(slot, Parts)
            else _edited(model, parts, after)
        )
        edited |= {owners[pk] for pk in inner}
        edited |= _lost_lines(model, slot.owner, after) & set(pks)
    return edited


def _entries(model: type[models.Model], after: After) -> "models.QuerySet[LogEntry]":
    entries: models.QuerySet[LogEntry] = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model)
    )
    if after.moment is not None:
        entries = entries.filter(timestamp__gt=after.moment)
    theirs = models.Q(actor__isnull=False)
    if after.by is not None:
        theirs &= ~models.Q(actor=after.by.pk)
    return entries.filter(
        models.Q(additional_data__isnull=True)
        | models.Q(additional_data__via__isnull=True)
        | ~models.Q(additional_data__via=IMPORT)
        | theirs
    ).order_by()


def _edited(model: type[models.Model], pks: list[int], after: After) -> set[int]:
    found: set[int] = set()
    for some in batches(pks):
        entries = _entries(model, after).filter(object_id__in=some)
        found.update(pk for pk in entries.values_list("object_id", flat=True) if pk is not None)
    return found


def _lost_lines(model: type[models.Model], owner: str, after: After) -> set[int]:
    """The owners of lines that a person removed: the line is gone, its entry says whose it was."""
    found = set()
    removed = _entries(model, after).filter(action=LogEntry.Action.DELETE)
    for changes in removed.values_list("changes", flat=True):
        before = (changes or {}).get(owner) or (changes or {}).get(owner.removesuffix("_id"))
        if before and str(before[0]).isdigit():
            found.add(int(before[0]))
    return found
