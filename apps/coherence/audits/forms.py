"""The forms of a random audit: what to draw from, and what came of asking."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import AuditOutcome, ReviewScope
from apps.alignment.models import AuditSample, AuditUnit
from apps.alignment.services import Scope, faults_of
from apps.core.editing.forms import VersionedForm
from apps.core.free_text import WarnsOfPersonalData
from apps.frameworks.models import Objective, ObjectiveText
from apps.missions.models import Area, Mission

MARGINS = {"10": 0.10, "5": 0.05}
ABOUT = {ReviewScope.AGENCY: "agency", ReviewScope.AREA: "area", ReviewScope.OBJECTIVE: "objective"}
"""The field that a scope needs."""


def _rows(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Any]":
    return cast("forms.ModelChoiceField[Any]", form.fields[name])


class DrawForm(WarnsOfPersonalData, forms.Form):
    """Which activities to draw from, and how exactly the share should be known."""

    use_required_attribute = False

    scope = forms.ChoiceField(
        label=_("Draw from"),
        choices=[
            (ReviewScope.MISSION, _("The whole mission")),
            (ReviewScope.AGENCY, _("What one agency leads")),
            (ReviewScope.AREA, _("One area")),
            (ReviewScope.OBJECTIVE, _("One objective")),
        ],
        help_text=_("Only a sample of the whole mission stands beside the indicators."),
    )
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), required=False)
    objective = forms.ModelChoiceField(Objective.objects.none(), label=_("Objective"), required=False)
    margin = forms.ChoiceField(
        label=_("How exactly"),
        choices=[("10", _("Within 10 points")), ("5", _("Within 5 points"))],
        # The percent sign begins no format. xgettext: no-python-format
        help_text=_("With 95 % confidence, whatever the share is. Closer needs more people's time."),
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, mission: Mission, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rows(self, "agency").queryset = Agency.objects.filter(missionagency__mission=mission).order_by(
            "name"
        )
        _rows(self, "area").queryset = Area.objects.filter(mission=mission).order_by("name")
        objectives = Objective.objects.filter(mission=mission).order_by("key")
        titles = dict(
            ObjectiveText.objects.filter(mission=mission)
            .order_by("framework_version__number")
            .values_list("objective_id", "title")
        )
        objective = _rows(self, "objective")
        objective.queryset = objectives
        objective.choices = [
            ("", "---------"),
            *((one.pk, titles.get(one.pk, one.key)) for one in objectives),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needed = ABOUT.get(cleaned.get("scope"))  # type: ignore[arg-type]  # None where the choice was bad
        if needed is not None and needed not in self.errors and cleaned.get(needed) is None:
            self.add_error(needed, gettext("Say which one."))
        return cleaned

    @property
    def scope_of(self) -> Scope:
        """The scope as the services take it; what the chosen kind does not need is left out."""
        kind = ReviewScope(self.cleaned_data["scope"])
        needed = ABOUT.get(kind)
        return Scope(kind, **({} if needed is None else {needed: self.cleaned_data[needed]}))

    @property
    def margin_of(self) -> float:
        return MARGINS[self.cleaned_data["margin"]]


class OutcomeForm(VersionedForm):
    """What came of asking about one activity drawn; left alone until somebody was asked."""

    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("Not asked yet")), *AuditOutcome.choices]
    )
    checked_on = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    checker = forms.ModelChoiceField(Agency.objects.none(), label=_("Who answered"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(
        self, sample: AuditSample, unit: AuditUnit, agencies: list[tuple[int, str]], data: Any = None
    ) -> None:
        """`agencies` are the choices of all forms of a page, read once."""
        super().__init__(data, prefix=f"unit-{unit.pk}", row=unit)
        self.sample, self.unit = sample, unit
        field = _rows(self, "checker")
        field.queryset = Agency.objects.filter(missionagency__mission=sample.mission)
        field.choices = [("", _("Nobody yet")), *agencies]
        self.present = {pk for pk, _name in agencies}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for name, message in faults_of(self.answered(), self.sample, self.present).items():
                self.add_error(name, message)
        return cleaned

    def answered(self) -> AuditUnit:
        """The unit with its answer."""
        said = self.cleaned_data
        self.unit.outcome = said["outcome"] or None
        self.unit.checked_on = said["checked_on"]
        self.unit.checker = said["checker"]
        self.unit.note = said["note"] or None
        return self.unit
