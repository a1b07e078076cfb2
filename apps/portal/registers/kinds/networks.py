"""The registers of networks, with the figure of how they lie in one another, and of what they do here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from apps.core.figures import Figure, GridCell, GridRow, grid
from apps.missions.enums import RegionalActivityKind
from apps.missions.models import Network, RegionalActivity
from apps.portal.registers.base import Fact, Here, Register, agency_links, said, word
from apps.portal.registers.forms.networks import NetworkForm, RegionalActivityForm

NETWORKED = "networks"
MOST_COLUMNS = 8


def _read_networks(rows: Any, _here: Here) -> Any:
    return rows.select_related("mission").prefetch_related("members")


def _network(row: Any, here: Here) -> Sequence[Fact]:
    members = list(row.members.all())
    recorded = row.members_recorded or members
    return (
        Fact(_("Kind"), row.kind),
        Fact(_("Number of members here"), len(members) if recorded else None, number=True),
        Fact(
            _("Members"),
            gettext("none") if row.members_recorded and not members else None,
            links=agency_links(here, members),
        ),
    )


def nesting(here: Here, networks: Sequence[Any]) -> Figure:
    """Two networks against one another: how many agencies are in both; on the diagonal, in the one at all.

    The largest networks first, at most eight of them. No query: members are read along.
    """
    held = {one.pk: {member.pk for member in one.members.all()} for one in networks}
    shown = sorted(networks, key=lambda one: (-len(held[one.pk]), one.name))[:MOST_COLUMNS]
    rows = [
        GridRow(
            one.name,
            tuple(
                GridCell(len(held[one.pk] & held[other.pk]), hint=f"{one.name}, {other.name}")
                if held[one.pk] & held[other.pk]
                else None
                for other in shown
            ),
            NETWORKS.page(here, one),
        )
        for one in shown
    ]
    covered = covered_by(networks)
    several = sum(len(names) > 1 for names in covered.values())
    return grid(
        prefix="nesting",
        title=gettext("How networks lie in one another"),
        desc=ngettext(
            "%(n)s agency is covered by more than one network.",
            "%(n)s agencies are covered by more than one network.",
            several,
        )
        % {"n": several},
        columns=[one.name for one in shown],
        rows=rows,
        fmt=str,
        unknown=gettext("not known"),
        empty=gettext("No network has a member here."),
        name_column=gettext("Network"),
    )


def covered_by(networks: Sequence[Any]) -> dict[Any, list[str]]:
    """The agencies that are in any network, each with the names of its networks. No query."""
    found: dict[Any, list[str]] = defaultdict(list)
    for one in networks:
        for member in one.members.all():
            found[member].append(one.name)
    return dict(found)


def _nested(here: Here) -> Mapping[str, Any]:
    networks = list(NETWORKS.rows(here))
    covered = sorted(covered_by(networks).items(), key=lambda pair: (-len(pair[1]), str(pair[0])))
    return {
        "part_beside": "portal/registers/nesting.html",
        "figure": nesting(here, networks) if networks else None,
        "covered": [
            (agency.name, here.page("agency", uuid=agency.uuid), len(names), ", ".join(sorted(names)))
            for agency, names in covered
        ],
    }


def _read_activities(rows: Any, _here: Here) -> Any:
    return rows.select_related("network", "area", "mission").defer("area__geometry")


def _activity(row: Any, here: Here) -> Sequence[Fact]:
    return (
        Fact(_("Network"), links=[(row.network.name, NETWORKS.page(here, row.network))]),
        Fact(_("Kind"), word(RegionalActivityKind, row.kind)),
        Fact(_("Start"), row.started_on),
        Fact(_("End"), row.ended_on),
        Fact(
            _("Kept a conflict from breaking out"),
            said(row.averted_conflict),
            mark="n" if row.averted_conflict else "",
        ),
        Fact(_("Outcome"), row.outcome),
        Fact(_("Area"), gettext("The whole mission") if row.area is None else row.area.name),
    )


NETWORKS = Register(
    name="networks",
    group=NETWORKED,
    title=_("Networks"),
    about=_("Alliances, regional organisations and coalitions, and which agencies are covered by several."),
    empty=_(
        "A network is more than one agency: a regional organisation, an alliance, a coalition. Networks "
        "lie in one another; here it shows who is covered by how many."
    ),
    new=_("Add a network"),
    model=Network,
    form=NetworkForm,
    read=_read_networks,
    facts=_network,
    named=lambda row: row.name,
    order=("name",),
    listed=2,
    words=("name", "kind"),
    beside=_nested,
)
REGIONAL = Register(
    name="regional-activities",
    group=NETWORKED,
    title=_("What networks do for peace"),
    about=_("Mediation, monitoring and diplomacy of networks, the conflict that did not break out included."),
    empty=_(
        "What a regional arrangement does for peace here: envoys, mediation, monitors, observers of "
        "elections. Diplomacy that kept a conflict from breaking out belongs here too, with how that is "
        "known."
    ),
    new=_("Record an activity of a network"),
    model=RegionalActivity,
    form=RegionalActivityForm,
    read=_read_activities,
    facts=_activity,
    named=lambda row: row.title,
    order=("-started_on",),
    choices=("kind",),
    labels={"kind": _("Kind")},
    words=("title", "outcome", "network__name"),
)
REGISTERS_OF_NETWORKS = (NETWORKS, REGIONAL)
