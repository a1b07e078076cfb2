"""Level 4: how consistent external and internal actors are with each other, or alignment (I1-I7). Section
B.4."""

from collections import defaultdict
from dataclasses import replace

from apps.coherence.engine.aggregate import subject
from apps.coherence.engine.audit import sample_estimate
from apps.coherence.engine.concordance import Positions, across, concordance_units
from apps.coherence.engine.conflict import non_contradiction
from apps.coherence.engine.grades import VERIFIED
from apps.coherence.engine.index import EXTERNAL, INTERNAL, MIXED, Index, Money
from apps.coherence.engine.inputs import Activity, Consultation
from apps.coherence.engine.levels.external import external_money
from apps.coherence.engine.measure import left_out, measure, not_applicable
from apps.coherence.engine.registers import DECLARED_EMPTY, MISSING, register_state
from apps.coherence.engine.results import Indicator, RowKey, Subject, Unit

NO_COUNTERPART = "none"


def internal_external_level(index: Index, positions: Positions) -> Subject:
    """Level 4 as one subject."""
    minimum = index.settings.coverage_min
    across_sides = [
        edge
        for edge in index.edges
        if {index.side(edge.a.lead), index.side(edge.b.lead)} == {INTERNAL, EXTERNAL}
    ]
    reviewed = {
        row.activity
        for row in index.inputs.internal_reviews
        if row.reviewed_on <= index.as_of
        and row.outcome != "no_comment"
        and index.side(row.internal_actor) == INTERNAL
    }
    return subject(
        "internal_external",
        [
            _country_results(index),
            verification(index),
            measure("I3", _consultation_units(index), coverage_min=minimum),
            _country_systems(index),
            _concordance(index, positions),
            measure("I6", _forum_units(index), coverage_min=minimum),
            non_contradiction("I7", index, across_sides, reviewed)(index.external),
        ],
        index.settings,
    )


def _concordance(index: Index, positions: Positions) -> Indicator:
    """I5, flagged where internal actors oppose each other on an objective."""
    units = concordance_units(
        index.objectives,
        positions,
        lambda row: index.side(row.agency) != MIXED,
        across(index.side, INTERNAL, EXTERNAL),
    )
    divided = any(
        {1, -1} <= {row.support for row in rows if index.side(row.agency) == INTERNAL}
        for rows in positions.values()
    )
    found = measure("I5", units, coverage_min=index.settings.coverage_min)
    return replace(found, flag="internal_actors_divided") if divided else found


def _country_results(index: Index) -> Indicator:
    """I1: mean of the three answers on use of country-owned results frameworks."""
    if index.inputs.mission.government_counterpart == NO_COUNTERPART:
        return not_applicable("I1", flag="no_government_counterpart")
    units = []
    for activity in index.external:
        key = (("activities", activity.key),)
        if activity.q1 is None or activity.q2 is None or activity.q3 is None:
            units.append(left_out(key, "answer_missing"))
        else:
            score = (activity.q1 + activity.q2 + activity.q3) / 3
            units.append(Unit(key, score, reason="country_owned" if score == 1 else "partly_country_owned"))
    return measure("I1", units, coverage_min=index.settings.coverage_min)


def internally_verified(index: Index, activity: Activity) -> list[str]:
    """The counted links of an activity that an independent internal actor verified."""
    return [
        link.key
        for link in index.links.get(activity.key, ())
        if index.grades[link.key].effective == VERIFIED
        and link.attestor is not None
        and index.side(link.attestor) == INTERNAL
    ]


def verification(index: Index) -> Indicator:
    """I2: share of external activities whose alignment an independent internal actor has verified.

    Not having asked is a fact and counts 0, without a framework too; a verification deferred to spare the
    counterpart is left out.
    """
    units = []
    for activity in index.external:
        keys: list[RowKey] = [("activities", activity.key)]
        if activity.verification_deferred:
            units.append(left_out(keys, "verification_deferred"))
        elif index.version is None:
            units.append(Unit(tuple(keys), 0.0, reason="no_framework"))
        else:
            links = internally_verified(index, activity)
            keys += [("alignment_links", key) for key in links]
            reason = "internally_verified" if links else "not_internally_verified"
            units.append(Unit(tuple(keys), float(bool(links)), reason=reason))
    found = measure("I2", units, coverage_min=index.settings.coverage_min)
    return replace(found, sample=sample_estimate(index, internal=True))


def _consultation_units(index: Index) -> list[Unit]:
    """I3: 1 if an internal actor was consulted before approval and answered; only what that actor confirmed
    counts."""
    held: dict[str, list[Consultation]] = defaultdict(list)
    unconfirmed = set()
    for row in index.inputs.consultations:
        if row.held_on > index.as_of or index.side(row.internal_actor) != INTERNAL:
            continue
        if row.confirmed:
            held[row.activity].append(row)
        else:
            unconfirmed.add(row.activity)
    units = []
    for activity in index.external:
        rows = held.get(activity.key, [])
        key = ("activities", activity.key)
        if rows:
            units.append(_consulted(activity, rows))
        elif activity.consultations_register == DECLARED_EMPTY:
            units.append(Unit((key,), 0.0, reason="declared_no_consultation"))
        else:
            reason = "consultation_not_confirmed" if activity.key in unconfirmed else "no_consultation_record"
            units.append(left_out([key], reason))
    return units


def _consulted(activity: Activity, rows: list[Consultation]) -> Unit:
    keys = (("activities", activity.key), *(("consultations", row.key) for row in rows))
    answered = [row for row in rows if row.response not in {None, "none"}]
    if not answered:
        return Unit(keys, 0.0, reason="no_recorded_response")
    if activity.approved_on is None:
        return left_out(keys, "approval_date_unknown")
    early = any(row.held_on < activity.approved_on for row in answered)
    return Unit(keys, float(early), reason="consulted_before_approval" if early else "consulted_too_late")


def _country_systems(index: Index) -> Indicator:
    """I4: share of external disbursement to the government sector that uses each of the four country
    systems."""
    if index.inputs.mission.government_counterpart == NO_COUNTERPART:
        return not_applicable("I4", flag="no_government_counterpart")
    units = [_systems_unit(money) for money in external_money(index) if money.to_government_sector != 0]
    return measure("I4", units, coverage_min=index.settings.coverage_min)


def _systems_unit(money: Money) -> Unit:
    line = money.line
    keys = (("funding_lines", line.key), ("activities", line.activity))
    if money.to_government_sector is None:
        return left_out(keys, "amount_unknown")
    systems = [line.budget_execution, line.financial_reporting, line.audit, line.procurement]
    if any(system is None for system in systems):
        return left_out(keys, "systems_unknown")
    used = sum(system is True for system in systems)
    reason = "all_systems_used" if used == 4 else "some_systems_bypassed"
    return Unit(keys, used / 4, max(0.0, money.to_government_sector), reason)


def _forum_units(index: Index) -> list[Unit]:
    """I6: one unit per forum that met in the window: 1 if an internal actor chairs or co-chairs it."""
    meetings = [row for row in index.inputs.forum_meetings if row.held_on <= index.as_of]
    register = index.inputs.mission.forums_register
    if register_state(register, has_rows=bool(meetings or index.inputs.forums)) == MISSING:
        return [left_out([("registers", "forums")], "register_missing")]
    met = {row.forum for row in meetings if index.window.holds(row.held_on)}
    units = []
    for forum in index.inputs.forums:
        if forum.key not in met:
            continue
        key = (("forums", forum.key),)
        if forum.chairs is None:
            units.append(left_out(key, "chair_unknown"))
        else:
            internal = any(index.side(agency) == INTERNAL for agency in forum.chairs)
            units.append(
                Unit(key, float(internal), reason="internal_chair" if internal else "external_chair")
            )
    return units
