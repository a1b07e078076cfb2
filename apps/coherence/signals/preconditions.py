"""P1 to P5: what must stand before coherence can be asked for, each thing looked at with its state."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.engine.registry import PRECONDITION_TEXTS, REASON_TEXTS
from apps.coherence.signals.page import Fact, Kind, Page, Sheet, Stored, share_of

WHAT: dict[str, Callable[[], tuple[str, str, str]]] = {
    "P1": lambda: (_("Versions known by this date"), _("Version"), _("Beside")),
    "P2": lambda: (_("Registered agencies"), _("Agency"), _("Beside")),
    "P3": lambda: (_("Objectives in force"), _("Objective"), _("Its benchmarks")),
    "P4": lambda: (_("Objectives in force"), _("Objective"), _("Endorsed by")),
    "P5": lambda: (_("Dimensions of the mission"), _("Dimension"), _("Objectives")),
}
"""Caption of the table, and the headings of what is counted and of what stands beside it."""


def precondition(key: str) -> Callable[[Stored], Page]:
    """The page of one precondition: how many of how many, and each of them with the reason, what does not
    count first."""

    def page(stored: Stored) -> Page:
        caption, what, beside = WHAT[key]()
        units = sorted(stored.behind["units"], key=lambda unit: unit[1] == 1)
        fact = _adoption(stored) if key == "P1" else _share(key, stored)
        columns: tuple[tuple[str, Kind], ...] = (
            (what, "rows"),
            (_("Counts"), "text"),
            (_("Reason"), "text"),
            (beside, "rows"),
        )
        if all(len(rows) == 1 for rows, *_rest in units):
            columns = columns[:3]
        return Page(
            _sentence(key, stored),
            (fact,),
            (
                Sheet(
                    caption,
                    columns,
                    [
                        (
                            (tuple(rows[0]),),
                            words.counts(score),
                            _(REASON_TEXTS[reason]),
                            tuple(tuple(row) for row in rows[1:]),
                        )[: len(columns)]
                        for rows, score, _weight, reason in units
                    ],
                ),
            ),
        )

    return page


def _share(key: str, stored: Stored) -> Fact:
    content = stored.content
    return share_of(_(PRECONDITION_TEXTS[key].name), content["value"], content["k"], content["n"])


def _adoption(stored: Stored) -> Fact:
    return Fact(_(PRECONDITION_TEXTS["P1"].name), words.adoption(stored.content))


def _sentence(key: str, stored: Stored) -> str:
    content = stored.content
    if key == "P1":
        if not content["adopted"]:
            return _("No framework is in force: there is nothing to be coherent with.")
        if content["flag"]:
            return _("A framework is in force, and was not revised for more than twelve months.")
        return _("A framework is in force.")
    if content["value"] is None:
        return _("Nothing is recorded that would answer this, or no framework is in force.")
    counted = {"k": words.number(content["k"]), "n": words.number(content["n"])}
    return {
        "P2": lambda: _("%(k)s of %(n)s registered agencies acknowledged the version in force."),
        "P3": lambda: _("%(k)s of %(n)s objectives have a benchmark that is assessed and not stale."),
        "P4": lambda: _("%(k)s of %(n)s objectives are endorsed by an independent internal actor."),
        "P5": lambda: _("An objective belongs to %(k)s of %(n)s dimensions."),
    }[key]() % counted
