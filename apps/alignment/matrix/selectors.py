"""Objectives by agencies: how many activities link them, how well backed, with how much money."""

import bisect
import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce

from apps.activities.selectors import Lead
from apps.agencies.models import Agency
from apps.alignment.selectors.lists import ActivityScope, ObjectiveLabel
from apps.alignment.selectors.money import Line, Total, total
from apps.core.enums import Grade
from apps.missions.models import Mission

ONE = Decimal(1)


@dataclass(slots=True)
class Cell:
    """The activities of one agency that are linked to one objective, by the recorded grade of the link.

    `money` is what is committed to them for this objective, None where the money was not asked for.
    """

    by_grade: dict[str, int] = field(default_factory=dict)
    money: Total | None = None

    @property
    def count(self) -> int:
        return sum(self.by_grade.values())

    @property
    def backed(self) -> float | None:
        """Share of the links that are evidenced or verified; None without links."""
        if self.count == 0:
            return None
        return (self.count - self.by_grade.get(Grade.CLAIMED, 0)) / self.count


@dataclass(frozen=True, slots=True)
class Matrix:
    """Objectives in the framework's order, agencies with most links first, and the cells that hold a link.

    `rows` and `columns` are the sums, by objective and by agency.
    """

    objectives: Sequence[ObjectiveLabel]
    agencies: Sequence[Lead]
    cells: Mapping[tuple[int, int], Cell]
    rows: Mapping[int, Cell]
    columns: Mapping[int, Cell]
    keys: Mapping[int, Lead]

    def row(self, objective: ObjectiveLabel) -> list[Cell | None]:
        """The cells of an objective, agency by agency."""
        return [self.cells.get((objective.pk, key)) for key in self.keys]


def matrix(scope: ActivityScope, *, money: bool = False) -> Matrix:
    """What the reader may see of who serves what. Two queries and that of names; with money three more.

    An activity that serves several objectives counts in each; its money is divided: by the shares of its
    links where each has one, else in equal parts.
    """
    visible = scope.activities.order_by().values("pk")
    links = scope.links().filter(activity__in=visible).order_by()
    counted = links.values_list("objective_id", "activity__lead_id", "grade").annotate(n=Count("pk"))
    cells: dict[tuple[int, int], Cell] = defaultdict(Cell)
    rows: dict[int, Cell] = defaultdict(Cell)
    columns: dict[int, Cell] = defaultdict(Cell)
    for objective, lead, grade, n in counted:
        for cell in (cells[objective, lead], rows[objective], columns[lead]):
            cell.by_grade[grade] = cell.by_grade.get(grade, 0) + n
    if money:
        _with_money(scope.mission, links, cells, rows, columns)
    leads = _leads(columns)
    objectives = list(scope.objectives.values())
    return Matrix(objectives, list(leads.values()), dict(cells), dict(rows), dict(columns), leads)


def _leads(columns: Mapping[int, Cell]) -> dict[int, Lead]:
    found = {
        pk: Lead(uuid, name, acronym)
        for pk, uuid, name, acronym in Agency.objects.filter(pk__in=columns).values_list(
            "pk", "uuid", "name", "acronym"
        )
    }
    ordered = sorted(found, key=lambda pk: (-columns[pk].count, found[pk].label.casefold(), pk))
    return {pk: found[pk] for pk in ordered}


Lines = dict[int, list[Line]]


def _with_money(
    mission: Mission,
    links: Any,
    cells: Mapping[tuple[int, int], Cell],
    rows: Mapping[int, Cell],
    columns: Mapping[int, Cell],
) -> None:
    """Fill in what is committed; as recorded where nothing can be said of a sum."""
    shares: dict[int, list[tuple[int, int, float | None]]] = defaultdict(list)
    for activity, objective, lead, share in links.values_list(
        "activity_id", "objective_id", "activity__lead_id", "share"
    ):
        shares[activity].append((objective, lead, share))
    rates = _Rates(mission)
    in_cell: dict[tuple[int, int], list[Line]] = defaultdict(list)
    in_row: Lines = defaultdict(list)
    in_column: Lines = defaultdict(list)
    for activity, currency, basis, committed, day in _committed(mission):
        linked = shares.get(activity)
        if not linked:
            continue
        rate = rates.on(currency, day)
        for (objective, lead, _share), part in zip(linked, _parts(linked), strict=True):
            line = Line(currency, rate, basis, committed * part, None, None, None)
            in_cell[objective, lead].append(line)
            in_row[objective].append(line)
            in_column[lead].append(line)
    for pair, cell in cells.items():
        cell.money = total(in_cell.get(pair, ()), "committed")
    for sums, told in ((rows, in_row), (columns, in_column)):
        for key, cell in sums.items():
            cell.money = total(told.get(key, ()), "committed")


def _committed(mission: Mission) -> Iterable[tuple[int, str, str | None, Decimal, datetime.date]]:
    lines: Any = mission.fundingline_set
    rows: Iterable[tuple[int, str, str | None, Decimal, datetime.date]] = (
        lines.filter(committed__isnull=False, activity__isnull=False)
        .order_by()
        .values_list(
            "activity_id", "currency", "price_basis", "committed", Coalesce("value_date", "period_from")
        )
    )
    return rows


def _parts(linked: Sequence[tuple[int, int, float | None]]) -> list[Decimal]:
    """What part of the money of an activity goes to each of its links; together never more than all of it."""
    shares = [share for _objective, _lead, share in linked]
    if all(share is not None for share in shares):
        told = [Decimal(str(share)) for share in shares]
        return told if sum(told) <= ONE else [part / sum(told) for part in told]
    return [ONE / len(linked)] * len(linked)


class _Rates:
    """The exchange rates of a mission: the latest on or before a day. One query."""

    def __init__(self, mission: Mission) -> None:
        self.own = mission.currency
        self.days: dict[str, list[datetime.date]] = defaultdict(list)
        self.rates: dict[str, list[Decimal]] = defaultdict(list)
        known: Any = mission.exchangerate_set.order_by("valid_on", "pk")
        for currency, day, rate in known.values_list("currency", "valid_on", "rate"):
            self.days[currency].append(day)
            self.rates[currency].append(rate)

    def on(self, currency: str, day: datetime.date) -> Decimal | None:
        if currency == self.own:
            return ONE
        place = bisect.bisect_right(self.days[currency], day)
        return self.rates[currency][place - 1] if place else None
