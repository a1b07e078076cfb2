"""The matrix of objectives and agencies."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.activities.selectors import activities_for
from apps.alignment.drawings import csv_file
from apps.alignment.matrix.drawings import By, Field, address, figure_of, file_of, table_rows
from apps.alignment.matrix.selectors import matrix
from apps.alignment.selectors.lists import ActivityScope
from apps.missions.selectors import get_mission_for_member

WAYS = {"count": _("By count"), "money": _("By money"), "grade": _("By grade")}


@require_safe
@login_required
def activities_matrix(request: HttpRequest, code: str) -> HttpResponse:
    """Who serves what, of what the reader may see: figure, table with a way down, file."""
    mission = get_mission_for_member(request.user, code)
    by = request.GET.get("by", "count")
    if by not in WAYS:
        raise Http404
    scope = ActivityScope(mission, activities_for(request.user, mission), drafts=True, names=("objective",))
    found = matrix(scope, money=by == "money")
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-objectives-by-agencies", file_of(found, money=by == "money"))
    activities = reverse("alignment:activities", kwargs={"code": code})
    return render(
        request,
        "alignment/matrix.html",
        {
            "mission": mission,
            "by": by,
            "ways": WAYS,
            "figure": figure_of(found, cast("By", by), activities, mission.currency),
            "leads": found.agencies,
            "rows": table_rows(found, activities) if found.cells else [],
            "columns": [
                Field(found.columns[key], address(activities, None, lead)) for key, lead in found.keys.items()
            ],
        },
    )
