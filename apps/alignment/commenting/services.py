"""The door through which a member comments on a benchmark, outside of a round."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.alignment.models import Comment
from apps.benchmarks.models import Benchmark
from apps.core.services import create_rows


def comment_on(
    *,
    by: AbstractBaseUser | None,
    benchmark: Benchmark,
    text: str,
    written_on: datetime.date,
    author: str | None = None,
    agency: Agency | None = None,
    at: datetime.datetime | None = None,
) -> Comment:
    """Store and log a comment for the members. Raises ValidationError, by field, for no words. Where the same
    was said by the same on that day it is returned, and nothing is stored. Three queries and the log.
    """
    if not text.strip():
        raise ValidationError({"text": _("Say something.")})
    said = {
        "mission": benchmark.mission,
        "benchmark": benchmark,
        "text": text.strip(),
        "written_on": written_on,
        "author": author,
        "agency": agency,
    }
    with transaction.atomic():
        # A form sent twice at the same moment waits here, and the second finds what the first stored.
        Benchmark.objects.select_for_update().get(pk=benchmark.pk)
        there = Comment.objects.filter(**said, round__isnull=True).first()
        if there is not None:
            return there
        comment = Comment(key=f"comment-{uuid4().hex[:12]}", **said)
        create_rows([comment], by=by, at=at)
    return comment
