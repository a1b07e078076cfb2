"""Figures that rest on the answers of so few internal actors that others could tell who said what."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.alignment.models import Consultation, InternalReview
from apps.coherence.enums import Level
from apps.coherence.models import Assessment, IndicatorValue
from apps.missions.enums import Role
from apps.missions.fields import REVIEWERS_SHOWN
from apps.missions.selectors import roles_in

WITHHELD = "withheld"
"""Status of a value that this reader is not shown; never stored."""


def withheld_from(user: AbstractBaseUser | AnonymousUser, assessment: Assessment, level: str) -> set[str]:
    """The indicators of a level that are shown to the secretariat only. Three queries for the level that has
    such indicators, one for the secretariat, none for other levels.
    """
    if level != Level.INTERNAL_EXTERNAL:
        return set()
    if roles_in(user, assessment.mission) & {Role.PLANNER, Role.MISSION_ADMIN}:
        return set()
    until = assessment.as_of
    consulted: Any = Consultation.objects.filter(mission=assessment.mission, held_on__lte=until)
    reviewed: Any = InternalReview.objects.filter(mission=assessment.mission, reviewed_on__lte=until)
    answered = {
        "I3": consulted.filter(confirmed_by_internal_actor=True),
        "I7": reviewed.exclude(outcome="no_comment"),
    }
    return {
        indicator
        for indicator, rows in answered.items()
        if 0 < rows.order_by().values("internal_actor").distinct().count() < REVIEWERS_SHOWN
    }


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
