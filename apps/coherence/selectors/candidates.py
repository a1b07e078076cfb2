"""Pairs of activities that somebody should look at for a contradiction, as one reader may see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.models import Contradiction
from apps.coherence.engine.signals.candidates import OPPOSED
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import SignalContent
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import Reader, RowKey, RowView, describe
from apps.missions.models import Mission

SIGNAL = "D4"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two activities are suggested, in words, and the rows that show it."""

    text: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True, slots=True)
class SuggestedContradiction:
    """Two activities with their leads, the areas that they share, and why somebody should look at them."""

    activity_a: Activity
    activity_b: Activity
    areas: tuple[RowView, ...]
    reasons: tuple[Reason, ...]


def suggested_contradictions(mission: Mission, user: Reader) -> list[SuggestedContradiction] | None:
    """What the newest members' assessment suggests, the most telling first; None where nothing is assessed.

    Only pairs of activities that the reader sees, without those of which a contradiction was recorded since.
    Nothing is recorded by asking. Queries: assessment, signal, activities, contradictions, and one for each
    kind of row that is named.
    """
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    found = None if assessment is None else stored.signal(assessment, SIGNAL)
    if found is None:
        return None
    candidates = candidates_of(found)
    keys = {one[name] for one in candidates for name in ("activity_a", "activity_b")}
    activities = {
        row.key: row for row in activities_for(user, mission).filter(key__in=keys).select_related("lead")
    }
    recorded = _recorded(mission)
    kept = [
        one
        for one in candidates
        if one["activity_a"] in activities
        and one["activity_b"] in activities
        and frozenset((one["activity_a"], one["activity_b"])) not in recorded
    ]
    seen = describe(mission, user, [row for one in kept for row in rows_of(one)])

    def named(*rows: RowKey) -> tuple[RowView, ...]:
        return tuple(seen[row] for row in rows if row in seen)

    return [
        SuggestedContradiction(
            activities[one["activity_a"]],
            activities[one["activity_b"]],
            named(*(("areas", key) for key in one["areas"])),
            tuple(Reason(reason(because), named(*_shown_by(because))) for because in one["because"]),
        )
        for one in kept
    ]


def candidates_of(found: SignalContent) -> list[dict[str, Any]]:
    """As stored with signal D4; none in an assessment from before they were stored."""
    candidates: list[dict[str, Any]] = found.behind.get("candidates", [])
    return candidates


def reason(because: Mapping[str, Any]) -> str:
    """Why two activities are suggested, without the names of the rows that show it."""
    if because["reason"] == OPPOSED:
        return str(_("Their lead agencies hold opposed positions on an objective that both work for."))
    return str(_("They work for objectives between which a contradiction is live elsewhere."))


def rows_of(candidate: Mapping[str, Any]) -> list[RowKey]:
    """The areas and what shows the reasons; the activities themselves are none of them."""
    rows = [("areas", key) for key in candidate["areas"]]
    return rows + [row for because in candidate["because"] for row in _shown_by(because)]


def _shown_by(because: Mapping[str, Any]) -> list[RowKey]:
    rows = [("objectives", key) for key in because["objectives"]]
    if because["contradiction"] is not None:
        rows.append(("contradictions", because["contradiction"]))
    return rows


def _recorded(mission: Mission) -> set[frozenset[str]]:
    pairs = Contradiction.objects.filter(mission=mission).values_list("activity_a__key", "activity_b__key")
    return {frozenset(pair) for pair in pairs}
