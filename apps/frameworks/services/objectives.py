"""Objectives of an open version: an identity, and its wording in this version."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import uuid4

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from apps.core import changelog, jobs
from apps.core.services import create_rows
from apps.frameworks.models import (
    FrameworkVersion,
    LinkedFramework,
    LinkedFrameworkItem,
    Objective,
    ObjectiveLinkedItem,
    ObjectiveText,
)
from apps.frameworks.services.editing import Lists, add_parts, change_parts, ensure_open


@dataclass(frozen=True, slots=True)
class Answer:
    """What an objective answers of another framework: one of its items, or the whole of it."""

    framework: LinkedFramework
    item: LinkedFrameworkItem | None = None


def add_objectives(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    texts: Sequence[ObjectiveText],
    lists: Lists | None = None,
    answers: Sequence[Answer] = (),
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[ObjectiveText]:
    """Store and log new objectives, each with its wording at the end of the version.

    One without a code gets the next free one of the mission, O1, O2 and so on, by which people name it.
    Raises ValidationError, by field, for what cannot be; VersionAdopted where the version is not open.
    """
    with transaction.atomic():
        ensure_open(version)
        numbers = _free_numbers(version)
        last = max(version.objective_texts.values_list("position", flat=True), key=_number, default=None)
        identities = create_rows(
            [Objective(mission=version.mission, key=new_key("objective")) for _text in texts],
            by=by,
            via=via,
            at=at,
        )
        for place, (text, identity) in enumerate(zip(texts, identities, strict=True), start=1):
            text.mission, text.framework_version, text.objective = version.mission, version, identity
            text.key = new_key("text")
            text.code = text.code or f"O{next(numbers)}"
            text.position = _number(last) + place
        made = add_parts(by=by, version=version, rows=texts, lists=lists, via=via, at=at)
        for text in made:
            _answer(by, text, answers, via, at)
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
    return made


def change_objective(
    *,
    by: AbstractBaseUser | None,
    text: ObjectiveText,
    fields: Sequence[str],
    lists: Lists | None = None,
    answers: Sequence[Answer] | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> ObjectiveText:
    """Save the wording of an objective; `answers` None leaves what it answers as it is.

    Raises ValidationError by field, EditConflict where somebody changed it since it was read, VersionAdopted
    where its version is not open.
    """
    with transaction.atomic():
        change_parts(
            by=by, version=text.framework_version, rows=[text], fields=fields, lists=lists, via=via, at=at
        )
        if answers is not None:
            _answer(by, text, answers, via, at)
    return text


def _answer(
    by: AbstractBaseUser | None,
    text: ObjectiveText,
    answers: Sequence[Answer],
    via: str,
    at: datetime.datetime | None,
) -> None:
    """Let the objective answer just these, in one entry of the log."""
    rows = list(text.linked_items.select_related("linked_framework", "item"))
    held = {(row.linked_framework_id, row.item_id) for row in rows}
    wanted = {(one.framework.pk, one.item and one.item.pk) for one in answers}
    if held == wanted:
        return
    with disable_auditlog():
        text.linked_items.all().delete()
        ObjectiveLinkedItem.objects.bulk_create(
            [
                ObjectiveLinkedItem(objective_text=text, linked_framework=one.framework, item=one.item)
                for one in answers
            ]
        )
    before = ", ".join(sorted(_words(row.linked_framework, row.item) for row in rows))
    after = ", ".join(sorted(_words(one.framework, one.item) for one in answers))
    # The list is part of the wording: whoever has it open in a form meets a newer version.
    text.linked_items_recorded = True
    ObjectiveText.objects.filter(pk=text.pk).update(
        linked_items_recorded=True, row_version=F("row_version") + 1
    )
    text.row_version += 1
    changelog.write(
        [(text, LogEntry.Action.UPDATE, {"linked_items": [before, after]})],
        by=by,
        at=at or timezone.now(),
        via=via,
    )


def _words(framework: LinkedFramework, item: LinkedFrameworkItem | None) -> str:
    return framework.title if item is None else f"{framework.title}: {item.key}"


def _free_numbers(version: FrameworkVersion) -> Iterator[int]:
    """Numbers of codes that no objective of any version of the mission has, in their order. One query."""
    codes: Any = ObjectiveText.objects.filter(mission=version.mission_id).values_list("code", flat=True)
    taken = [int(found[1]) for code in codes if (found := re.fullmatch(r"O([0-9]{1,6})", code or ""))]
    return count(max(taken, default=0) + 1)


def _number(position: int | None) -> int:
    return 0 if position is None else position


def new_key(kind: str) -> str:
    """A key that no other row has, for files to name the row by."""
    return f"{kind}-{uuid4().hex[:12]}"
