"""The forms of bringing figures: the file, which series of it, and what was looked at before it is stored."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.benchmarks.models import Indicator
from apps.core.files import FileRefused, check_upload
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.series.reading import Figure, Series, read_series

SALT = "nexusplan.series"
MOST_OFFERED = 600
DATE = {"type": "date"}


def held(what: Any) -> str:
    """What a page carries to its next step, signed so that nobody else wrote it."""
    return signing.dumps(what, salt=SALT, compress=True)


class Holding(forms.Form):
    """A step that carries what the step before it read."""

    held = forms.CharField(widget=forms.HiddenInput)
    use_required_attribute = False

    def clean_held(self) -> Any:
        try:
            return signing.loads(self.cleaned_data["held"], salt=SALT, max_age=12 * 3600)
        except signing.BadSignature as error:
            raise ValidationError(gettext("This page is too old: bring the file again.")) from error


class SeriesFileForm(forms.Form):
    """A file with series, and of which place they are wanted."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A comma-separated file (.csv): governance or policy indicators of the World Bank, its tables "
            "with a column for each year, results of IATI, or your own table with the headings “date” and "
            "“value”."
        ),
    )
    place = forms.CharField(
        label=_("Country or area"),
        required=False,
        max_length=100,
        help_text=_("As it is called in the file, or its code there. Leave it empty for all."),
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if self.errors:
            return found
        try:
            kept = check_upload(found["file"], allowed=("csv", "txt"))
            series = read_series(kept.content)
        except (FileRefused, Unreadable) as error:
            self.add_error("file", str(error))
            return found
        found["series"] = self._of_place(series, found.get("place") or "")
        found["name"] = kept.name
        return found

    def _of_place(self, series: Sequence[Series], place: str) -> list[Series]:
        wanted = place.strip().casefold()
        own = [one for one in series if wanted in one.place.casefold()]
        if not own:
            places = sorted({one.place for one in series})
            said = ", ".join(places[:10]) or "-"
            self.add_error(
                "place", gettext("The file has no such place. It has: %(places)s.") % {"places": said}
            )
        elif len(own) > MOST_OFFERED:
            self.add_error(
                "place",
                gettext("The file has %(count)d series. Name the country or area that you need.")
                % {"count": len(own)},
            )
        return own


def packed(series: Sequence[Series]) -> list[Any]:
    """Series as lists and texts, to be held."""
    return [
        [
            one.place,
            one.title,
            one.group,
            one.missing,
            [
                [each.row, each.on, each.value, each.standard_error, each.low, each.high]
                for each in one.figures
            ],
        ]
        for one in series
    ]


def unpacked_series(given: Sequence[Any]) -> list[Series]:
    """The series that were `packed`."""
    return [
        Series(place, title, group, [Figure(*each) for each in figures], missing)
        for place, title, group, missing, figures in given
    ]


class ChooseSeriesForm(Holding):
    """Which series, for whom, and from where."""

    series = forms.ChoiceField(label=_("Series"))
    group = forms.ChoiceField(label=_("Group"), required=False)
    agency = forms.ChoiceField(label=_("Reported by"), required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=1000)
    only_new = forms.BooleanField(
        label=_("Leave what is here as it is, and add only new days"), required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        series: Sequence[Series],
        indicator: Indicator,
        agencies: Sequence[Agency],
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        fields["series"].choices = [(str(number), _named(one)) for number, one in enumerate(series)]
        self.agencies = {str(one.uuid): one for one in agencies}
        fields["agency"].choices = [(uuid, str(one)) for uuid, one in self.agencies.items()]
        if len(self.agencies) != 1:
            fields["agency"].choices = [("", _("Nobody of the mission")), *fields["agency"].choices]
        groups = indicator.required_groups or ()
        if groups:
            fields["group"].choices = [("", _("Everybody")), *((name, name) for name in groups)]
        else:
            del fields["group"]


def _named(series: Series) -> str:
    days = sorted(one.on for one in series.figures)
    said = {"name": series.name, "count": len(series.figures), "first": days[0][:4], "last": days[-1][:4]}
    return gettext("%(name)s: %(count)d figures, %(first)s to %(last)s") % said


class StoreForm(Holding):
    """What was looked at, and whether a planner lets it count at once."""

    accept = forms.BooleanField(label=_("Accept them at once, so that they count"), required=False)

    def __init__(self, data: Any = None, *, planner: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if not planner:
            del self.fields["accept"]


class PeriodForm(forms.Form):
    """The days of a reporting period."""

    use_required_attribute = False

    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("The period ends before it begins: exchange the two."))
        return found


class SheetForm(forms.Form):
    """The filled sheet of a period."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("The filled sheet"), help_text=_("The workbook (.xlsx) that you took here.")
    )

    def clean_file(self) -> Any:
        try:
            return check_upload(self.cleaned_data["file"], allowed=("xlsx",))
        except FileRefused as error:
            raise ValidationError(str(error)) from error
