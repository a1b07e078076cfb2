"""What an internal counterpart enters: its hours, “enough this quarter”, an answer to an activity."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.alignment.enums import ReviewOutcome
from apps.alignment.models import InternalReview
from apps.core.editing.forms import VersionedForm
from apps.missions.models import MissionAgency

CONFIDENTIAL = "confidential_objection"
HOURS_AT_MOST = 100_000


class HoursForm(VersionedForm):
    """The hours of its people that an internal actor gives to others in a quarter."""

    hours = forms.FloatField(
        label=_("Hours each quarter"),
        required=False,
        min_value=0,
        max_value=HOURS_AT_MOST,
        help_text=_(
            "Meetings, missions, reading drafts and verifying, of all your people together. Left empty: not "
            "declared, and nobody can say when it is too much. Above four fifths of them, requests that are "
            "not critical should wait."
        ),
    )

    def __init__(self, data: Any = None, *, row: MissionAgency) -> None:
        super().__init__(data, row=row, initial={"hours": row.liaison_hours_per_quarter})


class EnoughForm(VersionedForm):
    """The button that pauses requests, or lets them in again."""

    def __init__(self, data: Any = None, *, row: MissionAgency) -> None:
        super().__init__(data, row=row)


class ObjectionForm(VersionedForm):
    """What the lead of an activity answers to an objection."""

    text = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class ReviewForm(VersionedForm):
    """What an internal actor answers to an activity; `last` is its last answer, `today` that of today, which
    this one replaces."""

    answer = forms.ChoiceField(
        label=_("What do you answer"),
        widget=forms.RadioSelect,
        choices=[
            (ReviewOutcome.NO_OBJECTION.value, _("No objection")),
            (ReviewOutcome.OBJECTION.value, _("Objection")),
            (CONFIDENTIAL, _("Objection in confidence: others see that there is one, not whose")),
            (ReviewOutcome.NO_COMMENT.value, _("No comment: it counts as no review")),
        ],
    )
    agency = forms.ChoiceField(label=_("For"))
    text = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Needed for an objection that is not in confidence. Members who see the activity read it; what "
            "is said in confidence only members for your agency."
        ),
    )

    def __init__(
        self,
        data: Any,
        *,
        actors: Sequence[MissionAgency],
        last: InternalReview | None = None,
        today: InternalReview | None = None,
    ) -> None:
        initial: dict[str, Any] = {"agency": str(actors[0].agency.uuid)}
        if last is not None:
            objects = last.outcome == ReviewOutcome.OBJECTION and last.confidential
            initial |= {"answer": CONFIDENTIAL if objects else last.outcome, "text": last.text}
        super().__init__(data, row=today, initial=initial)
        self.actors = {str(one.agency.uuid): one for one in actors}
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            (key, str(one.agency)) for key, one in self.actors.items()
        ]
        if len(self.actors) == 1:
            self.fields["agency"].widget = forms.HiddenInput()
        self.carry_what_is_seen()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == ReviewOutcome.OBJECTION and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Say what you object to, so that the lead can answer."))
        return cleaned

    @property
    def actor(self) -> MissionAgency:
        return self.actors[self.cleaned_data["agency"]]

    @property
    def confidential(self) -> bool:
        return bool(self.cleaned_data["answer"] == CONFIDENTIAL)

    @property
    def outcome(self) -> ReviewOutcome:
        return ReviewOutcome.OBJECTION if self.confidential else ReviewOutcome(self.cleaned_data["answer"])
