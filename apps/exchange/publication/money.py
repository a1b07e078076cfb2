"""Lines of money as transactions, planned disbursements and budgets. Pure; unknown amounts are left out."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from apps.exchange.iati.outgoing import Organisation, Outgoing, Planned, Transaction

# In the reverse of apps/exchange/iati/codes.py: one direction for all, for an import takes outgoing money for
# what was passed on, and so not for new money, as soon as an activity has any that came in.
TYPES = {"committed": "2", "disbursed": "3", "executed": "4"}


class Line(NamedTuple):
    """The columns of a line of money that leave, in the order in which they are read."""

    activity: int
    funder: int
    period_from: datetime.date
    period_to: datetime.date | None
    currency: str
    value_date: datetime.date | None
    committed: Decimal | None
    scheduled: Decimal | None
    disbursed: Decimal | None
    executed: Decimal | None
    kind: str | None
    price_basis: str | None
    country_systems_recorded: bool | None


def put_money(
    one: Outgoing,
    lines: Iterable[Line],
    funders: Mapping[int, Organisation],
    today: datetime.date,
    notes: set[str],
) -> None:
    """Add the money of an activity to what leaves of it, and to `notes` what of it cannot leave."""
    plans: dict[tuple[datetime.date, datetime.date, str], list[Decimal | None]] = defaultdict(list)
    for line in lines:
        if line.kind or line.price_basis or line.country_systems_recorded:
            notes.add("money_details")
        provider = funders[line.funder]
        _transactions(one, line, provider, today, notes)
        if line.scheduled is not None:
            dated = line.value_date or line.period_from
            one.planned.append(
                Planned(line.period_from, line.period_to, line.scheduled, line.currency, dated, provider)
            )
        if line.period_to is not None:
            plans[line.period_from, line.period_to, line.currency].append(line.scheduled)
    for (start, end, currency), amounts in plans.items():
        known = [amount for amount in amounts if amount is not None]
        if not known:
            continue
        if end > _a_year_after(start):
            notes.add("long_budget")
        elif len(known) < len(amounts):
            notes.add("partial_budget")
        else:
            one.budgets.append(Planned(start, end, sum(known, Decimal(0)), currency, start))


def _transactions(
    one: Outgoing, line: Line, provider: Organisation, today: datetime.date, notes: set[str]
) -> None:
    amounts = (line.committed, line.disbursed, line.executed)
    if all(amount is None for amount in amounts):
        return
    day = line.value_date
    if day is None or day < line.period_from or (line.period_to is not None and day > line.period_to):
        day = line.period_from
        notes.add("day_of_money")
    dated = line.value_date or day
    if max(day, dated) > today:
        notes.add("future_money")
        return
    for name, amount in zip(TYPES, amounts, strict=True):
        if amount is not None:
            one.transactions.append(Transaction(TYPES[name], day, amount, line.currency, dated, provider))


def _a_year_after(day: datetime.date) -> datetime.date:
    """The last day of the year that begins on that day."""
    try:
        return day.replace(year=day.year + 1) - datetime.timedelta(days=1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
