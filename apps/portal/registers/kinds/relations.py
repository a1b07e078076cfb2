"""The registers of relationships and of needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.activities.models import Need
from apps.activities.selectors import dimension_names
from apps.alignment.enums import Closeness
from apps.alignment.models import Relationship
from apps.alignment.relationships.selectors import closest_counterparts
from apps.alignment.relationships.services import save_relationship
from apps.core.templatetags.nexusplan import day
from apps.portal.registers.band_acts import BAND_ACTS
from apps.portal.registers.base import Action, Fact, Here, Register, agency_link, word
from apps.portal.registers.forms.relations import CLOSENESS, NeedForm, RelationshipForm
from apps.portal.registers.kinds.tensions import FRICTIONS


def _read_relationships(rows: Any, _here: Here) -> Any:
    return rows.select_related("agency_a", "agency_b", "band_proposed_by", "mission")


def _rating(label: Any, row: Any, name: str) -> Fact:
    """A rating for who may know it: each side knows its own, the secretariat both."""
    if name in row.hidden:
        return Fact(label, gettext("told to that side and the secretariat only"), mark="n")
    return Fact(label, word(Closeness, getattr(row, name)))


def band_words(lowest: int | None, highest: int | None) -> str | None:
    """A band as people read it; None where it is not whole."""
    if lowest is None or highest is None:
        return None
    return f"{word(Closeness, lowest)} – {word(Closeness, highest)}"


def _proposed(row: Any) -> Fact:
    """The band that waits for the other side, for who may know it."""
    label = _("Band that waits for the other side")
    if "band_proposed_by" in row.hidden:
        return Fact(label, gettext("told to the two sides and the secretariat only"), mark="n")
    if row.band_proposed_by is None:
        return Fact(label, gettext("none"))
    told = gettext("%(band)s, proposed by %(agency)s on %(date)s") % {
        "band": band_words(row.band_proposed_min, row.band_proposed_max),
        "agency": row.band_proposed_by,
        "date": day(row.band_proposed_on),
    }
    return Fact(label, told, mark="a")


def _steps(row: Any, here: Here) -> Sequence[Action]:
    """What the person can do with the band, for each side that they write for."""
    return [
        (act.label, here.page("relationship_band", uuid=row.uuid, act=act.name))
        for act in BAND_ACTS.values()
        if act.fits(row) and act.sides(row, here.agencies)
    ]


def _relationship(row: Any, here: Here) -> Sequence[Fact]:
    band = band_words(row.band_min, row.band_max)
    return (
        Fact(_("One agency"), links=agency_link(here, row.agency_a)),
        Fact(_("The other agency"), links=agency_link(here, row.agency_b)),
        _rating(_("As the first rates it"), row, "rating_a"),
        _rating(_("As the other rates it"), row, "rating_b"),
        Fact(_("Agreed band"), band),
        Fact(_("Band agreed"), row.band_agreed_on),
        Fact(_("From"), row.period_from),
        Fact(_("To"), row.period_to),
        _proposed(row),
    )


def _save(by: Any, form: Any) -> Any:
    return save_relationship(by=by, relationship=form.instance, fields=form.columns)


def _closest(here: Here) -> Mapping[str, Any]:
    """The ten closest counterparts of each agency that the person writes for, with what is on record."""
    return {
        "part_beside": "portal/registers/closest.html",
        "closest": [
            (
                agency,
                [
                    (
                        one,
                        None
                        if one.relationship is None
                        else word(
                            Closeness,
                            one.relationship.rating_a
                            if one.relationship.agency_a_id == agency.pk
                            else one.relationship.rating_b,
                        ),
                        here.page("register_row", register="relationships", uuid=one.relationship.uuid)
                        if one.relationship
                        else here.page("register_add", register="relationships")
                        + f"?agency_a={agency.uuid}&agency_b={one.agency.uuid}",
                    )
                    for one in closest_counterparts(here.mission, agency)
                ],
            )
            for agency in here.agencies
        ],
    }


def _read_needs(rows: Any, _here: Here) -> Any:
    return rows.select_related("area", "mission").defer("area__geometry")


def _need(row: Any, here: Here) -> Sequence[Fact]:
    return (
        Fact(_("Area"), row.area.name),
        Fact(_("Dimension"), dimension_names(here.mission).get(row.dimension, row.dimension)),
        Fact(_("People in need"), row.people, number=True),
        Fact(_("As of"), row.dated_on),
        Fact(_("Source"), row.source),
    )


def _overlaps(here: Here) -> Mapping[str, Any]:
    page = here.page("overlaps")
    return {"links_beside": [(gettext("Overlaps, with people planned for and in need"), page)]}


RELATIONSHIPS = Register(
    name="relationships",
    group=FRICTIONS,
    title=_("Relationships"),
    about=_("How close two agencies work, as each side rates it, and the band that they agreed on."),
    empty=_(
        "Two agencies that serve the same objectives in the same places say, each for itself, how close "
        "they work. The scale is no ladder: closer is not better, and humanitarian work keeps its "
        "distance."
    ),
    new=_("Rate a relationship"),
    model=Relationship,
    form=RelationshipForm,
    read=_read_relationships,
    facts=_relationship,
    named=lambda row: f"{row.agency_a} – {row.agency_b}",
    order=("agency_a__name", "agency_b__name", "-period_from"),
    by_agencies=True,
    save=_save,
    scale=CLOSENESS,
    beside=_closest,
    actions=_steps,
    note=_("What each side says is told to that side and to the secretariat only."),
)
NEEDS = Register(
    name="needs",
    group=FRICTIONS,
    title=_("Needs"),
    about=_("How many people need which help where: against this, overlaps are held."),
    empty=_(
        "Where two agencies do the same in one place, that is a duplication only where more people are "
        "planned for than are in need. Write the needs that are known, with day and source."
    ),
    new=_("Record a need"),
    model=Need,
    form=NeedForm,
    read=_read_needs,
    facts=_need,
    named=lambda row: f"{row.target_group}: {row.intervention_type}",
    order=("area__name", "target_group", "-dated_on"),
    beside=_overlaps,
    words=("target_group", "intervention_type", "area__name"),
)
RELATIONS = (RELATIONSHIPS, NEEDS)
