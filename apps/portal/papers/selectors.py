"""Reports that somebody keeps, and what a report may be asked for."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from apps.frameworks.models import FrameworkVersion
from apps.funding.models import FundingLine
from apps.missions.models import Mission, MissionAgency
from apps.missions.models.base import Readership
from apps.portal.models import SavedReport

Reader = AbstractBaseUser | AnonymousUser


def reports_of(user: Reader, mission: Mission) -> "QuerySet[SavedReport]":
    """The user's own reports of a mission, the newest first, without their files. One query when read."""
    rows = SavedReport.objects.visible_to(user).filter(mission=mission)
    return rows.defer("content", "template")


def find_report(user: Reader, mission: Mission, uuid: UUID, *, content: bool = False) -> SavedReport:
    """One of the user's own reports, with its file if asked for. One query. Raises Http404 for all others."""
    rows = reports_of(user, mission)
    row = (rows.defer(None).defer("template") if content else rows).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    row.mission = mission
    return row


def agencies_to_choose(mission: Mission, *, funders: bool) -> list[tuple[str, str]]:
    """(uuid, name) of the agencies of a mission, or of those that pay for something that every member sees: a
    report has no more. One query."""
    rows: Any = MissionAgency.objects.filter(mission=mission)
    if funders:
        lines: Any = FundingLine.objects.visible_to(Readership(mission, public=False))
        rows = rows.filter(Exists(lines.filter(mission=mission, funder=OuterRef("agency"))))
    named = rows.order_by("agency__name", "pk").values_list("agency__uuid", "agency__name")
    return [(str(uuid), name) for uuid, name in named]


def versions_to_choose(mission: Mission) -> list[tuple[int, str]]:
    """(number, state) of the versions of the framework, the newest first. One query."""
    rows: Any = FrameworkVersion.objects.filter(mission=mission).only("number", "status")
    return [(row.number, row.get_status_display()) for row in rows.order_by("-number")]
