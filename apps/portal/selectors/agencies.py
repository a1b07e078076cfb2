"""Who is here: the agencies of a mission, and the card of one of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.activities.models import Activity
from apps.activities.selectors import Activities, activities_for
from apps.alignment.selectors.lists import ActivityScope
from apps.alignment.selectors.portfolios import UNLINKED, Portfolio, portfolios
from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.selectors import stored
from apps.coherence.selectors.reviewers import NOBODY
from apps.core.text import fold
from apps.missions.models import Mission, MissionAgency, Network
from apps.missions.selectors import memberships_in


@dataclass(frozen=True, slots=True)
class Present:
    """One agency of a mission, as the list of agencies shows it."""

    pk: int
    uuid: UUID
    name: str
    acronym: str | None
    kind: str | None
    state: str | None
    side: str
    tier: str | None
    other_names: Sequence[str]

    @property
    def label(self) -> str:
        return self.acronym or self.name


def agencies_of(mission: Mission) -> list[Present]:
    """Every agency of the mission by its name. One query."""
    rows = MissionAgency.objects.filter(mission=mission).values_list(
        "agency_id",
        "agency__uuid",
        "agency__name",
        "agency__acronym",
        "agency__kind",
        "agency__state",
        "side",
        "tier",
        "agency__other_names",
    )
    found = [Present(*row[:-1], tuple(row[-1] or ())) for row in rows]
    return sorted(found, key=lambda one: (fold(one.name), one.uuid))


def with_words(agencies: Iterable[Present], text: str) -> list[Present]:
    """Agencies whose names hold every word, whatever its case and accents."""
    words = fold(text).split()
    return [
        one
        for one in agencies
        if all(word in fold("\n".join((one.name, one.acronym or "", *one.other_names))) for word in words)
    ]


def states_with_several(agencies: Iterable[Present]) -> dict[str, list[Present]]:
    """States of which two or more agencies are here, with those agencies."""
    by_state: dict[str, list[Present]] = defaultdict(list)
    for one in agencies:
        if one.state is not None:
            by_state[one.state].append(one)
    return {state: group for state, group in sorted(by_state.items()) if len(group) > 1}


def measured_states(mission: Mission) -> tuple[Assessment | None, list[str]]:
    """The latest assessment of members, and the states among whose agencies it measures coherence.

    Not every state with several agencies is: two of them must lead active activities. Two queries.
    """
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    if assessment is None:
        return None, []
    strips = stored.strips_of_subjects(assessment, Level.WHOLE_OF_GOVERNMENT)
    return assessment, sorted({strip.subject for strip in strips if strip.subject is not None})


def find_agency(mission: Mission, uuid: UUID) -> MissionAgency | None:
    """What is true of one agency in the mission, None where it is not part of it. One query."""
    return mission.missionagency_set.filter(agency__uuid=uuid).select_related("agency__parent").first()


def acts_for(user: AbstractBaseUser | AnonymousUser, presence: MissionAgency) -> bool:
    """The user is a member of the mission for this agency. One query."""
    return any(one.agency_id == presence.agency_id for one in memberships_in(user, presence.mission))


@dataclass(frozen=True, slots=True)
class Own:
    """An agency that a member acts for, what it leads, and what the assessment says of it."""

    presence: MissionAgency
    led: Portfolio
    values: Sequence[IndicatorValue]

    @property
    def unlinked(self) -> int:
        return self.led.counts.get(UNLINKED, 0) + self.led.own_only.get(UNLINKED, 0)


def own_agencies(
    user: AbstractBaseUser | AnonymousUser, mission: Mission, assessment: Assessment | None
) -> list[Own]:
    """The agencies that a member acts for, by name. Three queries, one for whoever acts for none."""
    held = {one.agency_id for one in memberships_in(user, mission)} - {None}
    rows: Any = MissionAgency.objects.filter(mission=mission, agency__in=held)
    presences = list(rows.select_related("agency").order_by("agency__name", "pk"))
    if not presences:
        return []
    scope = ActivityScope(mission, activities_for(user, mission), drafts=True, names=())
    led = portfolios(scope, [one.agency_id for one in presences])
    values: dict[str | None, list[IndicatorValue]] = defaultdict(list)
    if assessment is not None:
        found = assessment.values.filter(level=Level.AGENCY, subject__in=[one.key for one in presences])
        for value in found.exclude(indicator__isnull=True).defer("units").order_by("pk"):
            values[value.subject].append(value)
    return [Own(one, led[one.agency_id], values[one.key]) for one in presences]


def taking_part(scope: ActivityScope, agency: int) -> Activities:
    """Activities that the agency co-leads or carries out for another lead. No query by itself."""
    led = Activity.co_leads.through.objects.filter(agency=agency).values("activity")
    carried_out = Activity.implementers.through.objects.filter(agency=agency).values("activity")
    return scope.activities.filter(pk__in=led.union(carried_out)).exclude(lead=agency)


def networks_of(mission: Mission, agency: int | None = None) -> list[Network]:
    """Networks of the mission (those of one agency), with their members. Two queries."""
    rows: Any = Network.objects.filter(mission=mission)
    if agency is not None:
        rows = rows.filter(networkmember__agency=agency)
    return list(rows.prefetch_related("members").order_by("name", "pk"))


def agency_values(presence: MissionAgency) -> tuple[Assessment | None, list[IndicatorValue]]:
    """The latest assessment that members may read, and what it says of the agency itself. Two queries."""
    assessment = stored.computed(presence.mission, AssessmentAudience.MISSION)
    if assessment is None:
        return None, []
    return assessment, stored.values_of(assessment, Level.AGENCY, presence.key, NOBODY)
