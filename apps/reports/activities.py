"""The list of activities, for spreadsheets above all."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.alignment.selectors.lists import ActivityRow, ActivityScope, activity_rows
from apps.alignment.templatetags.alignment import sum_or_reason
from apps.core.templatetags.nexusplan import grade_word
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Cell, Grid, Paper
from apps.reports.selectors import scope_of

AT_ONCE = 2000
"""Activities whose areas, links and money are read together: three queries for so many."""


def activities_paper(asked: Asked) -> Paper:
    """Every activity that these readers see. Queries: two, and three for each 2,000 activities."""
    scope = scope_of(asked, "area", "objective")
    rows = list(
        scope.activities.select_related("lead")
        .defer("description", "search")
        .order_by("lead__name", "title", "pk")
    )
    return paper_of(asked, _("Activities"), [activities_grid(scope, rows, _("Activities"))])


def activities_grid(
    scope: ActivityScope, rows: Sequence[Activity], caption: str, *, led: bool = True
) -> Grid:
    """Activities as a table, with who leads each if `led`.

    Amounts are in the mission's currency, missing where they cannot be added up.
    """
    names = scope.dimensions
    lines: list[Sequence[Cell]] = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        lines += [_line(one, names, led=led) for one in activity_rows(scope, part)]
    currency = {"currency": scope.mission.currency}
    return Grid(
        (
            _("Activity"),
            *((_("Lead"),) if led else ()),
            _("Dimension"),
            _("Status"),
            _("Start"),
            _("End"),
            _("Places"),
            _("Objectives"),
            _("Best grade"),
            _("Committed, %(currency)s") % currency,
            _("Disbursed, %(currency)s") % currency,
        ),
        lines,
        caption,
        _("Activities"),
    )


def _line(one: ActivityRow, dimensions: dict[str, str], *, led: bool) -> Sequence[Cell]:
    return (
        one.title,
        *((one.lead.label,) if led else ()),
        dimensions.get(one.dimension, one.dimension),
        one.status,
        one.start,
        one.end,
        "; ".join(one.places) or None,
        "; ".join(served.objective.code for served in one.serves) or None,
        grade_word(one.best),
        sum_or_reason(one.committed),
        sum_or_reason(one.disbursed),
    )
