"""What somebody keeps, and what is compared with what."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.coherence.enums import Occasion
from apps.core.templatetags.nexusplan import day

OCCASIONS = [(one.value, one.label) for one in (Occasion.PLANNER, Occasion.REVIEW)]
INVALID_DATE = {"invalid": gettext_lazy("Write the date as year-month-day, such as 2025-06-30.")}


def _date(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        error_messages=INVALID_DATE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def _up_to(given: datetime.date | None, last: datetime.date) -> datetime.date | None:
    if given is not None and given > last:
        raise forms.ValidationError(
            _("A day can be assessed up to %(date)s.") % {"date": day(last)}, code="outside"
        )
    return given


class KeepForm(forms.Form):
    """A day, why it is kept, and a note."""

    as_of = _date(gettext_lazy("As of"))
    occasion = forms.ChoiceField(label=gettext_lazy("Occasion"), choices=OCCASIONS)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, last: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last

    def clean_as_of(self) -> datetime.date | None:
        return _up_to(self.cleaned_data["as_of"], self.last)


class CompareForm(forms.Form):
    """Two sides, each one of a list, or a date as known today that goes before the list."""

    before = forms.ChoiceField(label=gettext_lazy("From"))
    before_date = _date(gettext_lazy("or from this date, as known today"), required=False)
    after = forms.ChoiceField(label=gettext_lazy("To"))
    after_date = _date(gettext_lazy("or to this date, as known today"), required=False)

    def __init__(
        self, *args: Any, sides: Sequence[tuple[str, str]], last: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.last = last
        for name in ("before", "after"):
            self.fields[name].choices = list(sides)  # type: ignore[attr-defined]

    def clean_before_date(self) -> datetime.date | None:
        return _up_to(self.cleaned_data["before_date"], self.last)

    def clean_after_date(self) -> datetime.date | None:
        return _up_to(self.cleaned_data["after_date"], self.last)

    def clean(self) -> dict[str, Any] | None:
        if not self.errors and self.token("before") == self.token("after"):
            self.add_error("after", _("Choose two different ones."))
        return self.cleaned_data

    def token(self, name: str) -> str:
        """The side as it stands in addresses."""
        date = self.cleaned_data[f"{name}_date"]
        chosen: str = self.cleaned_data[name]
        return chosen if date is None else date.isoformat()
