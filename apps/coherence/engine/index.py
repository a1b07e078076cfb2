"""Everything that several formulas need, worked out once per assessment: who is active, exempt, linked, in
conflict.

All rows are taken as they were known at `as_of`: what is dated later does not exist, what has no date
always did.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from apps.coherence.engine.grades import (
    EVIDENCE_RANK,
    EXCLUDED,
    GRADES,
    RANK,
    effective_grade,
)
from apps.coherence.engine.inputs import (
    Activity,
    Agency,
    Contradiction,
    FrameworkVersion,
    FundingLine,
    Inputs,
    Link,
    MissionAgency,
    ObjectiveText,
    Relationship,
    canonical,
)
from apps.coherence.engine.results import LinkGrade
from apps.coherence.engine.settings import WINDOW_MONTHS, Settings
from apps.core.values import Period, Rates, Window

CORE_DIMENSIONS = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")
POLITICAL_OR_SECURITY = frozenset({"political", "security"})

INTERNAL = "internal"
EXTERNAL = "external"
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Edge:
    """A live contradiction: open, negative, evidenced or better, between two active activities."""

    key: str
    a: Activity
    b: Activity
    severity: float
    row: Contradiction


@dataclass(frozen=True, slots=True)
class Money:
    """A funding line of an active activity with its amounts in mission currency."""

    line: FundingLine
    scheduled: float | None
    disbursed: float | None
    to_government_sector: float | None
    in_window: bool


@dataclass(frozen=True, slots=True)
class Index:
    """Facts at `as_of`. Activities in `active` only; `leads` names the lead of every activity; `links` and
    `linked` leave excluded links and other versions out."""

    inputs: Inputs
    as_of: date
    settings: Settings
    window: Window
    rates: Rates
    agencies: Mapping[str, Agency]
    presences: Mapping[str, MissionAgency]
    core_dimension: Mapping[str, str]
    version: FrameworkVersion | None
    objectives: Mapping[str, ObjectiveText]
    leads: Mapping[str, str]
    active: Mapping[str, Activity]
    led_by: Mapping[str, tuple[Activity, ...]]
    exempt: frozenset[str]
    aligned: tuple[Activity, ...]
    external: tuple[Activity, ...]
    grades: Mapping[str, LinkGrade]
    links: Mapping[str, tuple[Link, ...]]
    best_rank: Mapping[str, int]
    edges: tuple[Edge, ...]
    reviewed: frozenset[str]
    money: tuple[Money, ...]
    relationships: Mapping[tuple[str, str], Relationship]

    def side(self, agency: str) -> str:
        """internal, external or mixed, in this mission."""
        return self.agencies[agency].side

    def group(self, agency: str) -> str:
        """The state an agency belongs to counts once; others stand for themselves."""
        return group_of(agency, self.agencies[agency].state)

    def principled(self, agency: str) -> bool:
        """Declares humanitarian principles and has no political or security mandate."""
        row = self.agencies[agency]
        return row.principled_humanitarian and not row.political_or_security

    def political_or_security_objective(self, objective: str) -> bool:
        """The objective's wording in force belongs to the political or security dimension."""
        text = self.objectives.get(objective)
        return text is not None and self.core_dimension.get(text.dimension) in POLITICAL_OR_SECURITY

    def known(self, day: date | None) -> bool:
        """A row of that date exists at `as_of`; without a date it always does."""
        return day is None or day <= self.as_of


def build_index(inputs: Inputs, as_of: date) -> Index:
    """The facts of a mission at a date. One pass per collection, O(rows) apart from sorting."""
    inputs = canonical(inputs)
    settings = inputs.mission.settings
    agencies = {row.key: row for row in inputs.agencies}
    dimensions = inputs.mission.dimensions or tuple((name, name) for name in CORE_DIMENSIONS)
    core_dimension = dict(dimensions)
    version = version_in_force(inputs.framework_versions, as_of)
    objectives = {
        row.objective: row
        for row in inputs.objective_texts
        if version is not None and row.framework_version == version.key
    }
    exempt_everywhere = {
        row.key
        for row in inputs.activities
        if core_dimension.get(row.dimension) == "humanitarian"
        and not agencies[row.lead].political_or_security
    }
    active = {row.key: row for row in inputs.activities if is_active(row, as_of)}
    led_by: dict[str, list[Activity]] = defaultdict(list)
    for row in active.values():
        led_by[row.lead].append(row)
    aligned = tuple(row for row in active.values() if row.key not in exempt_everywhere)
    guarded = frozenset(
        key for key, text in objectives.items() if core_dimension.get(text.dimension) in POLITICAL_OR_SECURITY
    )
    grades = _grades(inputs, agencies, exempt_everywhere, guarded, as_of)
    links = _counted_links(inputs.alignment_links, grades, active, objectives)
    best_rank = {key: max(RANK[grades[link.key].effective] for link in found) for key, found in links.items()}
    window = Window(as_of, WINDOW_MONTHS)
    rates = Rates(
        inputs.mission.currency, ((r.currency, r.valid_on, r.rate) for r in inputs.exchange_rates), as_of
    )
    return Index(
        inputs=inputs,
        as_of=as_of,
        settings=settings,
        window=window,
        rates=rates,
        agencies=agencies,
        presences={row.agency: row for row in inputs.mission_agencies},
        core_dimension=core_dimension,
        version=version,
        objectives=objectives,
        leads={row.key: row.lead for row in inputs.activities},
        active=active,
        led_by={key: tuple(rows) for key, rows in led_by.items()},
        exempt=frozenset(active.keys() & exempt_everywhere),
        aligned=aligned,
        external=tuple(row for row in aligned if agencies[row.lead].side == EXTERNAL),
        grades=grades,
        links=links,
        best_rank=best_rank,
        edges=_edges(inputs.contradictions, active, as_of),
        reviewed=frozenset(
            key
            for review in inputs.contradiction_reviews
            if review.reviewed_on <= as_of
            for key in review.activities or ()
        ),
        money=_money(inputs.funding_lines, active, rates, window),
        relationships=_latest_relationships(inputs.relationships, as_of),
    )


class UnderWay(Protocol):
    """What tells when an activity is under way: one of the inputs, or its columns alone."""

    @property
    def status(self) -> str | None: ...
    @property
    def start(self) -> date | None: ...
    @property
    def end(self) -> date | None: ...


def is_active(activity: UnderWay, as_of: date) -> bool:
    """Under way at that date. What ended or paused since counts for past dates only if both its dates are
    known."""
    if activity.status == "active":
        return Period(activity.start, activity.end).covers(as_of)
    if activity.status in {"completed", "suspended"}:
        dated = activity.start is not None and activity.end is not None
        return dated and Period(activity.start, activity.end).covers(as_of)
    return False


def version_in_force(versions: Iterable[FrameworkVersion], as_of: date) -> FrameworkVersion | None:
    """The framework version adopted on or before that date and not superseded by then."""
    standing = [
        row
        for row in versions
        if row.status in {"adopted", "superseded"}
        and (row.adopted_on is None or row.adopted_on <= as_of)
        and not (row.superseded_on is not None and row.superseded_on <= as_of)
        and not (row.status == "superseded" and row.superseded_on is None)
    ]
    return max(standing, key=lambda row: (row.adopted_on or date.min, row.number), default=None)


def _grades(
    inputs: Inputs,
    agencies: Mapping[str, Agency],
    exempt: Collection[str],
    guarded: Collection[str],
    as_of: date,
) -> dict[str, LinkGrade]:
    """The effective grade of every link known by then, of inactive activities too."""
    funders: dict[str, set[str]] = defaultdict(set)
    for line in inputs.funding_lines:
        if line.period_from <= as_of:
            funders[line.activity].add(line.funder)
    activities = {row.key: row for row in inputs.activities}
    return {
        link.key: effective_grade(
            link,
            activity=activities[link.activity],
            exempt=link.activity in exempt,
            political_or_security=link.objective in guarded,
            funders=funders.get(link.activity, ()),
            agencies=agencies,
            as_of=as_of,
            settings=inputs.mission.settings,
        )
        for link in inputs.alignment_links
        if link.claimed_on is None or link.claimed_on <= as_of
    }


def _counted_links(
    links: Iterable[Link],
    grades: Mapping[str, LinkGrade],
    active: Collection[str],
    objectives: Collection[str],
) -> dict[str, tuple[Link, ...]]:
    """Per active activity its links to objectives in force, without the excluded ones."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        counted = link.activity in active and link.objective in objectives and link.key in grades
        if counted and grades[link.key].effective != EXCLUDED:
            found[link.activity].append(link)
    return {key: tuple(rows) for key, rows in found.items()}


def _edges(
    contradictions: Iterable[Contradiction], active: Mapping[str, Activity], as_of: date
) -> tuple[Edge, ...]:
    found = []
    for row in contradictions:
        live = row.score < 0 and RANK[row.grade] >= EVIDENCE_RANK and is_open(row, as_of)
        if live and row.activity_a in active and row.activity_b in active:
            found.append(Edge(row.key, active[row.activity_a], active[row.activity_b], -row.score / 3, row))
    return tuple(found)


def is_open(row: Contradiction, as_of: date) -> bool:
    """Raised by then and not closed by then."""
    if row.raised_on is not None and row.raised_on > as_of:
        return False
    return row.status == "open" or (row.closed_on is not None and row.closed_on > as_of)


def _money(
    lines: Iterable[FundingLine], active: Mapping[str, Activity], rates: Rates, window: Window
) -> tuple[Money, ...]:
    found = []
    for line in lines:
        if line.activity not in active or line.period_from > window.end:
            continue
        day = line.value_date if line.value_date is not None else line.period_from
        scheduled, disbursed, government = (
            rates.convert(amount, line.currency, day) if amount != 0 else 0.0
            for amount in (line.scheduled, line.disbursed, line.to_government_sector)
        )
        inside = window.meets(Period(line.period_from, line.period_to))
        found.append(Money(line, scheduled, disbursed, government, inside))
    return tuple(found)


def group_of(agency: str, state: str | None) -> str:
    """What counts as one among external agencies: a state with all its agencies, or an agency without one."""
    return f"agency:{agency}" if state is None else f"state:{state}"


def pair_of(a: str, b: str) -> tuple[str, str]:
    """The unordered pair of two agencies."""
    return (a, b) if a < b else (b, a)


def _latest_relationships(rows: Iterable[Relationship], as_of: date) -> dict[tuple[str, str], Relationship]:
    """The rating of each pair that counts: the latest period begun by then; undated ones are the oldest."""
    latest: dict[tuple[str, str], Relationship] = {}
    for row in rows:
        if row.period_from is not None and row.period_from > as_of:
            continue
        pair = pair_of(row.agency_a, row.agency_b)
        known = latest.get(pair)
        if known is None or (row.period_from or date.min) >= (known.period_from or date.min):
            latest[pair] = row
    return latest


def worst_edges(edges: Iterable[Edge]) -> dict[str, Edge]:
    """Per activity its worst edge of those given; of equally bad ones the first by key."""
    worst: dict[str, Edge] = {}
    for edge in edges:
        for activity in (edge.a.key, edge.b.key):
            known = worst.get(activity)
            if known is None or edge.severity > known.severity:
                worst[activity] = edge
    return worst


def grade_shares(index: Index, activities: Iterable[Activity]) -> dict[str, int]:
    """How many of the activities have a counted link at each grade or better."""
    ranks = [index.best_rank.get(row.key, 0) for row in activities]
    return {grade: sum(rank >= RANK[grade] for rank in ranks) for grade in GRADES}
