"""Benchmarks of an open version, with what measures them, and the gates that ask for them."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction

from apps.benchmarks.models import Benchmark, BenchmarkText
from apps.core import jobs
from apps.core.services import create_rows
from apps.frameworks.models import FrameworkVersion, Objective
from apps.frameworks.services.editing import add_parts, ensure_open
from apps.frameworks.services.objectives import new_key


def add_benchmarks(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    objective: Objective,
    texts: Sequence[BenchmarkText],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[BenchmarkText]:
    """Store and log new benchmarks of an objective, each with its wording in the version.

    Raises ValidationError, by field, for what cannot be; VersionAdopted where the version is not open.
    """
    with transaction.atomic():
        ensure_open(version)
        identities = create_rows(
            [
                Benchmark(mission=version.mission, key=new_key("benchmark"), objective=objective)
                for _text in texts
            ],
            by=by,
            via=via,
            at=at,
        )
        for text, identity in zip(texts, identities, strict=True):
            text.mission, text.framework_version, text.benchmark = version.mission, version, identity
            text.key = new_key("wording")
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
        return add_parts(by=by, version=version, rows=texts, via=via, at=at)


def add_rows(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    kind: str,
    rows: Sequence[models.Model],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[models.Model]:
    """Store and log new indicators, milestones or gates of the mission, under keys of their own.

    Raises as `add_benchmarks`.
    """
    for row in rows:
        row.mission, row.key = version.mission, new_key(kind)  # type: ignore[attr-defined]
    return add_parts(by=by, version=version, rows=rows, via=via, at=at)
