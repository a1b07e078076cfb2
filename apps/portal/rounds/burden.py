"""What a comment round would ask of each internal actor, beside what is asked of it already."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apps.agencies.models import Agency
from apps.alignment.models import LiaisonRequest
from apps.coherence.engine.settings import BURDEN_WINDOW_MONTHS
from apps.coherence.engine.signals.burden import burden_of
from apps.coherence.selectors.inputs.framework import settings_of
from apps.core.values import Window
from apps.missions.enums import Side
from apps.missions.models import Mission, MissionAgency


@dataclass(frozen=True, slots=True)
class Load:
    """An internal actor: requests of the last three months, its burden now and with the invitation.

    `asked` are the hours of the invitation; None where it is not invited, or asked for no stated hours.
    `paused_until` is the last day of its own “enough”, None without one.
    """

    agency: Agency
    requests: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    invited: bool
    asked: float | None
    paused_until: datetime.date | None = None

    @property
    def needs_reason(self) -> bool:
        """Whether what is not critical should stop for this actor (D8, or it said so), so that asking needs a
        reason."""
        too_much = self.paused_until is not None or self.after["status"] in {"high", "overload"}
        return self.invited and too_much


def loads(mission: Mission, on: datetime.date, asked: Mapping[int, float | None]) -> list[Load]:
    """Every internal actor by name; `asked` is the hours to be asked, by agency. Two queries."""
    window, settings = Window(on, BURDEN_WINDOW_MONTHS), settings_of(mission)
    hours: dict[int, list[float | None]] = defaultdict(list)
    rows = LiaisonRequest.objects.filter(mission=mission, requested_on__lte=on)
    for agency, day, spent in rows.values_list("internal_actor_id", "requested_on", "person_hours"):
        if window.holds(day):
            hours[agency].append(spent)
    present = MissionAgency.objects.filter(mission=mission, side__in=(Side.INTERNAL, Side.MIXED))
    found = []
    for presence in present.select_related("agency").order_by("agency__name", "pk"):
        known, capacity = hours[presence.agency_id], presence.liaison_hours_per_quarter
        invited = presence.agency_id in asked
        more = [asked[presence.agency_id]] if invited else []
        found.append(
            Load(
                presence.agency,
                len(known),
                burden_of(settings, known, capacity),
                burden_of(settings, [*known, *more], capacity),
                invited,
                more[0] if more else None,
                presence.paused_on(on),
            )
        )
    return found
