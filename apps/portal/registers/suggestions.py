"""Pairs of activities that somebody should look at for a contradiction."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence.selectors.candidates import suggested_contradictions
from apps.portal.registers.kinds.tensions import CONTRADICTIONS
from apps.portal.registers.views import here_of


@require_safe
@login_required
def contradictions_suggested(request: HttpRequest, code: str) -> HttpResponse:
    """What the newest assessment suggests, each pair with its areas and reasons; nothing is raised by it."""
    here = here_of(request, code)
    found = suggested_contradictions(here.mission, request.user)
    raising = here.page("register_add", register=CONTRADICTIONS.name)
    return render(
        request,
        "portal/registers/suggested.html",
        {
            "mission": here.mission,
            "register": CONTRADICTIONS,
            "up": here.page("register", register=CONTRADICTIONS.name),
            "assessed": found is not None,
            "may_add": CONTRADICTIONS.may_add(here),
            "pairs": [
                (one, f"{raising}?activity_a={one.activity_a.uuid}&activity_b={one.activity_b.uuid}")
                for one in found or ()
            ],
        },
    )
