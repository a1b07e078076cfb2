"""The picture of a gate on one day, frozen as JSON text: what the computation said, and what it rested on.

It names rows by their wording of that day, so that it reads the same when they change or go.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from apps.alignment.models import Dissent
from apps.benchmarks.models import GateBenchmark
from apps.benchmarks.selectors.board import BoardRow
from apps.coherence.models import Assessment

Picture = dict[str, Any]
LAST = 2
"""Observations of each benchmark that the gate looks at."""


def picture_of(
    gate: str,
    assessment: Assessment,
    *,
    roles: Sequence[GateBenchmark],
    rows: Mapping[int, BoardRow],
    dissents: Sequence[Dissent],
) -> Picture:
    """Recommendation, states, last values, blockers, dissents and watch of the gate with this key. No query.

    `rows` by primary key of the benchmark; `dissents` those that stand on the day. Raises KeyError where the
    assessment does not know the gate.
    """
    result = assessment.result or {}
    found = result["gates"][gate]
    return {
        "as_of": assessment.as_of.isoformat(),
        "assessment": assessment.key,
        "inputs_sha256": assessment.inputs_sha256,
        "engine_version": assessment.engine_version,
        "recommendation": found["recommendation"],
        "contested": found["contested"],
        "supporting_share": found["supporting_share"],
        "confirmed": found["confirmed"],
        "blockers": found["blockers"],
        "benchmarks": [
            _benchmark(role, found["benchmarks"].get(role.benchmark.key), rows.get(role.benchmark_id))
            for role in roles
        ],
        "dissents": [
            {
                "key": row.key,
                "agency": str(row.agency),
                "statement": row.statement,
                "raised_on": row.raised_on.isoformat(),
                "answer": row.answer_by(assessment.as_of),
            }
            for row in dissents
        ],
        "transitions": [
            row for row in result.get("transitions", ()) if gate in {row["next_gate"], row["previous_gate"]}
        ],
    }


def _benchmark(role: GateBenchmark, found: Mapping[str, str] | None, row: BoardRow | None) -> Picture:
    measured = None if row is None else row.measured
    return {
        "key": role.benchmark.key,
        "statement": None if row is None else row.plan.statement,
        "unit": None if measured is None else measured.indicator.unit,
        "value_type": None if measured is None else measured.indicator.value_type,
        "currency": None if measured is None else measured.indicator.currency,
        "stages": None if measured is None else measured.indicator.stages,
        "role": role.role,
        "comparator": role.comparator,
        "threshold": role.threshold,
        "regression_threshold": role.regression_threshold,
        "state": None if found is None else found["state"],
        "observations": []
        if measured is None
        else [
            {
                "on": None if point.on is None else point.on.isoformat(),
                "value": point.value,
                "grade": point.grade,
            }
            for point in measured.headline[-LAST:][::-1]
        ],
    }


def as_text(picture: Picture) -> str:
    """The picture as it is kept."""
    return json.dumps(picture, ensure_ascii=False, sort_keys=True)


def read(text: str | None) -> Picture | None:
    """A kept picture; None where there is none, or where it is no picture of ours."""
    if text is None:
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "recommendation" in found else None
