"""What a comparison says: level by level, indicator by indicator, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from apps.coherence.engine.results import Interval, ProportionChange, RowKey

NOT_ASSESSED_AT_BOTH = "not_assessed_at_both"
UNITS_NOT_RECORDED = "units_not_recorded"
TOO_FEW_ORGANISATIONS = "too_few_organisations"

NOT_RECORDED = "not_recorded"
"""Status of an indicator at a date of which only other values were recorded."""

CHANGED = "changed"
APPEARED = "appeared"
LEFT = "left"


@dataclass(frozen=True, slots=True)
class Matched:
    """A level over the units of those activities that were there at both dates.

    `activities`: how many of them have a unit in this level at both.
    """

    activities: int
    before: float | None
    after: float | None
    difference: float | None


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Consistency and process of one level at both dates.

    `direction` is up, down or steady, None where a date is not assessed. `interval` is the 95 % interval of
    the difference by resampling lead organisations; where it is None, `reason` says why. `claim`: the
    interval leaves out zero. `other_indicators` are those of consistency that are assessed at one date only,
    in a subject that is there at both: the level then is not made of the same at both dates.
    """

    before: float | None
    after: float | None
    difference: float | None
    direction: str | None
    process_before: float | None
    process_after: float | None
    organisations: int
    interval: Interval | None
    reason: str | None
    claim: bool
    other_indicators: tuple[str, ...]
    matched: Matched


@dataclass(frozen=True, slots=True)
class RowChange:
    """One unit whose score changed, that appeared, or that left.

    `effect` is what it did to the value of its indicator, in the unit of that value, the other units staying
    as they were; None where the indicator has no value to move.
    """

    keys: tuple[RowKey, ...]
    kind: str
    before: float | None
    after: float | None
    reason_before: str | None
    reason_after: str | None
    effect: float | None


@dataclass(frozen=True, slots=True)
class Movement:
    """An indicator of a subject (None: the whole level) that moved, with its first `rows` of `count`."""

    level: str
    subject: str | None
    indicator: str
    strip: str
    status_before: str
    status_after: str
    before: float | None
    after: float | None
    difference: float | None
    proportion: ProportionChange | None
    rows: tuple[RowChange, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two dates of one mission, or two states of knowledge of one date, as a partial order over the levels.

    `movements` holds the first of each level and `moved` how many there are; `proportions` holds the
    yes-or-no indicators of the levels measured as a whole. `arrived` and `gone` are activities.
    """

    before: date
    after: date
    verdict: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    levels: Mapping[str, LevelChange]
    movements: Mapping[str, tuple[Movement, ...]]
    moved: Mapping[str, int]
    proportions: Mapping[str, ProportionChange]
    arrived: tuple[str, ...]
    gone: tuple[str, ...]
