"""The forms of links: what is said about one, its renewal, its removal."""

import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.alignment.enums import Contribution
from apps.alignment.evidence.validity import advice
from apps.alignment.linking.selectors import Offered
from apps.alignment.linking.services import NewDocument, Said
from apps.alignment.models import AlignmentLink
from apps.core.editing.forms import VersionedForm
from apps.missions.models import Document

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


def day_field(**more: Any) -> forms.DateField:
    """A day as the browser's own field for days sends it."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **more
    )


def answer_of(value: bool | None) -> str:  # noqa: FBT001  three values, not a switch
    """The choice that shows a stored yes, no or nothing."""
    return "" if value is None else "yes" if value else "no"


class WithNewDocument(VersionedForm):
    """Fields that name a document for the first time."""

    title = forms.CharField(
        label=_("A document that is not named yet: its title"),
        required=False,
        max_length=500,
        help_text=_(
            "A results framework, budget line or signed agreement that names the objective. It makes the "
            "claim evidenced."
        ),
    )
    dated_on = day_field(label=_("Date of the document"))
    url = forms.CharField(
        label=_("Its address on the web"),
        required=False,
        max_length=2000,
        help_text=_("Leave it empty for a paper that is kept in an archive."),
    )

    def clean_url(self) -> str:
        given: str = self.cleaned_data["url"].strip()
        if given and (urlsplit(given).scheme not in {"http", "https"} or not urlsplit(given).netloc):
            raise forms.ValidationError(gettext("An address begins with https:// and names a site."))
        return given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        title, dated_on = cleaned.get("title"), cleaned.get("dated_on")
        if (dated_on or cleaned.get("url")) and not title and "title" not in self.errors:
            self.add_error("title", gettext("Give the document a title."))
        if title and dated_on is None and "dated_on" not in self.errors:
            self.add_error("dated_on", gettext("Evidence is a document with a date."))
        return cleaned

    @property
    def new_document(self) -> NewDocument | None:
        said = self.cleaned_data
        if not said["title"]:
            return None
        return NewDocument(said["title"], said["dated_on"], said["url"] or None)


class LinkForm(WithNewDocument):
    """What is said about a link; with `objectives` also which one, for a new link."""

    objective = forms.ChoiceField(label=_("Objective"), widget=forms.RadioSelect)
    guard = forms.BooleanField(
        label=_("Record this link although the activity is humanitarian and the objective is not"),
        required=False,
        help_text=_(
            "A humanitarian activity that serves a political or security objective is left out of every "
            "computation and raises an alert (rule R5)."
        ),
    )
    rationale = forms.CharField(
        label=_("How the activity serves the objective"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A sentence or two. Without documents the link counts as claimed."),
    )
    contribution = forms.ChoiceField(
        label=_("Contribution"), required=False, choices=[("", _("Not said")), *Contribution.choices]
    )
    share = forms.DecimalField(
        label=_("Share of the activity, in percent"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("How much of its money goes to this objective, if you know."),
    )
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Documents that show it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    late = forms.ChoiceField(
        label=_("Linked only after the activity had begun"),
        required=False,
        choices=[("", _("Tell it from the dates")), *YES_NO],
    )
    redesign = forms.ChoiceField(
        label=_("The activity was changed to serve the objective"),
        required=False,
        choices=[("", _("Not said")), *YES_NO],
        help_text=_("A late link without a change of the work is relabelling, and is shown as such."),
    )
    valid_until = day_field(
        label=_("Evidence holds until"), help_text=_("After this day the link counts as claimed again.")
    )

    field_order = (
        "objective",
        "guard",
        "rationale",
        "contribution",
        "share",
        "documents",
        "title",
        "dated_on",
        "url",
        "valid_until",
        "late",
        "redesign",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        row: AlignmentLink | None,
        objectives: list[Offered],
        documents: "QuerySet[Document]",
        humanitarian: bool,
        initial: dict[str, Any] | None = None,
    ) -> None:
        stored: dict[str, Any] = {}
        if row is not None:
            stored = {
                "share": None if row.share is None else round(row.share * 100, 2),
                "late": answer_of(row.late),
                "redesign": answer_of(row.redesign),
                "contribution": row.contribution or "",
                "documents": [one.pk for one in row.documents.all()],
                "title": "",
            }
        super().__init__(data, row=row, initial=stored | (initial or {}))
        self.objectives = {str(one.uuid): one for one in objectives}
        self.humanitarian = humanitarian
        if row is None:
            cast("forms.ChoiceField", self.fields["objective"]).choices = [
                (key, str(one)) for key, one in self.objectives.items()
            ]
        else:
            del self.fields["objective"]
        if row is not None or not (humanitarian and any(one.guarded for one in objectives)):
            del self.fields["guard"]
        listed = cast("forms.ModelMultipleChoiceField[Document]", self.fields["documents"])
        listed.queryset = documents
        if not documents:
            del self.fields["documents"]
        self.carry_what_is_seen()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = self.objectives.get(cleaned.get("objective", ""))
        if chosen is not None and chosen.guarded and self.humanitarian and not cleaned.get("guard"):
            self.add_error(
                "guard",
                gettext("This activity is humanitarian and the objective is political or about security."),
            )
        return cleaned

    @property
    def chosen(self) -> Offered:
        return self.objectives[self.cleaned_data["objective"]]

    @property
    def said(self) -> Said:
        given = self.cleaned_data
        share = given["share"]
        return Said(
            rationale=given["rationale"],
            contribution=given["contribution"] or None,
            share=None if share is None else float(share) / 100,
            late=ANSWERS[given["late"]],
            redesign=ANSWERS[given["redesign"]],
            valid_until=given["valid_until"],
            documents=list(given.get("documents", ())),
            new_document=self.new_document,
        )


class RenewForm(WithNewDocument):
    """Until when the evidence of a link holds, and the document that shows it."""

    valid_until = day_field(label=_("Evidence holds until"))
    field_order = ("valid_until", "title", "dated_on", "url")

    def __init__(self, data: Any = None, *, row: AlignmentLink) -> None:
        super().__init__(data, row=row, initial={"title": ""})
        self.fields["valid_until"].required = True
        self.fields["valid_until"].help_text = advice(row.activity, timezone.localdate())
        self.fields["title"].required = True
        self.carry_what_is_seen()

    @property
    def valid(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["valid_until"]
        return day


class RemoveForm(VersionedForm):
    """The button that removes a link."""
