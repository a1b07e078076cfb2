"""The portfolio of a donor: what it pays for, toward which objectives, what it plans and what it promised."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alignment.templatetags.alignment import sum_or_reason
from apps.core.figures import Series
from apps.core.figures import lines as line_figure
from apps.core.templatetags.nexusplan import day, plain_number
from apps.frameworks.models import MutualCommitment
from apps.funding.models import ForwardPlanAmount
from apps.funding.selectors.lines import line_rows
from apps.funding.selectors.scope import MoneyScope
from apps.funding.selectors.sums import NOTHING, Lines, Summed, shared_out, sums
from apps.missions.models import MissionAgency
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Drawing, Grid, Heading, Paper, Paragraph

SECTIONS = {
    "years": gettext_lazy("Year by year"),
    "objectives": gettext_lazy("Toward which objectives"),
    "lines": gettext_lazy("Line by line"),
    "plans": gettext_lazy("What is planned"),
    "commitments": gettext_lazy("What was promised"),
}
MEMBERS_ONLY = frozenset({"plans", "commitments"})
MOST = 500
AMOUNTS = ("committed", "scheduled", "disbursed")


def donor_paper(asked: Asked) -> Paper:
    """The funding lines of the agency that is asked for. Queries do not depend on rows.

    Raises ValueError where none is asked for.
    """
    presence = asked.agency
    if presence is None:
        raise ValueError("a portfolio is of a donor")
    return paper_of(
        asked,
        _("Portfolio of %(agency)s") % {"agency": presence.agency.name},
        list(_blocks(asked, presence)),
    )


def _blocks(asked: Asked, presence: MissionAgency) -> Iterator[Block]:
    mission = asked.mission
    scope = MoneyScope(mission, asked.readers, asked.day)
    lines = scope.lines.filter(funder=presence.agency)
    if asked.since is not None:
        lines = lines.filter(period_from__gte=asked.since)
    lines = lines.filter(period_from__lte=asked.day)
    yield Paragraph(
        _(
            "Amounts in %(currency)s at the rate of the day of each line. A line counts in the year in which "
            "its period begins. A sum that stands in different prices, or lacks a rate, is not given."
        )
        % {"currency": mission.currency},
        minor=True,
    )
    if asked.wants("years"):
        yield from _years(asked, lines)
    if asked.wants("objectives"):
        yield Heading(str(SECTIONS["objectives"]))
        scheduled = shared_out(mission, lines, "scheduled", "objective")
        disbursed = shared_out(mission, lines, "disbursed", "objective")
        names = {None: _("Linked to no objective")} | {pk: one.label for pk, one in scope.objectives.items()}
        keys = [key for key in names if (key,) in scheduled or (key,) in disbursed]
        yield Grid(
            (_("Objective"), _("Scheduled"), _("Disbursed"), _("Lines")),
            [
                (
                    names[key],
                    sum_or_reason(scheduled.get((key,), NOTHING).total),
                    sum_or_reason(disbursed.get((key,), NOTHING).total),
                    disbursed.get((key,), scheduled.get((key,), NOTHING)).lines,
                )
                for key in keys
            ],
            _("Money toward each objective"),
            _("Objectives"),
        )
    if asked.wants("lines"):
        yield from _lines(scope, lines)
    if asked.wants("plans") and not asked.public:
        yield from _plans(asked, presence)
    if asked.wants("commitments") and not asked.public:
        yield from _commitments(asked, presence)


def _years(asked: Asked, lines: Lines) -> Iterator[Block]:
    yield Heading(str(SECTIONS["years"]))
    found: dict[str, dict[Any, Summed]] = {
        name: sums(asked.mission, lines, name, "year")  # type: ignore[arg-type]
        for name in AMOUNTS
    }
    years = sorted({key for one in found.values() for key in one})
    if not years:
        yield Paragraph(_("No funding line of this period is recorded."), minor=True)
        return
    titles = {"committed": _("Committed"), "scheduled": _("Scheduled"), "disbursed": _("Disbursed")}
    yield Drawing(
        line_figure(
            prefix="years",
            title=_("Scheduled and disbursed by year"),
            desc=_("Money of each year, in %(currency)s.") % {"currency": asked.mission.currency},
            periods=[str(year) for (year,) in years],
            series=[
                Series(titles[name], tuple(found[name].get(key, NOTHING).total.amount for key in years))
                for name in ("scheduled", "disbursed")
            ],
            fmt=lambda value: str(plain_number(value)),
            empty=_("No amount is known."),
            heading=_("Year"),
        ),
        _("Scheduled and disbursed by year"),
        annex=False,
    )
    yield Grid(
        (_("Year"), *titles.values(), _("Lines")),
        [
            (
                str(key[0]),
                *(sum_or_reason(found[name].get(key, NOTHING).total) for name in AMOUNTS),
                max(one.get(key, NOTHING).lines for one in found.values()),
            )
            for key in years
        ],
        _("Money by year"),
        _("Years"),
    )


def _lines(scope: MoneyScope, lines: Lines) -> Iterator[Block]:
    yield Heading(str(SECTIONS["lines"]))
    rows = line_rows(scope, lines.order_by("-period_from", "-pk")[: MOST + 1])
    yield Grid(
        (
            _("Activity"),
            _("Lead"),
            _("From"),
            _("To"),
            _("Kind"),
            _("Currency"),
            _("Committed"),
            _("Scheduled"),
            _("Disbursed"),
        ),
        [
            (
                row.activity,
                row.lead,
                row.period_from,
                row.period_to,
                row.kind_word,
                row.line.currency,
                row.line.committed,
                row.line.scheduled,
                row.line.disbursed,
            )
            for row in rows[:MOST]
        ],
        _("Funding lines"),
        _("Lines"),
    )
    if len(rows) > MOST:
        yield Paragraph(_("The newest %(n)s are shown.") % {"n": plain_number(MOST)}, minor=True)


def _plans(asked: Asked, presence: MissionAgency) -> Iterator[Block]:
    rows: Any = ForwardPlanAmount.objects.filter(plan__mission=asked.mission, plan__funder=presence.agency)
    yield Heading(str(SECTIONS["plans"]))
    found = list(rows.order_by("year", "pk").values_list("year", "amount", "currency"))
    if not found:
        yield Paragraph(_("No plan is shared."), minor=True)
        return
    yield Grid(
        (_("Year"), _("Amount"), _("Currency")),
        [(str(year), amount, currency) for year, amount, currency in found],
        _("Forward plans as shared"),
        _("Plans"),
    )


def _commitments(asked: Asked, presence: MissionAgency) -> Iterator[Block]:
    rows: Any = MutualCommitment.objects.filter(mission=asked.mission, party=presence.agency)
    yield Heading(str(SECTIONS["commitments"]))
    found = list(rows.order_by("due_on", "pk"))
    if not found:
        yield Paragraph(_("No commitment is recorded."), minor=True)
        return
    yield Grid(
        (_("Commitment"), _("Due"), _("It says"), _("Others say")),
        [
            (
                row.text,
                None if row.due_on is None else day(row.due_on),
                row.get_status_by_party_display() if row.status_by_party else None,
                row.get_status_by_others_display() if row.status_by_others else None,
            )
            for row in found
        ],
        _("Commitments, as each side sees them"),
        _("Commitments"),
    )
