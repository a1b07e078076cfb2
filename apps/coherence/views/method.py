"""How every number is computed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence import words
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
def method(request: HttpRequest, code: str) -> HttpResponse:
    """How every number is computed, from the registry that the engine itself uses."""
    mission = get_mission_for_member(request.user, code)
    return render(request, "coherence/method.html", {"mission": mission, **words.method()})
