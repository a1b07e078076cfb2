"""The result of a what-if in words: what moves and what does not. No queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.coherence import words
from apps.coherence.engine.registry import (
    BAND_TEXTS,
    FINDING_TEXTS,
    INDICATOR_TEXTS,
    RECOMMENDATION_TEXTS,
    SIGNAL_TEXTS,
    STATUS_TEXTS,
    STRIP_TEXTS,
    TRADE_OFF_TEXTS,
)
from apps.coherence.enums import Level
from apps.coherence.selectors.rows import RowKey
from apps.coherence.what_if.sentences import name
from apps.core.enums import Grade

SERVED = {
    "served": gettext_lazy("Served from inside and outside"),
    "external_only": gettext_lazy("Served from outside only"),
    "internal_only": gettext_lazy("Served from inside only"),
    "paper_only": gettext_lazy("Served on paper only"),
    "orphan": gettext_lazy("Served by nobody"),
}


def rows_of_result(result: Mapping[str, Any]) -> list[RowKey]:
    """The rows that the page of a result names, to be described before it is written."""
    rows = [
        ("agencies", one["subject"])
        for one in result["indicators"]
        if one["subject"] is not None and one["level"] == Level.AGENCY
    ]
    rows += [
        ("objectives", key) for key, pair in result["orphans"].items() if pair["before"] != pair["after"]
    ]
    rows += [("gates", key) for key in result["gates"]]
    rows += [("scenarios", key) for key in result["absorption"]]
    for alert in result["alerts"]:
        rows += words.named_rows(alert["params"])
    return rows


def summary(result: Mapping[str, Any]) -> str:
    """The sentence that a result begins with: which levels would move, and how many would not."""
    moved = [
        _level_moved(level, result["levels"][level]) for level in Level if result["levels"][level]["moved"]
    ]
    if not moved and not any(result["levels"][level]["moved"] is None for level in Level):
        return _("No level would move.")
    if not moved:
        return _("No level that is shown would move.")
    text = _("These changes would move %(levels)s.") % {"levels": ", ".join(moved)}
    still = sum(result["levels"][level]["moved"] is False for level in Level)
    if not still:
        return text
    rest = ngettext("One level would not move.", "%(count)s levels would not move.", still)
    return f"{text} {rest % {'count': words.number(still)}}"


def _level_moved(level: Level, pair: Mapping[str, Any]) -> str:
    before, after = (pair[side]["strips"]["consistency"] for side in ("before", "after"))
    label = str(level.label)
    if before["value"] == after["value"]:
        if (before["lo"], before["hi"]) == (after["lo"], after["hi"]):
            return _("%(level)s in its process") % {"level": label}
        return _("%(level)s in its bounds") % {"level": label}
    return _("%(level)s from %(before)s to %(after)s") % {
        "level": label,
        "before": words.degree(before["value"]) or _("not assessed"),
        "after": words.degree(after["value"]) or _("not assessed"),
    }


def columns(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The four levels in their order, each as a card before and one after."""
    return [
        {
            "level": level,
            "who": words.WHO[level],
            "moved": pair["moved"],
            "before": words.card(level, pair["before"], pair["subjects"]),
            "after": words.card(level, pair["after"], pair["subjects"]),
            "difference": difference(
                pair["before"]["strips"]["consistency"]["value"],
                pair["after"]["strips"]["consistency"]["value"],
            ),
        }
        for level, pair in ((level, result["levels"][level]) for level in Level)
    ]


def difference(before: float | None, after: float | None) -> str | None:
    """By how much a degree would move, rounded once and with its sign.

    None where one of the two is not known, and where it would be shown as none.
    """
    moved = 0.0 if before is None or after is None else round(after - before, 2)
    if moved == 0:
        return None
    return f"+{words.degree(moved)}" if moved > 0 else words.degree(moved)


def _seen_to_move(one: Mapping[str, Any]) -> bool:
    """Whether the page would show another value, status or bounds: what is smaller is not said to move."""
    before, after = one["before"], one["after"]
    if difference(before and before["value"], after and after["value"]) is not None:
        return True
    shown = [_value(side) for side in (before, after)]
    known = [side["value"] is not None for side in shown]
    return known[0] != known[1] or any(shown[0][name] != shown[1][name] for name in ("text", "bounds"))


def moved_count(result: Mapping[str, Any]) -> int:
    """How many indicators of any subject are said to move."""
    return sum(map(_seen_to_move, result["indicators"]))


def indicators(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, Any]]:
    """The indicators that would move, level by level in the order of the method."""
    rows = []
    for one in filter(_seen_to_move, result["indicators"]):
        text = INDICATOR_TEXTS[one["indicator"]]
        before, after = one["before"], one["after"]
        rows.append(
            {
                "level": Level(one["level"]),
                "subject": None
                if one["subject"] is None
                else words.subject_name(one["level"], one["subject"], seen),
                "id": one["indicator"],
                "name": _(text.name),
                "strip": _(STRIP_TEXTS[(after or before)["strip"]]),
                "before": _value(before),
                "after": _value(after),
                "difference": difference(before and before["value"], after and after["value"]),
            }
        )
    order = [str(level) for level in Level]
    return sorted(
        rows, key=lambda row: (order.index(row["level"]), row["id"], (row["subject"] or "").casefold())
    )


def _value(value: Mapping[str, Any] | None) -> dict[str, Any]:
    if value is None:
        return {"value": None, "shown": None, "text": _("not there"), "bounds": None}
    bounds = None if value["lo"] is None else words.interval(value["lo"], value["hi"])
    return {
        "value": value["value"],
        "shown": words.degree(value["value"]),
        "text": _(STATUS_TEXTS[value["status"]]),
        "bounds": bounds,
    }


def unmoved(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What would not move as far as shown: the indicators of each level, with how many subjects keep each."""
    still = Counter(
        (one["level"], one["indicator"]) for one in result["indicators"] if not _seen_to_move(one)
    )
    return [
        {
            "level": level,
            "indicators": [
                {
                    "name": _(INDICATOR_TEXTS[key].name),
                    "subjects": result["unmoved"][level].get(key, 0) + still[level, key],
                }
                for key in sorted({*result["unmoved"][level], *(key for at, key in still if at == level)})
            ],
            "of_subjects": result["levels"][level]["subjects"] is not None,
        }
        for level in Level
    ]


def weakest(result: Mapping[str, Any]) -> dict[str, str]:
    """The weakest level, before and after."""
    return {side: _weakest(one) for side, one in result["weakest"].items()}


def _weakest(one: Mapping[str, Any]) -> str:
    if one.get("withheld"):
        return words.status_text(words.WITHHELD)
    if one["level"] is None:
        return _("no level assessed")
    return _("%(level)s, %(value)s (%(band)s)") % {
        "level": Level(one["level"]).label,
        "value": words.degree(one["value"]),
        "band": _(BAND_TEXTS[one["band"]]) if one["band"] else _("no band"),
    }


def trade_offs(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every trade-off, before and after, in the order of the dashboard."""
    before, after = (_flat(result["trade_offs"][side]) for side in ("before", "after"))
    rows = []
    for key in [*before, *(key for key in after if key not in before)]:
        pair = [side.get(key) for side in (before, after)]
        rows.append(
            {
                "name": _(TRADE_OFF_TEXTS[key[0]].name),
                "state": key[1],
                "values": [None if one is None else words.degree(one["value"]) for one in pair],
                "flags": [one is not None and one["flag"] for one in pair],
                "moved": pair[0] != pair[1],
            }
        )
    return rows


def _flat(found: Mapping[str, Any]) -> dict[tuple[str, str | None], Mapping[str, Any]]:
    flat: dict[tuple[str, str | None], Mapping[str, Any]] = {("T1", None): found["T1"]}
    for key in ("T2", "T3"):
        flat |= {(key, state): one for state, one in sorted(found[key].items())}
    return flat


def gates(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, Any]]:
    """What is recommended at each gate, before and after."""
    return [
        {
            "name": name("gates", key, seen),
            "before": _gate(pair["before"]),
            "after": _gate(pair["after"]),
            "moved": pair["before"] != pair["after"],
        }
        for key, pair in result["gates"].items()
    ]


def _gate(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return _("not there")
    text = _(RECOMMENDATION_TEXTS[one["recommendation"]])
    return _("%(recommendation)s (contested)") % {"recommendation": text} if one["contested"] else text


def findings(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How many findings each signal has, before and after, in the order of the method."""
    order = list(SIGNAL_TEXTS)
    counts: dict[str, list[int]] = {}
    for one in result["findings"].values():
        both = counts.setdefault(one["signal"], [0, 0])
        both[0] += one["before"]
        both[1] += one["after"]
    return [
        {
            "name": _(SIGNAL_TEXTS[signal].name),
            "before": both[0],
            "after": both[1],
            "moved": both[0] != both[1],
        }
        for signal, both in sorted(counts.items(), key=lambda item: order.index(item[0]))
    ]


def deficit(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """D1 at each grade, before and after."""
    pair = result["deficit"]
    return [
        {
            "grade": str(grade.label),
            "before": _share(pair["before"][grade]),
            "after": _share(pair["after"][grade]),
            "moved": pair["before"][grade] != pair["after"][grade],
        }
        for grade in Grade
    ]


def _share(value: float | None) -> str | None:
    return None if value is None else words.percent(value)


def orphans(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, str]]:
    """Objectives that would be served otherwise than they are (D2)."""
    return [
        {
            "name": name("objectives", key, seen),
            "before": _orphan(pair["before"]),
            "after": _orphan(pair["after"]),
        }
        for key, pair in result["orphans"].items()
        if pair["before"] != pair["after"]
    ]


def _orphan(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return _("not there")
    text = str(SERVED[one["status"]])
    return _("%(served)s, without money") % {"served": text} if one["unfunded"] else text


def alerts(result: Mapping[str, Any], seen: words.Seen) -> list[str]:
    """Humanitarian alerts that only the changes bring."""
    return [words.sentence(FINDING_TEXTS[one["code"]], one["params"], seen) for one in result["alerts"]]


def by_name(columns: Sequence[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Rows of several results side by side: one for each name, `cells` in the order of the results."""
    names = list(dict.fromkeys(one["name"] for column in columns for one in column))
    return [{"name": found, "cells": [_cell(found, column) for column in columns]} for found in names]


def _cell(found: str, column: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    return next((one for one in column if one["name"] == found), None)


def table(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> tuple[list[str], list[list[Any]]]:
    """Levels and moved indicators as a file: raw ratios before and after, what is missing left empty."""
    head = [_("Level"), _("Subject"), _("Indicator"), _("Before"), _("After")]
    body: list[list[Any]] = [
        [
            str(one["level"].label),
            None,
            _(STRIP_TEXTS["consistency"]),
            one["before"]["consistency"]["value"],
            one["after"]["consistency"]["value"],
        ]
        for one in columns
    ]
    body += [
        [
            str(one["level"].label),
            one["subject"],
            f"{one['id']} {one['name']}",
            one["before"]["value"],
            one["after"]["value"],
        ]
        for one in rows
    ]
    return head, body
