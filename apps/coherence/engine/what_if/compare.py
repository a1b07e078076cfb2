"""Two assessments of one date side by side, without and with the changes: what moved and what did not."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from apps.coherence.engine.output import (
    gates_document,
    levels_document,
    trade_offs_document,
    weakest_document,
)
from apps.coherence.engine.results import LEVELS, Assessment, Finding
from apps.core.values import same

Document = dict[str, Any]

OF_VALUE = ("status", "value", "lo", "hi", "n", "N")
OF_DEFICIT = ("N", "claimed", "evidenced", "verified")


def compare(before: Assessment, after: Assessment) -> Document:
    """What a page shows of a what-if, in plain JSON types; each pair is `{"before": ..., "after": ...}`.

    `levels`: each as in the printed document, with `moved`: does one of its values or bounds differ.
    `indicators`: those of any subject that moved; `unmoved` counts the others, by level. `findings`: how many
    of each code. `deficit` D1, `orphans` D2 by objective, `absorption` D9 by scenario. `alerts`: humanitarian
    alerts (D6) that only the changes bring.
    """
    levels = levels_document(before.levels), levels_document(after.levels)
    values = [_indicators(document) for document in levels]
    moved = [key for key in values[1] if not _equal(values[0].get(key), values[1][key])]
    moved += [key for key in values[0] if key not in values[1]]
    return {
        "levels": {level: _level(level, *levels) for level in LEVELS},
        "indicators": [
            {"level": key[0], "subject": key[1], "indicator": key[2]}
            | _pair(_value(values[0].get(key)), _value(values[1].get(key)))
            for key in moved
        ],
        "unmoved": _unmoved(values[1], moved),
        "weakest": _pair(weakest_document(before), weakest_document(after)),
        "trade_offs": _pair(trade_offs_document(before), trade_offs_document(after)),
        "gates": _by_key(gates_document(before), gates_document(after)),
        "findings": _findings(before, after),
        "alerts": _alerts(before, after),
        "deficit": _pair(_deficit(before), _deficit(after)),
        "orphans": _by_key(_content(before, "D2", "objectives"), _content(after, "D2", "objectives")),
        "absorption": _by_key(_content(before, "D9", "scenarios"), _content(after, "D9", "scenarios")),
    }


def _pair(before: Any, after: Any) -> Document:
    return {"before": before, "after": after}


def _by_key(before: Mapping[str, Any], after: Mapping[str, Any]) -> Document:
    """One pair for each key of either side."""
    return {key: _pair(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())}


def _level(level: str, before: Document, after: Document) -> Document:
    old, new = _column(before[level]), _column(after[level])
    still = all(_equal(old["strips"][strip], new["strips"][strip]) for strip in new["strips"])
    return _pair(old, new) | {
        "moved": not still or old["band"] != new["band"],
        "subjects": len(after[level]["subjects"]) if "subjects" in after[level] else None,
    }


def _column(part: Document) -> Document:
    system: Document = part.get("system", part)
    return system


Key = tuple[str, str | None, str]


def _indicators(levels: Document) -> dict[Key, Document]:
    return {
        (level, subject, indicator): value
        for level in LEVELS
        for subject, part in _subjects(levels[level])
        for indicator, value in part["indicators"].items()
    }


def _subjects(part: Document) -> Iterator[tuple[str | None, Document]]:
    if "subjects" in part:
        yield from part["subjects"].items()
    else:
        yield None, part


def _value(value: Document | None) -> Document | None:
    return None if value is None else {name: value[name] for name in (*OF_VALUE, "strip")}


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


def _findings(before: Assessment, after: Assessment) -> Document:
    """Pairs of counts by code, with the signal each belongs to."""
    counts = [Counter((item.signal, item.code) for item in side.findings) for side in (before, after)]
    return {
        code: {"signal": signal} | _pair(counts[0][signal, code], counts[1][signal, code])
        for signal, code in sorted(counts[0].keys() | counts[1].keys())
    }


def _alerts(before: Assessment, after: Assessment) -> list[Document]:
    known = {_identity(item) for item in _guard(before)}
    return [
        {"code": item.code, "params": dict(item.params), "rows": [list(row) for row in item.rows]}
        for item in _guard(after)
        if _identity(item) not in known
    ]


def _guard(side: Assessment) -> tuple[Finding, ...]:
    signal = side.signals.get("D6")
    return () if signal is None else signal.findings


def _identity(item: Finding) -> tuple[Any, ...]:
    return item.code, item.rows


def _content(side: Assessment, signal: str, part: str) -> Mapping[str, Any]:
    found = side.signals.get(signal)
    return {} if found is None else found.content.get(part, {})


def _deficit(side: Assessment) -> Document:
    content = side.signals["D1"].content
    return {name: content.get(name) for name in OF_DEFICIT}
