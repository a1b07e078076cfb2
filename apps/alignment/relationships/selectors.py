"""Which agencies are closest to one, by the objectives that they serve in the same areas."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from apps.activities.models import ActivityArea
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink, Relationship
from apps.core.enums import Audience
from apps.missions.models import Mission

CLOSEST = 10


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An agency that serves the same objectives in the same areas: in how many such cells, and the newest
    relationship on record between the two."""

    agency: Agency
    cells: int
    relationship: Relationship | None


def closest_counterparts(mission: Mission, agency: Agency) -> list[Counterpart]:
    """The ten agencies that share most cells of objective and area with this one, the closest first.

    Activities that are over and those kept inside an agency make no cell. Four queries.
    """
    members = Q(activity__audience__isnull=True) | ~Q(activity__audience=Audience.AGENCY)
    links = AlignmentLink.objects.filter(members, mission=mission).exclude(
        activity__status__in=("completed", "cancelled", "suspended")
    )
    own = links.filter(activity__lead=agency)
    mine = _cells(own)
    if not mine[agency.pk]:
        return []
    objectives = {objective for objective, _area in mine[agency.pk]}
    areas = {area for _objective, area in mine[agency.pk]}
    near = links.filter(
        objective__in=objectives, activity__in=ActivityArea.objects.filter(area__in=areas).values("activity")
    ).exclude(activity__lead=agency)
    others = _cells(near)
    shared = {lead: len(cells & mine[agency.pk]) for lead, cells in others.items()}
    best = sorted((-number, lead) for lead, number in shared.items() if number)[:CLOSEST]
    agencies = Agency.objects.in_bulk([lead for _number, lead in best])
    rated = _relationships(mission, agency)
    return [Counterpart(agencies[lead], -number, rated.get(lead)) for number, lead in best]


def _cells(links: Any) -> dict[int, set[tuple[int, int]]]:
    """Cells of objective and area by lead, of links. Two queries."""
    places: dict[int, list[int]] = defaultdict(list)
    named = ActivityArea.objects.filter(activity__in=links.order_by().values("activity"))
    for activity, area in named.values_list("activity", "area"):
        places[activity].append(area)
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for activity, lead, objective in links.values_list("activity", "activity__lead", "objective"):
        found[lead] |= {(objective, area) for area in places[activity]}
    return found


def _relationships(mission: Mission, agency: Agency) -> dict[int, Relationship]:
    """The newest relationship of the agency with each other, by the other's primary key. One query."""
    rows = Relationship.objects.filter(Q(agency_a=agency) | Q(agency_b=agency), mission=mission)
    return {
        row.agency_b_id if row.agency_a_id == agency.pk else row.agency_a_id: row
        for row in rows.select_related("agency_a", "agency_b").order_by("period_from", "pk")
    }
