"""From indicators to strips, bands and quadrants, and from subjects to the system of a level. Method
section C.1, C.3."""

import math
from collections.abc import Mapping, Sequence

from apps.coherence.engine.measure import CRITICAL
from apps.coherence.engine.results import (
    ASSESSED,
    CONSISTENCY,
    NOT_APPLICABLE,
    NOT_ASSESSED,
    PROCESS,
    Band,
    Critical,
    Distribution,
    Indicator,
    Interval,
    Strip,
    Subject,
    SubjectLevel,
    System,
    SystemStrip,
)
from apps.coherence.engine.settings import (
    BAND_CUTS,
    BAND_ORDER,
    CAP_BAND,
    GEOMETRIC_FLOOR,
    QUADRANT_CUT,
    TOP_BAND,
    Settings,
)
from apps.core.values import TOLERANCE, at_least, clamp, mean, quantile


def subject(level: str, indicators: Sequence[Indicator], settings: Settings) -> Subject:
    """One subject of a level from its indicators, in order of id."""
    by_id = {item.id: item for item in indicators}
    consistency = strip([item for item in indicators if item.strip == CONSISTENCY], settings)
    process = strip([item for item in indicators if item.strip == PROCESS], settings)
    key = by_id[CRITICAL[level]]
    critical = Critical(key.id, key.status, key.value)
    return Subject(
        indicators=by_id,
        consistency=consistency,
        process=process,
        band=band(consistency.value, critical, settings),
        critical=critical,
        quadrant=quadrant(consistency.value, process.value, critical, settings),
    )


def strip(indicators: Sequence[Indicator], settings: Settings) -> Strip:
    """Equal-weight mean of the assessed indicators, if at least half of the applicable ones are assessed."""
    applicable = [item for item in indicators if item.status != NOT_APPLICABLE]
    assessed = [(item.id, item.value) for item in applicable if item.value is not None]
    if not applicable:
        return Strip(NOT_APPLICABLE, None, 0, 0, None, None, None)
    low = mean(item.lo for item in applicable if item.lo is not None)
    high = mean(item.hi for item in applicable if item.hi is not None)
    coverage = mean(item.coverage for item in applicable)
    n, eligible = len(assessed), len(applicable)
    if not at_least(n / eligible, settings.strip_share_min) or not assessed:
        return Strip(NOT_ASSESSED, None, n, eligible, low, high, coverage)
    values = [value for _, value in assessed]
    smallest = min(values)
    return Strip(
        status=ASSESSED,
        value=mean(values),
        n=n,
        N=eligible,
        lo=low,
        hi=high,
        coverage=coverage,
        weight_range=weight_range(values),
        leave_one_out=leave_one_out(assessed),
        geometric=geometric(values),
        minimum=(smallest, tuple(name for name, value in assessed if value <= smallest + TOLERANCE)),
    )


def weight_range(values: Sequence[float]) -> Interval:
    """Exact range of the weighted mean when each weight may go from half to double the equal one, their sum
    being 1.

    Each starts at 1/(2n); the other half goes to the smallest (largest) values first, at most 3/(2n) each.
    """
    ordered = sorted(values)
    return _weighted(ordered), _weighted(ordered[::-1])


def _weighted(ordered: Sequence[float]) -> float:
    count = len(ordered)
    result = math.fsum(ordered) / (2 * count)
    rest = 0.5
    for value in ordered:
        extra = min(rest, 3 / (2 * count))
        result += extra * value
        rest -= extra
    return clamp(result)


def leave_one_out(assessed: Sequence[tuple[str, float]]) -> tuple[float, float, str | None]:
    """(low, high, driver): the mean without each indicator in turn, and the one whose absence moves it
    most."""
    values = [value for _, value in assessed]
    whole = math.fsum(values)
    if len(values) == 1:
        return whole, whole, None
    rest = len(values) - 1
    without = [(name, clamp((whole - value) / rest)) for name, value in assessed]
    level = whole / len(values)
    most = max(abs(value - level) for _, value in without)
    driver = min(name for name, value in without if abs(value - level) >= most - TOLERANCE)
    return min(value for _, value in without), max(value for _, value in without), driver


def geometric(values: Sequence[float]) -> float:
    """Geometric mean with a floor, so that one honest zero does not make a zero level. A sensitivity value
    only."""
    return math.exp(math.fsum(math.log(max(value, GEOMETRIC_FLOOR)) for value in values) / len(values))


def band(value: float | None, critical: Critical, settings: Settings) -> Band | None:
    """The word for a degree; no higher than partial while the critical indicator is below the cap
    threshold."""
    if value is None:
        return None
    label = next((name for cut, name in BAND_CUTS if not at_least(value, cut)), TOP_BAND)
    low = critical.value is not None and not at_least(critical.value, settings.cap_threshold)
    capped = low and BAND_ORDER.index(label) > BAND_ORDER.index(CAP_BAND)
    return Band(CAP_BAND if capped else label, capped, critical.status != ASSESSED)


def quadrant(consistency: float | None, process: float | None, critical: Critical, settings: Settings) -> str:
    """Where a level stands between agreeing and being organised."""
    if consistency is None or process is None:
        return NOT_ASSESSED
    organised = at_least(process, QUADRANT_CUT)
    if not at_least(consistency, QUADRANT_CUT):
        return "organised_not_agreeing" if organised else "neither"
    on_paper = critical.value is not None and not at_least(critical.value, settings.cap_threshold)
    agreeing = "agreeing_on_paper" if on_paper else "agreeing"
    return f"{agreeing}_{'and_organised' if organised else 'thinly_organised'}"


def subject_level(level: str, subjects: Mapping[str, Subject], settings: Settings) -> SubjectLevel:
    """The level of several subjects: unweighted means over those assessed, with their distribution."""
    consistency = _system_strip([item.consistency for item in subjects.values()], settings)
    process = _system_strip([item.process for item in subjects.values()], settings)
    critical = _system_critical(level, [item.critical for item in subjects.values()], settings)
    return SubjectLevel(
        subjects=subjects,
        system=System(
            consistency=consistency,
            process=process,
            band=band(consistency.value, critical, settings),
            critical=critical,
            quadrant=quadrant(consistency.value, process.value, critical, settings),
        ),
    )


def _system_strip(strips: Sequence[Strip], settings: Settings) -> SystemStrip:
    applicable = [item for item in strips if item.status != NOT_APPLICABLE]
    values = [item.value for item in applicable if item.value is not None]
    n, eligible = len(values), len(applicable)
    distribution = Distribution(None, None, None, None, None, eligible - n)
    if values:
        q1, median, q3 = (quantile(values, share) for share in (0.25, 0.5, 0.75))
        distribution = Distribution(min(values), q1, median, q3, max(values), eligible - n)
    if not applicable:
        return SystemStrip(NOT_APPLICABLE, None, 0, 0, None, None, distribution)
    enough = bool(values) and at_least(n / eligible, settings.strip_share_min)
    return SystemStrip(
        status=ASSESSED if enough else NOT_ASSESSED,
        value=mean(values) if enough else None,
        n=n,
        N=eligible,
        lo=mean(item.lo for item in applicable if item.lo is not None),
        hi=mean(item.hi for item in applicable if item.hi is not None),
        distribution=distribution,
    )


def _system_critical(level: str, criticals: Sequence[Critical], settings: Settings) -> Critical:
    applicable = [item for item in criticals if item.status != NOT_APPLICABLE]
    values = [item.value for item in applicable if item.value is not None]
    if not applicable:
        return Critical(CRITICAL[level], NOT_APPLICABLE, None)
    if not values or not at_least(len(values) / len(applicable), settings.strip_share_min):
        return Critical(CRITICAL[level], NOT_ASSESSED, None)
    return Critical(CRITICAL[level], ASSESSED, mean(values))
