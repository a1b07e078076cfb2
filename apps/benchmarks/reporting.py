"""When an indicator is reported next. Pure: dates in, dates out."""

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON_DAYS = 30


class Due(StrEnum):
    """Where an indicator stands in its reporting calendar."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Reporting:
    """`on` is the day by which the next observation is due, None where none can be named."""

    due: Due
    on: date | None
    days_late: int | None


def add_months(day: date, months: float) -> date:
    """The same day so many months on; the last of a shorter month; a part of a month as days of thirty.

    The last day there is, where it would come after that.
    """
    if months >= (date.max.year - day.year) * 12:
        return date.max
    whole = math.floor(months)
    number = day.year * 12 + day.month - 1 + whole
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=round((months - whole) * 30))


def reporting(*, last: date | None, begins: date | None, interval_months: float, today: date) -> Reporting:
    """Where an indicator stands today.

    `last` is the day of its latest observation, drafts and returned ones left out; without one it counts
    from `begins` (its baseline or the adoption of its benchmark), and without that nobody can say when it is
    due.
    """
    start = last or begins
    if start is None:
        return Reporting(Due.NEVER, None, None)
    on = add_months(start, interval_months)
    if on < today:
        return Reporting(Due.OVERDUE, on, (today - on).days)
    soon = on <= today + timedelta(days=SOON_DAYS)
    return Reporting(Due.SOON if soon else Due.LATER, on, None)
