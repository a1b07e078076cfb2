"""What the address may ask of the timeline."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.portal.forms import ANY, asked_day_field

EARLIEST, LATEST = 1900, 2200
YEAR_INVALID = {"invalid": _("Write a year in four digits: 2026.")}


class TimelineAsked(forms.Form):
    """The day whose plans are shown, the years of the scale, one calendar alone."""

    calendar = forms.ChoiceField(label=_("Calendar"), required=False)
    since = forms.IntegerField(
        label=_("From year"),
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        error_messages=YEAR_INVALID,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    until = forms.IntegerField(
        label=_("To year"),
        required=False,
        min_value=EARLIEST,
        max_value=LATEST,
        error_messages=YEAR_INVALID,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    as_of = asked_day_field()

    def __init__(self, data: Any, calendars: Any) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["calendar"].choices = [ANY, *calendars]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The scale begins before it ends."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since is not None and until is not None and until < since:
            self.add_error("until", _("The last year comes before the first: exchange them."))
        return cleaned
