"""Phases that a mission and its areas go through, and the areas themselves."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.core import jobs
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.enums import Phase
from apps.missions.geojson import Shape
from apps.missions.models import Area, Mission, PhasePeriod

By = AbstractBaseUser | None
PERIOD = ("area", "phase", "period_from", "period_to", "basis")
AREA = ("name", "code", "parent")
ORDER = [str(phase) for phase in Phase.values]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of the shapes of a file: how many areas are new, and how many were drawn anew."""

    new: int
    changed: int


def record_phase(*, by: By, period: PhasePeriod, at: datetime.datetime | None = None) -> PhasePeriod:
    """Store a new period; the one of the same place that still runs on its first day ends there.

    A step back is an ordinary entry, with its reasons as its basis. Raises ValidationError, by field, where
    it overlaps with another period of the place, or a step back gives no basis. Queries: six and the log.
    """
    period.key = f"phase-{uuid4().hex[:12]}"
    with transaction.atomic():
        Mission.objects.select_for_update().get(pk=period.mission_id)
        running = _others(period).filter(period_to__isnull=True, period_from__lt=period.period_from).first()
        if running is not None:
            running.period_to = period.period_from
            change_rows([running], ["period_to"], by=by, at=at)
        _check(period)
        create_rows([period], by=by, at=at)
        jobs.request("coherence.assess", about=period.mission.uuid, by=by)
    return period


def change_phase(*, by: By, period: PhasePeriod, at: datetime.datetime | None = None) -> PhasePeriod:
    """Save a period. Raises as `record_phase`, and EditConflict where somebody changed it meanwhile."""
    with transaction.atomic():
        _check(period)
        if change_rows([period], PERIOD, by=by, at=at):
            jobs.request("coherence.assess", about=period.mission.uuid, by=by)
    return period


def remove_phase(*, by: By, period: PhasePeriod, at: datetime.datetime | None = None) -> None:
    """Delete and log a period that was entered by mistake; the one before it stays as it is."""
    with transaction.atomic():
        remove_rows([period], by=by, at=at)
        jobs.request("coherence.assess", about=period.mission.uuid, by=by)


def _others(period: PhasePeriod) -> "models.QuerySet[Any]":
    rows: Any = PhasePeriod.objects.filter(mission=period.mission_id, area=period.area_id)
    others: models.QuerySet[Any] = rows.exclude(pk=period.pk).order_by("period_from")
    return others


def _check(period: PhasePeriod) -> None:
    period.full_clean()
    overlaps = models.Q(period_to__isnull=True) | models.Q(period_to__gt=period.period_from)
    others = _others(period).filter(overlaps)
    if period.period_to is not None:
        others = others.filter(period_from__lt=period.period_to)
    if others.exists():
        raise ValidationError(
            {"period_from": _("Another phase of this place is recorded for some of these days.")}
        )
    before = _others(period).filter(period_from__lt=period.period_from).last()
    back = before is not None and ORDER.index(period.phase) < ORDER.index(before.phase)
    if back and not (period.basis or "").strip():
        raise ValidationError({"basis": _("This is a step back: say on which basis.")})


def add_area(*, by: By, area: Area, at: datetime.datetime | None = None) -> Area:
    """Store a new area. Raises ValidationError, by field."""
    area.key = f"area-{uuid4().hex[:12]}"
    with transaction.atomic():
        area.full_clean()
        create_rows([area], by=by, at=at)
        jobs.request("coherence.assess", about=area.mission.uuid, by=by)
    return area


def change_area(*, by: By, area: Area, at: datetime.datetime | None = None) -> Area:
    """Save name, code and the area it lies in. Raises ValidationError where it would lie in itself."""
    with transaction.atomic():
        area.full_clean()
        above = dict(Area.objects.filter(mission=area.mission_id).values_list("pk", "parent_id"))
        seen, place = {area.pk}, area.parent_id
        while place is not None:
            if place in seen:
                raise ValidationError({"parent": _("An area cannot lie in itself: choose another.")})
            seen.add(place)
            place = above.get(place)
        if change_rows([area], AREA, by=by, at=at):
            jobs.request("coherence.assess", about=area.mission.uuid, by=by)
    return area


def remove_area(*, by: By, area: Area, at: datetime.datetime | None = None) -> None:
    """Delete and log an area that nothing names. Raises ValidationError where something does."""
    try:
        with transaction.atomic():
            remove_rows([area], by=by, at=at)
            jobs.request("coherence.assess", about=area.mission.uuid, by=by)
    except models.RestrictedError as error:
        raise ValidationError(_("It stays: activities, phases or other rows name this area.")) from error


def draw_areas(
    *,
    by: By,
    mission: Mission,
    shapes: Sequence[Shape],
    parent: Area | None = None,
    at: datetime.datetime | None = None,
) -> Drawn:
    """Give areas their shapes: known ones by code, then by name; unknown ones are new, below `parent`.

    No area is taken away. Raises ValidationError, at `file`, where two shapes are of one area: one by its
    code, the other by its name. Queries: three and the log.
    """
    with transaction.atomic():
        known: list[Any] = list(Area.objects.select_for_update().filter(mission=mission))
        by_code = {area.code: area for area in known if area.code}
        by_name = {area.name.casefold(): area for area in known}
        seen: set[int] = set()
        new, drawn = [], []
        for shape in shapes:
            area = (by_code.get(shape.code) if shape.code else None) or by_name.get(shape.name.casefold())
            if area is None:
                new.append(
                    Area(
                        mission=mission,
                        key=f"area-{uuid4().hex[:12]}",
                        name=shape.name,
                        code=shape.code,
                        parent=parent,
                        geometry=dict(shape.geometry),
                    )
                )
                continue
            if area.pk in seen:
                said = _(
                    "Two shapes of the file are of the area “%(name)s”: one by its code, one by its name."
                )
                raise ValidationError({"file": said % {"name": area.name}})
            seen.add(area.pk)
            if area.geometry != shape.geometry:
                area.geometry = dict(shape.geometry)
                drawn.append(area)
        create_rows(new, by=by, at=at)
        change_rows(drawn, ["geometry"], by=by, at=at)
        if new:
            jobs.request("coherence.assess", about=mission.uuid, by=by)
    return Drawn(len(new), len(drawn))
