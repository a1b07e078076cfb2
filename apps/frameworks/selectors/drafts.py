"""The open version of the framework: the one that planners write."""

from typing import cast

from django.db.models import QuerySet

from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission

OPEN = (VersionStatus.DRAFT, VersionStatus.CONSULTATION)


def open_version(mission: Mission) -> FrameworkVersion | None:
    """The draft of the mission, in consultation or before it; None where nothing is open. One query."""
    rows = cast("QuerySet[FrameworkVersion]", FrameworkVersion.objects.filter(mission=mission))
    return rows.filter(status__in=OPEN).first()


def version_to_revise(mission: Mission) -> FrameworkVersion | None:
    """The adopted version that a new draft begins from, the newest; None without one. One query."""
    rows = cast("QuerySet[FrameworkVersion]", FrameworkVersion.objects.filter(mission=mission))
    return rows.filter(status=VersionStatus.ADOPTED).defer("adoption_document").order_by("number").last()
