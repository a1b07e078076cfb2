"""Figures that rest on the answers of so few internal actors that others could tell who said what."""

import datetime
from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.alignment.models import Consultation, InternalReview
from apps.coherence.enums import Level
from apps.coherence.models import Assessment, IndicatorValue
from apps.missions.enums import Role, Side
from apps.missions.fields import REVIEWERS_SHOWN
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import roles_in

Reader = AbstractBaseUser | AnonymousUser
WITHHELD = "withheld"
"""Status of a value that this reader is not shown; never stored."""


def withheld_from(user: Reader, assessment: Assessment, level: str) -> set[str]:
    """The indicators of a level that are shown to the secretariat only. Three queries for the level that has
    such indicators, one for the secretariat, none for other levels.
    """
    if level != Level.INTERNAL_EXTERNAL:
        return set()
    return withheld_on(user, assessment.mission, assessment.as_of)


def withheld_on(user: Reader, mission: Mission, *days: datetime.date) -> set[str]:
    """The indicators of internal and external actors that are shown to the secretariat only, on one of the
    days. One query for the secretariat; for others that one and two for each day.
    """
    if roles_in(user, mission) & {Role.PLANNER, Role.MISSION_ADMIN}:
        return set()
    return {indicator for day in days for indicator in _few(mission, day)}


def _few(mission: Mission, until: datetime.date) -> Iterator[str]:
    internal = MissionAgency.objects.filter(mission=mission, side=Side.INTERNAL).values("agency")
    counted: Any = {"mission": mission, "internal_actor__in": internal}
    consulted: Any = Consultation.objects.filter(**counted, held_on__lte=until)
    reviewed: Any = InternalReview.objects.filter(**counted, reviewed_on__lte=until)
    answered = {
        "I3": consulted.filter(confirmed_by_internal_actor=True),
        "I7": reviewed.exclude(outcome="no_comment"),
    }
    for indicator, rows in answered.items():
        if 0 < rows.order_by().values("internal_actor").distinct().count() < REVIEWERS_SHOWN:
            yield indicator


def shown_of(values: Iterable[dict[str, Any]], withheld: Container[str]) -> list[dict[str, Any]]:
    """Figures of indicators, each with its level and name, without those that are withheld."""
    return [
        one
        for one in values
        if one["level"] != Level.INTERNAL_EXTERNAL or one.get("indicator") not in withheld
    ]


def without(value: IndicatorValue, withheld: set[str]) -> IndicatorValue:
    """The value, or one in its place that says that it is not shown."""
    if value.indicator not in withheld:
        return value
    return IndicatorValue(
        assessment=value.assessment,
        level=value.level,
        subject=value.subject,
        indicator=value.indicator,
        strip=value.strip,
        status=WITHHELD,
        units=[],
        details={},
    )
