"""D1 strategic deficit and D2 orphan objectives. Method section D."""

from apps.coherence.engine.attribution import attributed, by_objective, evidenced_shares, unrecorded
from apps.coherence.engine.grades import EVIDENCE_RANK, GRADES, RANK
from apps.coherence.engine.index import EXTERNAL, Index, grade_shares
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.core.values import ratio

GAP = "gap"


def strategic_deficit(index: Index) -> Signal:
    """D1: share of non-exempt activities without a link, at each grade; without a framework nothing is
    deficient."""
    count = len(index.aligned)
    if index.version is None:
        nothing: dict[str, list[str]] = {grade: [] for grade in GRADES}
        return Signal("D1", {"N": count, **dict.fromkeys(GRADES), "unlinked": nothing})
    linked = grade_shares(index, index.aligned)
    unlinked = {
        grade: [row.key for row in index.aligned if index.best_rank.get(row.key, 0) < RANK[grade]]
        for grade in GRADES
    }
    deficit = {grade: ratio(count - linked[grade], count) for grade in GRADES}
    findings = []
    for row in index.aligned:
        rank = index.best_rank.get(row.key, 0)
        if rank < EVIDENCE_RANK:
            code = "activity_only_claimed" if rank else "activity_unlinked"
            links: list[RowKey] = [("alignment_links", link.key) for link in index.links.get(row.key, ())]
            findings.append(
                Finding(
                    "D1", GAP, code, {"activity": row.key, "agency": row.lead},
                    (("activities", row.key), *links), (row.lead,), 1.0 if rank else 2.0,
                )
            )  # fmt: skip
    return Signal("D1", {"N": count, **deficit, "unlinked": unlinked}, _ordered(findings))


def orphan_objectives(index: Index) -> Signal:
    """D2: who serves each objective in force, and whether any money is attributed to it. Exempt activities
    count."""
    serving: dict[str, list[tuple[int, str, str, str]]] = {key: [] for key in index.objectives}
    for activity, links in index.links.items():
        lead = index.active[activity].lead
        for link in links:
            rank = RANK[index.grades[link.key].effective]
            serving[link.objective].append((rank, index.side(lead), lead, link.key))
    shares = evidenced_shares(index)
    relations, _ = attributed(shares, index.money, lambda money: money.disbursed)
    funded = by_objective(relations)
    unknown = unrecorded(shares, index.money, lambda money: money.disbursed)
    objectives, findings = {}, []
    for key in sorted(index.objectives):
        found = serving[key]
        status = _served_by(
            [side for rank, side, _, _ in found if rank >= EVIDENCE_RANK], any_link=bool(found)
        )
        unfunded = key not in funded
        objectives[key] = {"status": status, "unfunded": unfunded}
        rows: tuple[RowKey, ...] = (("objectives", key), *(("alignment_links", link) for *_, link in found))
        actors = tuple(sorted({lead for _, _, lead, _ in found}))
        priority = index.objectives[key].priority
        weight = 1 / (1 + (priority if priority is not None else 99))
        if status != "served":
            code = f"objective_{status}"
            findings.append(Finding("D2", GAP, code, {"objective": key}, rows, actors, 1 + weight))
        if unfunded:
            findings.append(
                Finding("D2", GAP, "objective_unfunded", {"objective": key}, rows, actors, weight)
            )
    counts = {key: len(serving[key]) for key in objectives}
    return Signal(
        "D2", {"objectives": objectives}, _ordered(findings), {"links": counts, "unrecorded": unknown}
    )


def _served_by(sides: list[str], *, any_link: bool) -> str:
    if not any_link:
        return "orphan"
    if not sides:
        return "paper_only"
    if EXTERNAL not in sides:
        return "internal_only"
    return "external_only" if set(sides) == {EXTERNAL} else "served"


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda item: (-item.weight, item.rows)))
