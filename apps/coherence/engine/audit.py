"""What a random audit says of all: an estimate beside the count of links, never in its place.

Method A.2: Wilson interval with finite-population correction. Missing answers are not guessed: they widen the
bounds and, from half of the sample on, take the estimate away.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from apps.coherence.engine.grades import independent
from apps.coherence.engine.index import INTERNAL, Index
from apps.coherence.engine.inputs import Activity, AuditSample, AuditUnit
from apps.coherence.engine.results import ASSESSED, NOT_ASSESSED, SampleEstimate
from apps.core.values import at_least, finite_wilson

CONFIRMED = "confirmed"
ANSWERS = frozenset({CONFIRMED, "not_confirmed"})
MISSION = "mission"

Answer = tuple[float, bool | None]
"""(inclusion probability, confirmed or not, None without an answer that counts)."""


def audit_population(index: Index, scope: str = MISSION, about: str | None = None) -> tuple[list[str], int]:
    """(keys to draw from, number in scope) of external activities whose verification nobody deferred.

    Drawn from are those with a link, since they have something to check.

    `scope` agency: led by `about`; area: at work in it; objective: linked to it, so that all have a link.
    """
    eligible = [
        row.key
        for row in index.external
        if not row.verification_deferred and _within(index, row, scope, about)
    ]
    return [key for key in eligible if index.links.get(key)], len(eligible)


def _within(index: Index, row: Activity, scope: str, about: str | None) -> bool:
    if scope == "agency":
        return row.lead == about
    if scope == "area":
        return about in (row.areas or ())
    if scope == "objective":
        return any(link.objective == about for link in index.links.get(row.key, ()))
    return True


def sample_estimate(index: Index, *, internal: bool) -> SampleEstimate | None:
    """The estimate of the latest sample of the whole mission drawn in the last twelve months, else None.

    An answer counts if whoever gave it is independent of the activity (R1) and, if `internal`, an internal
    actor. O(units + funding lines).
    """
    drawn = [
        row
        for row in index.inputs.audit_samples
        if row.scope == MISSION and row.units is not None and index.window.holds(row.drawn_on)
    ]
    if not drawn:
        return None
    sample = max(drawn, key=lambda row: (row.drawn_on, row.key))
    return estimate(sample, answers(index, sample, internal=internal), index.settings.coverage_min)


def answers(index: Index, sample: AuditSample, *, internal: bool) -> list[Answer]:
    """The answers known at the date, unit by unit."""
    asked = {unit[0] for unit in sample.units or ()}
    funders: dict[str, set[str]] = defaultdict(set)
    for line in index.inputs.funding_lines:
        if line.activity in asked and line.period_from <= index.as_of:
            funders[line.activity].add(line.funder)
    activities = {row.key: row for row in index.inputs.activities if row.key in asked}

    def counts(unit: AuditUnit) -> bool:
        activity, _, outcome, checked_on, checker = unit
        return (
            outcome in ANSWERS
            and checker is not None
            and index.known(checked_on)
            and (not internal or index.side(checker) == INTERNAL)
            and independent(checker, activities[activity], funders.get(activity, ()), index.agencies)
        )

    return [(unit[1], unit[2] == CONFIRMED if counts(unit) else None) for unit in sample.units or ()]


def estimate(sample: AuditSample, units: Sequence[Answer], coverage_min: float) -> SampleEstimate:
    """Share confirmed among all that had something to check, weighing each answer by 1 / its probability
    (Hajek), with the Wilson interval of as many answers as the weights are worth (Kish).

    `bounds` take every missing answer as not confirmed, then as confirmed; no interval reaches beyond them.
    `of_all` spreads the estimate over all in scope: those without a link are known not to be verified.
    """
    known = [(1 / chance, bool(yes)) for chance, yes in units if yes is not None and chance > 0]
    confirmed = sum(yes for _, yes in known)
    share = _interval(known, sample.population)
    open_ = [(1 / chance, yes) for chance, yes in units if chance > 0]
    lowest = _interval([(weight, yes is True) for weight, yes in open_], sample.population)
    highest = _interval([(weight, yes is not False) for weight, yes in open_], sample.population)
    enough = bool(units) and at_least(len(known) / len(units), coverage_min)
    bounds = (0.0, 1.0) if lowest is None or highest is None else (lowest[1], highest[2])
    value = share[0] if enough and share is not None else None
    interval = None
    if enough and share is not None:
        interval = (max(share[1], bounds[0]), min(share[2], bounds[1]))
    part = None if not sample.eligible else min(1.0, sample.population / sample.eligible)
    of_all = None
    if value is not None and interval is not None and part is not None:
        of_all = (value * part, interval[0] * part, interval[1] * part)
    return SampleEstimate(
        sample=sample.key,
        drawn_on=sample.drawn_on,
        population=sample.population,
        eligible=sample.eligible,
        drawn=len(units),
        answered=len(known),
        confirmed=confirmed,
        status=ASSESSED if value is not None else NOT_ASSESSED,
        value=value,
        interval=interval,
        bounds=bounds,
        of_all=of_all,
    )


def _interval(known: Collection[tuple[float, bool]], population: int) -> tuple[float, float, float] | None:
    """(share, low, high) of weighted answers, None without any."""
    if not known:
        return None
    whole = sum(weight for weight, _ in known)
    share = sum(weight for weight, yes in known if yes) / whole
    worth = whole * whole / sum(weight * weight for weight, _ in known)
    low, high = finite_wilson(share, worth, max(population, len(known)))
    return share, low, high
