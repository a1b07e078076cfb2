"""The four levels at the ends of past quarters, and the days between which a mission can be assessed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from operator import attrgetter

from apps.coherence.engine.concordance import positions_by_objective
from apps.coherence.engine.grades import GRADES
from apps.coherence.engine.index import build_index
from apps.coherence.engine.inputs import COLLECTIONS, Inputs
from apps.coherence.engine.levels.all import four_levels
from apps.coherence.engine.pairs import interdependent_pairs
from apps.coherence.engine.results import Levels
from apps.coherence.engine.signals.alignment import strategic_deficit


@dataclass(frozen=True, slots=True)
class Picture:
    """The levels on one day, the key of the framework version in force then, and D1 by grade of evidence (the
    share of activities without a link of it or a better one; None without a framework)."""

    as_of: date
    framework_version: str | None
    levels: Levels
    deficit: Mapping[str, float | None]


def picture(inputs: Inputs, as_of: date) -> Picture:
    """What was true then as known in the inputs: the same levels as in the assessment of that day, and
    nothing besides."""
    index = build_index(inputs, as_of)
    levels = four_levels(index, interdependent_pairs(index), positions_by_objective(index))
    content = strategic_deficit(index).content
    return Picture(
        as_of=as_of,
        framework_version=None if index.version is None else index.version.key,
        levels=levels,
        deficit={grade: content[grade] for grade in GRADES},
    )


def first_day(inputs: Inputs) -> date | None:
    """The earliest date in any row, before which there is nothing to assess; None where no row has one."""
    return min(_dates(inputs), default=None)


def _dates(inputs: Inputs) -> Iterator[date]:
    for name in COLLECTIONS:
        rows = getattr(inputs, name)
        for column in fields(rows[0]) if rows else ():
            if column.type in (date, date | None):
                yield from set(map(attrgetter(column.name), rows)) - {None}


def quarter_ends(first: date, until: date, most: int) -> list[date]:
    """The last days of calendar quarters from `first` to `until`, the latest `most` of them, in order."""
    found: list[date] = []
    end = _quarter_begin(until + timedelta(days=1)) - timedelta(days=1)
    while end >= first and len(found) < most:
        found.append(end)
        end = _quarter_begin(end) - timedelta(days=1)
    return found[::-1]


def _quarter_begin(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
