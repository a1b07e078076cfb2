"""Level 3: how consistent external actors are with each other, or harmonisation (E1-E7). Method section
B.3."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from apps.coherence.engine.aggregate import subject
from apps.coherence.engine.attribution import attributed, evidenced_shares
from apps.coherence.engine.audit import sample_estimate
from apps.coherence.engine.concordance import Positions, between_groups, concordance_units
from apps.coherence.engine.conflict import non_contradiction
from apps.coherence.engine.grades import GRADES, RANK
from apps.coherence.engine.index import EXTERNAL, Index, Money, grade_shares
from apps.coherence.engine.measure import left_out, measure
from apps.coherence.engine.pairs import Pair, relationship_units
from apps.coherence.engine.registers import MISSING, register_state
from apps.coherence.engine.results import GradeValue, Indicator, RowKey, Subject, Unit
from apps.coherence.engine.settings import LOW_N
from apps.core.values import TOLERANCE, Period, at_least, wilson


def external_level(index: Index, pairs: Collection[Pair], positions: Positions) -> Subject:
    """Level 3 as one subject."""
    minimum = index.settings.coverage_min
    outside = [
        edge
        for edge in index.edges
        if index.side(edge.a.lead) == EXTERNAL == index.side(edge.b.lead)
        and index.group(edge.a.lead) != index.group(edge.b.lead)
    ]
    rated = [
        pair
        for pair in pairs
        if index.side(pair[0]) == EXTERNAL == index.side(pair[1])
        and index.group(pair[0]) != index.group(pair[1])
    ]
    concordance = concordance_units(
        index.objectives,
        positions,
        lambda row: index.side(row.agency) == EXTERNAL,
        between_groups(index.group),
    )
    return subject(
        "external",
        [
            linkage(index),
            measure("E2", _joint_work_units(index), coverage_min=minimum),
            measure("E3", concordance, coverage_min=minimum),
            measure("E4", map(_arrangement_unit, external_money(index)), coverage_min=minimum),
            measure("E5", significance_units(index), coverage_min=minimum),
            non_contradiction("E6", index, outside)(index.external),
            measure("E7", relationship_units(index, rated), coverage_min=minimum),
        ],
        index.settings,
    )


def linkage(index: Index) -> Indicator:
    """E1: share of external activities linked to the framework in force, at each grade of evidence."""
    minimum = index.settings.coverage_min
    if index.version is None:
        units = [left_out([("activities", row.key)], "no_framework") for row in index.external]
        return replace(
            measure("E1", units, coverage_min=minimum),
            grades={grade: GradeValue(None, 0, None) for grade in GRADES},
        )
    units = []
    for activity in index.external:
        links = index.links.get(activity.key, ())
        evidenced = [row for row in links if RANK[index.grades[row.key].effective] >= RANK["evidenced"]]
        keys: list[RowKey] = [("activities", activity.key)]
        keys += [("alignment_links", row.key) for row in evidenced or links]
        reason = "linked" if evidenced else "only_claimed" if links else "not_linked"
        units.append(Unit(tuple(keys), float(bool(evidenced)), reason=reason))
    count = len(units)
    grades = {
        grade: GradeValue(k / count if count else None, k, wilson(k, count) if 0 < count < LOW_N else None)
        for grade, k in grade_shares(index, index.external).items()
    }
    sample = sample_estimate(index, internal=False)
    return replace(measure("E1", units, coverage_min=minimum), grades=grades, sample=sample)


def external_money(index: Index) -> list[Money]:
    """Lines of external funders on non-exempt activities in the window, whoever leads the activity."""
    return [
        money
        for money in index.money
        if money.in_window
        and money.line.activity not in index.exempt
        and index.side(money.line.funder) == EXTERNAL
    ]


def _joint_work_units(index: Index) -> list[Unit]:
    """E2: one unit per mission or analytic work with an external participant: 1 if two external groups took
    part.

    Both registers make one list; one that nobody has filled in adds a single unassessed unit.
    """
    mission = index.inputs.mission
    missions = [row for row in index.inputs.joint_missions if index.known(row.started_on)]
    works = [row for row in index.inputs.analytic_work if index.known(row.published_on)]
    units = []
    for register, has_rows, name in (
        (mission.joint_missions_register, bool(missions), "joint_missions"),
        (mission.analytic_work_register, bool(works), "analytic_work"),
    ):
        if register_state(register, has_rows=has_rows) == MISSING:
            units.append(left_out([("registers", name)], "register_missing"))
    for row in missions:
        period = Period(row.started_on, row.ended_on or row.started_on)
        if not row.humanitarian and index.window.meets(period):
            units += _participation(index, ("joint_missions", row.key), row.participants)
    for work in works:
        if not work.humanitarian and index.window.holds(work.published_on):
            units += _participation(index, ("analytic_work", work.key), work.participants)
    return units


def _participation(index: Index, key: RowKey, participants: Iterable[str]) -> list[Unit]:
    groups = {index.group(agency) for agency in participants if index.side(agency) == EXTERNAL}
    if not groups:
        return []
    joint = len(groups) > 1
    return [Unit((key,), float(joint), reason="joint" if joint else "alone")]


def _arrangement_unit(money: Money) -> Unit:
    """E4: whether the disbursement of a line goes through a programme-based approach."""
    keys = (("funding_lines", money.line.key), ("activities", money.line.activity))
    if money.disbursed is None:
        return left_out(keys, "amount_unknown")
    if money.line.programme_based is None:
        return left_out(keys, "modality_unknown")
    pooled = money.line.programme_based
    return Unit(
        keys, float(pooled), max(0.0, money.disbursed), "programme_based" if pooled else "not_programme_based"
    )


def significance_units(index: Index) -> list[Unit]:
    """E5: one unit per funder x objective relation, 1 if it is significant.

    Significant: the funder's share in the objective is at least its share in the whole, or it is among the
    largest
    that together reach 90 % of the objective (the one that crosses included; ties by key).
    """
    shares = evidenced_shares(index)
    relations, behind = attributed(shares, external_money(index), lambda money: money.disbursed)
    if not relations:
        return []
    whole = sum(relations.values())
    of_funder: dict[str, float] = defaultdict(float)
    of_objective: dict[str, float] = defaultdict(float)
    ranked: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (funder, objective), value in relations.items():
        of_funder[funder] += value
        of_objective[objective] += value
        ranked[objective].append((-round(value, 6), funder))
    among_largest = set()
    for objective, funders in ranked.items():
        reached = 0.0
        for _, funder in sorted(funders):
            if at_least(reached / of_objective[objective], index.settings.fragmentation_cumulative):
                break
            among_largest.add((funder, objective))
            reached += relations[funder, objective]
    units = []
    for relation in sorted(relations):
        funder, objective = relation
        share = relations[relation] / of_objective[objective]
        significant = relation in among_largest or share >= of_funder[funder] / whole - TOLERANCE
        keys = (("agencies", funder), ("objectives", objective), *sorted(set(behind[relation])))
        units.append(
            Unit(keys, float(significant), reason="significant" if significant else "not_significant")
        )
    return units
