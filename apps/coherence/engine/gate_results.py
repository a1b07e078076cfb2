"""What the engine says of gates and benchmarks, and of the places between gates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.benchmarks.progress import Progress


@dataclass(frozen=True, slots=True)
class GateResult:
    """`confirmed`: an internal actor verified the last observation of a critical benchmark."""

    recommendation: str
    contested: bool
    supporting_share: float | None
    benchmarks: Mapping[str, tuple[str, str]]
    blockers: tuple[str, ...]
    dissents: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """A critical benchmark of the gate last passed: `regressed` (`since` that day), `beyond_once`, `holding`
    or `not_assessed`."""

    benchmark: str
    state: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Transition:
    """Where one area (None: the mission's default) stands between its gates, and the watch over its phase.

    `watch`: `at_risk` (of regression), `not_assessed`, `beyond_once`, `holding`, or `not_applicable` where
    there is nothing to step back to. At risk `since` a day, with the step-back review due, the day it was
    held, and the activities ("activity@area") that would lose phase fit. `watch_until`: end of the watch
    after exit.
    """

    area: str | None
    phase: str
    phase_since: date
    next_gate: str | None
    previous_gate: str | None
    watch: str
    watched: tuple[Watched, ...]
    triggers: tuple[str, ...]
    since: date | None
    review_due_on: date | None
    reviewed_on: date | None
    losing_fit: tuple[str, ...]
    watch_until: date | None


@dataclass(frozen=True, slots=True)
class ExitReadiness:
    """What exit adds to a gate. `financed`: share of the yearly cost of handed-over functions financed
    nationally, over `financed_known` of them, with its bounds; `without_owner`: functions that no internal
    agency takes over; `cliff` None = not known, with the cliffs (function, year, gap) and what is unknown in
    these `years`."""

    handovers: int
    financed: float | None
    financed_lo: float
    financed_hi: float
    financed_known: int
    without_owner: tuple[str, ...]
    years: tuple[int, ...]
    cliff: bool | None
    cliffs: tuple[tuple[str, int, float], ...]
    cliffs_unknown: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    objective: str
    progress: Progress
    dissents: tuple[str, ...]
