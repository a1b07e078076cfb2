"""D4 contradictions and D5 false coherence: what pulls apart, and what is said more surely than it is
shown."""

from dataclasses import asdict

from apps.coherence.engine.concordance import Positions
from apps.coherence.engine.grades import CLAIMED, EVIDENCED, VERIFIED
from apps.coherence.engine.index import Edge, Index, grade_shares, worst_edges
from apps.coherence.engine.inputs import Link
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.coherence.engine.signals.candidates import suggested_contradictions
from apps.core.values import mean, ratio

FRICTION = "friction"
HONESTY = "honesty"


def contradictions(index: Index, positions: Positions) -> Signal:
    """D4: the live contradictions, and the severity of each reviewed non-exempt activity's worst one; behind
    it, pairs that somebody should look at."""
    worst = worst_edges(index.edges)
    severity = {
        row.key: worst[row.key].severity if row.key in worst else 0.0
        for row in index.aligned
        if row.key in index.reviewed
    }
    findings = [
        Finding(
            "D4",
            FRICTION,
            "contradiction_live",
            {"activity_a": edge.a.key, "activity_b": edge.b.key, "score": edge.row.score},
            _rows(edge),
            tuple(sorted({edge.a.lead, edge.b.lead})),
            edge.severity,
        )
        for edge in index.edges
    ]
    content = {
        "value": mean(severity.values()),
        "n": len(severity),
        "live": [edge.key for edge in index.edges],
        "severity": severity,
    }
    behind = {
        "severity": {edge.key: edge.severity for edge in index.edges},
        "candidates": [asdict(one) for one in suggested_contradictions(index, positions)],
    }
    return Signal("D4", content, tuple(sorted(findings, key=lambda item: (-item.weight, item.rows))), behind)


def _rows(edge: Edge) -> tuple[RowKey, ...]:
    return (("contradictions", edge.key), ("activities", edge.a.key), ("activities", edge.b.key))


def false_coherence(index: Index) -> Signal:
    """D5: claims ahead of evidence, late links without redesign, tensions nobody owns up to, suspicious
    unanimity."""
    gap, gap_findings = _claim_gap(index)
    repackaging, late_findings = _repackaging(index)
    unacknowledged, silent_findings = _unacknowledged(index)
    unanimous = index.version is not None and bool(index.edges) and not _reserved(index)
    findings = [*silent_findings, *late_findings, *gap_findings]
    if unanimous and index.version is not None:
        rows: tuple[RowKey, ...] = (("framework_versions", index.version.key),)
        params = {"contradictions": len(index.edges)}
        findings.append(Finding("D5", HONESTY, "no_reservation_recorded", params, rows, (), 1.0))
    content = {
        "claim_gap": gap,
        "repackaging": repackaging,
        "unacknowledged": unacknowledged,
        "suspicious_unanimity": unanimous,
    }
    return Signal("D5", content, tuple(findings))


def _claim_gap(index: Index) -> tuple[dict[str, float | None], list[Finding]]:
    if index.version is None:
        return {"claimed_evidenced": None, "claimed_verified": None}, []
    count, linked = len(index.external), grade_shares(index, index.external)
    gap = {
        "claimed_evidenced": ratio(linked[CLAIMED] - linked[EVIDENCED], count),
        "claimed_verified": ratio(linked[CLAIMED] - linked[VERIFIED], count),
    }
    only_claimed = [row for row in index.external if index.best_rank.get(row.key) == 1]
    if not only_claimed:
        return gap, []
    params = {"claimed": linked[CLAIMED], "evidenced": linked[EVIDENCED], "activities": count}
    rows: tuple[RowKey, ...] = tuple(("activities", row.key) for row in only_claimed)
    actors = tuple(sorted({row.lead for row in only_claimed}))
    weight = gap["claimed_evidenced"] or 0.0
    return gap, [Finding("D5", HONESTY, "claim_gap", params, rows, actors, weight)]


def _repackaging(index: Index) -> tuple[dict[str, object], list[Finding]]:
    late = [link for links in index.links.values() for link in links if is_late(index, link)]
    unchanged = sorted(
        (link for link in late if index.grades[link.key].effective == CLAIMED and not link.redesign),
        key=lambda link: link.key,
    )
    findings = [
        Finding(
            "D5",
            HONESTY,
            "late_link_not_evidenced",
            {"activity": link.activity, "objective": link.objective},
            (
                ("alignment_links", link.key),
                ("activities", link.activity),
                ("objectives", link.objective),
            ),
            (index.active[link.activity].lead,),
            1.0,
        )
        for link in unchanged
        if link.activity not in index.exempt
    ]
    content: dict[str, object] = {
        "value": ratio(len(unchanged), len(late)),
        "k": len(unchanged),
        "n": len(late),
        "links": [link.key for link in unchanged],
    }
    return content, findings


def is_late(index: Index, link: Link) -> bool:
    """Added after the activity started: as recorded, else by its dates."""
    if link.late is not None:
        return link.late
    start = index.active[link.activity].start
    return link.claimed_on is not None and start is not None and link.claimed_on > start


def _unacknowledged(index: Index) -> tuple[dict[str, object], list[Finding]]:
    silent = [
        edge for edge in index.edges if not {edge.a.lead, edge.b.lead} & set(edge.row.acknowledged_by or ())
    ]
    findings = [
        Finding(
            "D5",
            HONESTY,
            "tension_not_acknowledged",
            {"activity_a": edge.a.key, "activity_b": edge.b.key},
            _rows(edge),
            tuple(sorted({edge.a.lead, edge.b.lead})),
            1.0 + edge.severity,
        )
        for edge in silent
    ]
    content: dict[str, object] = {
        "value": ratio(len(silent), len(index.edges)),
        "k": len(silent),
        "n": len(index.edges),
        "contradictions": [edge.key for edge in silent],
    }
    return content, findings


def _reserved(index: Index) -> bool:
    """Somebody recorded a reservation: on the version, on an objective, or as opposition."""
    version = index.version
    if version is not None and any(index.known(day) for _, day in version.reservations or ()):
        return True
    return any(
        row.objective in index.objectives
        and index.known(row.dated_on)
        and (row.support == -1 or row.reserved)
        for row in index.inputs.policy_positions
    )
