"""Level 1: how consistent each agency is with itself (A1-A6). Method section B.1."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from apps.coherence.engine.aggregate import subject, subject_level
from apps.coherence.engine.conflict import non_contradiction
from apps.coherence.engine.grades import EVIDENCE_RANK, RANK
from apps.coherence.engine.index import Index, Money
from apps.coherence.engine.inputs import Activity, Commitment, Product
from apps.coherence.engine.measure import left_out, measure, not_applicable
from apps.coherence.engine.registers import DECLARED_EMPTY, MISSING, register_state
from apps.coherence.engine.results import Indicator, SubjectLevel, Unit


def agency_level(index: Index) -> SubjectLevel:
    """Level 1 over every agency that leads at least one active activity."""
    commitments = own_policy_by_agency(index)
    products: dict[str, list[Product]] = defaultdict(list)
    for product in index.inputs.policy_products:
        if index.known(product.dated_on):
            products[product.agency].append(product)
    lines: dict[str, list[Money]] = defaultdict(list)
    for money in index.money:
        if money.in_window:
            lines[money.line.funder].append(money)
    inside = [edge for edge in index.edges if edge.a.lead == edge.b.lead]
    minimum = index.settings.coverage_min
    contradictions = non_contradiction("A3", index, inside)
    subjects = {}
    for agency in sorted(index.led_by):
        activities = index.led_by[agency]
        own = commitments.get(agency, [])
        subjects[agency] = subject(
            "agency",
            [
                traceability(index, agency, activities, own),
                delivery(index, agency, own),
                contradictions(activities),
                coherence_records(index, agency, products[agency]),
                measure("A5", _link_units(index, activities), coverage_min=minimum),
                measure("A6", map(_schedule_unit, lines[agency]), coverage_min=minimum),
            ],
            index.settings,
        )
    return subject_level("agency", subjects, index.settings)


def commitments_state(index: Index, agency: str, own: Sequence[Commitment]) -> str:
    """recorded, declared_empty or missing: the agency's register of commitments at the date."""
    presence = index.presences.get(agency)
    declared = None if presence is None else presence.policy_commitments_register
    return register_state(declared, has_rows=bool(own))


def own_policy_ranks(own: Sequence[Commitment]) -> dict[str, int]:
    """Best rank of a trace to one of these commitments, per activity."""
    ranks: dict[str, int] = {}
    for commitment in own:
        for activity, grade in commitment.activities or ():
            ranks[activity] = max(RANK[grade], ranks.get(activity, 0))
    return ranks


def own_policy_units(activities: Sequence[Activity], own: Sequence[Commitment]) -> list[Unit]:
    """One unit per activity: 1 if it traces to a commitment at E or better; unknown while traces are not
    recorded."""
    ranks = own_policy_ranks(own)
    unknown = any(commitment.activities is None for commitment in own)
    units = []
    for activity in activities:
        key = (("activities", activity.key),)
        rank = ranks.get(activity.key, 0)
        if rank >= EVIDENCE_RANK:
            units.append(Unit(key, 1.0, reason="traced"))
        elif unknown:
            units.append(left_out(key, "traces_not_recorded"))
        else:
            units.append(Unit(key, 0.0, reason="trace_only_claimed" if rank else "not_traced"))
    return units


def traceability(
    index: Index, agency: str, activities: Sequence[Activity], own: Sequence[Commitment]
) -> Indicator:
    """A1: share of the agency's activities that trace to one of its own commitments."""
    state = commitments_state(index, agency, own)
    if state == DECLARED_EMPTY:
        return not_applicable("A1", flag="no_written_policy")
    units = [_register_missing(agency)] if state == MISSING else own_policy_units(activities, own)
    return measure("A1", units, coverage_min=index.settings.coverage_min)


def delivery(index: Index, agency: str, own: Sequence[Commitment]) -> Indicator:
    """A2: share of the agency's due commitments that at least one active activity works on."""
    state = commitments_state(index, agency, own)
    if state == DECLARED_EMPTY:
        return not_applicable("A2", flag="no_written_policy")
    if state == MISSING:
        units = [_register_missing(agency)]
    else:
        units = [_due_unit(index, row) for row in own if index.known(row.due_on)]
    return measure("A2", units, coverage_min=index.settings.coverage_min)


def _due_unit(index: Index, commitment: Commitment) -> Unit:
    key = ("policy_commitments", commitment.key)
    if commitment.activities is None:
        return left_out([key], "traces_not_recorded")
    working = [
        (RANK[grade], activity) for activity, grade in commitment.activities if activity in index.active
    ]
    acting = tuple(("activities", activity) for rank, activity in working if rank >= EVIDENCE_RANK)
    if acting:
        return Unit((key, *acting), 1.0, reason="acted_on")
    return Unit((key,), 0.0, reason="trace_only_claimed" if working else "nobody_working")


def coherence_records(index: Index, agency: str, products: Sequence[Product]) -> Indicator:
    """A4: how complete the coherence records of the agency's policy products are."""
    presence = index.presences.get(agency)
    declared = None if presence is None else presence.policy_products_register
    state = register_state(declared, has_rows=bool(products))
    if state == DECLARED_EMPTY:
        return not_applicable("A4", flag="no_policy_products")
    units = [_register_missing(agency)] if state == MISSING else [_product_unit(row) for row in products]
    return measure("A4", units, coverage_min=index.settings.coverage_min)


def _product_unit(product: Product) -> Unit:
    key = (("policy_products", product.key),)
    elements = [product.consulted, product.references, product.contested_points]
    if any(element is None for element in elements):
        return left_out(key, "record_element_unknown")
    present = sum(element is True for element in elements)
    return Unit(key, present / 3, reason="record_complete" if present == 3 else "record_incomplete")


def _link_units(index: Index, activities: Sequence[Activity]) -> list[Unit]:
    """A5: one unit per counted framework link of the agency's non-exempt activities."""
    units = []
    for activity in activities:
        if activity.key in index.exempt:
            continue
        for link in index.links.get(activity.key, ()):
            evidenced = RANK[index.grades[link.key].effective] >= EVIDENCE_RANK
            keys = (("alignment_links", link.key), ("activities", activity.key))
            units.append(Unit(keys, float(evidenced), reason="evidenced" if evidenced else "only_claimed"))
    return units


def _schedule_unit(money: Money) -> Unit:
    """A6: how much of the scheduled amount of a line was disbursed, at most all of it."""
    keys = (("funding_lines", money.line.key), ("activities", money.line.activity))
    if money.scheduled is None or money.disbursed is None:
        return left_out(keys, "amount_unknown")
    if money.scheduled <= 0:
        return Unit(keys, 1.0, 0.0, "nothing_scheduled")
    kept = max(0.0, min(money.disbursed, money.scheduled)) / money.scheduled
    return Unit(keys, kept, money.scheduled, "as_scheduled" if kept == 1 else "below_schedule")


def _register_missing(agency: str) -> Unit:
    return left_out([("agencies", agency)], "register_missing")


def own_policy_by_agency(index: Index) -> Mapping[str, list[Commitment]]:
    """The commitments known at the date, by agency."""
    found: dict[str, list[Commitment]] = defaultdict(list)
    for row in index.inputs.policy_commitments:
        if index.known(row.made_on):
            found[row.agency].append(row)
    return found
