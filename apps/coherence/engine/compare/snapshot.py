"""What a comparison reads of one assessment, whether it was just computed or was stored long ago."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from apps.coherence.engine.index import is_active
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.results import LEVELS, Assessment, Indicator, RowKey, Subject, SubjectLevel, Unit

PartKey = tuple[str, str | None]
"""(level, subject); the subject is None for what is said of the whole level."""
OF_ACTIVITY = frozenset({"activities", "alignment_links", "funding_lines"})
NAMED_BY = frozenset({"agencies", "objectives"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The strips and indicators of one assessment, and who led what at its date.

    `consistency` and `process` hold the values of every subject and of every whole level, None where not
    assessed. `leads` maps the activities active at the date to their lead; None where the assessment is only
    known by its values, as an imported one is.
    """

    as_of: date
    consistency: Mapping[PartKey, float | None]
    process: Mapping[PartKey, float | None]
    indicators: Mapping[PartKey, Mapping[str, Indicator]] = field(default_factory=dict)
    leads: Mapping[str, str] | None = None

    def subjects(self, level: str) -> Iterator[tuple[PartKey, Mapping[str, Indicator]]]:
        """The subjects of a level with their indicators: the level itself where it is measured as a whole."""
        return (
            (part, indicators)
            for part, indicators in self.indicators.items()
            if part[0] == level and indicators
        )


def snapshot(assessment: Assessment, leads: Mapping[str, str]) -> Snapshot:
    """Of an assessment that the engine has just made; `leads` as `leads_at` gives them."""
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
    return Snapshot(assessment.as_of, consistency, process, indicators, leads)


def leads_at(inputs: Inputs, as_of: date) -> dict[str, str]:
    """The lead of every activity that is active at the date."""
    return {row.key: row.lead for row in inputs.activities if is_active(row, as_of)}


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
