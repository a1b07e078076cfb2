"""D7 cost of coordination, D8 consultation burden, D9 absorption against delivery."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, amount, one, short
from apps.core.figures import Series, against, lines

DRAWN_AT_MOST = 24
SCENARIOS_DRAWN = 6


def coordination_cost(stored: Stored) -> Page:
    content = stored.content
    labels = {None: _("below the first threshold"), "watch": _("watch"), "high": _("high")}
    if content["value"] is not None:
        sentence = _(
            "Coordination costs %(share)s of what external actors disbursed in twelve months: %(flag)s."
        ) % {
            "share": _fine(content["value"]),
            "flag": labels[content["flag"]],
        }
    elif content["status"] == "not_applicable":
        sentence = _("Nothing was disbursed in twelve months, so there is no proportion to state.")
    else:
        sentence = _("Not assessed: the cost, or too much of the disbursement, is not recorded.")
    costs = stored.behind.get("coordination_costs", ())
    return Page(
        sentence,
        (
            Fact(
                _("Share of external disbursement"),
                None if content["value"] is None else _fine(content["value"]),
            ),
            Fact(_("Cost of coordination"), amount(content["cost"], stored.currency)),
            Fact(_("External disbursement"), amount(content["disbursement"], stored.currency)),
        ),
        (
            Sheet(
                _("Costs of the last twelve months"),
                ((_("Cost"), "rows"),),
                [(one("coordination_costs", key),) for key in costs],
                _("No cost of coordination is recorded for these months."),
            ),
        ),
    )


def _fine(share: float) -> str:
    """A percentage with one decimal: the thresholds are 5 and 10."""
    return _("%(number)s %%") % {"number": words.number(share * 100, 1)}


def _burden_words() -> dict[str, str]:
    return {
        "overload": _("Overload: propose a period without missions"),
        "high": _("High: pause what is not critical, defer verifications"),
        "watch": _("Watch"),
        "not_assessed": _("Not assessed: hours or capacity not recorded"),
        "ok": _("Within what it declared"),
    }


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
            "%(paused)s of %(count)s internal actor is asked for so much time that requests "
            "that are not critical "
            "should pause; %(unknown)s cannot be assessed.",
            "%(paused)s of %(count)s internal actors are asked for so much time that "
            "requests that are not critical "
            "should pause; %(unknown)s cannot be assessed.",
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
                    (_("Hours asked"), "number"),
                    (_("Hours declared"), "number"),
                    (_("Burden"), "share"),
                    (_("What follows"), "text"),
                ),
                [
                    (
                        one("agencies", key),
                        len(requests[key]) if key in requests else None,
                        item["demand"],
                        item["capacity"],
                        item["value"],
                        labels[item["status"]],
                    )
                    for key, item in ordered
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
            "A simulation, not an estimate: in %(over)s of %(count)s scenario more is "
            "delivered at its peak than "
            "can be absorbed.",
            "A simulation, not an estimate: in %(over)s of %(count)s scenarios more is "
            "delivered at its peak than "
            "can be absorbed.",
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
