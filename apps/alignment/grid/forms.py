"""The forms of many activities: one line of the table, and what several rows are given together."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.editing.forms import GREATEST, day_field
from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm
from apps.core.enums import Audience
from apps.missions.enums import Phase

FIELDS = ("title", "status", "start", "end", "people_planned", "target_group", "intervention_type")
NUMBER = 2_147_483_647


class LineForm(VersionedForm):
    """The common fields of one activity."""

    title = forms.CharField(label=_("Title"), max_length=1000)
    status = forms.ChoiceField(label=_("Status"), choices=ActivityStatus.choices)
    start = day_field(label=_("Start"))
    end = day_field(label=_("End"))
    people_planned = forms.IntegerField(
        label=_("People planned"), required=False, min_value=0, max_value=GREATEST
    )
    target_group = forms.CharField(label=_("For"), required=False, max_length=1000)
    intervention_type = forms.CharField(label=_("Kind of work"), required=False, max_length=1000)

    not_free_text = FIELDS

    def __init__(self, data: Any = None, *, row: Activity) -> None:
        super().__init__(data, row=row, prefix=f"row-{row.pk}")
        self.activity = row
        for name in FIELDS:
            field = self.fields[name]
            field.widget.attrs["aria-label"] = gettext("%(field)s of %(title)s") % {
                "field": field.label,
                "title": row.title,
            }
        self.carry_what_is_seen()

    def line(self) -> Activity:
        """The activity with what is said of it."""
        for name in FIELDS:
            value = self.cleaned_data[name]
            setattr(self.activity, name, value if value != "" else None)
        return self.activity


class BulkForm(forms.Form):
    """Rows that are ticked, and what they are given; what is left alone stays as it is in each."""

    use_required_attribute = False

    rows = forms.MultipleChoiceField(
        label=_("Activities"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick the activities to change."),
            "invalid_choice": _("Somebody changed one of these meanwhile. Look again, then tick them."),
        },
    )
    audience = forms.ChoiceField(
        label=_("Who sees them"),
        required=False,
        choices=[
            ("", _("Leave as it is")),
            (Audience.MISSION, _("Mission members")),
            (Audience.AGENCY, Audience.AGENCY.label),
        ],
        help_text=_("Only fewer people than now: more people is agreed on by two, for each activity."),
    )
    phases = forms.MultipleChoiceField(
        label=_("Meant for"),
        required=False,
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Replaces the phases of each. None ticked: they stay."),
    )
    lead = forms.ChoiceField(label=_("Lead"), required=False)

    def __init__(self, data: Any = None, *, activities: list[Activity], leads: list[Agency]) -> None:
        # The filter of the same page has a field of this name too.
        super().__init__(data, auto_id="bulk_%s")
        self.activities = {str(row.pk): row for row in activities}
        self.leads = {str(one.uuid): one for one in leads}
        cast("forms.MultipleChoiceField", self.fields["rows"]).choices = [
            (f"{row.pk}:{row.row_version}", row.title) for row in activities
        ]
        cast("forms.ChoiceField", self.fields["lead"]).choices = [
            ("", gettext("Leave as it is")),
            *((key, str(one)) for key, one in self.leads.items()),
        ]

    def clean_rows(self) -> list[Activity]:
        return [self.activities[one.partition(":")[0]] for one in self.cleaned_data["rows"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.values(cleaned):
            self.add_error(None, gettext("Choose what to change: who sees them, the phases or the lead."))
        return cleaned

    def values(self, said: dict[str, Any]) -> dict[str, Any]:
        """What the rows are given."""
        found: dict[str, Any] = {}
        if said.get("audience"):
            found["audience"] = said["audience"]
        if said.get("phases"):
            found["intended_phases"] = said["phases"]
        if said.get("lead"):
            found["lead"] = self.leads[said["lead"]]
        return found
