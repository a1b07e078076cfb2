"""What agencies say that they agreed on where they do the same in one place."""

import datetime
from collections import defaultdict
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.enums import OverlapOutcome
from apps.alignment.models import Comment
from apps.core.services import create_rows
from apps.missions.models import Mission

THREAD = "overlaps/"
"""How comments name a cell: this, the cell, and what was agreed."""
Said = tuple[Comment, OverlapOutcome]


def cell_of(dimension: str, area: str, target_group: str, intervention_type: str) -> str:
    """A short name of a cell of overlap (signal D3), the same in every assessment."""
    return sha256("\n".join((dimension, area, target_group, intervention_type)).encode()).hexdigest()[:16]


def said_of_overlaps(user: AbstractBaseUser | AnonymousUser, mission: Mission) -> dict[str, list[Said]]:
    """What was said of each cell, as far as the reader may see it, the oldest first. One query."""
    rows: Any = Comment.objects.visible_to(user).filter(mission=mission, field__startswith=THREAD)
    found: dict[str, list[Said]] = defaultdict(list)
    for row in rows.select_related("agency").order_by("written_on", "pk"):
        cell, _slash, outcome = row.field.removeprefix(THREAD).partition("/")
        if outcome in OverlapOutcome.values:
            found[cell].append((row, OverlapOutcome(outcome)))
    return dict(found)


def say_of_overlap(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    cell: str,
    activity: Activity,
    agency: Agency | None,
    outcome: OverlapOutcome,
    text: str,
    at: datetime.datetime | None = None,
) -> Comment:
    """Store what an agency, or with none the secretariat, says was agreed on a cell: a comment on `activity`,
    one of those that meet there. The same words again on one day are stored once.

    Raises ValidationError without words.
    """
    if not text.strip():
        raise ValidationError({"text": _("Say it in words.")})
    with transaction.atomic():
        # A form sent twice at the same moment waits here.
        Activity.objects.select_for_update().get(pk=activity.pk)
        said = {
            "mission": mission,
            "text": text.strip(),
            "written_on": timezone.localdate(at),
            "agency": agency,
            "activity": activity,
            "field": f"{THREAD}{cell}/{outcome}",
        }
        there = Comment.objects.filter(**said).first()
        if there is not None:
            return there
        author = getattr(by, "name", None) or None
        comment = Comment(key=f"comment-{uuid4().hex[:12]}", author=author, **said)
        create_rows([comment], by=by, at=at)
    return comment
