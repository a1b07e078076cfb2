"""What mission administrators decide about people, and what an invited person fills in."""

from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm
from apps.missions.enums import Role
from apps.missions.models import Membership, Mission


class RoleForm(VersionedForm):
    """A role, and the agency it is done for."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Choose a role")), *Role.choices])
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label=_("Agency"),
        required=False,
        empty_label=_("None"),
        help_text=_("Agency editors and internal counterparts act for one; a donor may."),
    )

    def __init__(self, data: Any, mission: Mission, row: Membership | None = None) -> None:
        super().__init__(data, row=row)
        agencies = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agencies.queryset = Agency.objects.filter(missionagency__mission=mission).order_by("name")
        self.carry_what_is_seen()

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(RoleForm):
    """Whom to ask."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The mail with the link goes there, and only its reader can accept."),
    )
    field_order = ("email", "role", "agency")


class SecondFactorForm(VersionedForm):
    """Whether the mission asks for a second factor."""

    second_factor_required = forms.BooleanField(
        label=_("Ask every member for a second factor"), required=False
    )
    second_factor_reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Members read this when they are asked."),
    )


class NewPersonForm(forms.Form):
    """The account of an invited person."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("The password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password") != cleaned.get("again") and "again" in cleaned and "password" in cleaned:
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned
