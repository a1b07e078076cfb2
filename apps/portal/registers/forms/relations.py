"""Relationships as each side rates them, and the needs that overlaps are held against."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Need
from apps.activities.selectors import dimension_names
from apps.agencies.models import Agency
from apps.alignment.enums import Closeness
from apps.alignment.models import Relationship
from apps.alignment.relationships.services import BAND
from apps.core.editing.forms import VersionedForm
from apps.portal.registers.forms.base import AgencyField, AreaField, RecordForm, day_field, text_field

CLOSENESS = (
    (_("0"), _("competition"), _("Each works against the success of the other.")),
    (_("1"), _("coexistence"), _("Each knows of the other and keeps out of its way.")),
    (_("2"), _("coordination"), _("They tell one another their plans and avoid doing the same.")),
    (_("3"), _("cooperation"), _("They do some of the work together, each under its own direction.")),
    (_("4"), _("integration"), _("They plan together and share means for one purpose.")),
    (_("5"), _("unity"), _("They work under one direction as one.")),
)


def _closeness(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        coerce=int,
        empty_value=None,
        help_text=help_text,
        choices=[("", _("Not said")), *Closeness.choices],
    )


class RelationshipForm(RecordForm):
    """What one side says of the other; the secretariat may enter both sides and the band that both agreed on.

    The sides themselves agree on a band by `BandForm`, so that neither sets it alone.
    """

    agency_a = AgencyField(_("One agency"), own=True, required=True)
    agency_b = AgencyField(_("The other agency"), required=True)
    period_from = day_field(_("From"))
    period_to = day_field(_("To"), help_text=_("Empty while it goes on."))
    rating_a = _closeness(_("As the first rates it"))
    rating_b = _closeness(_("As the other rates it"))
    band_min = _closeness(
        _("Agreed band, lowest"), _("Only what both have agreed; without it, the method's own band counts.")
    )
    band_max = _closeness(_("Agreed band, highest"))
    band_agreed_on = day_field(_("Band agreed"))

    class Meta:
        model = Relationship
        fields = (
            "agency_a",
            "agency_b",
            "period_from",
            "period_to",
            "rating_a",
            "rating_b",
            "band_min",
            "band_max",
            "band_agreed_on",
        )

    def begin(self) -> None:
        row, own = self.instance, {one.pk for one in self.here.agencies}
        if row.pk is not None:
            for name in ("agency_a", "agency_b"):
                del self.fields[name]
        if self.here.plans:
            return
        for name in BAND:
            del self.fields[name]
        if row.pk is None or row.agency_b_id not in own:
            del self.fields["rating_b"]
        if row.pk is not None and row.agency_a_id not in own:
            del self.fields["rating_a"]


class BandForm(VersionedForm):
    """What one side does with the band: proposes one, or with `to_say` False answers the one that waits."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    lowest = forms.TypedChoiceField(label=_("Lowest"), coerce=int, choices=Closeness.choices)
    highest = forms.TypedChoiceField(label=_("Highest"), coerce=int, choices=Closeness.choices)

    def __init__(self, data: Any, *, row: Relationship, agencies: list[Agency], to_say: bool) -> None:
        low = row.band_min if row.band_proposed_min is None else row.band_proposed_min
        high = row.band_max if row.band_proposed_max is None else row.band_proposed_max
        super().__init__(data, row=row, initial={"agency": agencies[0].pk, "lowest": low, "highest": high})
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        if len(agencies) == 1:
            # Only a button then: whatever somebody else changed meanwhile is looked at first.
            del self.fields["agency"]
        if not to_say:
            del self.fields["lowest"], self.fields["highest"]
        self.carry_what_is_seen()


class NeedForm(RecordForm):
    """How many people need one kind of help in one place."""

    dimension = forms.ChoiceField(label=_("Dimension"))
    area = AreaField(_("Area"))
    target_group = text_field(_("For whom"), required=True)
    intervention_type = text_field(
        _("Kind of work"),
        required=True,
        help_text=_("In the same words as in the activities: what is written alike meets."),
    )
    people = forms.IntegerField(label=_("People in need"), required=False, min_value=0, max_value=2**53)
    dated_on = day_field(_("As of"))
    source = text_field(_("Source"))

    class Meta:
        model = Need
        fields = (
            "dimension",
            "area",
            "target_group",
            "intervention_type",
            "people",
            "dated_on",
            "source",
        )

    def begin(self) -> None:
        self.fields["dimension"].choices = list(dimension_names(self.here.mission).items())  # type: ignore[attr-defined]
        self.fields["area"].required = True
        self.fields["area"].empty_label = _("Choose")  # type: ignore[attr-defined]
