"""What the program holds on whoever is signed in; both pages ask once more who it is."""

from typing import cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.core.editing.views import saved
from apps.portal.personal.erasing import erase_person
from apps.portal.personal.holdings import document, holdings_of

APP = "apps.portal"


class EraseForm(forms.Form):
    """The address, typed, so that nobody does it by a slip."""

    use_required_attribute = False

    email = forms.EmailField(label=gettext_lazy("Your e-mail address"))

    def __init__(self, data: object, user: User) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.user = user

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(_("This is not the address of your account."))
        return typed


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything the database holds on the person, to read."""
    raise_if_reauthentication_required(request, app=APP)
    return render(request, "account/my_data.html", {"holdings": holdings_of(_person(request))})


@require_safe
@login_required
def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same, whole, as a JSON file."""
    raise_if_reauthentication_required(request, app=APP)
    user = _person(request)
    content = dict(document(user, holdings_of(user), at=timezone.now()))
    answer = JsonResponse(content, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def erase_me(request: HttpRequest) -> HttpResponse:
    """End the account and take the person's name and addresses out of every table."""
    user = _person(request)
    if request.method == "POST":
        raise_if_reauthentication_required(request, app=APP)
    form = EraseForm(request.POST or None, user)
    if saved(form, lambda: erase_person(by=user, user=user)):
        logout(request)
        messages.success(request, _("Your account is closed, and your name and addresses are taken out."))
        return redirect("portal:home")
    return render(request, "account/erase_me.html", {"form": form})
