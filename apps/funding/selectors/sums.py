"""Sums of funding lines in the currency of the mission, where they can honestly be said.

A line counts whole in the year in which its period begins. Lines in different prices, or in a currency
without a rate, have no sum: the reason stands in its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, ExtractYear

from apps.alignment.models import AlignmentLink
from apps.alignment.selectors.money import Amount, Obstacle, Total, rate_of_line
from apps.funding.models import FundingLine
from apps.missions.models import Mission

Lines = QuerySet[FundingLine, FundingLine]
Key = tuple[Any, ...]
Column = Amount | Literal["to_government_sector"]
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Summed:
    """A total with how many lines record the amount, out of how many there are."""

    total: Total
    recorded: int
    lines: int


NOTHING = Summed(Total(None, obstacle="not_recorded"), 0, 0)


def with_year(lines: Lines) -> Lines:
    """Each with `year`, the one in which its period begins."""
    return lines.annotate(year=ExtractYear("period_from"))


def sums(mission: Mission, lines: Lines, of: Column, *by: str) -> dict[Key, Summed]:
    """The sum of an amount for each combination of the columns `by`. One query."""
    return _sums_by(lines, by, of, _converted(mission, of))


def shared_out(mission: Mission, lines: Lines, of: Column, *by: str) -> dict[Key, Summed]:
    """As `sums`, with the money of each activity shared out over the objectives it is linked to.

    By the recorded shares where every link of the activity has one, else in equal parts; `by` may name
    `objective`, which is None for money of activities without a link. One query.
    """
    links = AlignmentLink.objects.filter(activity=OuterRef("activity")).order_by().values("activity")
    counted: Any = lines.annotate(
        objective=F("activity__links__objective"),
        links=Subquery(links.annotate(n=Count("pk")).values("n")),
        shares=Subquery(links.annotate(n=Count("share")).values("n")),
    )
    part = Case(
        When(links__isnull=True, then=Value(1.0)),
        When(links=F("shares"), then=F("activity__links__share")),
        default=Value(1.0) / Cast("links", FloatField()),
        output_field=FloatField(),
    )
    return _sums_by(counted, by, of, _converted(mission, of) * part)


def _converted(mission: Mission, of: Column) -> Any:
    """The amount in mission currency as a float; missing where it or its rate is."""
    return Case(
        When(**{of: 0}, then=Value(0.0)),
        default=Cast(of, FloatField()) * Cast(rate_of_line(mission), FloatField()),
        output_field=FloatField(),
    )


def _sums_by(lines: Any, by: Sequence[str], of: Column, converted: Any) -> dict[Key, Summed]:
    known = {f"{of}__isnull": False}
    basis = Case(When(**known, then=Coalesce("price_basis", Value(""))))
    # Without a column to group by Django would answer line by line; a constant makes them one group.
    columns = by or ("whole",)
    rows = (
        lines.order_by()
        .annotate(converted=converted, basis=basis, whole=Value(1))
        .values_list(*columns)
        .annotate(
            n=Count("pk"),
            recorded=Count(of),
            counted=Count("converted"),
            low=Min("basis"),
            high=Max("basis"),
            sum=Sum("converted"),
        )
    )
    found = {}
    for row in rows:
        *key, n, recorded, counted, low, high, amount = row
        found[tuple(key) if by else ()] = Summed(_total(recorded, counted, low, high, amount), recorded, n)
    return found


def _total(recorded: int, counted: int, low: str | None, high: str | None, amount: float | None) -> Total:
    obstacle: Obstacle | None = None
    if recorded == 0:
        obstacle = "not_recorded"
    elif low != high:
        obstacle = "mixed_prices"
    elif counted < recorded:
        obstacle = "no_rate"
    if obstacle is not None or amount is None:
        return Total(None, obstacle=obstacle)
    return Total(Decimal(str(amount)).quantize(CENT), price_basis=low or None)
