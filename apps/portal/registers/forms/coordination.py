"""Where agencies meet, travel, analyse and hand over to one another; what they harmonise; posts."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.editing.lines import VersionedLine, VersionedLines, lines_of
from apps.funding.models import Handover
from apps.missions.enums import (
    DecisionAuthority,
    ForumPurpose,
    HarmonisationState,
    HarmonisationSubject,
    Phase,
    Vacancy,
)
from apps.missions.models import AnalyticWork, Forum, ForumMeeting, HarmonisationItem, JointMission, Post
from apps.portal.drafting.forms.base import LinesField
from apps.portal.registers.base import Here
from apps.portal.registers.forms.base import (
    AgenciesField,
    AgencyField,
    AreaField,
    AreasField,
    DocumentsField,
    ObjectiveField,
    RecordForm,
    RowField,
    agency_words,
    choice_field,
    day_field,
    hours_field,
    text_field,
    yes_no_field,
)


class ForumForm(RecordForm):
    """A coordination mechanism: what it is for, what it may decide, and where it goes when it cannot."""

    name = text_field(_("Name"), required=True)
    purpose = choice_field(_("Purpose"), ForumPurpose.choices)
    decision_authority = choice_field(
        _("Authority to decide"),
        DecisionAuthority.choices,
        help_text=_("Coordination without authority is shown as such."),
    )
    escalates_to = RowField(Forum, _("Escalates to"))
    chair = AgencyField(_("Chair"))
    co_chairs = AgenciesField(_("Co-chairs"))
    members = AgenciesField(_("Members"))
    humanitarian = yes_no_field(_("Humanitarian"))
    areas = AreasField(_("Areas"), help_text=_("None ticked: the whole mission."))

    lists: ClassVar[tuple[str, ...]] = ("members", "areas")

    class Meta:
        model = Forum
        fields = ("name", "purpose", "decision_authority", "escalates_to", "humanitarian")

    def begin(self) -> None:
        field: Any = self.fields["escalates_to"]
        field.queryset = field.queryset.exclude(pk=self.instance.pk)
        if self.instance.pk is not None:
            chairs = [one.agency_id for one in self.instance.forumchair_set.all()]
            self.initial["chair"] = chairs[0] if chairs else None
            self.initial["co_chairs"] = chairs[1:]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("co_chairs") and not said.get("chair"):
            self.add_error("chair", _("Say who the chair is, beside the co-chairs."))
        return said

    def chairs(self) -> list[Any]:
        """The chair first, then the co-chairs by name, of a valid form."""
        chair = self.cleaned_data["chair"]
        return [*([] if chair is None else [chair]), *self.cleaned_data["co_chairs"]]


class MeetingForm(RecordForm):
    """A meeting of a forum."""

    forum = RowField(Forum, _("Forum"), required=True)
    held_on = day_field(_("Held"), required=True)
    hours = hours_field(_("Hours"))
    documents = DocumentsField(_("Minutes"))

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = ForumMeeting
        fields = ("forum", "held_on", "hours")

    def begin(self) -> None:
        field: Any = self.fields["forum"]
        if not self.here.plans:
            own = [one.pk for one in self.here.agencies]
            field.queryset = field.queryset.filter(chairs__in=own).distinct()


def attendance_lines(data: Any, row: Any, here: Here) -> list[VersionedLines]:
    """Who attended a meeting, one line for each agency. Two queries."""
    agencies = [
        (str(one.agency.pk), agency_words(one.agency))
        for one in here.mission.missionagency_set.select_related("agency").order_by("agency__name")
    ]

    class Line(VersionedLine):
        agency = forms.ChoiceField(label=_("Agency"), choices=[("", _("Choose")), *agencies])
        persons = forms.IntegerField(label=_("Persons"), required=False, min_value=0, max_value=100_000)
        hours = hours_field(_("Hours of each"))

    initial = (
        []
        if row.pk is None
        else [
            {"key": one.pk, "agency": one.agency_id, "persons": one.persons, "hours": one.hours}
            for one in row.attendance.order_by("pk")
        ]
    )
    return [lines_of(Line, title=_("Who attended"))(data, initial=initial, prefix="attendance")]


class JointMissionForm(RecordForm):
    """Agencies that travel together."""

    title = text_field(_("Title"), required=True)
    lead = AgencyField(_("Lead"), own=True)
    participants = AgenciesField(_("Taking part"), required=True)
    started_on = day_field(_("Start"), required=True)
    ended_on = day_field(_("End"))
    humanitarian = yes_no_field(_("Humanitarian"))
    areas = AreasField(_("Areas"))

    lists: ClassVar[tuple[str, ...]] = ("participants", "areas")

    class Meta:
        model = JointMission
        fields = ("title", "lead", "started_on", "ended_on", "humanitarian")


class AnalyticWorkForm(RecordForm):
    """What agencies found out together."""

    title = text_field(_("Title"), required=True)
    lead = AgencyField(_("Lead"), own=True)
    participants = AgenciesField(_("Taking part"), required=True)
    published_on = day_field(_("Published"), required=True)
    humanitarian = yes_no_field(_("Humanitarian"))
    documents = DocumentsField(_("The work itself"))

    lists: ClassVar[tuple[str, ...]] = ("participants", "documents")

    class Meta:
        model = AnalyticWork
        fields = ("title", "lead", "published_on", "humanitarian")


class HandoverForm(RecordForm):
    """A task that passes from one agency to another."""

    task = text_field(_("Task"), rows=3, required=True)
    from_agency = AgencyField(_("From"), own=True)
    to_agency = AgencyField(_("To"))
    due_on = day_field(_("Due"))
    yearly_cost = forms.DecimalField(
        label=_("Yearly cost"), required=False, min_value=0, max_digits=22, decimal_places=4
    )
    currency = text_field(_("Currency"), help_text=_("Three letters, for example USD."))
    financed_nationally = yes_no_field(_("Financed nationally from then on"))
    objective = ObjectiveField(_("Objective that it keeps up"))
    funding_outlook_function = text_field(
        _("Function in the funding outlook"), help_text=_("In the same words as there.")
    )

    class Meta:
        model = Handover
        fields = (
            "task",
            "from_agency",
            "to_agency",
            "due_on",
            "yearly_cost",
            "currency",
            "financed_nationally",
            "objective",
            "funding_outlook_function",
        )

    def begin(self) -> None:
        if self.instance.pk is None:
            self.initial["currency"] = self.here.mission.currency

    def clean_currency(self) -> str | None:
        given: str | None = self.cleaned_data["currency"]
        code = (given or "").strip().upper()
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise forms.ValidationError(_("A currency is three letters, for example USD."))
        return code or None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("yearly_cost") is not None and not said.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Say in which currency the cost is."))
        if said.get("from_agency") is not None and said["from_agency"] == said.get("to_agency"):
            self.add_error("to_agency", _("It passes from one agency to another."))
        return said


class HarmonisationForm(RecordForm):
    """Something that agencies do each in their own way, and the next step."""

    title = text_field(_("What"), required=True)
    subject = choice_field(_("Subject"), HarmonisationSubject.choices, required=True)
    text = text_field(_("What differs, and whom it hinders"), rows=4)
    state = choice_field(_("State of work"), HarmonisationState.choices, required=True)
    owner = AgencyField(_("Owner"), own=True)
    agencies = AgenciesField(_("Agencies that it is about"))
    next_step = text_field(_("Next step"), rows=2)
    next_step_on = day_field(_("Next step due"))
    documents = DocumentsField(_("What was agreed"))

    lists: ClassVar[tuple[str, ...]] = ("agencies", "documents")

    class Meta:
        model = HarmonisationItem
        fields = ("title", "subject", "text", "state", "owner", "next_step", "next_step_on")


class PostForm(RecordForm):
    """A post and the hats of whoever holds it; never the name of a person."""

    title = text_field(_("Post"), required=True, help_text=_("The function, for example DSRSG. No names."))
    agency = AgencyField(_("Agency"), own=True)
    hats = LinesField(
        label=_("Hats"),
        help_text=_("Every function that its holder has, one on each line: DSRSG, RC, HC."),
    )
    vacancy = choice_field(_("Filled or vacant"), Vacancy.choices)
    since = day_field(_("Since"))
    profile = text_field(
        _("Profile"), rows=4, help_text=_("What the holder brings, or what is sought. No names.")
    )
    phases = forms.MultipleChoiceField(
        label=_("Phases that the profile fits"),
        required=False,
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    area = AreaField(_("Area"))

    class Meta:
        model = Post
        fields = ("title", "agency", "hats", "vacancy", "since", "profile", "phases", "area")

    def clean_phases(self) -> list[str] | None:
        """Missing is missing, never an empty list."""
        return self.cleaned_data["phases"] or None
