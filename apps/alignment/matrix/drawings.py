"""The matrix in the words of the reader: figure, table with a way down to the activities, file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.activities.selectors import Lead
from apps.alignment.matrix.selectors import Cell, Matrix
from apps.alignment.selectors.lists import ObjectiveLabel
from apps.core.enums import Grade
from apps.core.figures import Figure, GridCell, GridRow, Number, Table, grid
from apps.core.templatetags.nexusplan import number, percent, plain_number

By = Literal["count", "money", "grade"]
DRAWN = 8
"""Agencies that the figure has room for; the table has all."""


@dataclass(frozen=True, slots=True)
class Field:
    """A cell of the table on the page with the address of its activities."""

    cell: Cell | None
    href: str


@dataclass(frozen=True, slots=True)
class Row:
    objective: ObjectiveLabel
    fields: Sequence[Field]
    whole: Field


def address(activities: str, objective: ObjectiveLabel | None, lead: Lead | None) -> str:
    """The list of the activities that stand behind a cell, a row or a column."""
    asked = {}
    if objective is not None:
        asked["objective"] = str(objective.uuid)
    else:
        asked["linked"] = "yes"
    if lead is not None:
        asked["lead"] = str(lead.uuid)
    return f"{activities}?{urlencode(asked)}"


def table_rows(found: Matrix, activities: str) -> list[Row]:
    """The matrix as rows, each field with its address."""
    return [
        Row(
            objective,
            [
                Field(cell, address(activities, objective, lead))
                for cell, lead in zip(found.row(objective), found.agencies, strict=True)
            ],
            Field(found.rows.get(objective.pk), address(activities, objective, None)),
        )
        for objective in found.objectives
    ]


def figure_of(found: Matrix, by: By, activities: str, currency: str) -> Figure:
    """The agencies with most links, drawn; each field leads to its activities."""
    leads = found.agencies[:DRAWN]
    titles: Mapping[By, str] = {
        "count": _("Linked activities by objective and agency"),
        "money": _("Money committed by objective and agency, %(currency)s") % {"currency": currency},
        "grade": _("Share of links evidenced or verified, by objective and agency"),
    }
    more = len(found.agencies) - len(leads)
    desc = _("Each field is one agency under one objective. The table below has every agency.")
    if more > 0:
        desc = ngettext(
            "Each field is one agency under one objective. %(more)s agency more stands in the table below.",
            "Each field is one agency under one objective. %(more)s agencies more stand in the table below.",
            more,
        ) % {"more": number(more)}
    return grid(
        prefix="matrix",
        title=titles[by],
        desc=desc,
        columns=[lead.label for lead in leads],
        rows=[
            GridRow(
                str(objective),
                tuple(
                    None
                    if cell is None
                    else GridCell(
                        _value(cell, by), address(activities, objective, lead), f"{lead.label}: {_said(cell)}"
                    )
                    for cell, lead in zip(found.row(objective), leads, strict=False)
                ),
            )
            for objective in found.objectives
        ],
        fmt=_share if by == "grade" else _short,
        unknown=_("unknown"),
        empty=_("No link that you may see."),
        name_column=_("Objective"),
    )


def _value(cell: Cell, by: By) -> Number | None:
    if by == "money":
        return None if cell.money is None else cell.money.amount
    return cell.backed if by == "grade" else cell.count


def _share(value: Number) -> str:
    return str(percent(float(value)))


def _short(value: Number) -> str:
    """A sum as short as a field: in millions or thousands, with the letter that says so."""
    amount = float(value)
    if abs(amount) >= 1_000_000:
        return _("%(number)s M") % {"number": plain_number(round(amount / 1_000_000, 1))}
    if abs(amount) >= 10_000:
        return _("%(number)s k") % {"number": plain_number(round(amount / 1_000))}
    return str(number(value))


def _said(cell: Cell) -> str:
    words = {str(grade): str(word) for grade, word in Grade.choices}
    return ", ".join(f"{words[grade]} {cell.by_grade[grade]}" for grade in words if grade in cell.by_grade)


def file_of(found: Matrix, *, money: bool) -> Table:
    """One row for each field: what the file holds, with every number that the page can show."""
    grades = [str(grade) for grade in Grade.values]
    words = {str(grade): str(word) for grade, word in Grade.choices}
    header = (_("Objective"), _("Agency"), _("Activities"), *(words[grade] for grade in grades))
    if money:
        header = (*header, _("Committed"), _("Prices"), _("Why there is no sum"))
    obstacles = {
        "not_recorded": _("Not recorded"),
        "no_rate": _("No exchange rate"),
        "mixed_prices": _("Different prices"),
    }
    rows = []
    for objective in found.objectives:
        for cell, lead in zip(found.row(objective), found.agencies, strict=True):
            if cell is None:
                continue
            line: tuple[object | None, ...] = (
                str(objective),
                lead.name,
                cell.count,
                *(cell.by_grade.get(grade, 0) for grade in grades),
            )
            if money and cell.money is not None:
                told = cell.money
                why = None if told.obstacle is None else obstacles[told.obstacle]
                line = (*line, told.amount, told.price_basis, why)
            rows.append(line)
    return Table(header, tuple(rows))
