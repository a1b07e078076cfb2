"""Why a finding of the quality check stands as it is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.editing.forms import VersionedForm


class ReasonForm(VersionedForm):
    """The reason in writing."""

    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It is kept with the version, and whoever reads the check sees it."),
    )


class WithdrawReasonForm(VersionedForm):
    """The button that takes a reason back."""
