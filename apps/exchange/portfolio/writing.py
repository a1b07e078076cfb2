"""Storing planned chunks, in lists: activities with their lists, money, source records, and one log."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from apps.activities.models import Activity, ActivityArea, ActivitySector, SourceRecord
from apps.core import changelog
from apps.core.bulk import insert, insert_values
from apps.core.models import Row
from apps.core.services import EditConflict, create_rows
from apps.core.text import searchable
from apps.exchange.portfolio.directory import Directory
from apps.exchange.portfolio.planning import CHANGED, NEW, ORIGINS, Plan, content_of, source_key
from apps.exchange.portfolio.stored import AMOUNTS, SCALARS, line_entry
from apps.exchange.portfolio.wanted import Line, Wanted
from apps.funding.models import FundingLine
from apps.missions.models import Mission

IMPORT = "import"
LISTS = ("co_leads", "implementers", "areas", "sectors", "money")


class Writer:
    """Writes the plans of one import within the caller's transaction."""

    def __init__(
        self,
        *,
        by: AbstractBaseUser | None,
        mission: Mission,
        source: str,
        directory: Directory,
        today: datetime.date,
        at: datetime.datetime,
    ) -> None:
        self._by = by
        self._mission = mission
        self._source = source
        self._directory = directory
        self._today = today
        self._at = at

    def write(self, plans: Sequence[Plan]) -> list[tuple[Plan, Activity]]:
        """Store new and changed ones; returns each with its activity.

        Raises EditConflict where somebody changed an activity since it was planned.
        Queries: two for each table and 2,000 rows, and those of the log.
        """
        self._arrive()
        new = [plan for plan in plans if plan.outcome == NEW]
        changed = [plan for plan in plans if plan.outcome == CHANGED]
        made = self._create(new)
        self._change(changed)
        return [
            *made,
            *((plan, plan.stored.activity) for plan in changed if plan.stored is not None),
        ]

    def _arrive(self) -> None:
        """Agencies that a record was the first to name."""
        arrivals = self._directory.arrivals
        agencies, presences = arrivals.agencies[:], arrivals.presences[:]
        arrivals.agencies.clear()
        arrivals.presences.clear()
        create_rows(agencies, by=self._by, via=IMPORT, at=self._at)
        for presence in presences:
            presence.agency = presence.agency  # its key is known only now
        create_rows(presences, by=self._by, via=IMPORT, at=self._at)

    def _log(self, entries: Iterable[tuple[models.Model, int, changelog.Changes]]) -> None:
        changelog.write(entries, by=self._by, at=self._at, via=IMPORT)

    # New ---------------------------------------------------------------------------------------------

    def _create(self, plans: Sequence[Plan]) -> list[tuple[Plan, Activity]]:
        pairs = [(plan, wanted, self._activity(plan, wanted)) for plan in plans if (wanted := plan.wanted)]
        asked = {activity.uuid: wanted for _plan, wanted, activity in pairs}
        create_rows(
            [activity for _plan, _wanted, activity in pairs],
            by=self._by,
            via=IMPORT,
            at=self._at,
            lists=lambda activity: _lists(asked[activity.uuid]),
            quick=True,
        )
        for name in LISTS[:-1]:
            _insert_list(name, [(activity, wanted) for _plan, wanted, activity in pairs])
        lines = {
            activity.pk: [self._line(activity, line) for line in wanted.lines]
            for _plan, wanted, activity in pairs
        }
        money = [line for some in lines.values() for line in some]
        insert(money)
        sources = [
            self._source_record(plan, activity, [line.key for line in lines[activity.pk]])
            for plan, _wanted, activity in pairs
        ]
        insert(sources)
        self._log((line, LogEntry.Action.CREATE, changelog.created(line)) for line in money)
        self._log(
            (source, LogEntry.Action.CREATE, _without_content(changelog.created(source)))
            for source in sources
        )
        return [(plan, activity) for plan, _wanted, activity in pairs]

    def _activity(self, plan: Plan, wanted: Wanted) -> Activity:
        values = wanted.values
        return Activity(
            mission=self._mission,
            key=plan.key,
            lead=wanted.lead,
            co_leads_recorded=True if wanted.co_leads else None,
            implementers_recorded=True if wanted.implementers else None,
            areas_recorded=True if wanted.areas else None,
            dac_sectors_recorded=True if wanted.sectors else None,
            search=searchable(values["title"], values["description"], plan.key, values["iati_identifier"]),
            **values,
        )

    def _line(self, activity: Activity, line: Line) -> FundingLine:
        seed = f"{activity.uuid}{line.funder.uuid}{line.period_from}{line.period_to}{line.currency}"
        return FundingLine(
            mission=self._mission,
            key=f"{activity.key[:38]}-{line.period_from.year}-{hashlib.sha256(seed.encode()).hexdigest()[:12]}",
            activity=activity,
            funder=line.funder,
            period_from=line.period_from,
            period_to=line.period_to,
            currency=line.currency,
            value_date=line.value_date,
            **line.amounts,
        )

    def _source_record(self, plan: Plan, activity: Activity, lines: Iterable[str]) -> SourceRecord:
        return SourceRecord(
            mission=self._mission,
            key=source_key(self._source, plan.asked),
            activity=activity,
            source=ORIGINS[self._source],
            identifier=plan.record.identifier,
            retrieved_on=self._today,
            title=plan.record.title,
            content=content_of(plan, lines),
        )

    # Changed -----------------------------------------------------------------------------------------

    def _change(self, plans: Sequence[Plan]) -> None:
        if not plans:
            return
        self._lock(plans)
        touched: list[Activity] = []
        entries: list[tuple[models.Model, int, changelog.Changes]] = []
        columns: set[str] = set()
        for plan in plans:
            activity, changes, saved = self._altered(plan)
            if plan.fields:
                activity.row_version += 1
                touched.append(activity)
                columns |= saved
                if changes:
                    entries.append((activity, LogEntry.Action.UPDATE, changes))
        if touched:
            Activity.objects.bulk_update(touched, sorted(columns | {"row_version", "search"}), batch_size=500)
        self._log(entries)
        for name in LISTS[:-1]:
            self._replace(name, [plan for plan in plans if name in plan.fields])
        self._sources(plans, {plan.wanted.natural: self._money(plan) for plan in plans if plan.wanted})

    def _lock(self, plans: Sequence[Plan]) -> None:
        """The activities are kept as they were read. Raises EditConflict for those that were changed."""
        read = {plan.stored.activity.pk: plan.stored.activity for plan in plans if plan.stored is not None}
        now = Activity.objects.select_for_update().in_bulk(list(read))
        stale: list[tuple[Row, Row | None]] = [
            (row, now.get(pk))
            for pk, row in read.items()
            if pk not in now or now[pk].row_version != row.row_version
        ]
        if stale:
            raise EditConflict(stale)

    def _altered(self, plan: Plan) -> tuple[Activity, dict[str, list[str | None]], set[str]]:
        """The activity with its new columns, what the log says of it, and which columns are saved."""
        activity, wanted = plan.here.activity, plan.asked
        changes: dict[str, list[str | None]] = {}
        saved: set[str] = set()
        for name in plan.fields:
            if name in SCALARS:
                before = getattr(activity, name)
                setattr(activity, name, wanted.values[name])
                changes[name] = [changelog.as_text(before), changelog.as_text(wanted.values[name])]
                saved.add(name)
            elif name == "lead":
                changes["lead_id"] = [str(activity.lead_id), str(wanted.lead.pk if wanted.lead else "")]
                activity.lead = wanted.lead or activity.lead
                saved.add("lead")
            elif name != "money":
                recorded = "dac_sectors_recorded" if name == "sectors" else f"{name}_recorded"
                setattr(activity, recorded, True)
                changes[name] = [_listed(plan.before[name]), _listed(plan.after[name])]
                saved.add(recorded)
        activity.search = searchable(
            activity.title, activity.description, activity.key, activity.iati_identifier
        )
        return activity, changes, saved

    def _replace(self, name: str, plans: Sequence[Plan]) -> None:
        """Write lists anew: they have no identity beside their activity."""
        pairs = [(plan.stored.activity, plan.wanted) for plan in plans if plan.stored and plan.wanted]
        if not pairs:
            return
        model = _TABLES[name][0]
        pks = [activity.pk for activity, _wanted in pairs]
        for start in range(0, len(pks), 500):
            model._default_manager.filter(activity__in=pks[start : start + 500]).delete()
        _insert_list(name, pairs)

    def _money(self, plan: Plan) -> list[str]:
        """Lines of money by their keys: those that stay are changed in place. Returns the keys of all."""
        here, content = plan.here, plan.source.content if plan.source is not None else None
        before = list((content or {}).get("lines") or ())
        if "money" not in plan.fields:
            return before
        wished = {line.key: line for line in (self._line(here.activity, one) for one in plan.asked.lines)}
        own = {key: here.lines[key] for key in before if key in here.lines}
        entries: list[tuple[models.Model, int, changelog.Changes]] = []
        new = [line for key, line in wished.items() if key not in own]
        insert(new)
        entries += [(line, LogEntry.Action.CREATE, changelog.created(line)) for line in new]
        gone = [line for key, line in own.items() if key not in wished]
        entries += [(line, LogEntry.Action.DELETE, changelog.removed(line)) for line in gone]
        FundingLine.objects.filter(pk__in=[line.pk for line in gone]).delete()
        altered = []
        for key, line in own.items():
            if key in wished and line_entry(line) != line_entry(wished[key]):
                fields = ("value_date", *AMOUNTS)
                entries.append(
                    (line, LogEntry.Action.UPDATE, changelog.difference(line, wished[key], fields))
                )
                for name in fields:
                    setattr(line, name, getattr(wished[key], name))
                line.row_version += 1
                altered.append(line)
        FundingLine.objects.bulk_update(altered, ["value_date", *AMOUNTS, "row_version"])
        self._log(entries)
        return list(wished)

    def _sources(self, plans: Sequence[Plan], lines: dict[str, list[str]]) -> None:
        """Each source says from now on what it said this time."""
        known, new = [], []
        for plan in plans:
            keys = lines[plan.asked.natural]
            if plan.source is None:
                new.append(self._source_record(plan, plan.here.activity, keys))
                continue
            source = plan.source
            source.title, source.retrieved_on = plan.record.title, self._today
            source.content = content_of(plan, keys)
            source.row_version += 1
            known.append(source)
        insert(new)
        SourceRecord.objects.bulk_update(
            known, ["title", "retrieved_on", "content", "row_version"], batch_size=500
        )
        self._log(
            (source, LogEntry.Action.CREATE, _without_content(changelog.created(source))) for source in new
        )
        self._log(
            (source, LogEntry.Action.UPDATE, {"digest": [None, str((source.content or {}).get("digest"))]})
            for source in known
        )


_CO_LEADS: Any = Activity.co_leads.through
_IMPLEMENTERS: Any = Activity.implementers.through
# The table of each list and its columns, the activity first.
_TABLES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "co_leads": (_CO_LEADS, ("activity", "agency")),
    "implementers": (_IMPLEMENTERS, ("activity", "agency")),
    "areas": (ActivityArea, ("activity", "area")),
    "sectors": (ActivitySector, ("activity", "code", "share")),
}


def _entries(name: str, wanted: Wanted) -> list[tuple[Any, ...]]:
    """The entries of a list as the values behind that of the activity."""
    match name:
        case "areas":
            return [(pk,) for pk in wanted.areas]
        case "sectors":
            return list(wanted.sectors)
        case _:
            return [(one.pk,) for one in getattr(wanted, name)]


def _insert_list(name: str, pairs: Iterable[tuple[Activity, Wanted]]) -> None:
    model, columns = _TABLES[name]
    rows = [(activity.pk, *entry) for activity, wanted in pairs for entry in _entries(name, wanted)]
    insert_values(model, columns, rows)


def _lists(wanted: Wanted) -> changelog.Changes:
    """What the log says of the lists of a new activity."""
    return {name: [None, text] for name in LISTS[:-1] if (text := _listed(wanted.taken.get(name)))}


def _without_content(changes: changelog.Changes) -> changelog.Changes:
    """The whole record stands in the row itself."""
    return {name: value for name, value in changes.items() if name != "content"}


def _listed(value: Any) -> str | None:
    return json.dumps(value, ensure_ascii=False) if value else None
