"""The changes of a what-if as sentences, and what is wrong with one. No queries."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.coherence import words
from apps.coherence.engine.what_if import ERROR_TEXTS
from apps.coherence.engine.what_if.changes import NEW_LINK
from apps.coherence.models import WhatIf
from apps.coherence.selectors.rows import RowKey
from apps.core.enums import Grade

KINDS: Mapping[str, Promise] = {
    "link_activity": gettext_lazy("Link an activity"),
    "verify_links": gettext_lazy("Verify links"),
    "resolve_contradiction": gettext_lazy("Resolve a contradiction"),
    "move_delivery": gettext_lazy("Move a delivery"),
    "move_money": gettext_lazy("Move money in time"),
    "split_money": gettext_lazy("Split money"),
}
HINTS: Mapping[str, Promise] = {
    "link_activity": gettext_lazy("An activity serves one more objective."),
    "verify_links": gettext_lazy("An independent agency attests links of an activity."),
    "resolve_contradiction": gettext_lazy("Two activities no longer work against each other."),
    "move_delivery": gettext_lazy("What is to be absorbed comes later or earlier."),
    "move_money": gettext_lazy("A funding line begins later or earlier."),
    "split_money": gettext_lazy("Another activity gets a part of a funding line."),
}
FIELDS: Mapping[str, Promise] = {
    "kind": gettext_lazy("Kind of change"),
    "activity": gettext_lazy("Activity"),
    "objective": gettext_lazy("Objective"),
    "grade": gettext_lazy("Grade of evidence"),
    "attestor": gettext_lazy("Attested by"),
    "links": gettext_lazy("Links"),
    "contradiction": gettext_lazy("Contradiction"),
    "scenario": gettext_lazy("Scenario"),
    "periods": gettext_lazy("By so many periods"),
    "period": gettext_lazy("Which period"),
    "funding_line": gettext_lazy("Funding line"),
    "quarters": gettext_lazy("By so many quarters"),
    "parts": gettext_lazy("Parts"),
}
LABELS: Mapping[str, str] = {
    "activity": "activities",
    "objective": "objectives",
    "attestor": "agencies",
    "contradiction": "contradictions",
    "scenario": "scenarios",
    "funding_line": "funding_lines",
}


TRIES: Mapping[str, tuple[str, str, str]] = {
    "contradiction": ("resolve_contradiction", "contradictions", "contradiction"),
    "not_linked": ("link_activity", "activities", "activity"),
    "only_claimed": ("verify_links", "activities", "activity"),
    "not_internally_verified": ("verify_links", "activities", "activity"),
}
"""Which change would mend what moves a level: by the reason of the unit, the kind and the row it needs."""


def try_it(mover: Mapping[str, Any]) -> str | None:
    """The end of an address that begins a what-if with the change a stored mover calls for.

    None where no kind of change mends it. Movers are never about exempt activities, so nothing is suggested
    for one.
    """
    kind, collection, pick = TRIES.get(mover["code"].partition("_")[2], ("", "", ""))
    key = next((key for of, key in mover["rows"] if of == collection), None)
    return None if key is None else "?" + urlencode({"kind": kind, pick: key})


def rows_of(changes: Iterable[Mapping[str, Any]]) -> list[RowKey]:
    """The rows that stored changes name, to be described before they are written as sentences."""
    rows: list[RowKey] = []
    for change in changes:
        rows += [
            (collection, change[name]) for name, collection in LABELS.items() if change.get(name) is not None
        ]
        rows += [("alignment_links", key) for key in change.get("links") or ()]
        rows += [("activities", part["activity"]) for part in change.get("parts") or ()]
    return rows


def changes(what_if: WhatIf, seen: words.Seen) -> list[dict[str, Any]]:
    """Each change with its number, kind and sentence."""
    return [
        {
            "number": number,
            "kind": KINDS[change["kind"]],
            "text": sentence(change, seen),
            "wrong": _error_of(what_if, number),
        }
        for number, change in enumerate(what_if.changes, 1)
    ]


def sentence(change: Mapping[str, Any], seen: words.Seen) -> str:
    """One stored change as a sentence, with the names of the rows it is about."""
    names = {
        field: name(collection, change[field], seen)
        for field, collection in LABELS.items()
        if change.get(field) is not None
    }
    match change["kind"]:
        case "link_activity":
            names["grade"] = str(Grade(change["grade"]).label)
            if change.get("attestor"):
                return _("Link %(activity)s to %(objective)s, verified by %(attestor)s") % names
            return _("Link %(activity)s to %(objective)s: %(grade)s") % names
        case "verify_links":
            links = [name("alignment_links", key, seen) for key in change["links"]]
            return _("Have %(attestor)s verify: %(links)s") % (names | {"links": ", ".join(links)})
        case "resolve_contradiction":
            return _("Resolve: %(contradiction)s") % names
        case "move_delivery":
            return _moved_delivery(change, names)
        case "move_money":
            return _moved_money(change, names)
        case _:
            parts = [
                _("%(share)s to %(activity)s")
                % {
                    "share": words.percent(part["share"]),
                    "activity": name("activities", part["activity"], seen),
                }
                for part in change["parts"]
            ]
            return _("Split %(funding_line)s: %(parts)s") % (names | {"parts": ", ".join(parts)})


def _moved_delivery(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    count = abs(change["periods"])
    shown = {**names, "count": words.number(count), "period": change.get("period")}
    if change.get("period") is None:
        if change["periods"] > 0:
            return (
                ngettext(
                    "Deliver %(scenario)s one period later",
                    "Deliver %(scenario)s %(count)s periods later",
                    count,
                )
                % shown
            )
        return (
            ngettext(
                "Deliver %(scenario)s one period earlier",
                "Deliver %(scenario)s %(count)s periods earlier",
                count,
            )
            % shown
        )
    if change["periods"] > 0:
        return (
            ngettext(
                "Deliver period %(period)s of %(scenario)s one period later",
                "Deliver period %(period)s of %(scenario)s %(count)s periods later",
                count,
            )
            % shown
        )
    return (
        ngettext(
            "Deliver period %(period)s of %(scenario)s one period earlier",
            "Deliver period %(period)s of %(scenario)s %(count)s periods earlier",
            count,
        )
        % shown
    )


def _moved_money(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    count = abs(change["quarters"])
    shown = {**names, "count": words.number(count)}
    if change["quarters"] > 0:
        return (
            ngettext(
                "Move %(funding_line)s one quarter later",
                "Move %(funding_line)s %(count)s quarters later",
                count,
            )
            % shown
        )
    return (
        ngettext(
            "Move %(funding_line)s one quarter earlier",
            "Move %(funding_line)s %(count)s quarters earlier",
            count,
        )
        % shown
    )


def name(collection: str, key: str, seen: words.Seen) -> str:
    """The label of a row, fenced. A link that the what-if itself makes has only its key."""
    made = key.startswith(NEW_LINK)
    return words.isolated(key if made else seen.get((collection, key), words.HIDDEN).label)


def error(what_if: WhatIf) -> str | None:
    """Why the what-if could not be computed, in one sentence; None where it could."""
    found = (what_if.result or {}).get("error")
    if found is None:
        return None
    return fault(found["code"], found["number"], found["field"], found["params"])


def fault(code: str, number: int, field_name: str | None, params: Mapping[str, Any]) -> str:
    """Which change cannot be made, and why; `number` 0 stands for the list as a whole."""
    text = _(ERROR_TEXTS[code]) % params
    if number == 0:
        return text
    place = _("Change %(number)s cannot be made.") % {"number": words.number(number)}
    field = FIELDS.get(field_name or "")
    return str(format_lazy("{} {}: {}", place, field, text) if field else format_lazy("{} {}", place, text))


def _error_of(what_if: WhatIf, number: int) -> bool:
    found = (what_if.result or {}).get("error")
    return found is not None and found["number"] == number
