"""Taking an objective or a benchmark out of an open version, with what was written for it there alone."""

import datetime
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.benchmarks.models import BenchmarkText, Gate, GateBenchmark, Indicator
from apps.core import jobs
from apps.core.services import bring_back, kept_for_undo, remove_rows
from apps.frameworks.models import Assumption, FrameworkVersion, ObjectiveText, ResourceRequirement
from apps.frameworks.services.editing import ensure_open

By = AbstractBaseUser | None


def remove_objective(*, by: By, text: ObjectiveText, at: datetime.datetime | None = None) -> list[str]:
    """Take the wording of an objective out of its version, with its benchmarks and assumptions there.

    The identity goes too if nothing else names it: no other version, no link, no money. Returns what
    `bring_back_parts` needs. Raises ValidationError where objectives stand below it or a gate asks for one of
    its benchmarks; VersionAdopted where the version is not open.
    """
    version, objective = text.framework_version, text.objective
    with transaction.atomic():
        ensure_open(version)
        if version.objective_texts.filter(parent=objective).exists():
            raise ValidationError(_("Other objectives stand below this one: put them elsewhere first."))
        kept: list[str] = []
        for wording in BenchmarkText.objects.filter(
            framework_version=version, benchmark__objective=objective
        ):
            kept += _without_benchmark(by, wording, at)
        sides = models.Q(parent=objective) | models.Q(child=objective)
        kept += _taken(by, list(Assumption.objects.filter(sides, framework_version=version)), at)
        kept += _taken(by, [text], at)
        kept += _forgotten(by, objective, list(ResourceRequirement.objects.filter(objective=objective)), at)
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
    return kept


def remove_benchmark(*, by: By, text: BenchmarkText, at: datetime.datetime | None = None) -> list[str]:
    """Take the wording of a benchmark out of its version.

    Its identity goes too, with its indicators, if nothing else names it. Returns and raises as
    `remove_objective`.
    """
    with transaction.atomic():
        ensure_open(text.framework_version)
        kept = _without_benchmark(by, text, at)
        jobs.request("coherence.assess", about=text.framework_version.mission.uuid, by=by)
    return kept


def bring_back_parts(
    *, by: By, version: FrameworkVersion, kept: Sequence[str], at: datetime.datetime | None = None
) -> int:
    """Store again what was taken out of the version last. Returns how many rows.

    Raises ValidationError where something else stands in its place; VersionAdopted where the version is not
    open any more.
    """
    with transaction.atomic():
        ensure_open(version)
        made = sum(bring_back(text, by=by, at=at) for text in reversed(kept))
        jobs.request("coherence.assess", about=version.mission.uuid, by=by)
    return made


def _without_benchmark(by: By, text: BenchmarkText, at: datetime.datetime | None) -> list[str]:
    benchmark = text.benchmark
    elsewhere = BenchmarkText.objects.filter(benchmark=benchmark).exclude(pk=text.pk).exists()
    asking = GateBenchmark.objects.filter(benchmark=benchmark).values("gate")
    if not elsewhere and (gate := Gate.objects.filter(pk__in=asking).order_by("key").first()) is not None:
        raise ValidationError(
            _("The gate “%(gate)s” asks for this benchmark: take it out there first.")
            % {"gate": gate.title or gate.key}
        )
    kept = _taken(by, [text], at)
    return kept + _forgotten(by, benchmark, list(Indicator.objects.filter(benchmark=benchmark)), at)


def _taken(by: By, rows: Sequence[models.Model], at: datetime.datetime | None) -> list[str]:
    if not rows:
        return []
    kept = kept_for_undo(rows)
    remove_rows(rows, by=by, at=at)
    return [kept]


def _forgotten(
    by: By, identity: models.Model, own: Sequence[models.Model], at: datetime.datetime | None
) -> list[str]:
    """An identity that nothing else names goes with its own rows; any other stays with them."""
    try:
        with transaction.atomic():
            return [*_taken(by, own, at), *_taken(by, [identity], at)]
    except (models.RestrictedError, models.ProtectedError):
        return []
