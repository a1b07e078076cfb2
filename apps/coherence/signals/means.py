"""D11 mandate and resources, D12 dependence on few funders, D13 funding cliff."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.engine.registry import REASON_TEXTS, STATUS_TEXTS
from apps.coherence.signals.page import Drawn, Fact, Names, Page, Sheet, Stored, amount, many, one, short
from apps.core.figures import Series, against, bars, stacks

DRAWN_AT_MOST = 24


def resource_gap(stored: Stored) -> Page:
    content, objectives = stored.content, stored.content["objectives"]
    short_of = [key for key, item in objectives.items() if item["gap"]]
    unknown = sum(item["required"] is None for item in objectives.values())
    if content["value"] is None:
        sentence = _("No requirement of an objective is recorded, so no gap can be stated.")
    else:
        sentence = ngettext(
            "%(share)s of what the objectives require is not covered by scheduled money; %(count)s "
            "objective is short.",
            "%(share)s of what the objectives require is not covered by scheduled money; %(count)s "
            "objectives are short.",
            len(short_of),
        ) % {"share": words.percent(content["value"]), "count": words.number(len(short_of))}
    ordered = sorted(objectives.items(), key=lambda pair: (-(pair[1]["gap"] or 0), pair[0]))
    drawn = [(key, item) for key, item in ordered if item["required"] is not None][:DRAWN_AT_MOST]

    def figures(names: Names) -> list[Drawn]:
        if not drawn:
            return []
        rows = [
            (
                names.label("objectives", key),
                item["available"],
                item["required"],
                _("%(gap)s short") % {"gap": words.percent(item["gap"])} if item["gap"] else _("covered"),
                names.url("objectives", key),
            )
            for key, item in drawn
        ]
        figure = against(
            prefix="D11",
            title=_("Money scheduled against what is required"),
            desc=sentence,
            rows=rows,
            fmt=lambda value: amount(float(value), stored.currency) or "",
            columns=(_("Objective"), _("Scheduled"), _("Required")),
        )
        caption = _("Scheduled money (bar) against what is required (mark); hatched: not covered")
        return [Drawn(caption, figure)]

    requirements = stored.behind.get("resource_requirements", {})
    unrecorded = stored.behind.get("unrecorded", {})
    return Page(
        sentence,
        (
            Fact(
                _("Gap over all objectives"),
                None if content["value"] is None else words.percent(content["value"]),
            ),
            Fact(_("Objectives that are short"), words.number(len(short_of))),
            Fact(_("Objectives without a recorded requirement"), words.number(unknown)),
        ),
        (
            Sheet(
                _("Objectives and their resources"),
                (
                    (_("Objective"), "rows"),
                    (_("Required"), "money"),
                    (_("Scheduled"), "money"),
                    (_("Gap"), "share"),
                    (_("Requirements"), "rows"),
                    (_("Lines whose amount is not recorded"), "number"),
                ),
                [
                    (
                        one("objectives", key),
                        item["required"],
                        item["available"],
                        item["gap"],
                        many("resource_requirements", requirements.get(key, ())),
                        unrecorded.get(key),
                    )
                    for key, item in ordered
                ],
            ),
        ),
        tuple(("objectives", key) for key, _item in drawn),
        figures,
    )


def concentration(stored: Stored) -> Page:
    objectives = stored.content["objectives"]
    known = {key: item for key, item in objectives.items() if item["top_share"] is not None}
    high = [key for key, item in known.items() if item["high"]]
    if known:
        sentence = ngettext(
            "%(high)s of %(count)s objective with attributed money depends on one funder for most of it.",
            "%(high)s of %(count)s objectives with attributed money depend on one funder for most of it.",
            len(known),
        ) % {"high": words.number(len(high)), "count": words.number(len(known))}
    else:
        sentence = _("No disbursement is attributed to an objective, so no dependence can be stated.")
    ordered = sorted(objectives.items(), key=lambda pair: (-(pair[1]["top_share"] or -1), pair[0]))
    drawn = [key for key, _item in ordered if key in known][:DRAWN_AT_MOST]

    def figures(names: Names) -> list[Drawn]:
        if not drawn:
            return []
        figure = bars(
            prefix="D12",
            title=_("Share of the largest funder of each objective"),
            desc=sentence,
            rows=[
                (
                    _("%(objective)s: %(agency)s")
                    % {
                        "objective": names.label("objectives", key),
                        "agency": names.label("agencies", known[key]["top_funder"]),
                    },
                    known[key]["top_share"],
                    names.url("objectives", key),
                )
                for key in drawn
            ],
            fmt=lambda value: words.percent(float(value)),
            columns=(_("Objective"), _("Share of the largest funder")),
        )
        return [Drawn(_("Share of the largest funder of each objective"), figure)]

    funders, unrecorded = stored.behind.get("funders", {}), stored.behind.get("unrecorded", {})
    return Page(
        sentence,
        (
            Fact(_("Objectives with attributed money"), words.number(len(known))),
            Fact(_("Depending on one funder"), words.number(len(high))),
        ),
        (
            Sheet(
                _("Objectives and their funders"),
                (
                    (_("Objective"), "rows"),
                    (_("Largest funder"), "rows"),
                    (_("Its share"), "share"),
                    (_("Sum of squared shares"), "degree"),
                    (_("Funders"), "number"),
                    (_("Dependence"), "text"),
                    (_("Lines whose amount is not recorded"), "number"),
                ),
                [
                    (
                        one("objectives", key),
                        one("agencies", item["top_funder"]),
                        item["top_share"],
                        item["hhi"],
                        len(funders[key]) if funders.get(key) else None,
                        None if item["high"] is None else _("high") if item["high"] else _("not high"),
                        unrecorded.get(key),
                    )
                    for key, item in ordered
                ],
            ),
        ),
        tuple(("objectives", key) for key in drawn)
        + tuple(("agencies", known[key]["top_funder"]) for key in drawn),
        figures,
    )


def funding_cliff(stored: Stored) -> Page:
    functions, ahead = stored.content["functions"], stored.content["forward_visibility"]
    parts = stored.behind.get("parts", {})
    gaps = [
        (gap, name, year)
        for name, item in functions.items()
        for gap, year in zip(item["gaps"], item["years"], strict=True)
        if gap
    ]
    if not functions:
        sentence = _("No outlook of funding is recorded, so no cliff can be seen.")
    elif gaps:
        gap, name, year = max(gaps, key=lambda item: (item[0], -item[2]))
        sentence = _(
            "The widest gap ahead: in %(year)s, %(gap)s of the need of %(function)s is not covered."
        ) % {
            "year": str(year),
            "gap": words.percent(gap),
            "function": words.isolated(name),
        }
    else:
        sentence = _("No year ahead has a recorded gap between money and need.")
    rows = []
    for name, item in functions.items():
        known = parts.get(name, {})
        for place, year in enumerate(item["years"]):
            rows.append(
                (
                    name,
                    str(year),
                    *(known[part][place] if part in known else None for part in PARTS),
                    item["totals"][place],
                    item["gaps"][place],
                )
            )
    return Page(
        sentence,
        (
            *(fact for name, item in functions.items() for fact in _facts(name, item)),
            Fact(
                _("Forward plans shared by external funders"),
                None if ahead["value"] is None else words.percent(ahead["value"]),
                _("%(status)s; %(n)s of %(all)s funders known, bounds %(bounds)s")
                % {
                    "status": _(STATUS_TEXTS[ahead["status"]]),
                    "n": words.number(ahead["n"]),
                    "all": words.number(ahead["N"]),
                    "bounds": words.interval(ahead["lo"], ahead["hi"]),
                },
            ),
        ),
        (
            Sheet(
                _("Money and need, year by year"),
                (
                    (_("Function"), "text"),
                    (_("Year"), "text"),
                    (_("Assessed"), "money"),
                    (_("Voluntary, committed"), "money"),
                    (_("National"), "money"),
                    (_("Need"), "money"),
                    (_("Total"), "money"),
                    (_("Gap"), "share"),
                ),
                rows,
            ),
            Sheet(
                _("Forward plans of external funders"),
                ((_("Funder"), "rows"), (_("Years shared, of three"), "share"), (_("Reason"), "text")),
                [
                    (one("agencies", funder), score, _(REASON_TEXTS[reason]))
                    for funder, score, reason in stored.behind.get("forward_plans", ())
                ],
            ),
        ),
        figures=partial(_piles, stored, functions, parts),
    )


PARTS = ("assessed", "voluntary_committed", "national", "need")


def _facts(name: str, item: Mapping[str, Any]) -> list[Fact]:
    shown = {"function": name}
    facts = [Fact(_("Steepest drop: %(function)s") % shown, None)]
    if item["drop"] is not None:
        note = _("from the year before to %(year)s") % {"year": str(item["drop_year"])}
        facts = [Fact(_("Steepest drop: %(function)s") % shown, words.percent(item["drop"]), note)]
    replaced = item["substitution"]
    note = _("growth of other money over the fall of assessed money since its peak")
    label = _("Assessed money replaced: %(function)s") % shown
    return [*facts, Fact(label, None if replaced is None else words.percent(replaced), note)]


def _piles(
    stored: Stored, functions: Mapping[str, Any], parts: Mapping[str, Any], _names: Names
) -> list[Drawn]:
    drawn = []
    labels = {
        "assessed": _("Assessed"),
        "voluntary_committed": _("Voluntary, committed"),
        "national": _("National"),
    }
    for number, (name, item) in enumerate(functions.items()):
        if name not in parts or number >= DRAWN_AT_MOST:
            continue
        figure = stacks(
            prefix=f"D13-{number}",
            title=_("Money and need: %(function)s") % {"function": name},
            desc=_("Years %(first)s to %(last)s, in %(currency)s.")
            % {"first": str(item["years"][0]), "last": str(item["years"][-1]), "currency": stored.currency},
            periods=[str(year) for year in item["years"]],
            series=[Series(label, tuple(parts[name][part])) for part, label in labels.items()],
            need=Series(_("Need"), tuple(parts[name]["need"])),
            gap_label=_("Gap"),
            fmt=short,
            heading=_("Year"),
        )
        caption = _("%(function)s: money by year against the need (line), in %(currency)s") % {
            "function": name,
            "currency": stored.currency,
        }
        drawn.append(Drawn(caption, figure))
    return drawn
