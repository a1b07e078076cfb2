"""What is said of a document, and its file."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm
from apps.core.enums import Audience
from apps.core.files import EVIDENCE, CheckedFile, check_upload
from apps.core.files.checking import MOST_BYTES
from apps.core.files.kinds import KINDS
from apps.missions.documents.services import SaidOfDocument
from apps.missions.models import Document

ACCEPT = ",".join(ending for name in EVIDENCE for ending in KINDS[name].endings)


def _taken() -> str:
    names = ", ".join(str(KINDS[name].label) for name in EVIDENCE)
    taken = gettext(
        "%(names)s; at most %(most)s MB. Pictures lose the place where they were taken, documents the "
        "names of their authors; a PDF is kept as it is."
    ) % {"names": names, "most": MOST_BYTES // 2**20}
    scanned = gettext("Files are scanned for viruses.")
    return f"{taken} {scanned if settings.VIRUS_SCANNER else gettext('Files are not scanned for viruses.')}"


class CheckedFileField(forms.FileField):
    """A file that has passed `check_upload`, or None."""

    def __init__(self, **more: Any) -> None:
        widget = forms.FileInput(attrs={"accept": ACCEPT})
        # Lazy, because a form makes its fields once, before anybody's language is known.
        super().__init__(label=_("File"), widget=widget, help_text=lazy(_taken, str)(), **more)

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        given = super().clean(data, initial)
        return None if not given else check_upload(given)


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, **more)


class DocumentForm(VersionedForm):
    """A document; `row` None: a new one, which may bring its file."""

    title = forms.CharField(label=_("Title"), max_length=500)
    file = CheckedFileField(required=False)
    type = _text(_("Kind of document"), max_length=100, help_text=_("Such as report, minutes, agreement."))
    dated_on = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Without a date it proves nothing."),
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("The whole mission")
    )
    audience = forms.ChoiceField(label=_("Who may see it"), required=False)
    url = _text(_("Its address on the web"), max_length=2000)
    language = _text(_("Language"), max_length=20, help_text=_("Such as en, fr or ar."))
    description = _text(_("Description"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self,
        *args: Any,
        row: Document | None,
        agencies: "QuerySet[Agency]",
        writes_for_one: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, row=row, **kwargs)
        if row is not None:
            del self.fields["file"]
        agency = cast("forms.ModelChoiceField[Agency]", self.fields["agency"])
        agency.queryset = agencies
        if writes_for_one:
            agency.required, agency.empty_label = True, None
        offered = [("", Audience.MISSION.label), (Audience.AGENCY.value, Audience.AGENCY.label)]
        if row is not None and row.audience not in {None, Audience.AGENCY, Audience.MISSION}:
            offered.append((row.audience, Audience(row.audience).label))
        cast("forms.ChoiceField", self.fields["audience"]).choices = offered
        if row is not None and row.audience == Audience.MISSION:
            self.initial["audience"] = ""
        self.carry_what_is_seen()

    def clean_url(self) -> str:
        given: str = self.cleaned_data["url"].strip()
        if given and not given.startswith(("https://", "http://")):
            raise forms.ValidationError(gettext("An address begins with https://."))
        return given

    @property
    def said(self) -> SaidOfDocument:
        given = self.cleaned_data
        texts = {name: given[name] or None for name in ("type", "audience", "language", "url", "description")}
        return SaidOfDocument(
            title=given["title"], agency=given["agency"], dated_on=given["dated_on"], **texts
        )


class VersionForm(VersionedForm):
    """A new file of a document."""

    file = CheckedFileField()


class DocumentSearch(forms.Form):
    """Documents by words."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
