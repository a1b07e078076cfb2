"""What stands in the database of the activities that a chunk of records may be: read set-wise."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from apps.activities.models import Activity, ActivityArea, ActivitySector, SourceRecord
from apps.exchange.portfolio.wanted import COLUMNS, EXACT
from apps.funding.models import FundingLine
from apps.missions.models import Mission

SCALARS = (*COLUMNS.values(), "dimension", "intended_phases", "iati_identifier")
AMOUNTS = ("committed", "scheduled", "disbursed", "executed")
STEP = 500


@dataclass(slots=True)
class Stored:
    """One activity with its lists, as primary keys and as they are compared."""

    activity: Activity
    co_leads: dict[int, str] = field(default_factory=dict)
    implementers: dict[int, str] = field(default_factory=dict)
    areas: dict[int, str] = field(default_factory=dict)
    sectors: list[tuple[str, float | None]] = field(default_factory=list)
    lines: dict[str, FundingLine] = field(default_factory=dict)

    def have(self, own_lines: Collection[str]) -> dict[str, Any]:
        """In the form of `Wanted.taken`; money is that of the lines that an import made."""
        found: dict[str, Any] = {}
        for column in SCALARS:
            value = getattr(self.activity, column)
            found[column] = value.isoformat() if hasattr(value, "isoformat") else value
        found["lead"] = str(self.activity.lead.uuid)
        found["co_leads"] = sorted(self.co_leads.values())
        found["implementers"] = sorted(self.implementers.values())
        found["areas"] = sorted(self.areas.values())
        found["sectors"] = [list(one) for one in self.sectors]
        found["money"] = [line_entry(line) for key, line in self.lines.items() if key in own_lines]
        return found


def line_entry(line: FundingLine) -> list[Any]:
    """A line of money in the form of `Line.entry`."""
    amounts = {name: getattr(line, name) for name in AMOUNTS}
    return [
        str(line.funder.uuid),
        line.period_from.isoformat(),
        None if line.period_to is None else line.period_to.isoformat(),
        line.currency,
        None if line.value_date is None else line.value_date.isoformat(),
        {name: str(value.quantize(EXACT)) for name, value in sorted(amounts.items()) if value is not None},
    ]


def source_records(mission: Mission, keys: Collection[str]) -> dict[str, SourceRecord]:
    """Source records of the mission by key. One query for each 500 keys."""
    listed = list(keys)
    found: dict[str, SourceRecord] = {}
    for start in range(0, len(listed), STEP):
        rows = SourceRecord.objects.filter(mission=mission, key__in=listed[start : start + STEP])
        found |= {row.key: row for row in rows}
    return found


def by_identifier(mission: Mission, identifiers: Iterable[str]) -> dict[str, int]:
    """Activities that have these IATI identifiers, as primary keys; one that two have finds neither."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = Activity.objects.filter(mission=mission, iati_identifier__in=list(identifiers))
    for pk, identifier in rows.values_list("pk", "iati_identifier"):
        found[str(identifier)].append(pk)
    return {identifier: pks[0] for identifier, pks in found.items() if len(pks) == 1}


def taken_keys(mission: Mission, keys: Collection[str]) -> set[str]:
    """Which of these keys activities of the mission have already."""
    rows = Activity.objects.filter(mission=mission, key__in=list(keys))
    return set(rows.values_list("key", flat=True))


def read_stored(pks: Collection[int]) -> dict[int, Stored]:
    """The activities with their lists. Six queries for each 500."""
    found: dict[int, Stored] = {}
    listed = sorted(set(pks))
    for start in range(0, len(listed), STEP):
        some = listed[start : start + STEP]
        rows = Activity.objects.filter(pk__in=some).select_related("lead")
        found |= {row.pk: Stored(row) for row in rows}
        through: Any
        for name in ("co_leads", "implementers"):
            through = getattr(Activity, name).through
            pairs = through.objects.filter(activity__in=some).order_by("pk")
            for pk, agency, uuid in pairs.values_list("activity_id", "agency_id", "agency__uuid"):
                getattr(found[pk], name)[agency] = str(uuid)
        areas = ActivityArea.objects.filter(activity__in=some).order_by("pk")
        for pk, area, key in areas.values_list("activity_id", "area_id", "area__key"):
            found[pk].areas[area] = key
        sectors = ActivitySector.objects.filter(activity__in=some).order_by("pk")
        for pk, code, share in sectors.values_list("activity_id", "code", "share"):
            found[pk].sectors.append((code, share))
        for line in FundingLine.objects.filter(activity__in=some).select_related("funder").order_by("pk"):
            found[line.activity_id].lines[line.key] = line
    return found
