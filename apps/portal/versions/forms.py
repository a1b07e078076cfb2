"""Which two versions are compared, and the act of adoption."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.drafting.adopting import Adoption
from apps.core.editing.forms import VersionedForm
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Document

RESERVATIONS = 6
"""Rows for reservations in the form of an adoption; more may follow after it."""
VIEWS = (("side", _("Side by side")), ("tracked", _("As tracked changes")))


class SidesAsked(forms.Form):
    """Two sides out of those there are; the first of each list where the address names none."""

    before = forms.ChoiceField(label=_("From"), required=False)
    after = forms.ChoiceField(label=_("To"), required=False)
    view = forms.ChoiceField(label=_("Shown"), required=False, choices=VIEWS)

    def __init__(self, data: Any, sides: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, use_required_attribute=False)
        for name in ("before", "after"):
            self.fields[name].choices = list(sides)  # type: ignore[attr-defined]


class AdoptionForm(VersionedForm):
    """Who adopted, when, on what basis, and what agencies hold against it.

    `shown` is the digest of the text that was read before the act.
    """

    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    adopted_on = forms.DateField(
        label=_("Adopted on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    adopted_by = forms.CharField(
        label=_("Adopted by"),
        max_length=500,
        help_text=_("The body that adopted it, for example the steering committee of government and UN."),
    )
    basis = forms.CharField(
        label=_("Basis"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The decision, meeting or letter by which it was adopted."),
    )
    embargo_until = forms.DateField(
        label=_("Not public before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Until this day nobody outside of the members learns of the version: pages, files and results "
            "for everybody show the one before it. Empty: public at once, where the mission is."
        ),
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Any,
        version: FrameworkVersion,
        agencies: Sequence[Agency],
        documents: Sequence[Document],
        initial: Any = None,
    ) -> None:
        super().__init__(data, row=version, initial=initial)
        self.agencies = {str(one.uuid): one for one in agencies}
        self.papers = {str(one.uuid): one for one in documents}
        if self.papers:
            self.fields["documents"].choices = [  # type: ignore[attr-defined]
                (key, one.title) for key, one in self.papers.items()
            ]
        else:
            del self.fields["documents"]
        names = [("", _("Nobody")), *((key, one.name) for key, one in self.agencies.items())]
        for place in range(1, RESERVATIONS + 1):
            self.fields[f"agency_{place}"] = forms.ChoiceField(
                label=_("Reservation %(n)s: agency") % {"n": place}, required=False, choices=names
            )
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Reservation %(n)s: what it holds against it") % {"n": place},
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.carry_what_is_seen()

    def act_fields(self) -> list[forms.BoundField]:
        """The fields of the act itself, for the template."""
        return [self[name] for name in self.base_fields if name in self.fields and name != "shown"]

    def reservation_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each reservation, for the template."""
        return [(self[f"agency_{n}"], self[f"text_{n}"]) for n in range(1, RESERVATIONS + 1)]

    def clean(self) -> dict[str, Any]:
        """A reservation has an agency and words, or nothing."""
        cleaned: dict[str, Any] = super().clean() or {}
        for place in range(1, RESERVATIONS + 1):
            agency, text = cleaned.get(f"agency_{place}"), cleaned.get(f"text_{place}")
            if agency and not text and f"text_{place}" not in self.errors:
                self.add_error(f"text_{place}", _("Say what the agency holds against it."))
            if text and not agency and f"agency_{place}" not in self.errors:
                self.add_error(f"agency_{place}", _("Name the agency that holds this against it."))
        return cleaned

    def act(self) -> Adoption:
        """What was entered, of a valid form."""
        data = self.cleaned_data
        return Adoption(
            adopted_on=data["adopted_on"],
            adopted_by=data["adopted_by"],
            basis=data["basis"],
            reservations=[
                (self.agencies[data[f"agency_{place}"]], data[f"text_{place}"])
                for place in range(1, RESERVATIONS + 1)
                if data[f"agency_{place}"]
            ],
            embargo_until=data["embargo_until"],
            documents=[self.papers[key] for key in data.get("documents", ())],
        )
