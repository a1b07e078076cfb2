"""What a report is to be: for whom, as of when, which parts, as what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from apps.core.enums import Audience
from apps.core.files import check_upload
from apps.portal.enums import PaperSize, ReportFormat
from apps.reports.catalogue import REPORTS
from apps.reports.filled import check_template

MOST_BYTES = 5 * 2**20
AUDIENCES = (
    (Audience.MISSION.value, _("Members of the mission")),
    (Audience.PUBLIC.value, _("Everybody: computed from public rows only")),
)
TABLES = (ReportFormat.EXCEL, ReportFormat.CSV)


def date_field(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, help_text=help_text, widget=widget)


class ReportForm(forms.Form):
    """Every choice for one kind of report; what its kind does not ask for is left out."""

    use_required_attribute = False

    agency = forms.ChoiceField(label=_("Agency"))
    version = forms.ChoiceField(label=_("Version"), required=False)
    audience = forms.ChoiceField(label=_("For whom"), choices=AUDIENCES)
    day = date_field(_("As of"), _("Left empty: the day of the newest assessment."))
    since = date_field(_("Since"), _("Left empty: from the beginning; for a review the year before."))
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Of headings and words around; what people wrote stays as it is.")
    )
    sections = forms.MultipleChoiceField(label=_("Parts"), widget=forms.CheckboxSelectMultiple)
    form = forms.ChoiceField(label=_("As what"), choices=ReportFormat.choices)
    page = forms.ChoiceField(label=_("Paper"), choices=PaperSize.choices)
    template = forms.FileField(
        label=_("Your own Word template"),
        required=False,
        help_text=_("For Word only (.docx, at most 5 MB). Its fields are listed below."),
    )
    title = forms.CharField(
        label=_("Keep it under a name"),
        required=False,
        max_length=200,
        help_text=_("To make it again later. Without a name it is put away after 30 days."),
    )

    def __init__(
        self,
        data: Any,
        files: Any,
        *,
        kind: str,
        public: bool,
        agencies: Sequence[tuple[str, str]],
        versions: Sequence[tuple[int, str]],
        initial: dict[str, Any],
    ) -> None:
        report = REPORTS[kind]
        sections = [(name, str(text)) for name, text in report.sections.items()]
        start = {
            "language": get_language() or "en",
            "sections": [name for name, _text in sections],
            "form": ReportFormat.EXCEL if report.tables else ReportFormat.PDF,
            "audience": Audience.MISSION.value,
            "page": PaperSize.A4.value,
        }
        super().__init__(data, files, initial=start | initial)
        fields: dict[str, Any] = self.fields
        fields["language"].choices = settings.LANGUAGES
        fields["sections"].choices = sections
        fields["agency"].choices = agencies
        fields["version"].choices = [
            ("", _("The one in force on the day")),
            *((str(number), f"{number} ({state})") for number, state in versions),
        ]
        if not public:
            fields["audience"].choices = AUDIENCES[:1]
        if report.tables:
            fields["form"].choices = [(one.value, one.label) for one in TABLES]
        left_out = [
            *(() if report.agency else ("agency",)),
            *(() if report.version else ("version",)),
            *(() if report.since else ("since",)),
            *(() if sections else ("sections",)),
            *(("template", "page") if report.tables else ()),
        ]
        for name in left_out:
            del fields[name]
        if report.closed and public:
            closed = ", ".join(
                str(report.sections[name]) for name in report.sections if name in report.closed
            )
            fields["sections"].help_text = _("For members only: %(parts)s.") % {"parts": closed}

    def clean_template(self) -> bytes | None:
        file = self.cleaned_data.get("template")
        if file is None:
            return None
        checked = check_upload(file, allowed=("docx",), most_bytes=MOST_BYTES)
        check_template(checked.content)
        return checked.content

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("template") and found.get("form") not in (None, ReportFormat.WORD):
            self.add_error("template", _("A template is filled for Word only: choose Word, or leave it out."))
        day, since = found.get("day"), found.get("since")
        if day and since and since >= day:
            self.add_error("since", _("Choose a day before the one in “As of”."))
        return found

    @property
    def options(self) -> dict[str, Any]:
        """What was chosen, as it is kept."""
        found = self.cleaned_data
        kept: dict[str, Any] = {name: found[name].isoformat() for name in ("day", "since") if found.get(name)}
        kept |= {name: found[name] for name in ("audience", "language", "agency", "page") if found.get(name)}
        if "sections" in found and len(found["sections"]) < len(self.fields["sections"].choices):  # type: ignore[attr-defined]
            kept["sections"] = found["sections"]
        if found.get("version"):
            kept["version"] = int(found["version"])
        return kept
