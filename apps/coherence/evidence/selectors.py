"""Reading about one link: what it counts as, who is independent, who is asked for how much."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from apps.activities.selectors import core_dimensions
from apps.agencies.models import Agency
from apps.alignment.enums import RequestKind
from apps.alignment.evidence.services import thread_of
from apps.alignment.models import AlignmentLink, Comment, LiaisonRequest
from apps.coherence.engine import inputs as rows
from apps.coherence.engine.grades import effective_grade, independent
from apps.coherence.engine.index import POLITICAL_OR_SECURITY
from apps.coherence.engine.results import LinkGrade
from apps.coherence.engine.settings import BURDEN_WINDOW_MONTHS, Settings
from apps.coherence.engine.signals.burden import burden_of
from apps.coherence.selectors.inputs.framework import settings_of
from apps.core.enums import Dimension
from apps.core.values import Window
from apps.frameworks.models import FrameworkVersion, ObjectiveText
from apps.frameworks.selectors.versions import in_force_on
from apps.funding.models import FundingLine
from apps.missions.models import Mission, MissionAgency

Close = Literal["lead", "implementer", "funder", "state"]


@dataclass(frozen=True, slots=True)
class Burden:
    """What is asked of an internal actor in three months: hours, and as a share of those it declared.

    `status` is that of signal D8: ok, watch, high, overload, not_assessed.
    """

    demand: float | None
    capacity: float | None
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """An agency that may be asked; `close` says why it is not independent (R1), empty where it is."""

    agency: Agency
    close: Sequence[Close]
    now: Burden
    then: Burden
    paused_until: datetime.date | None = None

    @property
    def too_much(self) -> bool:
        """With this request more would be asked of it than the method allows, or it said enough itself."""
        return self.paused_until is not None or self.then.status in {"high", "overload"}


class LinkPage:
    """What the pages of one link stand on, for a day. Eight queries, read at once."""

    def __init__(self, link: AlignmentLink, day: datetime.date) -> None:
        self.link, self.day = link, day
        self.mission: Mission = link.mission
        self.settings: Settings = settings_of(self.mission)
        activity = link.activity
        self.implementers = set(activity.implementers.values_list("pk", flat=True))
        lines = FundingLine.objects.filter(activity=activity, period_from__lte=day)
        self.funders = set(lines.values_list("funder_id", flat=True))
        self.presences: dict[int, MissionAgency] = {
            row.agency_id: row
            for row in MissionAgency.objects.filter(mission=self.mission).select_related("agency")
        }
        self.agencies = {
            str(pk): rows.Agency(str(pk), row.side, row.agency.state, row.political_or_security is True)
            for pk, row in self.presences.items()
        }
        self.activity = rows.Activity(
            str(activity.pk),
            str(activity.lead_id),
            activity.dimension,
            activity.status,
            tuple(str(pk) for pk in self.implementers),
        )
        core = core_dimensions(self.mission)
        lead = self.agencies.get(str(activity.lead_id))
        self.exempt = core.get(activity.dimension) == Dimension.HUMANITARIAN and not (
            lead is not None and lead.political_or_security
        )
        versions = FrameworkVersion.objects.filter(mission=self.mission).order_by("-number")
        version = in_force_on(versions, day)
        texts = ObjectiveText.objects.filter(objective=link.objective)
        worded: Any = texts.filter(framework_version=version) if version is not None else texts
        self.text: ObjectiveText | None = worded.order_by("-framework_version__number").first()
        guarded = self.text is not None and core.get(self.text.dimension) in POLITICAL_OR_SECURITY
        self.guarded = version is not None and guarded

    @property
    def grade(self) -> LinkGrade:
        """What the grade of the link counts as on the day, and the rule that decides. No query."""
        link, dispute = self.link, getattr(self.link, "dispute", None)
        row = rows.Link(
            link.key,
            self.activity.key,
            str(link.objective_id),
            link.grade,
            attestor=None if link.attestor_id not in self.presences else str(link.attestor_id),
            attestor_income_share=link.attestor_income_share,
            attested_on=link.attested_on,
            valid_until=link.valid_until,
            disputed_on=None if dispute is None else dispute.raised_on,
            dispute_resolved_on=None if dispute is None else dispute.resolved_on,
        )
        return effective_grade(
            row,
            activity=self.activity,
            exempt=self.exempt,
            political_or_security=self.guarded,
            funders={str(pk) for pk in self.funders},
            agencies=self.agencies,
            as_of=self.day,
            settings=self.settings,
        )

    def closeness(self, agency: int) -> list[Close]:
        """Why an agency is not independent of the activity (R1); nothing where it is. No query."""
        funders = {str(pk) for pk in self.funders}
        if independent(str(agency), self.activity, funders, self.agencies):
            return []
        lead = self.link.activity.lead_id
        state = self.agencies[str(lead)].state if str(lead) in self.agencies else None
        found: list[tuple[bool, Close]] = [
            (agency == lead, "lead"),
            (agency in self.implementers, "implementer"),
            (agency in self.funders, "funder"),
            (agency != lead and state is not None and self.agencies[str(agency)].state == state, "state"),
        ]
        return [why for holds, why in found if holds]

    def counterparts(self, hours: float | None = None) -> list[Counterpart]:
        """The internal actors, independent and little asked ones first, with what a request would add. One
        query."""
        asked = _asked(self.mission, self.day)
        found = []
        for pk, presence in self.presences.items():
            if presence.side != "internal" or pk == self.link.activity.lead_id:
                continue
            capacity, given = presence.liaison_hours_per_quarter, asked.get(pk, [])
            now = Burden(**burden_of(self.settings, given, capacity))
            then = Burden(**burden_of(self.settings, [*given, hours], capacity))
            paused = presence.paused_on(self.day)
            found.append(Counterpart(presence.agency, self.closeness(pk), now, then, paused))
        return sorted(found, key=lambda one: (bool(one.close), one.now.value or 0.0, one.agency.name))

    def requests(self) -> list[LiaisonRequest]:
        """Who was asked to verify the activity, the latest first. One query."""
        asked = LiaisonRequest.objects.filter(
            mission=self.mission, activity=self.link.activity, kind=RequestKind.VERIFICATION
        )
        return list(asked.select_related("internal_actor", "requested_by").order_by("-requested_on", "-pk"))

    def comments(self) -> list[Comment]:
        """What agencies said about the link, oldest first. One query."""
        said = Comment.objects.filter(activity=self.link.activity, field=thread_of(self.link))
        return list(said.select_related("agency").order_by("written_on", "pk"))


def _asked(mission: Mission, day: datetime.date) -> Mapping[int, list[float | None]]:
    """The hours asked of each internal actor in the three months up to the day, None where nobody said."""
    window = Window(day, BURDEN_WINDOW_MONTHS)
    found: dict[int, list[float | None]] = defaultdict(list)
    recent = LiaisonRequest.objects.filter(
        mission=mission, requested_on__gt=day - datetime.timedelta(days=31 * (BURDEN_WINDOW_MONTHS + 1))
    )
    for actor, requested_on, hours in recent.values_list("internal_actor_id", "requested_on", "person_hours"):
        if window.holds(requested_on):
            found[actor].append(hours)
    return found
