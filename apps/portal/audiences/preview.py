"""What everybody would see of a mission before it is made public: the page, and the list behind it."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.activities.models import Activity
from apps.alignment.selectors.lists import ActivityScope
from apps.benchmarks.models import Observation
from apps.core.enums import Audience
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission
from apps.missions.models.base import Readership
from apps.missions.selectors import get_mission_for_member
from apps.portal.audiences.selectors import embargoed, proposals_for, scheduled_for, subject_of
from apps.portal.selectors.public import (
    commitments,
    gates,
    pillars,
    public_assessment,
    public_documents,
    public_observations,
    version_in_force,
)
from apps.portal.views.public import day_of, front

NAMED = 50
"""Rows that a list names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One kind of row that everybody sees once the mission is public: how many, and the first by name."""

    kind: str
    total: int
    names: list[str]


def _of(request: HttpRequest, code: str) -> Mission:
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("missions.change_mission", mission):
        raise Http404
    return mission


@require_safe
@login_required
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Every row that is, or would be, open to everybody; and the proposals that would add to it."""
    mission = _of(request, code)
    waiting, _decided = proposals_for(request.user, mission)
    scheduled = scheduled_for(request.user, mission)
    context = {
        "mission": mission,
        "open": mission.audience == Audience.PUBLIC,
        "kinds": opened(mission),
        "waiting": [
            subject_of(code, one.subject).name
            for one in waiting
            if one.audience == Audience.PUBLIC and one.subject != mission
        ],
        "scheduled": [(subject_of(code, one.subject).name, one.embargo_until) for one in scheduled],
        "versions": [(one, _words_of(one)) for one in embargoed(mission)],
    }
    return render(request, "portal/audience_preview.html", context)


@require_safe
@login_required
def preview_page(request: HttpRequest, code: str) -> HttpResponse:
    """The front page of the portal as it would stand there today."""
    return front(request, scope_of(_of(request, code)), preview=True)


def scope_of(mission: Mission) -> ActivityScope:
    """The public activities of a mission, public already or not. No query by itself."""
    activities: Any = Activity.objects.visible_to(Readership(mission, public=True))
    return ActivityScope(mission, activities, drafts=False)


def opened(mission: Mission) -> list[Opened]:
    """The rows of each kind that the portal shows of this mission, public already or not. Fifteen queries."""
    day = day_of(public_assessment(mission))
    version = version_in_force(mission, day)
    texts = [] if version is None else [text for pillar in pillars(version) for text in pillar.objectives]
    observed = public_observations(mission, day).select_related("indicator")
    return [
        _opened(_("Objectives of the framework in force"), [text.title for text in texts]),
        _opened(_("Gates"), [str(one.gate) for one in gates(mission, version, day)]),
        _opened(_("Commitments of the parties"), [one.row.text for one in commitments(mission, version)]),
        _read(_("Activities"), scope_of(mission).activities.order_by("title", "pk"), str),
        _read(_("Observations"), observed, _observation),
        _read(_("Documents"), public_documents(mission), str),
    ]


def _words_of(version: FrameworkVersion) -> list[str]:
    """What everybody reads of a version from its day on: its objectives and its benchmarks. Two queries."""
    texts: Any = version.objective_texts.order_by("position", "code", "key")
    benchmarks: Any = version.benchmark_texts.order_by("key")
    return [*texts.values_list("title", flat=True), *benchmarks.values_list("statement", flat=True)]


def _opened(kind: str, names: list[str]) -> Opened:
    return Opened(kind, len(names), names[:NAMED])


def _read(kind: str, rows: Any, name: Any) -> Opened:
    return Opened(kind, rows.count(), [name(row) for row in rows[:NAMED]])


def _observation(row: Observation) -> str:
    return f"{row.indicator.title}, {row.observed_on}"
