"""The door through which a place moves from one phase to another."""

import datetime
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Q, QuerySet

from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.missions.models import Area, Mission, PhasePeriod

ASSESS = "coherence.assess"


def enter_phase(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    area: Area | None,
    leaving: str,
    phase: str,
    on: datetime.date,
    basis: str,
    at: datetime.datetime | None = None,
) -> PhasePeriod | None:
    """Let an area, or the mission where none is named, enter a phase on a day; both periods are logged.

    Nothing happens, and None comes back, where it is in another phase than `leaving` on that day: an area
    without a period of its own is in that of its nearest ancestor. The period in force ends where the new one
    begins, and the new one lasts as long as the old one would have, or to the next that is recorded. Undone
    as any other row. Up to six queries, and one for each ancestor of the area.
    """
    with transaction.atomic():
        # Two who decide at once wait for each other here.
        Mission.objects.select_for_update().get(pk=mission.pk)
        if _phase_on(mission, area, on) not in {None, leaving}:
            return None
        own = PhasePeriod.objects.filter(mission=mission, area=area)
        current = _in_force(own, on)
        if current is not None and current.period_from == on:
            current.phase, current.basis = phase, basis
            change_rows([current], ["phase", "basis"], by=by, at=at)
            made = current
        else:
            following = own.filter(period_from__gt=on).order_by("period_from").first()
            until = None if following is None else following.period_from
            if current is not None:
                until = current.period_to
                current.period_to = on
                change_rows([current], ["period_to"], by=by, at=at)
            made = PhasePeriod(
                mission=mission,
                key=f"phase-{uuid4().hex[:12]}",
                area=area,
                phase=phase,
                period_from=on,
                period_to=until,
                basis=basis,
            )
            create_rows([made], by=by, at=at)
        jobs.request(ASSESS, about=mission.uuid, by=by)
    return made


def _in_force(periods: "QuerySet[PhasePeriod]", on: datetime.date) -> PhasePeriod | None:
    """The period of one place that covers the day; of several the one that began last."""
    return (
        periods.filter(Q(period_to__isnull=True) | Q(period_to__gt=on), period_from__lte=on)
        .order_by("-period_from", "-pk")
        .first()
    )


def _phase_on(mission: Mission, area: Area | None, on: datetime.date) -> str | None:
    """The phase of a place on a day, its own or that of its nearest ancestor; None where none is recorded."""
    place = area
    while True:
        found = _in_force(PhasePeriod.objects.filter(mission=mission, area=place), on)
        if found is not None or place is None:
            return None if found is None else found.phase
        place = place.parent
