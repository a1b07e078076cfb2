from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.portal.selectors.home import mission_lines

PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The missions a person may open: members' pages of their own, the portal of public ones."""
    lines = mission_lines(request.user, timezone.localdate())
    own = Paginator([line for line in lines if line.member], PAGE)
    public = Paginator([line for line in lines if not line.member], PAGE)
    return render(
        request,
        "portal/home.html",
        {
            "may_start": request.user.has_perm("missions.start_mission"),
            "own": own.get_page(request.GET.get("page")),
            "public": public.get_page(request.GET.get("public")),
        },
    )
