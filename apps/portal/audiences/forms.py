"""What somebody proposes about the audience of a row, and what another answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alignment.models import AudienceProposal
from apps.core.audience import widens
from apps.core.editing.forms import VersionedForm
from apps.core.enums import Audience
from apps.core.free_text import WarnsOfPersonalData


class ProposalForm(WarnsOfPersonalData, forms.Form):
    """Who should see the row, and why; only what is wider than now can be chosen."""

    audience = forms.ChoiceField(label=_("Who should see it"))
    embargo_until = forms.DateField(
        label=_("Not public before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Until this day nobody outside of the members learns of it. Empty: as soon as it is agreed."
        ),
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def __init__(self, data: Any, before: str | None, *, only_public: bool) -> None:
        super().__init__(data, use_required_attribute=False)
        choices = [(value, label) for value, label in Audience.choices if widens(before, value)]
        if only_public:
            choices = [(value, label) for value, label in choices if value == Audience.PUBLIC]
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]


class PostponeForm(VersionedForm):
    """A later day on which everybody learns of a version of the framework."""

    embargo_until = forms.DateField(
        label=_("Not public before"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DecisionForm(VersionedForm):
    """Agree, or refuse with an answer; `read_version` is that of the row whose audience it is about."""

    answer = forms.CharField(
        label=_("Answer, if you refuse"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, data: Any, *, row: AudienceProposal) -> None:
        super().__init__(data, row=row, initial={"answer": ""})
        self.read_version = row.subject.row_version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.data.get("read_version") != str(self.read_version):
            raise forms.ValidationError(
                _("Somebody changed the row since you opened this page. Read it again before you decide.")
            )
        return cleaned
