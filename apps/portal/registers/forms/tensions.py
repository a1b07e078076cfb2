"""Contradictions, the reviews that look for them, and unintended consequences."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.enums import ConsequenceKind, ReviewScope
from apps.alignment.models import Contradiction, ContradictionReview, UnintendedConsequence
from apps.core.editing.forms import VersionedForm
from apps.portal.registers.forms.base import (
    ActivityField,
    AgenciesField,
    AgencyField,
    AreaField,
    DocumentsField,
    ObjectiveField,
    RecordForm,
    choice_field,
    day_field,
    text_field,
)

SCALE = (
    (-3, _("cancels"), _("One programme disarms a militia while another pays the same militia to guard it.")),
    (
        -2,
        _("counteracts"),
        _("Free food from abroad presses the prices that support to farmers should hold."),
    ),
    (-1, _("constrains"), _("Rules on escorts leave mediators fewer villages that they can reach.")),
    (0, _("no effect"), _("Somebody looked, and neither makes the other harder or easier.")),
    (1, _("enables"), _("A road that is mended for trade lets a court sit in the district.")),
    (2, _("reinforces"), _("Training places go to those whom the disarmament has registered.")),
    (3, _("cannot do without"), _("The vote cannot be held before the register of voters stands.")),
)


class ContradictionForm(RecordForm):
    """Two activities, how the one acts on the other, and what shows it."""

    activity_a = ActivityField(_("One activity"), required=True)
    activity_b = ActivityField(_("The other activity"), required=True)
    score = forms.TypedChoiceField(label=_("How one acts on the other"), coerce=int)
    text = text_field(
        _("What pulls against what, or helps what"),
        rows=5,
        required=True,
        help_text=_("Both leads read it and may reply."),
    )
    raised_by = AgencyField(_("Raised by"), own=True)
    documents = DocumentsField(
        help_text=_("Without one it is only claimed, and counts for nothing in the assessment.")
    )

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = Contradiction
        fields = ("activity_a", "activity_b", "score", "text", "raised_by")

    def begin(self) -> None:
        words = [(value, score_words(value)) for value, _word, _example in SCALE]
        self.fields["score"].choices = [("", _("Choose")), *words]  # type: ignore[attr-defined]

    def own_agencies(self) -> list[Agency]:
        return self.here.voices


def signed_score(value: int) -> str:
    """The score with its sign."""
    sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{abs(value)}"


def score_words(value: int) -> str:
    """The score with the word of the scale."""
    word = next(word for score, word, _example in SCALE if score == value)
    return f"{signed_score(value)}: {word}"


class ReviewForm(RecordForm):
    """Where somebody looked for contradictions, when, and who did."""

    scope = forms.ChoiceField(label=_("Looked at"), choices=[("", _("Choose")), *ReviewScope.choices])
    objective = ObjectiveField(_("Objective"), help_text=_("For a review of an objective."))
    agency = AgencyField(_("Agency"), help_text=_("For a review of an agency."))
    area = AreaField(_("Area"), help_text=_("For a review of an area."))
    reviewed_on = day_field(_("Day"), required=True)
    reviewers = AgenciesField(
        _("Who looked"),
        required=True,
        help_text=_("An internal co-chair where there is one; not only those whose work is looked at."),
    )
    documents = DocumentsField(_("Record of the review"))

    lists: ClassVar[tuple[str, ...]] = ("reviewers", "documents")

    class Meta:
        model = ContradictionReview
        fields = ("scope", "objective", "agency", "area", "reviewed_on")

    def begin(self) -> None:
        self.fields["area"].empty_label = _("None")  # type: ignore[attr-defined]
        if not self.here.plans:
            self.fields["scope"].choices = [(ReviewScope.AGENCY, ReviewScope.AGENCY.label)]  # type: ignore[attr-defined]
            for name in ("objective", "area"):
                del self.fields[name]
            agency: Any = self.fields["agency"]
            agency.queryset = agency.queryset.filter(pk__in=[one.pk for one in self.here.agencies])
            agency.required = True


RAISED = ("kind", "kind_in_words", "text", "objective", "activity", "raised_by", "raised_on", "documents")
ANSWERED = ("answer", "answered_on", "follow_up", "follow_up_on", "closed_on")


class ConsequenceForm(RecordForm):
    """What nobody wanted, as whoever raised it says it, and the answer of whoever answers for it.

    The planner writes both; others write their side only. An answer comes once it is raised.
    """

    kind = choice_field(_("Kind"), ConsequenceKind.choices, required=True)
    kind_in_words = text_field(_("Kind in words"), help_text=_("Where it is none of the list."))
    text = text_field(_("What happens"), rows=5, required=True)
    objective = ObjectiveField(_("Objective that brings it about"))
    activity = ActivityField(_("Activity that brings it about"))
    raised_by = AgencyField(_("Raised by"), own=True)
    raised_on = day_field(_("Raised"), required=True)
    documents = DocumentsField()
    answer = text_field(_("Answer"), rows=4)
    answered_on = day_field(_("Answered"))
    follow_up = text_field(
        _("Follow-up"), rows=3, help_text=_("What is done so that it ends or does less harm.")
    )
    follow_up_on = day_field(_("Follow-up due"))
    closed_on = day_field(_("Closed"), help_text=_("Empty while something is still to be done."))

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = UnintendedConsequence
        fields = (*RAISED[:-1], *ANSWERED)

    def begin(self) -> None:
        row, own, plans = self.instance, {one.pk for one in self.here.agencies}, self.here.plans
        raises = plans or row.pk is None or row.raised_by_id in own
        leads = row.activity_id is not None and row.activity.lead_id in own
        answers = row.pk is not None and (plans or leads)
        if row.pk is None:
            self.fields["raised_on"].initial = timezone.localdate()
        for name in (*(() if raises else RAISED), *(() if answers else ANSWERED)):
            self.fields.pop(name, None)


class SayForm(VersionedForm):
    """What an agency says to a contradiction; `agencies` are those that the person can say it for."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), required=False)
    text = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)

    def __init__(
        self,
        data: Any,
        *,
        row: Contradiction,
        agencies: list[Agency],
        may_be_nobody: bool,
        with_text: bool = True,
    ) -> None:
        super().__init__(data, row=row, initial={"text": ""})
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        agency.required = not may_be_nobody
        agency.choices = [
            *([("", _("The secretariat of the mission"))] if may_be_nobody else []),
            *((one.pk, str(one)) for one in agencies),
        ]
        if not agencies or (len(agencies) == 1 and not may_be_nobody):
            # Without a text it is only a button: whatever somebody else changed meanwhile is looked at first.
            del self.fields["agency"]
        if not with_text:
            del self.fields["text"]
        self.carry_what_is_seen()
