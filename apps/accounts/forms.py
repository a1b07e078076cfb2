"""The password forms of django-allauth in our words, and tokens for programs."""

import datetime
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import TokenScope

LABELS = {
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("The new password again"),
}


class OurWords:
    """Names the fields of a password form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class ChangePassword(OurWords, ChangePasswordForm):
    pass


class SetPassword(OurWords, SetPasswordForm):
    pass


class ResetPassword(OurWords, ResetPasswordKeyForm):
    pass


class MailForm(forms.Form):
    """Which mails a person wants."""

    weekly_digest = forms.BooleanField(
        label=_("Once a week: what changed, what is due, what waits for me"), required=False
    )
    reminders = forms.BooleanField(
        label=_("A reminder before an indicator of my agency is due, and when it is late"), required=False
    )
    mail_language = forms.ChoiceField(label=_("Language of the mails"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = cast("forms.ChoiceField", self.fields["mail_language"])
        chosen.choices = [("", _("That of the mission")), *settings.LANGUAGES]


USUAL_DAYS = 90


class TokenForm(forms.Form):
    """What a token is for, what it may do and where, and its last day.

    `missions`: (uuid, name) of those to choose from.
    """

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: dashboard of the planning unit.")
    )
    scope = forms.ChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        widget=forms.RadioSelect,
        help_text=_("Choose the least that the program needs."),
    )
    only_mission = forms.TypedChoiceField(label=_("Where"), required=False, coerce=UUID, empty_value=None)
    expires_on = forms.DateField(
        label=_("Ends on"),
        help_text=_("At most one year ahead."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any, *, today: datetime.date, missions: Iterable[tuple[UUID, str]]) -> None:
        usual = today + datetime.timedelta(days=USUAL_DAYS)
        initial = {"expires_on": usual, "scope": TokenScope.READ}
        super().__init__(data, initial=initial, use_required_attribute=False)
        where = cast("forms.ChoiceField", self.fields["only_mission"])
        where.choices = [("", _("In every mission of mine")), *missions]
