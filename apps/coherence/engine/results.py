"""What the engine says: frozen values, from the whole assessment down to the single unit behind a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.coherence.engine.gate_results import BenchmarkResult, ExitReadiness, GateResult, Transition

RowKey = tuple[str, str]
"""(collection, key) of a row in the bundle."""

ASSESSED = "assessed"
NOT_ASSESSED = "not_assessed"
NOT_APPLICABLE = "not_applicable"

CONSISTENCY = "consistency"
PROCESS = "process"

LEVELS = ("agency", "whole_of_government", "external", "internal_external")

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing an indicator looked at. `score` None = left out, `reason` says why it was counted so or
    left out."""

    keys: tuple[RowKey, ...]
    score: float | None
    weight: float = 1.0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class GradeValue:
    """E1 at one grade of evidence; `k` activities reach it."""

    value: float | None
    k: int
    wilson: Interval | None


@dataclass(frozen=True, slots=True)
class SampleEstimate:
    """What a random audit gives for the links of `population` activities, of `eligible` in scope.

    `value` is the share confirmed of those that had something to check, `of_all` (value, low, high) of all in
    scope; both None while too few have answered. `bounds` hold whatever the missing answers are.
    """

    sample: str
    drawn_on: date
    population: int
    eligible: int | None
    drawn: int
    answered: int
    confirmed: int
    status: str
    value: float | None
    interval: Interval | None
    bounds: Interval
    of_all: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of one subject. `n` units have a score, of `N` eligible; [lo, hi] with all others at 0,
    at 1.

    `kind` is "count" or "money": how `value_of` reads the units. `flag` names a declaration behind a not
    applicable.
    """

    id: str
    strip: str
    kind: str
    status: str
    value: float | None
    n: int
    N: int
    lo: float | None
    hi: float | None
    units: tuple[Unit, ...] = ()
    wilson: Interval | None = None
    grades: Mapping[str, GradeValue] | None = None
    flag: str | None = None
    sample: SampleEstimate | None = None

    @property
    def coverage(self) -> float:
        """Share of the eligible units that are known (0 without units)."""
        return self.n / self.N if self.N else 0.0


@dataclass(frozen=True, slots=True)
class Strip:
    """Equal-weight mean of a subject's assessed indicators of one strip; `n` of `N` applicable ones are
    assessed."""

    status: str
    value: float | None
    n: int
    N: int
    lo: float | None
    hi: float | None
    coverage: float | None
    weight_range: Interval | None = None
    leave_one_out: tuple[float, float, str | None] | None = None
    geometric: float | None = None
    minimum: tuple[float, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Distribution:
    min: float | None
    q1: float | None
    median: float | None
    q3: float | None
    max: float | None
    not_assessed: int


@dataclass(frozen=True, slots=True)
class SystemStrip:
    """Unweighted mean over the subjects of a level whose strip is assessed (`n` of `N` applicable)."""

    status: str
    value: float | None
    n: int
    N: int
    lo: float | None
    hi: float | None
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Band:
    label: str
    capped: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Critical:
    indicator: str
    status: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Subject:
    """An agency, a state, or a whole level: indicators by id, the two strips, and the words read from
    them."""

    indicators: Mapping[str, Indicator]
    consistency: Strip
    process: Strip
    band: Band | None
    critical: Critical
    quadrant: str


@dataclass(frozen=True, slots=True)
class System:
    consistency: SystemStrip
    process: SystemStrip
    band: Band | None
    critical: Critical
    quadrant: str


@dataclass(frozen=True, slots=True)
class SubjectLevel:
    """A level measured per subject (agency key or state) and summed up as a system."""

    subjects: Mapping[str, Subject]
    system: System


@dataclass(frozen=True, slots=True)
class Levels:
    agency: SubjectLevel
    whole_of_government: SubjectLevel
    external: Subject
    internal_external: Subject

    def headline(self, level: str) -> Subject | System:
        """The one column of a level: the system of the first two, the level itself of the others."""
        part = getattr(self, level)
        headline: Subject | System = part.system if isinstance(part, SubjectLevel) else part
        return headline


@dataclass(frozen=True, slots=True)
class WhoSaysSo:
    """A level after IPCC practice: `evidence` limited, medium or robust; `agreement` low, medium, high, or
    None where too few second parties have spoken.

    `coverage` is the share of the units of all indicators that are known; of `graded` links and
    contradictions behind them, evidenced or better, `verified` are; of `second_voices` `agreeing` agree.
    """

    evidence: str
    agreement: str | None
    coverage: float | None
    graded: int
    verified: int
    second_voices: int
    agreeing: int


@dataclass(frozen=True, slots=True)
class LinkGrade:
    """Recorded and effective grade of a link; `rule` is the one that changed it."""

    recorded: str
    effective: str
    rule: str | None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at, with the rows behind it. `weight` orders findings of one signal, biggest
    first."""

    signal: str
    kind: str
    code: str
    params: Mapping[str, Any]
    rows: tuple[RowKey, ...]
    who_can_act: tuple[str, ...]
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Mover:
    """What would move a level: the unit behind it, and by how much the level could rise (`effect`, a
    share)."""

    level: str
    code: str
    params: Mapping[str, Any]
    rows: tuple[RowKey, ...]
    effect: float


@dataclass(frozen=True, slots=True)
class Share:
    """k of n, and the keys counted where the precondition lists them. `value` None = nothing recorded or no
    n.

    `units` are the n things looked at: score 1 counts, score 0 does not, None is not recorded.
    """

    value: float | None
    k: int | None
    n: int
    objectives: tuple[str, ...] | None = None
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """P1: is a framework in force, which version, how many months since it was adopted, and is that too
    long. `units` are the versions known by then: score 1 is in force."""

    adopted: bool
    version: int | None
    months_since_revision: float | None
    flag: bool
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Preconditions:
    adoption: Adoption
    dissemination: Share
    monitored: Share
    endorsed: Share
    breadth: Share


@dataclass(frozen=True, slots=True)
class Weakest:
    level: str | None
    value: float | None
    band: str | None


@dataclass(frozen=True, slots=True)
class TradeOffUnit:
    """One activity with its two scores; it counts where both are known, and `reason` says why one is not."""

    activity: str
    first: float | None
    second: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TradeOff:
    """A difference of two shares over one set of `n` activities; flagged from the threshold on.

    `units` are all activities looked at, those left out with them.
    """

    value: float | None
    flag: bool
    n: int = 0
    first: float | None = None
    second: float | None = None
    units: tuple[TradeOffUnit, ...] = ()


@dataclass(frozen=True, slots=True)
class TradeOffs:
    bloc_pressure: TradeOff
    government_over_ownership: Mapping[str, TradeOff]
    silos: Mapping[str, TradeOff]


@dataclass(frozen=True, slots=True)
class ProportionChange:
    difference: float
    lo: float
    hi: float
    change: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Against an earlier recorded assessment: which levels moved, and what can be said of single
    proportions."""

    against: str
    verdict: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    proportions: Mapping[str, ProportionChange]


@dataclass(frozen=True, slots=True)
class Signal:
    """One cross-cutting signal: `content` as in the output document, and its findings, most weighty first.

    `behind` holds, as plain JSON, the keys of rows and the parts of sums that its page shows beside; it is
    not printed.
    """

    id: str
    content: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()
    behind: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assessment:
    mission: str
    as_of: date
    method_version: str
    framework_version: str | None
    exempt_activities: tuple[str, ...]
    links: Mapping[str, LinkGrade]
    preconditions: Preconditions
    levels: Levels
    who_says_so: Mapping[str, WhoSaysSo]
    weakest: Weakest
    trade_offs: TradeOffs
    trend: Trend | None
    signals: Mapping[str, Signal]
    gates: Mapping[str, GateResult]
    benchmarks: Mapping[str, BenchmarkResult]
    movers: Mapping[str, tuple[Mover, ...]]
    transitions: tuple[Transition, ...]
    regressions: tuple[Finding, ...]
    exit: ExitReadiness

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, signal by signal, then the places at risk of regression."""
        of_signals = tuple(finding for signal in self.signals.values() for finding in signal.findings)
        return of_signals + self.regressions
