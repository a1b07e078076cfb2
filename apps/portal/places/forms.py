from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.editing.forms import VersionedModelForm
from apps.core.files import check_upload
from apps.missions.enums import Phase
from apps.missions.geojson import Shape, shapes_of
from apps.missions.models import Area, Mission, PhasePeriod


def _areas(mission: Mission) -> Any:
    rows: Any = Area.objects.filter(mission=mission)
    return rows.defer("geometry").order_by("name")


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PhaseForm(VersionedModelForm):
    """A phase of the mission or of one area."""

    area = forms.ModelChoiceField(
        Area.objects.none(), label=_("Place"), required=False, empty_label=_("The whole mission")
    )
    phase = forms.ChoiceField(label=_("Phase"), choices=[("", _("Choose")), *Phase.choices])
    period_from = _day(_("First day"), required=True)
    period_to = _day(
        _("First day no longer in it"),
        help_text=_("Empty while it goes on: the next phase ends it."),
    )
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        empty_value=None,
        help_text=_("Who decided it, and why; needed for a step back."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = PhasePeriod
        fields = ("area", "phase", "period_from", "period_to", "basis")

    def __init__(self, data: Any, *, mission: Mission, instance: PhasePeriod) -> None:
        super().__init__(data, instance=instance)
        self.fields["area"].queryset = _areas(mission)  # type: ignore[attr-defined]


class AreaForm(VersionedModelForm):
    """An area in the tree of places."""

    name = forms.CharField(label=_("Name"), max_length=300)
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        empty_value=None,
        help_text=_("ISO 3166-2 where there is one, such as BI-BM."),
    )
    parent = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Lies in"),
        required=False,
        empty_label=_("Nothing: it is at the top"),
    )

    class Meta:
        model = Area
        fields = ("name", "code", "parent")

    def __init__(self, data: Any, *, mission: Mission, instance: Area) -> None:
        super().__init__(data, instance=instance)
        self.fields["parent"].queryset = _areas(mission).exclude(pk=instance.pk)  # type: ignore[attr-defined]


class ShapesForm(forms.Form):
    """A file with the shapes of areas."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "A FeatureCollection of polygons or points in degrees, each with a name. Areas of the same code "
            "or name get the shape; others are new."
        ),
    )
    parent = forms.ModelChoiceField(
        Area.objects.none(), label=_("New areas lie in"), required=False, empty_label=_("Nothing: at the top")
    )

    def __init__(self, data: Any, files: Any, *, mission: Mission) -> None:
        super().__init__(data, files)
        self.fields["parent"].queryset = _areas(mission)  # type: ignore[attr-defined]

    def clean_file(self) -> list[Shape]:
        """The areas in the file. Raises ValidationError for what cannot be used."""
        kept = check_upload(self.cleaned_data["file"], allowed=("json",), most_bytes=MOST_BYTES)
        return shapes_of(kept.content)


MOST_BYTES = 5 * 1024 * 1024
