"""The password forms of django-allauth in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

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
