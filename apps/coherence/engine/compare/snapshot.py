"""What a comparison reads of one assessment, whether it was just computed or was stored long ago."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.coherence.engine.index import group_of, is_active
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.results import LEVELS, Assessment, Indicator, RowKey, Subject, SubjectLevel, Unit

PartKey = tuple[str, str | None]
"""(level, subject); the subject is None for what is said of the whole level."""
OF_ACTIVITY = frozenset({"activities", "alignment_links", "funding_lines"})
NAMED_BY = frozenset({"agencies", "objectives"})


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds a position, and which: `support` is 1, 0 or -1; `group` and `side` are the agency's."""

    agency: str
    side: str
    group: str
    support: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The strips and indicators of one assessment, and whose the rows behind it are.

    `consistency` and `process` hold the values of every subject and of every whole level, None where not
    assessed. `leads` maps the activities active at the date to their lead; None where the assessment is only
    known by its values, as an imported one is. `positions` maps positions of all dates to who holds them.
    """

    as_of: date
    consistency: Mapping[PartKey, float | None]
    process: Mapping[PartKey, float | None]
    indicators: Mapping[PartKey, Mapping[str, Indicator]] = field(default_factory=dict)
    leads: Mapping[str, str] | None = None
    positions: Mapping[str, Held] = field(default_factory=dict)

    def subjects(self, level: str) -> Iterator[tuple[PartKey, Mapping[str, Indicator]]]:
        """The subjects of a level with their indicators: the level itself where it is measured as a whole."""
        return (
            (part, indicators)
            for part, indicators in self.indicators.items()
            if part[0] == level and indicators
        )


def snapshot(assessment: Assessment, inputs: Inputs) -> Snapshot:
    """Of an assessment that the engine has just made of these inputs."""
    consistency: dict[PartKey, float | None] = {}
    process: dict[PartKey, float | None] = {}
    indicators: dict[PartKey, Mapping[str, Indicator]] = {}
    for level in LEVELS:
        part = getattr(assessment.levels, level)
        subjects: Mapping[Any, Subject] = part.subjects if isinstance(part, SubjectLevel) else {None: part}
        for key, subject in subjects.items():
            consistency[level, key] = subject.consistency.value
            process[level, key] = subject.process.value
            indicators[level, key] = subject.indicators
        whole = assessment.levels.headline(level)
        consistency[level, None] = whole.consistency.value
        process[level, None] = whole.process.value
    as_of = assessment.as_of
    return Snapshot(as_of, consistency, process, indicators, leads_at(inputs, as_of), positions_of(inputs))


def leads_at(inputs: Inputs, as_of: date) -> dict[str, str]:
    """The lead of every activity that is active at the date."""
    return {row.key: row.lead for row in inputs.activities if is_active(row, as_of)}


def positions_of(inputs: Inputs) -> dict[str, Held]:
    """Every position with a known support, by key."""
    agencies = {row.key: row for row in inputs.agencies}
    found = {}
    for row in inputs.policy_positions:
        if row.support is not None:
            agency = agencies[row.agency]
            found[row.key] = Held(row.agency, agency.side, group_of(row.agency, agency.state), row.support)
    return found


def identity(unit: Unit) -> tuple[RowKey, ...]:
    """What makes a unit the same at another date: its first row; of relations between agencies and to
    objectives, those agencies and objectives, because the row of the relation may change."""
    if unit.keys[0][0] in {"agencies", "relationships"}:
        return tuple(key for key in unit.keys if key[0] in NAMED_BY)
    return unit.keys[:1]


def activity_of(unit: Unit) -> str | None:
    """The activity whose unit this is; None for what belongs to no single activity."""
    if unit.keys[0][0] not in OF_ACTIVITY:
        return None
    return next((key for collection, key in unit.keys if collection == "activities"), None)
