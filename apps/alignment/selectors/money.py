"""Money of activities in the currency of their mission, where that can honestly be said.

Funding lines live in an app above this one, so they are reached through the reverse names of its keys.
"""

import datetime
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Case, Count, F, FloatField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from apps.missions.models import Mission

Amount = Literal["committed", "scheduled", "disbursed", "executed"]
Obstacle = Literal["not_recorded", "no_rate", "mixed_prices"]


@dataclass(frozen=True, slots=True)
class Line:
    """Money of one funder over one period; amounts as recorded, and in mission currency where a rate is
    known (`rate` None: it is not)."""

    currency: str
    rate: Decimal | None
    price_basis: str | None
    committed: Decimal | None
    scheduled: Decimal | None
    disbursed: Decimal | None
    executed: Decimal | None

    def converted(self, of: Amount) -> Decimal | None:
        """The amount in mission currency. Nothing is nothing in any currency."""
        amount: Decimal | None = getattr(self, of)
        if amount is None or amount == 0:
            return amount
        return None if self.rate is None else amount * self.rate


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in mission currency, or None and why there is none."""

    amount: Decimal | None
    price_basis: str | None = None
    obstacle: Obstacle | None = None


def total(lines: Iterable[Line], of: Amount) -> Total:
    """The sum over the lines that record this amount.

    None where no line does, where one of them cannot be converted, and where they stand in different prices.
    """
    known = [line for line in lines if getattr(line, of) is not None]
    if not known:
        return Total(None, obstacle="not_recorded")
    bases = {line.price_basis for line in known}
    if len(bases) > 1:
        return Total(None, obstacle="mixed_prices")
    amounts = [line.converted(of) for line in known]
    whole = [amount for amount in amounts if amount is not None]
    if len(whole) < len(amounts):
        return Total(None, obstacle="no_rate")
    return Total(sum(whole, Decimal(0)), price_basis=bases.pop())


class DecimalRates:
    """Exchange rates into the mission's currency: the latest on or before a day."""

    def __init__(self, currency: str, rates: Sequence[tuple[str, datetime.date, Decimal]]) -> None:
        self.currency = currency
        self._series: dict[str, tuple[list[datetime.date], list[Decimal]]] = {}
        for code, valid_on, rate in sorted(rates):
            days, values = self._series.setdefault(code, ([], []))
            days.append(valid_on)
            values.append(rate)

    def on(self, currency: str, day: datetime.date) -> Decimal | None:
        """Mission units for one unit of the currency, or None if no rate is known for that day."""
        if currency == self.currency:
            return Decimal(1)
        days, values = self._series.get(currency, ([], []))
        place = bisect_right(days, day)
        return values[place - 1] if place else None


def rates_for(mission: Mission, currencies: Collection[str]) -> DecimalRates:
    """The mission's rates of these currencies. One query, none if all are the mission's own."""
    foreign = set(currencies) - {mission.currency}
    rows = mission.exchangerate_set.filter(currency__in=foreign) if foreign else ()
    return DecimalRates(mission.currency, [(row.currency, row.valid_on, row.rate) for row in rows])


def lines_of(mission: Mission, activities: Collection[int]) -> dict[int, list[Line]]:
    """Funding lines of each of the activities. One query, two where a line is in another currency."""
    recorded: Any = mission.fundingline_set
    rows = list(
        recorded.filter(activity__in=activities).values_list(
            "activity_id",
            "currency",
            "value_date",
            "period_from",
            "price_basis",
            "committed",
            "scheduled",
            "disbursed",
            "executed",
        )
    )
    rates = rates_for(mission, {row[1] for row in rows})
    found: dict[int, list[Line]] = defaultdict(list)
    for activity, currency, value_date, period_from, basis, *amounts in rows:
        found[activity].append(Line(currency, rates.on(currency, value_date or period_from), basis, *amounts))
    return found


def committed_total(mission: Mission) -> Any:
    """`total(lines, "committed")` of an activity as an annotation, to order a list by; a float."""
    rate = (
        mission.exchangerate_set.filter(
            currency=OuterRef("currency"),
            valid_on__lte=Coalesce(OuterRef("value_date"), OuterRef("period_from")),
        )
        .order_by("-valid_on")
        .values("rate")[:1]
    )
    amount = Cast("committed", FloatField())
    converted = Case(
        When(Q(currency=mission.currency) | Q(committed=0), then=amount),
        default=amount * Cast(Subquery(rate), FloatField()),
        output_field=FloatField(),
    )
    sums = (
        mission.fundingline_set.filter(activity=OuterRef("pk"), committed__isnull=False)
        .annotate(converted=converted)
        .order_by()
        .values("activity")
        .annotate(
            sum=Sum("converted"),
            lines=Count("pk"),
            known=Count("converted"),
            bases=Count(Coalesce("price_basis", Value("")), distinct=True),
        )
        .filter(lines=F("known"), bases=1)
    )
    return Subquery(sums.values("sum"), output_field=FloatField())
