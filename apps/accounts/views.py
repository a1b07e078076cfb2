"""Pages of one's own account that django-allauth does not have."""

from operator import itemgetter
from typing import cast
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import detour
from apps.accounts.forms import MailForm, TokenForm
from apps.accounts.mails import mail_of, stop
from apps.accounts.models import ApiToken, User
from apps.accounts.services import choose_mails
from apps.accounts.session import second_factor_shown
from apps.accounts.tokens import issue_token, withdraw_tokens


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


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def tokens(request: HttpRequest) -> HttpResponseBase:
    """One's own tokens for programs; a new one is shown once, on the answer to the form that made it."""
    now = timezone.now()
    person = cast("User", request.user)
    # By the name of the relation: missions stand above people.
    named = {one.mission.uuid: str(one.mission) for one in person.membership_set.select_related("mission")}
    missions = sorted(named.items(), key=itemgetter(1))
    form = TokenForm(request.POST or None, today=now.date(), missions=missions)
    made = None
    if form.is_valid():
        try:
            _token, made = issue_token(
                by=person, **form.cleaned_data, second_factor=second_factor_shown(person), at=now
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = TokenForm(None, today=now.date(), missions=missions)
    own = [
        {
            "of": token,
            "stands": token.stands(now),
            "mission": token.only_mission and named.get(token.only_mission),
        }
        for token in person.api_tokens.all()
    ]
    return render(request, "account/tokens.html", {"form": form, "tokens": own, "made": made})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mails(request: HttpRequest) -> HttpResponseBase:
    """Which mails one wants, and in which language."""
    person = cast("User", request.user)
    initial = {name: getattr(person, name) for name in ("weekly_digest", "reminders", "mail_language")}
    form = MailForm(request.POST or None, initial=initial, use_required_attribute=False)
    if form.is_valid():
        choose_mails(by=person, user=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:mails")
    return render(request, "account/mails.html", {"form": form})


@csrf_exempt  # RFC 8058: the programs that read mail post here by themselves, without having opened a page.
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ends one kind of mail for whoever holds the link of such a mail. Opening the link changes nothing."""
    kind, person = mail_of(token)
    if person is None:
        raise Http404
    stopped = request.method == "POST"
    if stopped:
        stop(user=person, kind=kind)
    return render(request, "account/stop_mail.html", {"kind": kind, "stopped": stopped})


@require_POST
@login_required
def token_withdraw(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Ends one of one's own tokens at once."""
    token = get_object_or_404(ApiToken, user=request.user.pk, uuid=uuid)
    withdraw_tokens(by=cast("User", request.user), tokens=[token], at=timezone.now())
    messages.success(request, _("The token is withdrawn. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")
