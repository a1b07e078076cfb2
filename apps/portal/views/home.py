from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.portal.selectors.home import mission_lines


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The missions a person may open: members' pages of their own, the portal of public ones."""
    lines = mission_lines(request.user, timezone.localdate())
    return render(
        request,
        "portal/home.html",
        {
            "own": [line for line in lines if line.member],
            "public": [line for line in lines if not line.member],
        },
    )
