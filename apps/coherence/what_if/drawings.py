"""The figures of a what-if."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.drawings import level_bar
from apps.core.figures import Figure, Series, lines

SMALL = 100.0


def with_bars(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns of a result, each with its bar before and after."""
    for one in columns:
        for side, when in (("before", _("without the changes")), ("after", _("with the changes"))):
            name = _("%(level)s, %(when)s") % {"level": one["level"].label, "when": when}
            one[f"{side}_figure"] = level_bar(f"{one['level']}-{side}", name, one[side]["consistency"])
    return columns


def absorption(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, Any]]:
    """For each scenario the curves before and after, and what becomes of the delivery."""
    return [
        {
            "key": key,
            "name": _label(key, seen),
            "moved": pair["before"] != pair["after"],
            "figure": _curves(number, _label(key, seen), pair),
            "ends": _ends(pair),
        }
        for number, (key, pair) in enumerate(result["absorption"].items())
    ]


def ends(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, Any]]:
    """Scenario by scenario what would be absorbed, for several what-ifs side by side."""
    return [
        {
            "name": _("%(scenario)s: %(part)s") % {"scenario": _label(key, seen), "part": end["name"]},
            "before": end["before"],
            "after": end["after"],
            "moved": end["before"] != end["after"],
        }
        for key, pair in result["absorption"].items()
        for end in _ends(pair)
    ]


def _label(key: str, seen: words.Seen) -> str:
    row = seen.get(("scenarios", key))
    return key if row is None else row.label


def _curves(number: int, name: str, pair: Mapping[str, Any]) -> Figure:
    before, after = (pair[side] or {} for side in ("before", "after"))
    # The changes move what is delivered and not what can be taken up: the longer curve holds the shorter.
    capacity = max(before.get("capacity") or (), after.get("capacity") or (), key=len)
    if pair["before"] == pair["after"]:
        parts = [(_("Capacity"), capacity), (_("Backlog"), before.get("backlog") or ())]
    else:
        parts = [
            (_("Capacity"), capacity),
            (_("Backlog before"), before.get("backlog") or ()),
            (_("Backlog after"), after.get("backlog") or ()),
        ]
    columns = list(zip_longest(*(values for _label, values in parts)))
    return lines(
        prefix=f"absorption-{number}",
        title=_("Absorption: %(scenario)s") % {"scenario": name},
        desc=_("What can be taken up in each period, and what waits at its end. A simulation, no estimate."),
        periods=[str(place) for place in range(1, len(columns) + 1)],
        series=[
            Series(label, tuple(row[place] for row in columns))
            for place, (label, _values) in enumerate(parts)
        ],
        fmt=lambda value: amount(float(value)),
        empty=_("Delivery or first capacity of this scenario is not recorded."),
        heading=_("Period"),
    )


def _ends(pair: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What of the delivery is absorbed, lost and left over, and the worst overload."""
    labels = {
        "absorbed": _("Absorbed"),
        "lapsed": _("Lapsed"),
        "backlog_end": _("Backlog at the end"),
        "peak_overload": _("Peak of overload"),
    }
    return [
        {"name": label, "before": _number(pair["before"], part), "after": _number(pair["after"], part)}
        for part, label in labels.items()
    ]


def _number(side: Mapping[str, Any] | None, part: str) -> str | None:
    value = None if side is None else side[part]
    return None if value is None else amount(value)


def amount(value: float) -> str:
    """An amount or a ratio: two decimals where it is small, none where they would say nothing."""
    return words.number(round(value)) if abs(value) >= SMALL else words.number(value, 2)
