"""The frame of a drawing over time: from days and values to places, and the two axes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from apps.core.figures.base import (
    NARROW_EM,
    WIDE_EM,
    WIDTH,
    Box,
    Number,
    cut,
    label,
    num,
    overlap,
    text_box,
    width_of,
)

FormatDate = Callable[[date], str]
DATES_BELOW = 22.0  # from the axis to the base line of the dates
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Frame:
    """From days (ordinals `first` to `last`) and values (`low` to `high`) to places in the drawing."""

    first: int
    last: int
    low: float
    high: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, on: date) -> float:
        if self.last == self.first:
            return (self.left + self.right) / 2
        return self.left + (on.toordinal() - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: Number) -> float:
        part = (float(value) - self.low) / (self.high - self.low)
        return self.bottom - part * (self.bottom - self.top)


def value_axis(frame: Frame, steps: list[float], names: list[str]) -> list[str]:
    """A line and its name at each step, and the axis of time."""
    parts = []
    for step, name in zip(steps, names, strict=True):
        y = frame.y(step)
        parts.append(f'<path class="grid" d="M{num(frame.left)} {num(y)}H{num(frame.right)}"/>')
        shown = cut(name, frame.left - 10)
        parts.append(label(frame.left - 9, y + 4, shown, anchor="end", hint=name))
    parts.append(f'<path class="axis" d="M{num(frame.left)} {num(frame.bottom)}H{num(frame.right)}"/>')
    return parts


def date_axis(frame: Frame, first: date, last: date, fmt_date: FormatDate) -> list[str]:
    """Dates under the axis: beginnings of months at the finest step with at most five, or else both ends.

    Those for which a narrow screen has no room are `minor` (hidden there).
    """
    days = _month_ticks(first, last)
    wide: list[Box] = []
    narrow: list[Box] = []
    parts = []
    for day in days:
        name = fmt_date(day)
        half = width_of(name, NARROW_EM) / 2
        x = min(max(frame.x(day), min(half, WIDTH / 2)), max(WIDTH - half, WIDTH / 2))
        box = text_box(x, frame.bottom + DATES_BELOW, name, "middle", WIDE_EM + 1)
        if any(overlap(box, other) for other in wide):
            continue
        wide.append(box)
        box = text_box(x, frame.bottom + DATES_BELOW, name, "middle", NARROW_EM)
        minor = any(overlap(box, other) for other in narrow)
        if not minor:
            narrow.append(box)
        parts.append(f'<path class="axis" d="M{num(frame.x(day))} {num(frame.bottom)}v4"/>')
        parts.append(
            label(x, frame.bottom + DATES_BELOW, name, anchor="middle", names="minor" if minor else "")
        )
    return parts


def _month_ticks(first: date, last: date) -> list[date]:
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    if first.day > 1:
        start += 1
    for step in MONTH_STEPS:
        months = [month for month in range(start, end + 1) if month % step == 0]
        if len(months) <= 5:
            if len(months) < 2:
                break
            return [date(month // 12, month % 12 + 1, 1) for month in months]
    return sorted({first, last})
