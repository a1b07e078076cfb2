"""Pages of one's own account that django-allauth does not have."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts import detour
from apps.accounts.session import second_factor_shown


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Why a second factor is asked for, how to get one, and the way back with what was typed."""
    shown = second_factor_shown(request.user)
    if request.method == "POST":
        return detour.resume(request) if shown else redirect("accounts:second_factor")
    return render(
        request,
        "account/second_factor.html",
        {"wanted": detour.wanted(request), "shown": shown, "has_factor": is_mfa_enabled(request.user)},
    )
