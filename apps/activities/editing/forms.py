"""The forms of one activity: everything that is said of it, and how it ended."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.editing.services import FIELDS, OVER, Lists
from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity
from apps.activities.sectors import sectors
from apps.activities.selectors import dimension_names
from apps.agencies.models import Agency
from apps.core.audience import widens
from apps.core.editing.forms import VersionedForm
from apps.core.editing.lines import VersionedLine, VersionedLines, lines_of
from apps.core.enums import Audience, Register
from apps.missions.enums import Phase
from apps.missions.models import Area, Mission

GREATEST = 2**53
ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}
TEXTS = ("description", "language", "target_group", "intervention_type", "iati_identifier", "results")


def day_field(**more: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), required=False, **more
    )


def share_field(label: Any, **more: Any) -> forms.DecimalField:
    """A ratio, entered in percent."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_value=100, decimal_places=2, **more
    )


def in_percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 2)


def as_share(percent: Any) -> float | None:
    return None if percent is None else float(percent) / 100


class AreaLine(VersionedLine):
    area = forms.ChoiceField(label=_("Place"))
    people = forms.IntegerField(label=_("People planned"), required=False, min_value=0, max_value=GREATEST)


class SectorLine(VersionedLine):
    code = forms.CharField(
        label=_("DAC sector"), max_length=5, widget=forms.TextInput(attrs={"list": "sectors"})
    )
    share = share_field(_("Share, in percent"))

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if code not in sectors():
            raise forms.ValidationError(
                gettext("%(code)s is no DAC sector: they have three or five digits."), params={"code": code}
            )
        return code


SectorLines = lines_of(SectorLine, title=_("Sectors with their shares"))


def area_lines(areas: list[Area]) -> type[VersionedLines]:
    """Lines of places, to be chosen from these."""

    class Line(AreaLine):
        area = forms.ChoiceField(
            label=_("Place"), choices=[("", "---------"), *((str(one.pk), one.name) for one in areas)]
        )

    return lines_of(Line, title=_("Places, with the people planned in each"))


class ActivityForm(VersionedForm):
    """Everything that is said of one activity; `row` None for a new one."""

    title = forms.CharField(label=_("Title"), max_length=1000)
    lead = forms.ModelChoiceField(Agency.objects.none(), label=_("Lead"))
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 4})
    )
    language = forms.CharField(
        label=_("Language of title and description"),
        required=False,
        max_length=8,
        help_text=_("As a code, for example fr."),
    )
    dimension = forms.ChoiceField(label=_("Dimension"))
    humanitarian = forms.ChoiceField(
        label=_("Humanitarian"),
        required=False,
        choices=[("", _("Not recorded")), ("yes", _("Yes")), ("no", _("No"))],
        help_text=_(
            "A new humanitarian activity is seen by its own agency only, until that decides otherwise."
        ),
    )
    audience = forms.ChoiceField(
        label=_("Who sees it"),
        required=False,
        help_text=_("One person alone never lets more people see it: propose that on its own page."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=ActivityStatus.choices)
    approved_on = day_field(label=_("Approved"))
    start = day_field(label=_("Start"))
    end = day_field(label=_("End"))
    intended_phases = forms.MultipleChoiceField(
        label=_("Meant for"), required=False, choices=Phase.choices, widget=forms.CheckboxSelectMultiple
    )
    co_leads = forms.ModelMultipleChoiceField(Agency.objects.none(), label=_("Co-leads"), required=False)
    implementers = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label=_("Carried out by"), required=False
    )
    target_group = forms.CharField(label=_("For"), required=False, max_length=1000)
    intervention_type = forms.CharField(label=_("Kind of work"), required=False, max_length=1000)
    people_planned = forms.IntegerField(
        label=_("People planned"), required=False, min_value=0, max_value=GREATEST
    )
    country_owned_results_q1 = forms.ChoiceField(
        label=_("Q1: Are its objectives drawn from a country-owned results framework?"),
        required=False,
        choices=[("", _("Not said")), ("1.0", _("Yes")), ("0.0", _("No"))],
    )
    country_owned_results_q2 = share_field(_("Q2: Share of its results indicators drawn from it, in percent"))
    country_owned_results_q3 = share_field(
        _("Q3: Share of its indicators that use national data and monitoring, in percent")
    )
    iati_identifier = forms.CharField(label=_("IATI identifier"), required=False, max_length=400)
    results = forms.CharField(
        label=_("Results"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 3})
    )
    register_consultations = forms.ChoiceField(
        label=_("Consultations with internal actors"),
        required=False,
        choices=[("", _("Not said")), *Register.choices],
    )

    not_free_text = ("iati_identifier",)

    def __init__(
        self,
        data: Any = None,
        *,
        row: Activity | None,
        mission: Mission,
        leads: list[Agency],
        agencies: list[Agency],
        initial: Mapping[str, Any] | None = None,
        lines: list[VersionedLines] | None = None,
    ) -> None:
        shown = initial_of(row) if row is not None else {"status": ActivityStatus.PROPOSED}
        super().__init__(data, row=row, initial=shown | dict(initial or {}), lines=lines or [])
        for name, choices in (("lead", leads), ("co_leads", agencies), ("implementers", agencies)):
            field = cast("forms.ModelChoiceField[Agency]", self.fields[name])
            field.queryset = Agency.objects.filter(pk__in=[one.pk for one in choices]).order_by("name")
            field.choices = [
                *([("", "---------")] if name == "lead" else []),
                *((one.pk, str(one)) for one in choices),
            ]
        cast("forms.ChoiceField", self.fields["dimension"]).choices = list(dimension_names(mission).items())
        before = None if row is None else row.audience
        cast("forms.ChoiceField", self.fields["audience"]).choices = [
            (value, label)
            for value, label in [("", _("Mission members")), *Audience.choices]
            if value != Audience.MISSION or before == Audience.MISSION
            if not widens(before, value or None)
        ]
        self.carry_what_is_seen()

    def values(self) -> dict[str, Any]:
        """What is said, as the fields of the row hold it."""
        said = dict(self.cleaned_data)
        for name in TEXTS:
            said[name] = (said[name] or "").strip() or None
        said["title"] = said["title"].strip()
        said["humanitarian"] = ANSWERS[said["humanitarian"]]
        said["audience"] = said["audience"] or None
        said["intended_phases"] = said["intended_phases"] or None
        said["register_consultations"] = said["register_consultations"] or None
        q1 = said["country_owned_results_q1"]
        said["country_owned_results_q1"] = float(q1) if q1 else None
        for name in ("country_owned_results_q2", "country_owned_results_q3"):
            said[name] = as_share(said[name])
        return {name: said[name] for name in FIELDS}

    def lists(self, areas: Mapping[str, Area]) -> Lists:
        """The lists as they are said; `areas` by the key that a line names."""
        places, shares = cast("list[VersionedLines]", self.lines)
        said = self.cleaned_data
        return Lists(
            co_leads=list(said["co_leads"]),
            implementers=list(said["implementers"]),
            areas=[(areas[values["area"]], values["people"]) for _key, values in places.said()],
            sectors=[(values["code"], as_share(values["share"])) for _key, values in shares.said()],
        )


def initial_of(row: Activity) -> dict[str, Any]:
    """What a form shows of a row where the row itself holds it otherwise."""
    q1 = row.country_owned_results_q1
    return {
        "humanitarian": "" if row.humanitarian is None else "yes" if row.humanitarian else "no",
        "audience": row.audience or "",
        "intended_phases": row.intended_phases or [],
        "country_owned_results_q1": "" if q1 is None else str(float(q1)),
        "country_owned_results_q2": in_percent(row.country_owned_results_q2),
        "country_owned_results_q3": in_percent(row.country_owned_results_q3),
        "register_consultations": row.register_consultations or "",
    }


class CloseForm(VersionedForm):
    """How an activity ended."""

    status = forms.ChoiceField(
        label=_("It is"), choices=[(value, label) for value, label in ActivityStatus.choices if value in OVER]
    )
    end = day_field(label=_("Since"))
    results = forms.CharField(
        label=_("What came of it"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 5})
    )


def sector_choices() -> list[tuple[str, str]]:
    """Codes and names of the sectors that are in use, for the list that helps to type."""
    language = get_language() or "en"
    return [(code, one.name(language)) for code, one in sectors().items() if not one.withdrawn]
