"""What somebody keeps, and what is compared with what."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.coherence.enums import Occasion
from apps.coherence.history.forms import INVALID_DATE, Bounds, within
from apps.core.free_text import WarnsOfPersonalData

OCCASIONS = [(one.value, one.label) for one in (Occasion.PLANNER, Occasion.REVIEW)]


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        error_messages=INVALID_DATE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def _within(given: datetime.date | None, bounds: Bounds) -> datetime.date | None:
    return None if given is None else within(given, bounds)


class KeepForm(WarnsOfPersonalData, forms.Form):
    """A day, why it is kept, and a note."""

    as_of = _date(gettext_lazy("As of"))
    occasion = forms.ChoiceField(label=gettext_lazy("Occasion"), choices=OCCASIONS)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = bounds

    def clean_as_of(self) -> datetime.date | None:
        return _within(self.cleaned_data["as_of"], self.bounds)


class CompareForm(forms.Form):
    """Two sides, each one of a list, or a date as known today that goes before the list."""

    before = forms.ChoiceField(label=gettext_lazy("From"))
    before_date = _date(gettext_lazy("or from this date, as known today"), required=False)
    after = forms.ChoiceField(label=gettext_lazy("To"))
    after_date = _date(gettext_lazy("or to this date, as known today"), required=False)

    def __init__(self, *args: Any, sides: Sequence[tuple[str, str]], bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = bounds
        for name in ("before", "after"):
            self.fields[name].choices = list(sides)  # type: ignore[attr-defined]

    def clean_before_date(self) -> datetime.date | None:
        return _within(self.cleaned_data["before_date"], self.bounds)

    def clean_after_date(self) -> datetime.date | None:
        return _within(self.cleaned_data["after_date"], self.bounds)

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and self.token("before") == self.token("after"):
            self.add_error("after", _("Choose two different ones."))
        return self.cleaned_data

    def token(self, name: str) -> str:
        """The side as it stands in addresses."""
        date = self.cleaned_data[f"{name}_date"]
        chosen: str = self.cleaned_data[name]
        return chosen if date is None else date.isoformat()
