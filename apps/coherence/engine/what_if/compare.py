"""Two assessments of one date side by side, without and with the changes: what moved and what did not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apps.coherence.engine.output import (
    gates_document,
    levels_document,
    trade_offs_document,
    weakest_document,
)
from apps.coherence.engine.results import LEVELS, Assessment
from apps.core.values import same

Document = dict[str, Any]
Key = tuple[str, str | None, str]
"""Level, subject (None for the whole level) and indicator."""

OF_VALUE = ("status", "value", "lo", "hi", "n", "N")
SHOWN_OF_VALUE = (*OF_VALUE, "strip")
OF_DEFICIT = ("N", "claimed", "evidenced", "verified")


@dataclass(frozen=True, slots=True)
class Side:
    """What of one assessment is compared, in the plain types of the printed document.

    `levels`: the one column of each level; `subjects`: how many each level has, None where it is measured as
    a whole. `findings`: how many of each (signal, code). `guard`: humanitarian alerts (D6) as code, params
    and rows. `signals`: the contents of D1, D2 and D9.
    """

    levels: Mapping[str, Document]
    subjects: Mapping[str, int | None]
    indicators: Mapping[Key, Document]
    weakest: Document
    trade_offs: Document
    gates: Mapping[str, Document]
    findings: Mapping[tuple[str, str], int]
    guard: tuple[Document, ...]
    signals: Mapping[str, Mapping[str, Any]]


COMPARED_SIGNALS = ("D1", "D2", "D9")
GUARD = "D6"


def side_of(assessment: Assessment) -> Side:
    """What of a computed assessment is compared."""
    levels = levels_document(assessment.levels)
    return Side(
        levels={level: levels[level].get("system", levels[level]) for level in LEVELS},
        subjects={
            level: len(levels[level]["subjects"]) if "subjects" in levels[level] else None for level in LEVELS
        },
        indicators={
            (level, subject, indicator): {name: value[name] for name in SHOWN_OF_VALUE}
            for level in LEVELS
            for subject, part in _subjects(levels[level])
            for indicator, value in part["indicators"].items()
        },
        weakest=weakest_document(assessment),
        trade_offs=trade_offs_document(assessment),
        gates=gates_document(assessment),
        findings=Counter((item.signal, item.code) for item in assessment.findings),
        guard=tuple(
            {"code": item.code, "params": dict(item.params), "rows": [list(row) for row in item.rows]}
            for item in assessment.signals[GUARD].findings
        ),
        signals={key: assessment.signals[key].content for key in COMPARED_SIGNALS},
    )


def _subjects(part: Document) -> Iterator[tuple[str | None, Document]]:
    if "subjects" in part:
        yield from part["subjects"].items()
    else:
        yield None, part


def compare(before: Side, after: Side) -> Document:
    """What a page shows of a what-if, in plain JSON types; each pair is `{"before": ..., "after": ...}`.

    `levels`: each as in the printed document, with `moved`: does one of its values or bounds differ.
    `indicators`: those of any subject that moved; `unmoved` counts the others, by level. `findings`: how many
    of each code. `deficit` D1, `orphans` D2 by objective, `absorption` D9 by scenario. `alerts`: humanitarian
    alerts (D6) that only the changes bring.
    """
    old, new = before.indicators, after.indicators
    moved = [key for key in new if not _equal(old.get(key), new[key])]
    moved += [key for key in old if key not in new]
    signals = before.signals, after.signals
    return {
        "levels": {level: _level(level, before, after) for level in LEVELS},
        "indicators": [
            {"level": key[0], "subject": key[1], "indicator": key[2]} | _pair(old.get(key), new.get(key))
            for key in moved
        ],
        "unmoved": _unmoved(new, moved),
        "weakest": _pair(before.weakest, after.weakest),
        "trade_offs": _pair(before.trade_offs, after.trade_offs),
        "gates": _by_key(before.gates, after.gates),
        "findings": _findings(before.findings, after.findings),
        "alerts": _alerts(before, after),
        "deficit": _pair(*({name: side["D1"].get(name) for name in OF_DEFICIT} for side in signals)),
        "orphans": _by_key(*(side["D2"]["objectives"] for side in signals)),
        "absorption": _by_key(*(side["D9"]["scenarios"] for side in signals)),
    }


def _pair(before: Any, after: Any) -> Document:
    return {"before": before, "after": after}


def _by_key(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    """One pair for each key of either side."""
    return {key: _pair(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())}


def _level(level: str, before: Side, after: Side) -> Document:
    old, new = before.levels[level], after.levels[level]
    still = all(_equal(old["strips"][strip], new["strips"][strip]) for strip in new["strips"])
    return _pair(old, new) | {
        "moved": not still or old["band"] != new["band"],
        "subjects": after.subjects[level],
    }


def _equal(one: Document | None, other: Document | None) -> bool:
    """Equal in what a page shows, sums in another order aside."""
    if one is None or other is None:
        return one is other
    return all(_same(one[name], other[name]) for name in OF_VALUE)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return same(one, other)
    return bool(one == other)


def _unmoved(values: Mapping[Key, Document], moved: list[Key]) -> dict[str, dict[str, int]]:
    """How many subjects kept each indicator, by level."""
    gone = set(moved)
    counts: dict[str, Counter[str]] = {level: Counter() for level in LEVELS}
    for key in values:
        if key not in gone:
            counts[key[0]][key[2]] += 1
    return {level: dict(sorted(found.items())) for level, found in counts.items()}


def _findings(before: Mapping[tuple[str, str], int], after: Mapping[tuple[str, str], int]) -> Document:
    """Pairs of counts by code, with the signal each belongs to."""
    return {
        code: {"signal": signal} | _pair(before.get((signal, code), 0), after.get((signal, code), 0))
        for signal, code in sorted(before.keys() | after.keys())
    }


def _alerts(before: Side, after: Side) -> list[Document]:
    known = [(item["code"], item["rows"]) for item in before.guard]
    return [item for item in after.guard if (item["code"], item["rows"]) not in known]
