"""Money of activities in the currency of their mission, where that can honestly be said.

Funding lines live in an app above this one, so they are reached through the reverse names of its keys.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import (
    Case,
    DecimalField,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from apps.missions.models import Mission

Amount = Literal["committed", "scheduled", "disbursed", "executed"]
RATE: Any = DecimalField(max_digits=22, decimal_places=10)
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


def lines_of(mission: Mission, activities: Collection[int]) -> dict[int, list[Line]]:
    """Funding lines of each of the activities. One query."""
    recorded: Any = mission.fundingline_set
    rows = recorded.filter(activity__in=activities).annotate(rate=rate_of_line(mission))
    found: dict[int, list[Line]] = defaultdict(list)
    for activity, *line in rows.values_list(
        "activity_id", "currency", "rate", "price_basis", "committed", "scheduled", "disbursed", "executed"
    ):
        found[activity].append(Line(*line))
    return found


def rate_of_line(mission: Mission) -> Any:
    """Mission units for one unit of a funding line's currency, as an annotation of the line.

    The latest rate on or before its value date, or the beginning of its period; missing if none is known.
    """
    rates = mission.exchangerate_set.filter(
        currency=OuterRef("currency"), valid_on__lte=Coalesce(OuterRef("value_date"), OuterRef("period_from"))
    )
    latest = Subquery(rates.order_by("-valid_on").values("rate")[:1])
    one = Value(Decimal(1), output_field=RATE)
    return Case(When(currency=mission.currency, then=one), default=latest, output_field=RATE)


def committed_total(mission: Mission) -> Any:
    """`total(lines, "committed")` of an activity as an annotation, to order a list by; a float."""
    amount = Cast("committed", FloatField())
    endless = Value(math.inf, output_field=FloatField())
    converted = Case(
        When(committed=0, then=Value(0.0)),
        # One that cannot be converted makes the whole sum endless, and so none: to count those that can
        # would look every rate up again.
        default=Coalesce(amount * Cast(rate_of_line(mission), FloatField()), endless),
        output_field=FloatField(),
    )
    basis = Coalesce("price_basis", Value(""))
    sums = (
        mission.fundingline_set.filter(activity=OuterRef("pk"), committed__isnull=False)
        .order_by()
        .values("activity")
        # The sum is named once: the database would look every rate up again for a condition on it.
        .annotate(sum=NullIf(Sum(converted), endless), lowest=Min(basis), highest=Max(basis))
        .filter(lowest=F("highest"))
    )
    return Subquery(sums.values("sum"), output_field=FloatField())
