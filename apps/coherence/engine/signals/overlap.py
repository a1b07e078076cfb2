"""D3 overlap and duplication. Method section D."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from apps.coherence.engine.index import Index
from apps.coherence.engine.inputs import Activity, Need
from apps.coherence.engine.results import Finding, RowKey, Signal
from apps.core.values import above, ratio, total

FRICTION = "friction"
Cell = tuple[str, str, str, str]
"""(dimension, area, target group, intervention type)."""

DUPLICATION = "duplication"
NO_DUPLICATION = "no_duplication"
UNKNOWN = "need_or_people_not_recorded"


def overlap(index: Index) -> Signal:
    """D3: share of activities that meet another lead's activity in one cell, and where people exceed the
    need.

    A cell groups active activities of one dimension, area, target group and intervention type, so
    humanitarian ones
    only meet humanitarian ones. Activities without a complete key are left out.
    """
    cells: dict[Cell, list[Activity]] = defaultdict(list)
    complete = 0
    for activity in index.active.values():
        if activity.areas and activity.target_group is not None and activity.intervention_type is not None:
            complete += 1
            for area in activity.areas:
                cells[activity.dimension, area, activity.target_group, activity.intervention_type].append(
                    activity
                )
    needs = _latest_needs(index)
    shared = {cell: rows for cell, rows in cells.items() if len({row.lead for row in rows}) > 1}
    meeting = sorted({row.key for rows in shared.values() for row in rows})
    listed, findings = {}, []
    for cell in sorted(shared):
        described, finding = _describe(cell, shared[cell], needs.get(cell))
        listed["|".join(cell)] = described
        findings.append(finding)
    content = {
        "value": ratio(len(meeting), complete),
        "k": len(meeting),
        "n": complete,
        "activities": meeting,
        "cells": listed,
    }
    return Signal("D3", content, tuple(sorted(findings, key=lambda item: (-item.weight, item.rows))))


def _describe(
    cell: Cell, activities: Sequence[Activity], need: Need | None
) -> tuple[dict[str, object], Finding]:
    planned = total(people_in(activity, cell[1]) for activity in activities)
    needed = None if need is None else need.people
    excess: float | None = None
    status = UNKNOWN
    if planned is not None and needed is not None:
        excess = max(0.0, planned - needed) / planned if planned > 0 else 0.0
        status = DUPLICATION if above(planned, needed) else NO_DUPLICATION
    keys = sorted(activity.key for activity in activities)
    leads = sorted({activity.lead for activity in activities})
    described: dict[str, object] = {
        "activities": keys,
        "leads": leads,
        "planned": planned,
        "need": needed,
        "excess": excess,
        "status": status,
    }
    rows: tuple[RowKey, ...] = tuple(("activities", key) for key in keys)
    if need is not None:
        rows += (("needs", need.key),)
    params = {
        "dimension": cell[0],
        "area": cell[1],
        "target_group": cell[2],
        "intervention_type": cell[3],
        "agencies": len(leads),
        "planned": planned,
        "need": needed,
    }
    weight = {DUPLICATION: 2.0, UNKNOWN: 1.0, NO_DUPLICATION: 0.0}[status] + (excess or 0.0)
    return described, Finding("D3", FRICTION, f"overlap_{status}", params, rows, tuple(leads), weight)


def people_in(activity: Activity, area: str) -> float | None:
    """People the activity plans for in one of its areas: as recorded, else an equal part of the whole."""
    if activity.people_by_area is not None:
        return dict(activity.people_by_area).get(area)
    if activity.people_planned is None or not activity.areas:
        return None
    return activity.people_planned / len(activity.areas)


def _latest_needs(index: Index) -> dict[Cell, Need]:
    latest: dict[Cell, Need] = {}
    for row in index.inputs.needs:
        if not index.known(row.dated_on):
            continue
        cell = (row.dimension, row.area, row.target_group, row.intervention_type)
        known = latest.get(cell)
        if known is None or (row.dated_on or date.min) >= (known.dated_on or date.min):
            latest[cell] = row
    return latest
