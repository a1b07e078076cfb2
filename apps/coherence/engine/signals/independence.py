"""D6 humanitarian independence guard: alerts, no score. Method section D.1."""

from collections import defaultdict

from apps.coherence.engine.index import Index
from apps.coherence.engine.pairs import band_of
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.core.values import above

INDEPENDENCE = "independence"
MAJORITY = 0.5


def humanitarian_guard(index: Index) -> Signal:
    """D6: links to political or security objectives, ratings above the band, involvement of political or
    security
    agencies, and live contradictions in which an exempt activity is affected."""
    links, relationships = _links(index), _relationships(index)
    involvement, affected = _involvement(index), _affected(index)
    content = {
        "link": [finding.rows[0][1] for finding in links],
        "relationship": [finding.rows[0][1] for finding in relationships],
        "involvement": [finding.rows[0][1] for finding in involvement],
        "affected": [finding.rows[0][1] for finding in affected],
    }
    return Signal("D6", content, (*involvement, *links, *affected, *relationships))


def _links(index: Index) -> list[Finding]:
    found = []
    for link in index.inputs.alignment_links:
        grade = index.grades.get(link.key)
        if grade is not None and grade.rule == "R5" and link.activity in index.exempt:
            lead = index.active[link.activity].lead
            rows: tuple[RowKey, ...] = (
                ("alignment_links", link.key),
                ("activities", link.activity),
                ("objectives", link.objective),
            )
            params = {"activity": link.activity, "objective": link.objective}
            found.append(Finding("D6", INDEPENDENCE, "exempt_link", params, rows, (lead,), 3.0))
    return found


def _relationships(index: Index) -> list[Finding]:
    found = []
    for pair in sorted(index.relationships):
        if not (index.principled(pair[0]) or index.principled(pair[1])):
            continue
        row = index.relationships[pair]
        _, high = band_of(index, pair, row)
        if any(rating is not None and rating > high for rating in (row.rating_a, row.rating_b)):
            rows: tuple[RowKey, ...] = (
                ("relationships", row.key),
                *(("agencies", agency) for agency in pair),
            )
            params = {"agency_a": pair[0], "agency_b": pair[1], "ceiling": high}
            found.append(Finding("D6", INDEPENDENCE, "relation_above_band", params, rows, pair, 1.0))
    return sorted(found, key=lambda item: item.rows)


def _involvement(index: Index) -> list[Finding]:
    """An implementer, or the funder of more than half of the recorded disbursement, is political or
    security."""
    paid: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for money in index.money:
        if money.line.activity in index.exempt and money.disbursed is not None and money.disbursed > 0:
            paid[money.line.activity][money.line.funder] += money.disbursed
    found = []
    for key in sorted(index.exempt):
        activity = index.active[key]
        funders = paid[key]
        whole = sum(funders.values())
        involved = {agency for agency in activity.implementers or () if _guarded(index, agency)}
        involved |= {
            agency
            for agency, amount in funders.items()
            if _guarded(index, agency) and above(amount / whole, MAJORITY)
        }
        if involved:
            rows: tuple[RowKey, ...] = (
                ("activities", key),
                *(("agencies", agency) for agency in sorted(involved)),
            )
            params = {"activity": key, "agencies": len(involved)}
            actors = (activity.lead, *sorted(involved))
            found.append(Finding("D6", INDEPENDENCE, "exempt_involvement", params, rows, actors, 4.0))
    return found


def _guarded(index: Index, agency: str) -> bool:
    return index.agencies[agency].political_or_security


def _affected(index: Index) -> list[Finding]:
    found = []
    for edge in index.edges:
        exempt = [row for row in (edge.a, edge.b) if row.key in index.exempt]
        if exempt:
            other = edge.b if exempt[0] is edge.a else edge.a
            rows: tuple[RowKey, ...] = (
                ("contradictions", edge.key),
                ("activities", edge.a.key),
                ("activities", edge.b.key),
            )
            params = {"activity": exempt[0].key, "other": other.key}
            found.append(Finding("D6", INDEPENDENCE, "exempt_affected", params, rows, (other.lead,), 2.0))
    return found
