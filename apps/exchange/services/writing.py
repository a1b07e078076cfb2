"""Carrying out a plan: collection by collection, with one log entry for each row that changed."""

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from apps.benchmarks.drafting.document import seal
from apps.coherence.enums import AssessmentKind
from apps.coherence.models import Assessment, Decision, Finding, IndicatorValue
from apps.core import changelog
from apps.core.services import create_rows
from apps.core.text import searchable
from apps.exchange import mapping
from apps.exchange.mapping.reading import Row
from apps.exchange.mapping.slots import Table
from apps.exchange.mapping.writing import MONEY, Keys
from apps.exchange.services import store
from apps.exchange.services.edits import IMPORT
from apps.exchange.services.plan import SHARED, Difference, Plan, Plans
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion, StrategicFramework
from apps.missions.models import Mission, MissionAgency

Entry = tuple[models.Model, int, changelog.Changes]

# Columns that may hold a thing once only, beside the key: given up while rows exchange it.
_ONCE: dict[str, tuple[frozenset[str], dict[str, Any]]] = {
    "framework_versions": (frozenset({"status"}), {"status": "superseded"}),
    "indicators": (frozenset({"headline", "benchmark"}), {"headline": None}),
}
# Pairs of references that may stand once only: rows in which they differ are taken out and put back.
_PAIRS = {
    "alignment_links": frozenset({"activity", "objective"}),
    "objective_texts": frozenset({"framework_version", "objective"}),
    "benchmark_texts": frozenset({"framework_version", "benchmark"}),
}


def written(value: Any) -> str | None:
    """A value of the file as the change log keeps it."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _of_new(row: Row) -> changelog.Changes:
    return {
        name: [None, written(value)] for name, value in row.items() if value is not None and name != "uuid"
    }


def _of_changed(differing: Difference) -> changelog.Changes:
    return {name: [written(before), written(after)] for name, (before, after) in differing.items()}


def _of_removed(row: Row) -> changelog.Changes:
    return {name: [written(value), None] for name, value in row.items() if name != "uuid"}


def activity_search(row: Row) -> dict[str, Any]:
    """The folded text of an activity, in which pages search."""
    texts = (row["title"], row.get("description"), row["key"], row.get("iati_identifier"))
    return {"search": searchable(*texts)}


_DERIVED = {"activities": activity_search}


class Writer:
    """Writes one plan. Rows that the file names find one another by key while it goes on."""

    def __init__(self, plans: Plans, *, by: AbstractBaseUser | None, at: datetime.datetime) -> None:
        self._plans = plans
        self._by = by
        self._at = at
        self._keys = Keys(
            {
                name: {row["key"]: pk for row, pk in zip(plan.rows, plan.pks, strict=True) if pk is not None}
                for name, plan in plans.collections.items()
            },
            {
                target: {(owner, key): pk for pk, (owner, key) in items.items()}
                for target, items in plans.names.items.items()
            },
            {row["key"] for row in plans.document.get("indicators") or () if row["value_type"] == MONEY},
        )

    def write(self) -> Mission:
        """Carry the plan out. Raises store.Stale where a row is not as it was when the plan was made."""
        mission = self._mission()
        plans = self._plans.collections
        for name in reversed(mapping.ORDER):
            self._remove(mission, plans[name])
        framework = self._framework(mission)
        for name in mapping.ORDER:
            plan = plans[name]
            if name == mapping.AGENCIES:
                self._agencies(mission, plan)
            elif name == mapping.PRESENCES:
                self._presences(mission, plan)
            elif plan.new or plan.changed:
                self._collection(mission, plan, framework)
        standing = (VersionStatus.ADOPTED, VersionStatus.SUPERSEDED)
        seal(versions=FrameworkVersion.objects.filter(mission=mission, status__in=standing))
        return mission

    def _log(self, entries: Iterable[Entry]) -> None:
        changelog.write(entries, by=self._by, at=self._at, via=IMPORT)

    # --- the mission ----------------------------------------------------------------------------------------

    def _mission(self) -> Mission:
        row, differing = self._plans.document["mission"], self._plans.mission_difference
        if self._plans.mission is None:
            made = store.insert(mapping.MISSION_TABLE, [row], self._keys)
            self._log([(made[0], LogEntry.Action.CREATE, _of_new(row))])
        elif differing:
            versions = {self._plans.mission.pk: self._plans.mission.row_version}
            changes = [(self._plans.mission.pk, row, differing)]
            made = store.update(mapping.MISSION_TABLE, changes, self._keys, versions=versions)
            self._log([(made[0], LogEntry.Action.UPDATE, _of_changed(differing))])
        else:
            return self._plans.mission
        mission = made[0]
        assert isinstance(mission, Mission)  # noqa: S101
        return mission

    def _framework(self, mission: Mission) -> StrategicFramework | None:
        framework = StrategicFramework.objects.filter(mission=mission).first()
        if framework is None and self._plans.collections["framework_versions"].new:
            new = [StrategicFramework(mission=mission)]
            framework = create_rows(new, by=self._by, via=IMPORT, at=self._at)[0]
        return framework

    # --- most collections -----------------------------------------------------------------------------------

    def _remove(self, mission: Mission, plan: Plan) -> None:
        pks = list(plan.removed)
        if not pks or plan.name in {mapping.AGENCIES, mapping.PRESENCES}:
            return
        table = mapping.TABLES[plan.name]
        self._log(
            (self._gone(table.model, pk, row), LogEntry.Action.DELETE, _of_removed(row))
            for pk, row in plan.removed.items()
        )
        if plan.name == "framework_versions":
            _drop_computed(Assessment.objects.filter(mission=mission, framework_version__in=pks))
        store.remove(table, pks)

    def _gone(self, model: type[models.Model], pk: int, row: Row) -> models.Model:
        """A row that names itself in the log as the removed one did."""
        named = {name: row[name] for name in ("title", "name", "number", "symbol") if name in row}
        known = {column.name for column in model._meta.concrete_fields}
        return model(
            pk=pk, **{name: value for name, value in named.items() if name in known}, **_key(model, row)
        )

    def _collection(self, mission: Mission, plan: Plan, framework: StrategicFramework | None) -> None:
        name, table, keys = plan.name, mapping.TABLES[plan.name], self._keys
        derive = _DERIVED.get(name, store.dict_of_nothing)
        fixed: dict[str, Any] = {"mission": mission, **mapping.SCOPES.get(name, {})}
        if name == "framework_versions":
            fixed["framework"] = framework
        if name == "assessments":
            _make_room(mission, plan.rows)
        changed = self._park(plan, table)
        pairs = _PAIRS.get(name, frozenset())
        moved = {index for index, _pk, differing in changed if pairs & differing.keys()}
        self._put_back(plan, table, [one for one in changed if one[0] in moved], fixed)
        staying = [one for one in changed if one[0] not in moved]
        given_up = dict.fromkeys(_ONCE[name][1]) if name in _ONCE else {}
        changes = [(pk, plan.rows[index], given_up | differing) for index, pk, differing in staying]
        made = store.update(table, changes, keys, derive=derive, versions=plan.versions)
        self._log(
            (row, LogEntry.Action.UPDATE, _of_changed(differing))
            for row, (_index, _pk, differing) in zip(made, staying, strict=True)
        )
        rows = [plan.rows[index] for index in plan.new]
        made = store.insert(table, rows, keys, derive=derive, **fixed)
        known = keys.keys[name]
        for one, row in zip(made, rows, strict=True):
            known[row["key"]] = one.pk
        self._refer_to_own(plan, table)
        self._log((one, LogEntry.Action.CREATE, _of_new(row)) for one, row in zip(made, rows, strict=True))

    def _park(self, plan: Plan, table: Table) -> list[tuple[int, int, Difference]]:
        """The changed rows as (position, primary key, what differs), with what they may exchange given up."""
        changed = [
            (index, pk, differing)
            for index, differing in sorted(plan.changed.items())
            if (pk := plan.pks[index]) is not None
        ]
        store.park(table, [(pk, differing) for _index, pk, differing in changed])
        if plan.name in _ONCE:
            fields, given_up = _ONCE[plan.name]
            for _index, pk, differing in changed:
                if fields & differing.keys():
                    store.plain(table.model).filter(pk=pk).update(**given_up)
        return changed

    def _put_back(
        self, plan: Plan, table: Table, moved: Sequence[tuple[int, int, Difference]], fixed: Mapping[str, Any]
    ) -> None:
        """Rows that exchange what may stand once only: out and in again, as the same rows."""
        if not moved:
            return
        pks = [pk for _index, pk, _differing in moved]
        uuids = dict(store.plain(table.model).filter(pk__in=pks).values_list("pk", "uuid"))
        stale = [
            pk
            for pk, version in store.plain(table.model)
            .select_for_update()
            .filter(pk__in=pks)
            .values_list("pk", "row_version")
            if version != plan.versions[pk]
        ]
        if stale:
            raise store.Stale(stale)
        store.remove(table, pks)
        rows = [plan.rows[index] for index, _pk, _differing in moved]
        each = [
            {
                "pk": pk,
                "uuid": uuid.UUID(row["uuid"]) if row.get("uuid") else uuids[pk],
                "row_version": plan.versions[pk] + 1,
            }
            for pk, row in zip(pks, rows, strict=True)
        ]
        made = store.insert(table, rows, self._keys, each=each, **fixed)
        self._log(
            (one, LogEntry.Action.UPDATE, _of_changed(differing))
            for one, (_index, _pk, differing) in zip(made, moved, strict=True)
        )

    def _refer_to_own(self, plan: Plan, table: Table) -> None:
        own = [one.name for one in table.references if one.target == plan.name]
        touched = [
            *((index, plan.rows[index]) for index in plan.new if any(plan.rows[index].get(n) for n in own)),
            *((index, plan.rows[index]) for index, d in plan.changed.items() if any(n in d for n in own)),
        ]
        known = self._keys.keys[plan.name]
        store.refer_to_own(table, own, [(known[row["key"]], row) for _index, row in touched], self._keys)

    # --- agencies: one half is shared -----------------------------------------------------------------------

    def _agencies(self, mission: Mission, plan: Plan) -> None:
        keys = self._keys
        sides = dict(MissionAgency.objects.filter(mission=mission).values_list("agency_id", "pk"))
        self._log(
            (MissionAgency(pk=sides[pk], key=row["key"]), LogEntry.Action.DELETE, _of_removed(row))
            for pk, row in plan.removed.items()
        )
        gone = [sides.pop(pk) for pk in plan.removed]
        store.remove(mapping.SIDE, gone)
        unknown = [index for index in plan.new if plan.pks[index] is None]
        rows = [plan.rows[index] for index in unknown]
        differing = {**plan.changed, **self._plans.joined}
        shared = {
            index: only
            for index, values in differing.items()
            if (only := {name: value for name, value in values.items() if name in SHARED})
        }
        pks = {index: pk for index in shared if (pk := plan.pks[index]) is not None}
        store.park(
            mapping.AGENCY, [(pk, {"uuid": 1} if "uuid" in shared[i] else {}) for i, pk in pks.items()]
        )
        made = store.insert(mapping.AGENCY, rows, keys)
        for index, one in zip(unknown, made, strict=True):
            plan.pks[index] = one.pk
            keys.keys[plan.name][plan.rows[index]["key"]] = one.pk
        changes = [(pk, plan.rows[index], shared[index]) for index, pk in pks.items()]
        updated = store.update(mapping.AGENCY, changes, keys)
        with_parent = [
            (plan.pks[index] or 0, plan.rows[index])
            for index in [
                *(index for index in unknown if plan.rows[index].get("parent") is not None),
                *(index for index in pks if "parent" in shared[index]),
            ]
        ]
        store.refer_to_own(mapping.AGENCY, ["parent"], with_parent, keys)
        self._log(
            (one, LogEntry.Action.CREATE, _of_new(_only(row, shared=True)))
            for one, row in zip(made, rows, strict=True)
        )
        self._log(
            (one, LogEntry.Action.UPDATE, _of_changed(shared[index]))
            for one, index in zip(updated, pks, strict=True)
        )
        self._sides(mission, plan, sides)

    def _sides(self, mission: Mission, plan: Plan, sides: Mapping[int, int]) -> None:
        changes = [
            (sides[plan.pks[index] or 0], plan.rows[index], only)
            for index, differing in plan.changed.items()
            if (only := {name: values for name, values in differing.items() if name not in SHARED})
        ]
        store.park(mapping.SIDE, [(pk, differing) for pk, _row, differing in changes])
        updated = store.update(mapping.SIDE, changes, self._keys)
        self._log(
            (one, LogEntry.Action.UPDATE, _of_changed(differing))
            for one, (_pk, _row, differing) in zip(updated, changes, strict=True)
        )
        rows = [plan.rows[index] for index in plan.new]
        agencies = [{"agency_id": plan.pks[index]} for index in plan.new]
        made = store.insert(mapping.SIDE, rows, self._keys, each=agencies, mission=mission)
        self._log(
            (one, LogEntry.Action.CREATE, _of_new(_only(row, shared=False)))
            for one, row in zip(made, rows, strict=True)
        )

    def _presences(self, mission: Mission, plan: Plan) -> None:
        """Presence is kept on the row of the agency in the mission, so one that changes agency moves."""
        if not (plan.new or plan.changed or plan.removed):
            return
        rows = dict(MissionAgency.objects.filter(mission=mission).values_list("agency_id", "pk"))
        agencies = self._keys.keys[mapping.AGENCIES]
        moved = [index for index, differing in plan.changed.items() if "agency" in differing]
        standing = set(MissionAgency.objects.filter(pk__in=plan.removed).values_list("pk", flat=True))
        self._log(
            (MissionAgency(pk=pk, key=row["agency"]), LogEntry.Action.UPDATE, _of_removed(row))
            for pk, row in plan.removed.items()
            if pk in standing
        )
        _clear_presences([*standing, *(pk for index in moved if (pk := plan.pks[index]) is not None)])
        changes: list[tuple[int, Row, Mapping[str, Any]]] = []
        logged: list[changelog.Changes] = []
        for index in [*plan.new, *sorted(plan.changed)]:
            row = plan.rows[index]
            differing: Mapping[str, Any] = plan.changed.get(index, {})
            whole = index not in plan.changed or "agency" in differing
            pk = rows[agencies[row["agency"]]] if whole else plan.pks[index] or 0
            changes.append((pk, row, dict.fromkeys(_PRESENCE) if whole else differing))
            logged.append(_of_changed(plan.changed[index]) if index in plan.changed else _of_new(row))
        store.park(
            mapping.PRESENCE,
            [
                (pk, {n: 1 for n in d if n == "key" or (n == "uuid" and r.get("uuid"))})
                for pk, r, d in changes
            ],
            key="presence_key",
        )
        updated = store.update(
            mapping.PRESENCE, changes, self._keys, derive=lambda _row: {"registered": True}
        )
        self._log(
            (one, LogEntry.Action.UPDATE, differing) for one, differing in zip(updated, logged, strict=True)
        )


_PRESENCE = tuple(slot.name for slot in mapping.PRESENCE.slots())


def _only(row: Row, *, shared: bool) -> Row:
    return {name: value for name, value in row.items() if (name in SHARED) is shared}


def _key(model: type[models.Model], row: Row) -> dict[str, Any]:
    return {"key": row["key"]} if any(c.name == "key" for c in model._meta.concrete_fields) else {}


def _clear_presences(pks: Sequence[int]) -> None:
    """Take the presence from rows of agencies: they are only named from now on, under a new identifier."""
    columns = {name for field in _PRESENCE for name in store.columns_of(mapping.PRESENCE, field)}
    empty = {name: None for name in columns if name not in {"uuid", "agency_id"}}
    cleared = [MissionAgency(pk=pk, uuid=uuid.uuid4(), registered=False, **empty) for pk in pks]
    names = [
        column.name
        for column in MissionAgency._meta.concrete_fields
        if column.attname in {*empty, "uuid", "registered"}
    ]
    store.plain(MissionAgency).bulk_update(cleared, names, batch_size=500)


def _drop_computed(assessments: "models.QuerySet[Assessment]") -> None:
    """Remove computed assessments of versions that go, and their history: they are made anew."""
    pks = list(assessments.exclude(kind=AssessmentKind.RECORDED).values_list("pk", flat=True))
    Decision.objects.filter(assessment__in=pks).update(assessment=None)
    for model in (IndicatorValue, Finding):
        store.raw_delete(store.plain(model).filter(assessment__in=pks))
    store.raw_delete(store.plain(Assessment).filter(pk__in=pks))


def _make_room(mission: Mission, rows: Sequence[Row]) -> None:
    """Computed assessments give way where the file brings a recorded one of the same key or uuid."""
    keys = {row["key"] for row in rows}
    uuids = {row["uuid"] for row in rows if row.get("uuid") is not None}
    computed = Assessment.objects.filter(mission=mission).exclude(kind=AssessmentKind.RECORDED)
    found = [one for one in computed.only("key", "uuid") if one.key in keys or str(one.uuid) in uuids]
    for one in found:
        one.key, one.uuid = f"~{one.pk}", uuid.uuid4()
    store.plain(Assessment).bulk_update(found, ["key", "uuid"])
