"""What people enter of an observation: one value, and what is needed to understand it."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.enums import ValueType
from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.values import NO, YES, value_columns, value_text
from apps.core.audience import widens
from apps.core.editing.forms import VersionedForm
from apps.core.enums import Audience, Grade
from apps.missions.models import Area

GRADES = [("", _("Not said")), *((grade.value, grade.label) for grade in (Grade.CLAIMED, Grade.EVIDENCED))]
"""What an agency may say of its own figure; that it is verified says who verifies it."""
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


def _number_field(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=False, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=DECIMAL)
    )


class ObservationForm(VersionedForm):
    """One observation of an indicator, for the whole mission or a part of it."""

    not_free_text = ("source",)

    value = forms.CharField(label=_("Value"), max_length=200)
    observed_on = forms.DateField(
        label=_("Observed on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(
        label=_("Source"), required=False, max_length=1000, help_text=_("Where the figure comes from.")
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Reported by"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), required=False, empty_label=_("The whole mission")
    )
    people = forms.IntegerField(
        label=_("People described"),
        required=False,
        min_value=0,
        max_value=2**62,
        help_text=_("For a group or an area: fewer than five are shown to nobody."),
    )
    standard_error = _number_field(_("Standard error"))
    interval_low = _number_field(_("Interval from"))
    interval_high = _number_field(_("Interval to"))
    grade = forms.ChoiceField(label=_("How well it is backed"), required=False, choices=GRADES)
    audience = forms.ChoiceField(label=_("Who sees it"), required=False)

    MAIN = ("value", "observed_on", "source", "agency")
    """What nearly every observation needs; the rest folds away."""

    def __init__(
        self,
        data: Any,
        *,
        indicator: Indicator,
        agencies: Sequence[Agency],
        today: datetime.date,
        row: Observation | None = None,
    ) -> None:
        super().__init__(data, row=row)
        self.indicator = indicator
        self.today = today
        self._shape_value(indicator)
        reporters = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        reporters.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies]).order_by("name")
        reporters.required = True
        areas = cast("forms.ModelChoiceField[Area]", self.fields["area"])
        areas.queryset = Area.objects.filter(mission=indicator.mission).order_by("name")
        groups = list(dict.fromkeys([*(indicator.required_groups or ()), *_own(row, "group")]))
        if groups:
            choices = [("", _("Everybody")), *((name, name) for name in groups)]
            cast("forms.ChoiceField", self.fields["group"]).choices = choices
        else:
            del self.fields["group"]
        before = None if row is None else row.audience
        cast("forms.ChoiceField", self.fields["audience"]).choices = [
            ("", _("Members of the mission")),
            *(
                (one.value, one.label)
                for one in Audience
                if one != Audience.MISSION and not widens(before, one.value)
            ),
        ]
        self.initial.update(self._begun(agencies, row))
        if row is not None:
            del self.fields["agency"]
        self.carry_what_is_seen()

    def _begun(self, agencies: Sequence[Agency], row: Observation | None) -> dict[str, Any]:
        """What stands in the form when it is opened."""
        if row is None:
            only = agencies[0] if len(agencies) == 1 else None
            return {"observed_on": self.today, "source": self.indicator.source, "agency": only}
        found = {name: getattr(row, name) for name in self.fields if hasattr(row, name)}
        return found | {"value": value_text(row, "value")}

    def _shape_value(self, indicator: Indicator) -> None:
        """The input that fits the kind of value."""
        field = self.fields["value"]
        if indicator.unit:
            field.help_text = indicator.unit
        if indicator.value_type == ValueType.STAGE:
            stages = [(name, name) for name in indicator.stages or ()]
            field.widget = forms.Select(choices=[("", _("Choose")), *stages])
        elif indicator.value_type == ValueType.YES_NO:
            field.widget = forms.Select(choices=[("", _("Choose")), (YES, _("Yes")), (NO, _("No"))])
        else:
            field.widget = forms.TextInput(attrs=DECIMAL)
            field.help_text = indicator.currency or indicator.unit or field.help_text

    def main_fields(self) -> list[forms.BoundField]:
        """The fields that are always seen."""
        return [self[name] for name in self.MAIN if name in self.fields]

    def more_fields(self) -> list[forms.BoundField]:
        """The fields that fold away."""
        apart = {*self.MAIN, self.version_name, "save_anyway"}
        return [self[name] for name in self.fields if name not in apart]

    def more_used(self) -> bool:
        """One of the fields that fold away holds something or is wrong."""
        return any(one.value() or one.errors for one in self.more_fields())

    def clean_observed_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["observed_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come: write the day of the observation."))
        return day

    def clean_value(self) -> dict[str, Any]:
        text = self.cleaned_data["value"]
        return value_columns("value", self.indicator.value_type, text, self.indicator.stages)

    def _clean_number(self, name: str) -> float | None:
        columns = value_columns("value", ValueType.NUMBER, self.cleaned_data[name], None)
        number: float | None = columns["value_number"]
        return number

    def clean_standard_error(self) -> float | None:
        return self._clean_number("standard_error")

    def clean_interval_low(self) -> float | None:
        return self._clean_number("interval_low")

    def clean_interval_high(self) -> float | None:
        return self._clean_number("interval_high")

    def filled(self, row: Observation) -> Observation:
        """The row with what a valid form says."""
        given = dict(self.cleaned_data)
        for name, value in given.pop("value").items():
            setattr(row, name, value)
        if "agency" in given:
            row.submitted_by = given.pop("agency")
        for name in ("observed_on", "area", "people", "standard_error", "interval_low", "interval_high"):
            setattr(row, name, given[name])
        for name in ("group", "source", "grade", "audience"):
            setattr(row, name, given.get(name) or None)
        return row


def _own(row: Observation | None, name: str) -> list[str]:
    value = None if row is None else getattr(row, name)
    return [value] if value else []


class ReturnForm(VersionedForm):
    """What is to be mended before an observation can count."""

    note = forms.CharField(
        label=_("What is to be mended"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
