"""Commitments, policy products with their coherence record, and strategies of governments."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.agencies.selectors import state_name
from apps.alignment.enums import StrategyStatus
from apps.alignment.models import PolicyCommitment, PolicyProduct, WholeOfGovernmentStrategy
from apps.core.editing.forms import VersionedForm
from apps.missions.models import Document, MissionAgency
from apps.portal.registers.forms.base import (
    AgenciesField,
    AgencyField,
    DocumentsField,
    RecordForm,
    choice_field,
    day_field,
    text_field,
    yes_no_field,
)


class CommitmentForm(RecordForm):
    """What an agency says it will do."""

    agency = AgencyField(_("Agency"), own=True, required=True)
    text = text_field(_("Commitment"), rows=4, required=True)
    made_on = day_field(_("Made"))
    due_on = day_field(_("Due"))
    documents = DocumentsField(_("Where it is written"))

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = PolicyCommitment
        fields = ("agency", "text", "made_on", "due_on")


class ProductForm(RecordForm):
    """A policy, plan or programme document, and who was heard and what was looked at when it was made."""

    agency = AgencyField(_("Agency"), own=True, required=True)
    title = text_field(_("Title"), required=True)
    kind = text_field(_("Kind"), help_text=_("For example country strategy, programme document, evaluation."))
    dated_on = day_field(_("Date"))
    consulted = yes_no_field(_("Those who were consulted are listed in it"))
    references = yes_no_field(_("The policies with which coherence was sought are listed in it"))
    contested_points = yes_no_field(
        _("What stayed contested is noted in it"),
        help_text=_("A signed “nothing stayed contested” counts as a note."),
    )
    contested_note = text_field(_("What stayed contested"), rows=4)
    documents = DocumentsField(_("The document itself"))

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = PolicyProduct
        fields = (
            "agency",
            "title",
            "kind",
            "dated_on",
            "consulted",
            "references",
            "contested_points",
            "contested_note",
        )


def _points(label: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=_("Points, from 0 to the number in brackets; empty where nobody has looked."),
    )


class StrategyForm(RecordForm):
    """The strategy of one state's agencies for this country, and how they keep to it together."""

    state = forms.ChoiceField(label=_("State"))
    status = choice_field(_("Status"), StrategyStatus.choices, required=True)
    title = text_field(_("Title"))
    adopted_on = day_field(_("Adopted"))
    signatories = AgenciesField(_("Signed by"))
    mechanism_regular_mechanism = _points(_("Regular mechanism of the agencies (5)"), 5)
    mechanism_trade_off_mandate = _points(_("Mandate to decide trade-offs (2)"), 2)
    mechanism_central_convening = _points(_("Convened by a central body (1)"), 1)
    mechanism_political_and_technical = _points(_("At the political and the technical level (1)"), 1)
    mechanism_internal_external_mandate = _points(_("Mandate to align policies at home and abroad (1)"), 1)
    documents = DocumentsField(_("The strategy itself"))

    lists: ClassVar[tuple[str, ...]] = ("signatories", "documents")

    class Meta:
        model = WholeOfGovernmentStrategy
        fields = (
            "state",
            "status",
            "title",
            "adopted_on",
            "mechanism_regular_mechanism",
            "mechanism_trade_off_mandate",
            "mechanism_central_convening",
            "mechanism_political_and_technical",
            "mechanism_internal_external_mandate",
        )

    def begin(self) -> None:
        present = MissionAgency.objects.filter(mission=self.here.mission, agency__state__isnull=False)
        if not self.here.plans:
            present = present.filter(agency__in=[one.pk for one in self.here.agencies])
        codes = {*present.values_list("agency__state", flat=True), self.instance.state} - {"", None}
        named = sorted(((str(code), state_name(str(code))) for code in codes), key=lambda pair: pair[1])
        self.fields["state"].choices = named  # type: ignore[attr-defined]
        signing: Any = self.fields["signatories"]
        signing.queryset = signing.queryset.filter(state__in=codes)


class TracesForm(VersionedForm):
    """Activities that act on a commitment or a strategy: ticked ones come to it, others go."""

    add = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        label=_("Act on it as well"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )
    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Documents that show it"),
        required=False,
        help_text=_("For those that come to it now: with a document a trace is evidenced, else claimed."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )
    remove = forms.ModelMultipleChoiceField(
        Activity.objects.none(),
        label=_("Do not act on it any more"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    def __init__(
        self,
        data: Any,
        *,
        row: Any,
        offered: Any,
        found: list[Activity],
        traced: list[Activity],
        documents: Any,
    ) -> None:
        super().__init__(data, row=row, initial={"documents": [], "add": [], "remove": []})
        for name, rows, choices in (("add", offered, found), ("remove", offered, traced)):
            field: Any = self.fields[name]
            field.queryset = rows
            field.choices = [(one.pk, one.title) for one in choices]
            if not choices and not data:
                del self.fields[name]
        listed: Any = self.fields["documents"]
        listed.queryset = documents
        if not documents:
            del self.fields["documents"]
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]
        self.carry_what_is_seen()


class TraceEvidenceForm(VersionedForm):
    """The documents that show that one activity acts on it."""

    documents = forms.ModelMultipleChoiceField(
        Document.objects.none(),
        label=_("Documents that show it"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    def __init__(self, data: Any, *, row: Any, offered: Any, held: set[int]) -> None:
        super().__init__(data, row=row, initial={"documents": sorted(held)})
        listed: Any = self.fields["documents"]
        listed.queryset = offered
        if not offered:
            listed.help_text = _("The mission has no document yet that you see: upload one first.")
        self.carry_what_is_seen()


class TraceVerifyForm(VersionedForm):
    """What a peer saw; `agencies` are those that the person can say it for."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    text = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 5}), max_length=20_000)

    def __init__(self, data: Any, *, row: Any, agencies: list[Agency]) -> None:
        super().__init__(data, row=row, initial={"agency": agencies[0].pk, "text": ""})
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        if len(agencies) == 1:
            del self.fields["agency"]
        self.carry_what_is_seen()
