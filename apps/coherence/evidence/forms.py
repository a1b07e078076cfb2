"""The forms of evidence: asking an internal actor, its answer, a dispute and its end."""

import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.evidence.validity import advice
from apps.alignment.models import AlignmentLink, LiaisonRequest
from apps.coherence.evidence.selectors import Counterpart
from apps.core.editing.forms import VersionedForm

ATTEST, DECLINE, DISPUTE = "attest", "decline", "dispute"
SAY, SETTLE = "say", "settle"
HOURS = 2


class AskForm(VersionedForm):
    """Whom to ask for how much of its time."""

    actor = forms.ChoiceField(label=_("Whom do you ask"), widget=forms.RadioSelect)
    person_hours = forms.FloatField(
        label=_("Hours of its people"),
        min_value=0,
        max_value=1000,
        initial=HOURS,
        help_text=_("Reading the document and asking around, all people together."),
    )
    topic = forms.CharField(
        label=_("What it should look at"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    critical = forms.BooleanField(
        label=_("This cannot wait"),
        required=False,
        help_text=_(
            "Where the actor is asked for too much, only what cannot wait is asked now; other verifications "
            "are deferred."
        ),
    )

    def __init__(
        self, data: Any = None, *, counterparts: list[Counterpart], labels: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(data, row=None, **kwargs)
        self.counterparts = {str(one.agency.uuid): one for one in counterparts}
        cast("forms.ChoiceField", self.fields["actor"]).choices = [
            (key, labels[one.agency.pk]) for key, one in self.counterparts.items()
        ]
        self.carry_what_is_seen()

    @property
    def chosen(self) -> Agency:
        return self.counterparts[self.cleaned_data["actor"]].agency


class AnswerForm(VersionedForm):
    """What an internal actor says about a link."""

    answer = forms.ChoiceField(
        label=_("What do you answer"),
        widget=forms.RadioSelect,
        choices=[
            (ATTEST, _("It is so: we attest that the activity serves the objective")),
            (DECLINE, _("We do not answer this, for the reason below")),
            (DISPUTE, _("It is not so: we dispute the link")),
        ],
    )
    agency = forms.ChoiceField(label=_("For"))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed to decline and to dispute. Members who see the activity read it."),
    )
    valid_until = forms.DateField(
        label=_("The attestation holds until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    income_share = forms.DecimalField(
        label=_("Share of your income from the lead or its funders, in percent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("Of your income inside this framework. Above half, it counts as evidenced (rule R2)."),
    )

    def __init__(
        self, data: Any = None, *, row: AlignmentLink, agencies: list[Agency], day: datetime.date
    ) -> None:
        super().__init__(data, row=row, initial={"valid_until": None, "agency": agencies[0].uuid})
        self.fields["valid_until"].help_text = advice(row.activity, day)
        self.agencies = {str(one.uuid): one for one in agencies}
        cast("forms.ChoiceField", self.fields["agency"]).choices = [
            (key, str(one)) for key, one in self.agencies.items()
        ]
        self.carry_what_is_seen()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") in {DECLINE, DISPUTE} and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", gettext("Say why."))
        return cleaned

    @property
    def speaker(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    @property
    def share(self) -> float | None:
        given = self.cleaned_data["income_share"]
        return None if given is None else float(given) / 100


class SayForm(VersionedForm):
    """Words on a link from one of the agencies that it concerns."""

    agency = forms.ChoiceField(label=_("For"))
    reason = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, agencies: list[Agency]) -> None:
        super().__init__(data, row=None, initial={"agency": agencies[0].uuid})
        self.agencies = {str(one.uuid): one for one in agencies}
        cast("forms.ChoiceField", self.fields["agency"]).choices = [
            (key, str(one)) for key, one in self.agencies.items()
        ]
        self.carry_what_is_seen()

    @property
    def speaker(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


class SettleForm(VersionedForm):
    """The button that ends a dispute."""


class TakeBackForm(VersionedForm):
    """The button that withdraws a request."""

    def __init__(self, data: Any = None, *, row: LiaisonRequest) -> None:
        super().__init__(data, row=row)
