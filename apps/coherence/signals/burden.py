"""D8 consultation burden: each internal actor on its own, never added up."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, one, short
from apps.core.figures import against

DRAWN_AT_MOST = 24


def _burden_words() -> dict[str, str]:
    return {
        "overload": _("Overload: propose a period without missions"),
        "high": _("High: pause what is not critical, defer verifications"),
        "watch": _("Watch"),
        "not_assessed": _("Not assessed: hours or capacity not recorded"),
        "ok": _("Within what it declared"),
    }


def without_declared_hours(content: Mapping[str, Any]) -> dict[str, Any]:
    """The signal for who does not know what internal actors declared: nor what can be computed from it."""
    withheld = {"capacity": None, "value": None}
    agencies = {key: {**item, **withheld} for key, item in content["agencies"].items()}
    return {**content, "agencies": agencies}


def consultation_burden(stored: Stored) -> Page:
    agencies, labels = stored.content["agencies"], _burden_words()
    order = list(labels)
    ordered = sorted(
        agencies.items(), key=lambda pair: (order.index(pair[1]["status"]), -(pair[1]["value"] or 0), pair[0])
    )
    paused = sum(item["stop_non_critical"] for item in agencies.values())
    unknown = sum(item["status"] == "not_assessed" for item in agencies.values())
    if agencies:
        sentence = ngettext(
            "%(paused)s of %(count)s internal actor is asked for so much time that requests that are not "
            "critical should pause; %(unknown)s cannot be assessed.",
            "%(paused)s of %(count)s internal actors are asked for so much time that requests that are not "
            "critical should pause; %(unknown)s cannot be assessed.",
            len(agencies),
        ) % {
            "paused": words.number(paused),
            "count": words.number(len(agencies)),
            "unknown": words.number(unknown),
        }
    else:
        sentence = _("No internal actor is present.")
    drawn = [
        (key, item) for key, item in ordered if item["demand"] is not None and item["capacity"] is not None
    ]
    drawn = drawn[:DRAWN_AT_MOST]

    def figures(names: Names) -> list[Drawn]:
        if not drawn:
            return []
        rows = [
            (
                names.label("agencies", key),
                item["demand"],
                item["capacity"],
                _("%(demand)s of %(capacity)s hours")
                % {"demand": words.number(item["demand"]), "capacity": words.number(item["capacity"])},
                names.url("agencies", key),
            )
            for key, item in drawn
        ]
        figure = against(
            prefix="D8",
            title=_("Hours asked against hours declared"),
            desc=sentence,
            rows=rows,
            gaps=False,
            fmt=short,
            columns=(_("Agency"), _("Hours asked"), _("Hours declared")),
        )
        caption = _("Hours asked in three months (bar) against hours declared for liaison (mark)")
        return [Drawn(caption, figure)]

    requests = stored.behind.get("liaison_requests", {})
    return Page(
        sentence,
        tuple(
            Fact(label, words.number(sum(item["status"] == status for item in agencies.values())))
            for status, label in labels.items()
        ),
        (
            Sheet(
                _("Internal actors, never added up"),
                (
                    (_("Agency"), "rows"),
                    (_("Requests"), "number"),
                    (_("From"), "number"),
                    (_("Topics repeated"), "number"),
                    (_("Hours asked"), "number"),
                    (_("Hours declared"), "number"),
                    (_("Burden"), "share"),
                    (_("What follows"), "text"),
                    (_("Requests whose hours are not recorded"), "number"),
                ),
                [
                    (
                        one("agencies", key),
                        len(requests[key]) if key in requests else None,
                        item.get("requesters"),
                        item.get("repeats"),
                        item["demand"],
                        item["capacity"],
                        item["value"],
                        labels[item["status"]],
                        item.get("hours_unrecorded"),
                    )
                    for key, item in ordered
                ],
            ),
            Sheet(
                _("What should wait"),
                ((_("Agency"), "rows"), (_("Row"), "rows"), (_("Why"), "text")),
                [
                    (one("agencies", key), one(collection, row), why)
                    for key, item in ordered
                    for part, collection, why in _pauses()
                    for row in (item.get("pause") or {}).get(part, ())
                ],
                _("Nobody is asked for so much time that requests should wait."),
            ),
            Sheet(
                _("Consultations that were followed up within six months"),
                (
                    (_("Agency"), "rows"),
                    (_("Followed up"), "number"),
                    (_("Of"), "number"),
                    (_("Still open"), "number"),
                    (_("Share"), "share"),
                    (_("At worst"), "share"),
                    (_("At best"), "share"),
                ),
                [
                    (
                        one("agencies", key),
                        *(item["follow_through"][part] for part in ("k", "n", "open", "value", "lo", "hi")),
                    )
                    for key, item in ordered
                    if item.get("follow_through")
                ],
            ),
            Sheet(
                _("Requests of the last three months"),
                ((_("Agency"), "rows"), (_("Request"), "rows")),
                [
                    (one("agencies", key), one("liaison_requests", request))
                    for key, _item in ordered
                    for request in requests.get(key, ())
                ],
                _("No request is recorded."),
            ),
        ),
        tuple(("agencies", key) for key, _item in drawn),
        figures,
    )


def _pauses() -> tuple[tuple[str, str, str], ...]:
    """Part of the pause, collection of its rows, and why they should wait."""
    return (
        ("verifications", "activities", _("Verification: defer it")),
        ("non_critical", "liaison_requests", _("Said not to be critical")),
        ("unsaid", "liaison_requests", _("Not said whether it is critical: ask")),
    )
