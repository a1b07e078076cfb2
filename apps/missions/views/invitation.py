"""The other end of an invitation: whoever holds the link in the mail, with an account or without one."""

from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.missions import services
from apps.missions.forms import NewPersonForm
from apps.missions.models import Invitation
from apps.missions.services.invitations import hash_of, owns_address

HELD = "invitation"
"""In the session: the hash of the link, so that the link itself leaves the address bar at once."""


@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail leads. A link that opens nothing says the same whether it ever did."""
    if _open_invitation(hash_of(token)) is not None:
        request.session[HELD] = hash_of(token)
    else:
        request.session.pop(HELD, None)
    return redirect("missions:invitation")


def _open_invitation(hashed: str | None) -> Invitation | None:
    if hashed is None:
        return None
    rows = Invitation.objects.select_related("mission", "agency", "invited_by")
    found = rows.filter(token_hash=hashed).first()
    return found if found is not None and found.is_open(timezone.now()) else None


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """What one is asked to do, and the way to accept it: signed in, or with a new account."""
    found = _open_invitation(request.session.get(HELD))
    if found is None:
        return render(request, "missions/invitation_gone.html")
    if request.method == "POST" and (limited := ratelimit.consume_or_429(request, action="signup")):
        return cast("HttpResponse", limited)
    if request.POST.get("action") == "sign_out":
        held = request.session[HELD]
        logout(request)
        request.session[HELD] = held
        return redirect("missions:invitation")
    context: dict[str, object] = {"invitation": found, "mission": None}
    if request.user.is_authenticated:
        return _signed_in(request, found, context)
    if User.objects.filter(email__iexact=found.email).exists():
        # Told to the holder of the link only, whose mailbox it is.
        sign_in = f"{reverse('account_login')}?next={reverse('missions:invitation')}"
        return render(request, "missions/invitation.html", context | {"sign_in": sign_in})
    return _new(request, found, context)


def _signed_in(request: HttpRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    user = cast("User", request.user)
    theirs = owns_address(user, found.email)
    if request.method == "POST" and theirs:
        try:
            services.accept_invitation(by=user, invitation=found)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("missions:invitation")
        request.session.pop(HELD, None)
        return _welcome(request, found)
    return render(request, "missions/invitation.html", context | {"theirs": theirs})


def _new(request: HttpRequest, found: Invitation, context: dict[str, object]) -> HttpResponse:
    form = NewPersonForm(request.POST or None)
    if form.is_valid():
        try:
            user = services.accept_as_new(
                invitation=found, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except ValidationError as error:
            # What the validators of passwords refuse comes without a field.
            told = error.message_dict if hasattr(error, "error_dict") else {"password": error.messages}
            for name, errors in told.items():
                form.add_error(name if name in form.fields else None, errors)
        else:
            request.session.pop(HELD, None)
            answer = perform_login(request, Login(user=user))
            _welcome(request, found)
            answer["Location"] = reverse("portal:overview", kwargs={"code": found.mission.code})
            return cast("HttpResponse", answer)
    return render(request, "missions/invitation.html", context | {"form": form})


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    messages.success(request, _("Welcome to %(mission)s.") % {"mission": found.mission.name})
    return redirect("portal:overview", code=found.mission.code)
