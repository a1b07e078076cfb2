"""How success is seen: benchmarks, indicators, milestones, gates and what they ask for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.enums import Comparator, Direction, GateRole, ValueType
from apps.benchmarks.models import BenchmarkText, Gate, GateBenchmark, Indicator, Milestone
from apps.benchmarks.values import COLUMNS, value_columns, value_text
from apps.missions.enums import Phase
from apps.portal.drafting.forms.base import (
    AgencyChoice,
    LinesField,
    NamedChoice,
    PartForm,
    language_field,
    none_if_empty,
)


def day_field(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class BenchmarkForm(PartForm):
    statement = forms.CharField(
        label=_("Benchmark"),
        help_text=_("A state that is reached or not, by a date. Not “progress made in”."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deadline = day_field(_("Deadline"))
    key_benchmark = forms.BooleanField(label=_("Key benchmark"), required=False)

    class Meta:
        model = BenchmarkText
        fields = ("statement", "language", "deadline", "owner", "key_benchmark")

    def begin(self) -> None:
        self.fields["language"] = language_field(self.draft)
        self.fields["owner"] = AgencyChoice(
            self.draft.agencies, label=_("Owner"), required=False, empty_label=_("Nobody yet")
        )

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])

    def clean_key_benchmark(self) -> bool | None:
        """Unticked stays unsaid where nobody said anything."""
        ticked = self.cleaned_data["key_benchmark"]
        return None if not ticked and self.instance.key_benchmark is None else bool(ticked)


class IndicatorForm(PartForm):
    title = forms.CharField(label=_("Indicator"), max_length=300)
    headline = forms.BooleanField(label=_("Headline indicator of its benchmark"), required=False)
    value_type = forms.ChoiceField(label=_("Kind of value"), choices=[("", _("Choose")), *ValueType.choices])
    unit = forms.CharField(label=_("Unit"), required=False, max_length=100, empty_value=None)
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        required=False,
        empty_value=None,
        help_text=_("For money: three letters, such as USD."),
    )
    stages = LinesField(
        label=_("Stages"), help_text=_("For a stage scale: one on each line, in their order.")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=[("", _("Choose")), *Direction.choices])
    baseline = forms.CharField(label=_("Baseline"), required=False, max_length=200)
    baseline_on = day_field(_("Date of the baseline"))
    target = forms.CharField(label=_("Target"), required=False, max_length=200)
    target_on = day_field(_("Date of the target"))
    tolerance = forms.FloatField(label=_("Tolerance"), required=False, min_value=0)
    range_min = forms.FloatField(label=_("Lower end of the range"), required=False)
    range_max = forms.FloatField(label=_("Upper end of the range"), required=False)
    reporting_interval_months = forms.FloatField(
        label=_("Reported every so many months"), min_value=0.1, max_value=600, initial=12
    )
    source = forms.CharField(label=_("Source"), required=False, empty_value=None, max_length=2000)
    method = forms.CharField(
        label=_("Method"), required=False, empty_value=None, widget=forms.Textarea(attrs={"rows": 3})
    )
    required_groups = LinesField(label=_("Groups to be reported apart"), help_text=_("One on each line."))

    class Meta:
        model = Indicator
        fields = (
            "title",
            "language",
            "headline",
            "value_type",
            "unit",
            "currency",
            "stages",
            "direction",
            "baseline_on",
            "target_on",
            "tolerance",
            "range_min",
            "range_max",
            "reporting_interval_months",
            "source",
            "method",
            "required_groups",
        )

    def begin(self) -> None:
        self.fields["language"] = language_field(self.draft)
        if self.instance.pk is not None:
            for name in ("baseline", "target"):
                self.initial[name] = value_text(self.instance, name)

    @property
    def columns(self) -> list[str]:
        values = [f"{prefix}_{column}" for prefix in ("baseline", "target") for column in COLUMNS]
        return [*(self._meta.fields or ()), *values]

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])

    def clean_headline(self) -> bool | None:
        ticked = self.cleaned_data["headline"]
        return None if not ticked and self.instance.headline is None else bool(ticked)

    def clean(self) -> dict[str, Any]:
        """Puts baseline and target into the columns of their kind."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("value_type")
        if kind == ValueType.STAGE and not cleaned.get("stages"):
            self.add_error("stages", gettext("Write the stages, one on each line."))
        elif kind == ValueType.MONEY and not cleaned.get("currency"):
            self.add_error("currency", gettext("Say in which currency."))
        elif kind:
            for name in ("baseline", "target"):
                _put(self, name, name, kind, cleaned.get("stages"))
        return cleaned


class MilestoneForm(PartForm):
    due_on = day_field(_("Due on"))
    value = forms.CharField(label=_("Value to be reached"), max_length=200)
    group = forms.CharField(label=_("Group"), required=False, max_length=200, empty_value=None)

    class Meta:
        model = Milestone
        fields = ("due_on", "group", "area")

    def begin(self) -> None:
        self.fields["due_on"].required = True
        self.fields["area"] = forms.ModelChoiceField(
            self.draft.areas, label=_("Area"), required=False, empty_label=_("The whole mission")
        )
        if self.instance.pk is not None:
            self.initial["value"] = value_text(self.instance, "value")

    @property
    def columns(self) -> list[str]:
        return ["due_on", "group", "area", *(f"value_{column}" for column in COLUMNS)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        indicator: Indicator = self.under or self.instance.indicator
        _put(self, "value", "value", indicator.value_type, indicator.stages)
        return cleaned


class GateForm(PartForm):
    title = forms.CharField(label=_("Name"), required=False, max_length=300, empty_value=None)
    from_phase = forms.ChoiceField(label=_("From phase"), choices=[("", _("Choose")), *Phase.choices])
    to_phase = forms.ChoiceField(label=_("To phase"), choices=[("", _("Choose")), *Phase.choices])
    agreed_on = day_field(_("Agreed on"))

    class Meta:
        model = Gate
        fields = ("title", "from_phase", "to_phase", "area", "agreed_on")

    def begin(self) -> None:
        self.fields["area"] = forms.ModelChoiceField(
            self.draft.areas, label=_("Area"), required=False, empty_label=_("The whole mission")
        )

    def clean(self) -> dict[str, Any]:
        """Two different phases."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("from_phase") and cleaned.get("from_phase") == cleaned.get("to_phase"):
            self.add_error("to_phase", gettext("A gate leads from one phase to another: choose two."))
        return cleaned


class AskedForm(PartForm):
    """What a gate asks of one benchmark, in values of its headline indicator."""

    role = forms.ChoiceField(label=_("Role"), choices=GateRole.choices)
    comparator = forms.ChoiceField(label=_("Asked"), choices=Comparator.choices)
    threshold = forms.FloatField(
        label=_("Value of its headline indicator"),
        help_text=_("A number; for a stage scale the number of the stage, the first being 0."),
    )
    regression_threshold = forms.FloatField(label=_("Counts as a step back beyond"), required=False)

    class Meta:
        model = GateBenchmark
        fields = ("benchmark", "role", "comparator", "threshold", "regression_threshold")

    def begin(self) -> None:
        rest = {name: self.fields.pop(name) for name in [*self.fields] if name != "benchmark"}
        gate: Gate = self.under or self.instance.gate
        named = gate.benchmarks.exclude(pk=self.instance.pk).values("benchmark")
        self.fields["benchmark"] = NamedChoice(
            self.draft.benchmarks.exclude(pk__in=named),
            self.draft.benchmark_names,
            label=_("Benchmark"),
            empty_label=_("Choose"),
        )
        self.fields |= rest


def _put(form: PartForm, field: str, prefix: str, kind: str, stages: Any) -> None:
    try:
        columns = value_columns(prefix, kind, form.cleaned_data.get(field), stages)
    except ValidationError as error:
        form.add_error(field, error)
        return
    for name, value in columns.items():
        setattr(form.instance, name, value)
