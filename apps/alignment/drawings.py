"""Figures and tables of activities in the words of the reader."""

from collections.abc import Sequence
from urllib.parse import quote

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from apps.activities.selectors import AreaCount
from apps.alignment.selectors.activity import AMOUNTS, ActivityPage
from apps.alignment.selectors.portfolios import UNLINKED, Portfolio
from apps.core.enums import Grade
from apps.core.figures import AreaShape, Figure, Table, area_map, grade_bar, to_csv
from apps.core.templatetags.nexusplan import plain_number


def areas_figure(areas: Sequence[AreaCount], asked: QueryDict, page: str) -> Figure:
    """A map of how many activities name each area; an area leads to its rows in the list at `page`."""

    def leads_to(area: AreaCount) -> str:
        parameters = asked.copy()
        for name in ("format", "after", "before", "last"):
            parameters.pop(name, None)
        parameters["area"] = str(area.uuid)
        return f"{page}?{parameters.urlencode()}"

    columns = (_("Area"), _("Activities"))
    # Shapes only: what stands for a wider area would move the classes of the map without being on it.
    drawing = area_map(
        prefix="areas",
        title=_("Activities by area"),
        desc=_("How many activities name each area. The same numbers stand in the table below."),
        areas=[
            AreaShape(area.name, area.geometry, area.activities, leads_to(area))
            for area in areas
            if area.geometry is not None
        ],
        fmt=lambda value: str(plain_number(value)),
        empty=_("No area of this mission has a shape."),
        no_data=_("No data"),
        columns=columns,
    )
    return Figure(drawing.svg, Table(columns, tuple((area.name, area.activities) for area in areas)))


def funding_table(page: ActivityPage) -> Table:
    """The funding lines of an activity: each amount as recorded, then in the currency of the mission."""
    currency = page.scope.mission.currency
    names = {
        "committed": _("Committed"),
        "scheduled": _("Scheduled"),
        "disbursed": _("Disbursed"),
        "executed": _("Executed"),
    }
    header = (
        _("Funder"),
        _("From"),
        _("To"),
        _("Kind"),
        _("Prices"),
        _("Currency"),
        *names.values(),
        *(f"{name}, {currency}" for name in names.values()),
    )
    rows = tuple(
        (
            view.funder.name,
            view.period_from,
            view.period_to,
            view.kind,
            view.line.price_basis,
            view.line.currency,
            *(getattr(view.line, amount) for amount in AMOUNTS),
            *(view.line.converted(amount) for amount in AMOUNTS),
        )
        for view in page.funding
    )
    return Table(header, rows)


def csv_file(name: str, table: Table) -> HttpResponse:
    """The table as a file to keep, its name without anything that a header cannot carry."""
    response = HttpResponse(to_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.csv"
    return response


def portfolio_figure(led: Portfolio, prefix: str = "card") -> Figure:
    """Activities of an agency by the best recorded grade of their links; `prefix` tells figures of one page
    apart."""
    names = [(grade.value, str(grade.label)) for grade in reversed(Grade)] + [(UNLINKED, _("Not linked"))]
    return grade_bar(
        prefix=prefix,
        title=_("Activities by the best grade of their links"),
        desc=", ".join(f"{name}: {led.counts.get(key, 0)}" for key, name in names),
        counts=[(key, name, led.counts.get(key, 0)) for key, name in names],
        empty=_("It leads no activity here."),
        columns=(_("Best grade"), _("Activities")),
    )
