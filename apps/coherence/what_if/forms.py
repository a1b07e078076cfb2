"""The forms of a what-if: its name, and one for each kind of change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.coherence.engine.what_if import (
    Change,
    LinkActivity,
    MoveDelivery,
    MoveMoney,
    ResolveContradiction,
    SplitMoney,
    VerifyLinks,
)
from apps.coherence.engine.what_if.changes import MOST_PERIODS
from apps.coherence.history.forms import INVALID_DATE, Bounds, DayForm
from apps.coherence.models import WhatIf
from apps.coherence.what_if.choices import Choices
from apps.core.editing.forms import VersionedForm
from apps.core.enums import Grade
from apps.core.free_text import WarnsOfPersonalData

PLEASE_CHOOSE = ("", _("Please choose"))
TITLE_LENGTH = 200


class NewForm(WarnsOfPersonalData, DayForm):
    """What a what-if is called and which day it is about, within the days that can be assessed."""

    use_required_attribute = False
    field_order = ("title", "as_of", "note")

    title = forms.CharField(label=_("Name"), max_length=TITLE_LENGTH)
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("The day on which the plan is looked at, without and with the changes."),
        input_formats=["%Y-%m-%d"],
        error_messages=INVALID_DATE,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def described(self) -> dict[str, Any]:
        """Title, date and note as the services take them."""
        found: dict[str, Any] = self.cleaned_data
        return {name: found[name] for name in ("title", "as_of")} | {"note": found["note"] or None}


class EditForm(VersionedForm, NewForm):
    """The same of one that is there, and whether the members see it."""

    shared = forms.BooleanField(
        label=_("Share it with the members of this mission"),
        required=False,
        help_text=_("Who has the address and is a member then sees it; only you can change it."),
    )

    @classmethod
    def of(cls, what_if: WhatIf, bounds: Bounds, data: Any = None) -> "EditForm":
        return cls(data, row=what_if, bounds=bounds)


class ChangeForm(forms.Form):
    """What is left to say of a change once its rows are picked."""

    use_required_attribute = False

    def choose(self, **choices: Choices) -> "ChangeForm":
        """Give select fields their choices; a single one needs no click."""
        for name, offered in choices.items():
            field: Any = self.fields[name]
            single = isinstance(field.widget, forms.Select) and not isinstance(
                field.widget, forms.CheckboxSelectMultiple
            )
            field.choices = [PLEASE_CHOOSE, *offered] if single else list(offered)
        return self


class LinkForm(ChangeForm):
    objective = forms.ChoiceField(label=_("Objective"))
    grade = forms.ChoiceField(label=_("Grade of evidence"), choices=Grade.choices, initial=Grade.EVIDENCED)
    attestor = forms.ChoiceField(
        label=_("Attested by"),
        required=False,
        help_text=_("For a verified link only: an independent agency."),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        verified = found.get("grade") == Grade.VERIFIED
        if verified and not found.get("attestor") and "attestor" not in self.errors:
            self.add_error("attestor", _("A verified link needs an agency that attests it."))
        if "grade" in found and not verified and found.get("attestor"):
            self.add_error("attestor", _("Only a verified link has an agency that attests it."))
        return found

    def change(self, activity: str) -> Change:
        found = self.cleaned_data
        return LinkActivity(activity, found["objective"], found["grade"], found["attestor"] or None)


class VerifyForm(ChangeForm):
    links = forms.MultipleChoiceField(label=_("Links"), widget=forms.CheckboxSelectMultiple)
    attestor = forms.ChoiceField(
        label=_("Attested by"),
        help_text=_(
            "Agencies that lead, implement or fund the activity, or belong to the state of its lead, "
            "are not offered: what they attest counts as evidenced only."
        ),
    )

    def change(self) -> Change:
        return VerifyLinks(tuple(self.cleaned_data["links"]), self.cleaned_data["attestor"])


class ResolveForm(ChangeForm):
    def change(self, contradiction: str) -> Change:
        return ResolveContradiction(contradiction)


def _steps(label: Any) -> forms.IntegerField:
    """So many steps in time, later or earlier, not none."""
    return forms.IntegerField(
        label=label,
        min_value=-MOST_PERIODS,
        max_value=MOST_PERIODS,
        initial=2,
        help_text=_("A number with a minus is earlier."),
        validators=[_not_zero],
    )


def _not_zero(value: int) -> None:
    if value == 0:
        raise forms.ValidationError(_("Not 0: that moves nothing."))


class DeliveryForm(ChangeForm):
    scenario = forms.ChoiceField(label=_("Scenario"))
    periods = _steps(_("By so many periods"))
    period = forms.IntegerField(
        label=_("Only the delivery of period"),
        required=False,
        min_value=1,
        max_value=MOST_PERIODS,
        help_text=_("Counted from 1. Without a number, the whole delivery moves."),
    )

    def change(self) -> Change:
        found = self.cleaned_data
        return MoveDelivery(found["scenario"], found["periods"], found["period"])


class MoneyForm(ChangeForm):
    funding_line = forms.ChoiceField(label=_("Funding line"))
    quarters = _steps(_("By so many quarters"))

    def change(self) -> Change:
        return MoveMoney(self.cleaned_data["funding_line"], self.cleaned_data["quarters"])


class SplitForm(ChangeForm):
    funding_line = forms.ChoiceField(label=_("Funding line"))
    percent = forms.DecimalField(
        label=_("Share to give, in percent"),
        min_value=1,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        initial=50,
    )

    def change(self, to: str) -> Change:
        share = float(self.cleaned_data["percent"]) / 100
        return SplitMoney(self.cleaned_data["funding_line"], ((to, share),))
