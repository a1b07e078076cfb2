"""D9 absorption against delivery: a simulation, labelled as such, and beside it what was observed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, amount, one, short
from apps.core.figures import Series, lines

SCENARIOS_DRAWN = 6


def absorption(stored: Stored) -> Page:
    scenarios = stored.content["scenarios"]
    deliveries = stored.behind.get("deliveries", {})
    plans = set(stored.behind.get("plans_of_record", ()))
    known = {key: item for key, item in scenarios.items() if item["capacity"] is not None}
    over = [
        key for key, item in known.items() if item["peak_overload"] is not None and item["peak_overload"] > 1
    ]
    if known:
        sentence = ngettext(
            "A simulation, not an estimate: in %(over)s of %(count)s scenario more is delivered at its "
            "peak than can be absorbed.",
            "A simulation, not an estimate: in %(over)s of %(count)s scenarios more is delivered at its "
            "peak than can be absorbed.",
            len(known),
        ) % {"over": words.number(len(over)), "count": words.number(len(known))}
    else:
        sentence = _(
            "No scenario with a delivery and a first capacity is recorded, so nothing can be simulated."
        )
    ordered = sorted(scenarios, key=lambda key: (key not in plans, key))
    periods = [
        (
            one("scenarios", key),
            place + 1,
            delivery,
            scenarios[key]["capacity"][place],
            scenarios[key]["backlog"][place],
        )
        for key in ordered
        if key in known and deliveries.get(key)
        for place, delivery in enumerate(deliveries[key])
    ]
    return Page(
        sentence,
        (
            Fact(
                _("Scenarios simulated"),
                words.number(len(known)),
                _("of %(all)s") % {"all": words.number(len(scenarios))},
            ),
            Fact(_("With more than can be absorbed"), words.number(len(over))),
        ),
        (
            Sheet(
                _("What becomes of the delivery"),
                (
                    (_("Scenario"), "rows"),
                    (_("Plan of record"), "text"),
                    (_("Delivered"), "money"),
                    (_("Absorbed"), "money"),
                    (_("Lapsed"), "money"),
                    (_("Waiting at the end"), "money"),
                    (_("Peak, times capacity"), "degree"),
                ),
                [
                    (
                        one("scenarios", key),
                        _("yes") if key in plans else _("no"),
                        sum(deliveries[key]) if deliveries.get(key) else None,
                        *(
                            scenarios[key][part]
                            for part in ("absorbed", "lapsed", "backlog_end", "peak_overload")
                        ),
                    )
                    for key in ordered
                ],
            ),
            Sheet(
                _("What was observed at each institution, last twelve months"),
                (
                    (_("Institution"), "rows"),
                    (_("Spent"), "money"),
                    (_("Received or waiting"), "money"),
                    (_("Absorbed"), "share"),
                    (_("Most in a quarter"), "money"),
                    (_("Which is"), "text"),
                    (_("Projects"), "number"),
                ),
                [
                    (
                        one("agencies", key),
                        *(item[part] for part in ("executed", "available", "value", "first_capacity")),
                        None
                        if item["at_least"] is None
                        else _("at least")
                        if item["at_least"]
                        else _("the capacity"),
                        item["projects"],
                    )
                    for key, item in stored.content.get("observed", {}).items()
                ],
                _("No capacity is recorded for these months."),
            ),
            Sheet(
                _("Period by period"),
                (
                    (_("Scenario"), "rows"),
                    (_("Period"), "number"),
                    (_("Delivered"), "money"),
                    (_("Can be absorbed"), "money"),
                    (_("Waiting"), "money"),
                ),
                periods,
            ),
        ),
        tuple(("scenarios", key) for key in ordered[:SCENARIOS_DRAWN]),
        partial(_curves, stored, {key: known[key] for key in ordered[:SCENARIOS_DRAWN] if key in known}),
    )


def _curves(stored: Stored, scenarios: Mapping[str, Any], names: Names) -> list[Drawn]:
    drawn = []
    for number, (key, item) in enumerate(scenarios.items()):
        deliveries = stored.behind.get("deliveries", {}).get(key)
        series = [
            Series(_("Can be absorbed"), tuple(item["capacity"])),
            Series(_("Delivered"), tuple(deliveries or ())) if deliveries else None,
            Series(_("Waiting"), tuple(item["backlog"])),
        ]
        title = names.label("scenarios", key)
        figure = lines(
            prefix=f"D9-{number}",
            title=title,
            desc=_("Absorbed %(absorbed)s, lapsed %(lapsed)s, waiting at the end %(waiting)s.")
            % {
                "absorbed": amount(item["absorbed"], stored.currency),
                "lapsed": amount(item["lapsed"], stored.currency),
                "waiting": amount(item["backlog_end"], stored.currency),
            },
            periods=[words.number(place + 1) for place in range(len(item["capacity"]))],
            series=[one_of for one_of in series if one_of is not None],
            fmt=short,
            heading=_("Period"),
        )
        caption = _(
            "%(scenario)s: delivery against what can be absorbed, by period, in %(currency)s (simulation)"
        )
        drawn.append(Drawn(caption % {"scenario": title, "currency": stored.currency}, figure))
    return drawn
