"""Where several agencies do the same in one place, as one reader may see it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.models import AlignmentLink
from apps.alignment.tensions.overlaps import cell_of
from apps.coherence.enums import AssessmentAudience
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import Reader, RowView, describe
from apps.coherence.words import HIDDEN
from apps.missions.models import Mission

SIGNAL = "D3"
ORDER = ("duplication", "need_or_people_not_recorded", "no_duplication")


@dataclass(frozen=True, slots=True)
class Overlap:
    """A cell of signal D3 in which activities of two or more leads meet, of the newest assessment.

    `planned` people and those in `need` are None where they are not recorded, and `excess`, a share of the
    planned, where one of them is not. `objectives` are the primary keys of those that any of them serves.
    """

    cell: str
    dimension: str
    area: RowView
    target_group: str
    intervention_type: str
    activities: tuple[Activity, ...]
    objectives: tuple[int, ...]
    planned: float | None
    need: float | None
    excess: float | None
    status: str


def overlaps_seen(mission: Mission, user: Reader) -> list[Overlap] | None:
    """The overlaps that the newest members' assessment found, duplication first; None where nothing is
    assessed. Only those of which the reader sees every activity, for the people of all are added up.

    Queries: assessment, signal, activities, links, areas.
    """
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    found = None if assessment is None else stored.signal(assessment, SIGNAL)
    if found is None:
        return None
    cells: dict[str, dict[str, Any]] = found.content["cells"]
    keys = {key for cell in cells.values() for key in cell["activities"]}
    rows = activities_for(user, mission).filter(key__in=keys).select_related("lead")
    activities = {row.key: row for row in rows}
    kept = {name: cell for name, cell in cells.items() if activities.keys() >= set(cell["activities"])}
    served = defaultdict(set)
    links = AlignmentLink.objects.filter(activity__in=[row.pk for row in activities.values()])
    for activity, objective in links.values_list("activity", "objective"):
        served[activity].add(objective)
    areas = {("areas", name.split("|", 3)[1]) for name in kept}
    seen = describe(mission, user, sorted(areas))
    told = []
    for name, cell in kept.items():
        dimension, area, group, kind = name.split("|", 3)
        meeting = tuple(activities[key] for key in cell["activities"])
        told.append(
            Overlap(
                cell=cell_of(dimension, area, group, kind),
                dimension=dimension,
                area=seen.get(("areas", area), HIDDEN),
                target_group=group,
                intervention_type=kind,
                activities=meeting,
                objectives=tuple(sorted({pk for one in meeting for pk in served[one.pk]})),
                planned=cell["planned"],
                need=cell["need"],
                excess=cell["excess"],
                status=cell["status"],
            )
        )
    return sorted(
        told, key=lambda one: (ORDER.index(one.status), -(one.excess or 0), one.area.label, one.cell)
    )
