"""What a planner proposes for the shared calendar, and what a party says to it."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.models import CalendarProposal
from apps.benchmarks.models import Benchmark, Gate
from apps.benchmarks.selectors.board import plans
from apps.core.editing.forms import VersionedForm
from apps.portal.readiness import title_of
from apps.portal.registers.forms.base import RecordForm, day_field, text_field


class CalendarForm(RecordForm):
    """A date for an event, a deliverable, a benchmark or a gate."""

    title = text_field(_("What"), required=True, help_text=_("The event, meeting or deliverable."))
    starts_on = day_field(_("Day"), required=True)
    ends_on = day_field(_("Until"), help_text=_("For what lasts longer than a day."))
    reason = text_field(_("Why this day"), rows=4)
    benchmark = forms.ModelChoiceField(
        Benchmark.objects.none(), label=_("Benchmark"), required=False, empty_label=_("None")
    )
    gate = forms.ModelChoiceField(Gate.objects.none(), label=_("Gate"), required=False, empty_label=_("None"))

    class Meta:
        model = CalendarProposal
        fields = ("title", "starts_on", "ends_on", "reason", "benchmark", "gate")

    def begin(self) -> None:
        mission, user = self.here.mission, self.here.user
        worded = {one.pk: one.statement or one.key for one in plans(mission, timezone.localdate())}
        benchmark: Any = self.fields["benchmark"]
        benchmark.queryset = Benchmark.objects.visible_to(user).filter(mission=mission)
        kept = self.instance.benchmark_id
        if kept is not None and kept not in worded:
            worded[kept] = self.instance.benchmark.key
        benchmark.choices = [("", benchmark.empty_label), *worded.items()]
        gate: Any = self.fields["gate"]
        gate.queryset = Gate.objects.visible_to(user).filter(mission=mission).select_related("area")
        gate.label_from_instance = title_of


class AnswerForm(VersionedForm):
    """What an agency says to a proposed date; `agencies` are those for which the person can say it."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    text = forms.CharField(
        label=_("In words"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=5_000
    )

    def __init__(self, data: Any, *, row: CalendarProposal, agencies: list[Agency], asks: bool) -> None:
        super().__init__(data, row=row, initial={"text": ""})
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies]).order_by("name")
        if not asks:
            self.fields.clear()
        self.carry_what_is_seen()
