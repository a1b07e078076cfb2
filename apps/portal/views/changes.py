"""The changes of a mission, and of one of its rows."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import ChangeSearch
from apps.portal.selectors.changes import changes_for, people_of

LONGEST = 9  # digits that every database takes as a number of a row


@require_safe
@login_required
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """What was changed and by which door; by whom for planners and mission administrators only."""
    mission = get_mission_for_member(request.user, code)
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) <= LONGEST):
        raise Http404
    with_people = request.user.has_perm("missions.assess_mission", mission)
    form = ChangeSearch(request.GET, people_of(mission) if with_people else None)
    rows, further = None, None
    if form.is_valid():
        asked = form.asked(int(before) if before else None)
        rows, further = changes_for(request.user, mission, asked, with_people=with_people)
    return render(
        request,
        "portal/changes.html",
        {"mission": mission, "form": form, "with_people": with_people, "rows": rows, "further": further},
    )
