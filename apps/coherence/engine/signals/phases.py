"""D10 phase fit: whether activities suit the phase their area is in. Method section D."""

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Activity
from apps.coherence.engine.places import PHASES, periods_in_force
from apps.coherence.engine.results import Finding, RowKey, Signal

GAP = "gap"
FIT, PREPARATORY, PREMATURE, LAGGING = "fit", "preparatory", "premature", "lagging"


def phase_fit(index: Index) -> Signal:
    """D10: one unit per non-exempt active activity and area whose phase and intended phases are known."""
    phases = current_phases(index)
    found: dict[str, list[str]] = {FIT: [], PREPARATORY: [], PREMATURE: [], LAGGING: []}
    findings = []
    for activity in index.aligned:
        for area in activity.areas or ():
            phase = phases.get(area)
            if phase is None or not activity.intended_phases:
                continue
            fit = fit_of(activity.intended_phases, phase)
            found[fit].append(f"{activity.key}@{area}")
            if fit in {PREMATURE, LAGGING}:
                findings.append(_finding(activity, area, phase, fit))
    content = {
        "n": sum(map(len, found.values())),
        "counts": {fit: len(rows) for fit, rows in found.items()},
        PREPARATORY: found[PREPARATORY],
        PREMATURE: found[PREMATURE],
        LAGGING: found[LAGGING],
    }
    return Signal("D10", content, tuple(findings), {"phases": phases, FIT: found[FIT]})


def fit_of(intended: tuple[str, ...], phase: str) -> str:
    """fit, also between two intended phases; preparatory one phase ahead, premature from two; lagging
    behind all."""
    now = PHASES.index(phase)
    places = [PHASES.index(item) for item in intended]
    if max(places) < now:
        return LAGGING
    ahead = min(places) - now
    if ahead <= 0:
        return FIT
    return PREPARATORY if ahead == 1 else PREMATURE


def current_phases(index: Index) -> dict[str, str]:
    """The phase each area is in at the date: its own, else its nearest ancestor's, else the mission's."""
    return {area: row.phase for area, row in periods_in_force(index).items() if area is not None}


def _finding(activity: Activity, area: str, phase: str, fit: str) -> Finding:
    rows: tuple[RowKey, ...] = (("activities", activity.key), ("areas", area))
    params = {"activity": activity.key, "area": area, "phase": phase}
    return Finding("D10", GAP, f"phase_{fit}", params, rows, (activity.lead,), 1.0)
