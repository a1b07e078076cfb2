"""Mandates and other frameworks with their tasks and items, and which objectives of a draft answer them."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import changelog
from apps.core.services import change_rows, create_rows, remove_rows
from apps.frameworks.models import (
    FrameworkVersion,
    LinkedFramework,
    LinkedFrameworkItem,
    ObjectiveLinkedItem,
    ObjectiveText,
)
from apps.frameworks.services.objectives import Answer, change_objective
from apps.missions.models import Mandate, MandateTask
from apps.missions.selectors import absent_agencies

By = AbstractBaseUser | None
Reference = Mandate | LinkedFramework
Item = MandateTask | LinkedFrameworkItem


@dataclass(frozen=True, slots=True)
class Said:
    """A task or item as somebody words it; `pk` None for a new one. Only tasks have an agency."""

    pk: int | None
    text: str
    agency: Agency | None = None


@dataclass(frozen=True, slots=True)
class _Book:
    """How the items of a kind of reference are stored: their table, key upwards, columns and flag."""

    key: str
    items: Any
    above: str
    columns: tuple[str, ...]
    flag: str


BOOKS: Mapping[type[Reference], _Book] = {
    Mandate: _Book("mandate", MandateTask, "mandate", ("text", "agency"), "tasks_recorded"),
    LinkedFramework: _Book("framework", LinkedFrameworkItem, "linked_framework", ("text",), "items_recorded"),
}


def save_reference(
    *,
    by: By,
    reference: Reference,
    fields: Sequence[str],
    items: Sequence[Said],
    at: datetime.datetime | None = None,
) -> Reference:
    """Store and log a new mandate or framework, or these fields of one that is there, with just these tasks
    or items.

    Raises ValidationError, by field, for what cannot be and for leaving out a task or item that an objective
    answers; EditConflict where somebody changed it meanwhile. Queries: about ten, and two for each new item.
    """
    book = BOOKS[type(reference)]
    if absent_agencies(
        reference.mission, [getattr(reference, "owner", None), *(one.agency for one in items)]
    ):
        raise ValidationError(
            {"owner" if hasattr(reference, "owner") else "items": _("This agency is not in the mission.")}
        )
    if any(not one.text.strip() for one in items):
        raise ValidationError({"items": _("Say each task or item in words.")})
    with transaction.atomic():
        if reference.pk is None:
            reference.key = f"{book.key}-{uuid4().hex[:12]}"
            reference.full_clean()
            create_rows([reference], by=by, at=at)
            changed: bool = True
        else:
            reference.full_clean()
            changed = bool(change_rows([reference], fields, by=by, at=at))
        if _save_items(by, reference, items, at):
            version = F("row_version") if changed else F("row_version") + 1
            stored: Any = type(reference).objects.filter(pk=reference.pk)
            stored.update(**{book.flag: True, "row_version": version})
    return reference


def remove_reference(*, by: By, reference: Reference, at: datetime.datetime | None = None) -> None:
    """Take a mandate or framework out, with its tasks or items.

    Raises ValidationError where an objective of any version answers it or one of them.
    """
    with transaction.atomic():
        answered = _answered(list(_items(reference)))
        if isinstance(reference, LinkedFramework):
            whole: Any = ObjectiveLinkedItem.objects.filter(linked_framework=reference)
            answered = answered or whole.exists()
        if answered:
            raise ValidationError(_("It stays: an objective of the framework answers it."))
        remove_rows([reference], by=by, at=at)


def answer_item(
    *,
    by: By,
    version: FrameworkVersion,
    item: Item,
    objectives: Collection[int],
    at: datetime.datetime | None = None,
) -> list[ObjectiveText]:
    """Let just these objectives (primary keys of their identities) of an open version answer a task or item.

    What else they answer stays. Returns the wordings that changed. Raises VersionAdopted where the version is
    not open; EditConflict where somebody changed a wording meanwhile. Queries: three, and about ten for each
    wording that changes.
    """
    path = "mandate_tasks" if isinstance(item, MandateTask) else "linked_items__item"
    texts: Any = ObjectiveText.objects.filter(framework_version=version)
    held = set(texts.filter(**{path: item}).values_list("pk", flat=True))
    changed = [text for text in texts if (text.pk in held) != (text.objective_id in objectives)]
    with transaction.atomic():
        for text in changed:
            text.framework_version = version
            if isinstance(item, MandateTask):
                others: list[Any] = [one for one in text.mandate_tasks.all() if one != item]
                tasks = others if text.pk in held else [*others, item]
                change_objective(by=by, text=text, fields=[], lists={"mandate_tasks": tasks}, at=at)
            else:
                lines = text.linked_items.select_related("linked_framework", "item").exclude(item=item)
                answers = [Answer(line.linked_framework, line.item) for line in lines]
                if text.pk not in held:
                    answers.append(Answer(item.linked_framework, item))
                change_objective(by=by, text=text, fields=[], answers=answers, at=at)
    return changed


def _items(reference: Reference) -> Any:
    book = BOOKS[type(reference)]
    return book.items.objects.filter(**{book.above: reference}).order_by("key")


def _answered(items: Sequence[Any]) -> list[Any]:
    """Those that an objective of any version answers. One query, none for no items."""
    if not items:
        return []
    if isinstance(items[0], MandateTask):
        rows: Any = ObjectiveText.mandate_tasks.through.objects.filter(mandatetask__in=items)
        found = set(rows.values_list("mandatetask", flat=True))
    else:
        rows = ObjectiveLinkedItem.objects.filter(item__in=items)
        found = set(rows.values_list("item", flat=True))
    return [one for one in items if one.pk in found]


def _save_items(by: By, reference: Reference, said: Sequence[Said], at: datetime.datetime | None) -> bool:
    """Let the reference have just these tasks or items; whether anything changed."""
    at = at or timezone.now()
    book = BOOKS[type(reference)]
    stored = {row.pk: row for row in _items(reference)}
    kept = {one.pk: one for one in said if one.pk in stored}
    gone = [row for pk, row in stored.items() if pk not in kept]
    for row in _answered(gone):
        raise ValidationError(
            {"items": _("“%(text)s” stays: an objective of the framework answers it.") % {"text": row.text}}
        )
    remove_rows(gone, by=by, at=at)
    entries = []
    for pk, one in kept.items():
        before = stored[pk]
        after = _item(book, reference, one, pk=pk, key=before.key)
        if difference := changelog.difference(before, after, book.columns):
            entries.append((after, LogEntry.Action.UPDATE, difference))
    book.items.objects.bulk_update([row for row, _action, _changes in entries], book.columns)
    changelog.write(entries, by=by, at=at, via="screen")
    keys = _new_keys({row.key for row in stored.values()})
    new = [_item(book, reference, one, key=next(keys)) for one in said if one.pk not in stored]
    create_rows(new, by=by, at=at)
    return bool(gone or entries or new)


def _item(book: _Book, reference: Reference, said: Said, **more: Any) -> Any:
    values = {"text": said.text.strip(), "agency": said.agency}
    return book.items(**{book.above: reference}, **{name: values[name] for name in book.columns}, **more)


def _new_keys(taken: Collection[str]) -> Iterator[str]:
    """Keys behind which the order of entry stands, since tasks and items are read by their keys."""
    number = len(taken)
    while True:
        number += 1
        if (key := f"item-{number:03}") not in taken:
            yield key
