"""T1 to T3: two shares over the same activities, and every activity with what it counts for in each."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.engine.registry import REASON_TEXTS
from apps.coherence.signals.page import Fact, Page, Sheet, Stored, one

SHARES: dict[str, Callable[[], tuple[str, str]]] = {
    "T1": lambda: (_("Linked, evidenced or better"), _("Verified by an independent internal actor")),
    "T2": lambda: (_("Traced to the joint strategy"), _("Verified by an independent internal actor")),
    "T3": lambda: (_("Traced to its agency's policy"), _("Traced to the joint strategy")),
}
"""The two shares, in the order in which they are subtracted."""


def bloc_pressure(stored: Stored) -> Page:
    part = {"": stored.behind}
    return Page(
        _sentence("T1", part), tuple(_facts("T1", "", stored.behind)), (_sheet("T1", "", stored.behind),)
    )


def of_states(key: str) -> Callable[[Stored], Page]:
    """The page of a trade-off that is looked at state by state."""

    def page(stored: Stored) -> Page:
        parts = sorted(stored.behind.items())
        return Page(
            _sentence(key, stored.behind),
            tuple(fact for state, part in parts for fact in _facts(key, state, part)),
            tuple(_sheet(key, state, part) for state, part in parts),
        )

    return page


def _sentence(key: str, parts: Mapping[str, Any]) -> str:
    if not parts:
        return _("No state with several agencies has a joint strategy: there is nothing to set side by side.")
    if all(part["n"] == 0 for part in parts.values()):
        return _("Of no activity both shares are known: there is nothing to set side by side.")
    first, second = SHARES[key]()
    return _("The share of activities for “%(first)s” minus the share for “%(second)s”.") % {
        "first": first,
        "second": second,
    }


def _facts(key: str, state: str, part: Mapping[str, Any]) -> list[Fact]:
    first, second = SHARES[key]()
    counted = _("of %(n)s activities") % {"n": words.number(part["n"])} if part["n"] else ""
    return [
        Fact(_named(first, state), words.degree(part["first"]), counted),
        Fact(_named(second, state), words.degree(part["second"]), counted),
        Fact(
            _named(_("Difference"), state),
            words.degree(part["value"]),
            _("flagged") if part["flag"] else "",
        ),
    ]


def _sheet(key: str, state: str, part: Mapping[str, Any]) -> Sheet:
    first, second = SHARES[key]()
    units = sorted(part["units"], key=lambda unit: (unit[1] == unit[2], unit[3] is not None))
    return Sheet(
        _named(_("The activities, those that make the difference first"), state),
        ((_("Activity"), "rows"), (first, "text"), (second, "text"), (_("Left out because"), "text")),
        [
            (
                one("activities", activity),
                words.counts(a),
                words.counts(b),
                _(REASON_TEXTS[reason]) if reason else "",
            )
            for activity, a, b, reason in units
        ],
        _("No activity is looked at."),
    )


def _named(label: str, state: str) -> str:
    return f"{label} ({words.state(state)})" if state else label
