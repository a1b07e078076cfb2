"""The forms of webhooks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.api.enums import Event
from apps.core.editing.forms import VersionedForm
from apps.core.outside.addresses import LONGEST, check_url


class NewWebhookForm(forms.Form):
    """Where a message goes, and of what."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("For example: dashboard of the planning unit.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        help_text=_("Begins with https:// and leads to a server in the public network."),
    )
    events = forms.MultipleChoiceField(
        label=_("Tell it when"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        check_url(url)
        return url


class WebhookForm(VersionedForm):
    """The same of one that is there, and whether it is switched on."""

    name = NewWebhookForm.base_fields["name"]
    url = NewWebhookForm.base_fields["url"]
    events = NewWebhookForm.base_fields["events"]
    active = forms.BooleanField(label=_("Switched on"), required=False)

    def clean_url(self) -> Any:
        return NewWebhookForm.clean_url(self)  # type: ignore[arg-type]
