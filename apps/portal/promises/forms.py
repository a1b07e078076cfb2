"""A promise as the planner writes it, and its status as its own party sees it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm
from apps.frameworks.enums import CommitmentStatus
from apps.frameworks.models import MutualCommitment, Objective

STATUSES = (("", _("not said")), *CommitmentStatus.choices)


class CommitmentForm(VersionedForm):
    """Who promises what by when, and how the others see it."""

    party = forms.ChoiceField(label=_("Party"), required=False)
    party_text = forms.CharField(
        label=_("Party in words"),
        required=False,
        max_length=500,
        help_text=_("For a party that is no agency of the mission, such as a commission or several donors."),
    )
    text = forms.CharField(label=_("Commitment"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    objective = forms.ChoiceField(label=_("Objective"), required=False)
    status_by_others = forms.ChoiceField(label=_("As others see it"), required=False, choices=STATUSES)

    def __init__(
        self,
        data: Any,
        row: MutualCommitment | None,
        agencies: Sequence[Agency],
        objectives: Mapping[Objective, str],
    ) -> None:
        initial: dict[str, Any] = {}
        if row is not None:
            initial = {
                "party": "" if row.party is None else str(row.party.uuid),
                "party_text": row.party_text,
                "text": row.text,
                "due_on": row.due_on,
                "objective": "" if row.objective is None else str(row.objective.uuid),
                "status_by_others": row.status_by_others,
            }
        super().__init__(data, row=row, initial=initial)
        self.agencies = {str(one.uuid): one for one in agencies}
        self.objectives = {str(one.uuid): one for one in objectives}
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            ("", _("none of the agencies")),
            *((key, one.name) for key, one in self.agencies.items()),
        ]
        self.fields["objective"].choices = [  # type: ignore[attr-defined]
            ("", _("none")),
            *((str(one.uuid), label) for one, label in objectives.items()),
        ]
        self.carry_what_is_seen()

    def put_into(self, row: MutualCommitment) -> list[str]:
        """Let the row say what was entered; returns the names of its fields, of a valid form."""
        data = self.cleaned_data
        row.party = self.agencies.get(data["party"])
        row.party_text = data["party_text"].strip() or None
        row.text, row.due_on = data["text"].strip(), data["due_on"]
        row.objective = self.objectives.get(data["objective"])
        row.status_by_others = data["status_by_others"] or None
        return ["party", "party_text", "text", "due_on", "objective", "status_by_others"]


class OwnStatusForm(VersionedForm):
    """How the party itself sees its promise."""

    status_by_party = forms.ChoiceField(label=_("As the party sees it"), required=False, choices=STATUSES)

    def __init__(self, data: Any, row: MutualCommitment) -> None:
        super().__init__(data, row=row, initial={"status_by_party": row.status_by_party})

    def put_into(self, row: MutualCommitment) -> list[str]:
        """Let the row say what was entered; returns the names of its fields, of a valid form."""
        row.status_by_party = self.cleaned_data["status_by_party"] or None
        return ["status_by_party"]


class RemoveForm(VersionedForm):
    """The button that takes a promise out."""
