"""Figures and tables of money in the words of the reader."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from babel.numbers import format_compact_decimal
from django.utils.translation import gettext as _

from apps.alignment.selectors.money import Total
from apps.alignment.templatetags.alignment import prices, sum_or_reason
from apps.core.figures import Figure, Flow, Table, against, bars, flow
from apps.core.templatetags.nexusplan import locale, number
from apps.funding.enums import FundingKind
from apps.funding.filters import AMOUNTS
from apps.funding.selectors.lines import LineRow
from apps.funding.selectors.money import KIND_YEAR, FunderLine, Gap
from apps.funding.selectors.scope import MoneyScope, Name
from apps.funding.selectors.sums import CENT, Summed

MOST_NODES = 7
MOST_GAPS = 24
UNLINKED = "unlinked"
Address = Callable[..., str]


def money_words(currency: str) -> Callable[[object], str]:
    """Writes an amount in whole units with its currency."""
    return lambda value: f"{number(Decimal(str(value)))}\u00a0{currency}"


def kind_name(kind: str | None) -> str:
    """A type of money, or that none is recorded."""
    return _("Not recorded") if kind is None else str(FundingKind(kind).label)


def kinds_in_order() -> list[str | None]:
    """The types of money as they are always listed, the unknown last."""
    return [*FundingKind.values, None]


def kinds_figure(found: Mapping[str | None, Summed], currency: str, address: Address | None) -> Figure:
    """A bar for each type of money; one without a sum has none."""
    kinds = [kind for kind in kinds_in_order() if kind in found]
    rows = [
        (kind_name(kind), found[kind].total.amount, address and address(kind=kind or "none"))
        for kind in kinds
    ]
    figure = bars(
        prefix="kinds",
        title=_("Money by type"),
        desc=", ".join(f"{name}: {_said(amount, currency)}" for name, amount, _href in rows),
        rows=rows,
        fmt=money_words(currency),
        empty=_("No funding line records this amount."),
        columns=(_("Type"), _("Amount")),
    )
    told = tuple((kind_name(kind), sum_or_reason(found[kind].total)) for kind in kinds)
    return replace(figure, table=replace(figure.table, rows=told))


def _said(amount: Decimal | None, currency: str) -> str:
    return _("not known") if amount is None else money_words(currency)(amount)


def years_table(found: Mapping[KIND_YEAR, Summed]) -> Table:
    """A row for each year, a column for each type of money; what has no sum is missing."""
    years = sorted({year for _kind, year in found})
    kinds = [kind for kind in kinds_in_order() if any(kind == one for one, _year in found)]
    return Table(
        (_("Year"), *(kind_name(kind) for kind in kinds)),
        tuple(
            (
                str(year),
                *(
                    sum_or_reason(found[kind, year].total) if (kind, year) in found else None
                    for kind in kinds
                ),
            )
            for year in years
        ),
    )


def flow_figure(
    scope: MoneyScope, found: Mapping[tuple[int, int, int | None], Summed], address: Address
) -> tuple[Figure, int]:
    """From funder to lead agency to objective; and how many of these flows have no sum to draw."""
    names: dict[str, str] = {UNLINKED: _("Not linked")}
    hrefs: dict[str, str] = {UNLINKED: address(objective="none")}
    flows, untold = [], []

    def node(kind: str, pk: int, of: Mapping[int, Name], parameter: str) -> str:
        key = f"{kind}{pk}"
        name = of.get(pk)
        names[key] = _("Not named here") if name is None else name.label
        if name is not None:
            hrefs[key] = address(**{parameter: str(name.uuid)})
        return key

    for (funder, lead, objective), one in found.items():
        if one.total.amount is None and not one.recorded:
            continue
        path = (
            node("f", funder, scope.agencies, "funder"),
            node("a", lead, scope.agencies, "agency"),
            UNLINKED if objective is None else node("o", objective, scope.objectives, "objective"),
        )
        if one.total.amount is None:
            untold.append((*(names[key] for key in path), sum_or_reason(one.total)))
        else:
            flows.append(Flow(path, float(one.total.amount)))
    fmt = money_words(scope.mission.currency)
    figure = flow(
        prefix="flow",
        title=_("From funder to agency to objective"),
        desc=_("How much each funder gives to activities of which agency, and which objectives these serve."),
        heads=(_("Funder"), _("Agency"), _("Objective")),
        names=names,
        flows=flows,
        most=MOST_NODES,
        others=_("All others"),
        hrefs=hrefs,
        fmt=fmt,
        fmt_short=lambda value: format_compact_decimal(value, locale=locale(), fraction_digits=1),
        empty=_("No funding line records this amount."),
        amount_column=_("Amount"),
    )
    table = replace(figure.table, rows=(*figure.table.rows, *untold))
    return replace(figure, table=table), len(untold)


def gaps_figure(scope: MoneyScope, found: Sequence[Gap], address: Address) -> Figure:
    """Scheduled money of each objective against what it needs over the years shown, the largest gap first."""
    required: dict[int, list[Decimal | None]] = defaultdict(list)
    scheduled: dict[int, list[Total]] = defaultdict(list)
    for gap in found:
        required[gap.objective].append(gap.required)
        if gap.scheduled.recorded:
            scheduled[gap.objective].append(gap.scheduled.total)
    rows = []
    for objective, needs in required.items():
        need = _whole(needs)
        totals = scheduled[objective]
        have = _whole([total.amount for total in totals]) if totals else None
        why = next((str(sum_or_reason(total)) for total in totals if total.amount is None), None)
        rows.append((scope.objectives[objective], have, need, why))
    rows.sort(key=lambda row: (-((row[2] or Decimal(0)) - (row[1] or Decimal(0))), row[0].label))
    fmt = money_words(scope.mission.currency)
    return against(
        prefix="gaps",
        title=_("Money scheduled against what is required"),
        desc=_("Scheduled money of each objective (bar) against what it requires (mark) in the years shown."),
        rows=[
            (name.label, have, need, why or _gap_words(have, need, fmt), address(objective=str(name.uuid)))
            for name, have, need, why in rows[:MOST_GAPS]
        ],
        fmt=fmt,
        empty=_("No requirement of an objective is recorded, so no gap can be stated."),
        columns=(_("Objective"), _("Scheduled"), _("Required")),
    )


def _whole(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _gap_words(have: Decimal | None, need: Decimal | None, fmt: Callable[[object], str]) -> str:
    if need is None:
        return _("need not known")
    if have is None:
        return _("nothing recorded")
    return _("covered") if have >= need else _("%(amount)s short") % {"amount": fmt(need - have)}


def gaps_table(scope: MoneyScope, found: Sequence[Gap]) -> Table:
    """Objective, year, required, scheduled, gap."""
    return Table(
        (_("Objective"), _("Year"), _("Required"), _("Scheduled"), _("Gap")),
        tuple(
            (
                scope.objectives[gap.objective].label,
                str(gap.year),
                gap.required,
                sum_or_reason(gap.scheduled.total),
                gap.missing,
            )
            for gap in found
        ),
    )


def system_names() -> dict[str, str]:
    """The four systems of a country that money may go through."""
    return {
        "budget_execution": _("Budget execution"),
        "financial_reporting": _("Financial reporting"),
        "audit": _("Audit"),
        "procurement": _("Procurement"),
    }


def funders_table(scope: MoneyScope, found: Sequence[FunderLine]) -> Table:
    """Funder, scheduled, disbursed, paid share, to the government sector, lines through each system."""
    systems = system_names()
    return Table(
        (
            _("Funder"),
            _("Scheduled"),
            _("Disbursed"),
            _("Paid of what was scheduled"),
            _("To the government sector"),
            *(_("%(system)s, lines") % {"system": name} for name in systems.values()),
            _("Lines"),
        ),
        tuple(
            (
                scope.agencies[one.funder].label,
                sum_or_reason(one.scheduled.total),
                sum_or_reason(one.disbursed.total),
                one.paid_share,
                sum_or_reason(one.to_government.total),
                *(one.systems[name][0] if one.systems[name][1] else None for name in systems),
                one.lines,
            )
            for one in found
        ),
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(CENT)


def lines_table(found: Sequence[LineRow], currency: str) -> Table:
    """Each funding line: amounts as recorded, then in the currency of the mission."""
    names = {name: str(label) for name, label in AMOUNTS.items()}
    return Table(
        (
            _("Activity"),
            _("Agency"),
            _("Funder"),
            _("From"),
            _("To"),
            _("Type"),
            _("Prices"),
            _("Currency"),
            *names.values(),
            *(f"{name}, {currency}" for name in names.values()),
        ),
        tuple(
            (
                one.activity,
                one.lead,
                one.funder,
                one.period_from,
                one.period_to,
                one.kind_word,
                prices(one.line.price_basis),
                one.line.currency,
                *(getattr(one.line, name) for name in names),
                *(_cents(one.line.converted(name)) for name in AMOUNTS),
            )
            for one in found
        ),
    )
