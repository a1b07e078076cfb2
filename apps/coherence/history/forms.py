"""The day at which somebody wants to look."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.templatetags.nexusplan import day

INVALID_DATE = {"invalid": gettext_lazy("Write the date as year-month-day, such as 2025-06-30.")}
Bounds = tuple[datetime.date, datetime.date]


def within(as_of: datetime.date, bounds: Bounds) -> datetime.date:
    """The same day. Raises ValidationError, naming the limits, for one outside of them."""
    first, last = bounds
    if not first <= as_of <= last:
        raise forms.ValidationError(
            _("Something is recorded from %(first)s on, and a day can be assessed up to %(last)s.")
            % {"first": day(first), "last": day(last)},
            code="outside",
        )
    return as_of


class DayForm(forms.Form):
    """One day between the first that is recorded and the last that can be assessed."""

    as_of = forms.DateField(
        label=gettext_lazy("Date"),
        error_messages=INVALID_DATE,
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = bounds
        first, last = bounds
        self.fields["as_of"].widget = forms.DateInput(
            attrs={"type": "date", "min": first.isoformat(), "max": last.isoformat()}, format="%Y-%m-%d"
        )

    def clean_as_of(self) -> datetime.date:
        as_of: datetime.date = self.cleaned_data["as_of"]
        return within(as_of, self.bounds)
