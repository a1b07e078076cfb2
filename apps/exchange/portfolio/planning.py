"""What storing a chunk of records would do: new, changed, same or refused, field by field. Writes nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from apps.activities.models import Activity, SourceRecord
from apps.exchange.portfolio import stored
from apps.exchange.portfolio.record import Record
from apps.exchange.portfolio.stored import Stored
from apps.exchange.portfolio.wanted import COLUMNS, Reader, Wanted
from apps.missions.models import Mission

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
OUTCOMES = (NEW, CHANGED, SAME, REFUSED)
NOT_IN_KEYS = re.compile(r"[\s/~|@]+")
ORIGINS = {"iati": "iati", "sheet": "agency_sheet"}


@dataclass(slots=True)
class Plan:
    """One record and what becomes of it. `fields` are those in which an existing activity changes; for each
    `before` is what stands there and `after` what will, in the form of `Wanted.taken`."""

    record: Record
    outcome: str
    wanted: Wanted | None = None
    stored: Stored | None = None
    source: SourceRecord | None = None
    key: str = ""
    fields: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)

    @property
    def asked(self) -> Wanted:
        """What the record asks for; a record that was refused for what it says itself asks nothing."""
        if self.wanted is None:
            raise ValueError("a refused record asks for nothing")
        return self.wanted

    @property
    def here(self) -> Stored:
        """The activity that is here already."""
        if self.stored is None:
            raise ValueError("a new activity is not here yet")
        return self.stored


@dataclass(slots=True)
class Choices:
    """What people decided beside the file.

    `own`: agencies on whose behalf it comes, None for all; `reader`: who must see an activity to change it,
    None for a command; `same`, `left_out`, `fresh`: records (by their natural key) that are an activity here,
    are not wanted, or are new whatever they look like.
    """

    own: frozenset[int] | None = None
    reader: AbstractBaseUser | None = None
    only_here: bool = False
    overwrite: bool = False
    same: Mapping[str, int] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()


class Planner:
    """Plans chunk after chunk; remembers which records it has seen, so that one that comes twice is told."""

    def __init__(self, mission: Mission, reader: Reader, choices: Choices | None = None) -> None:
        self.mission = mission
        self.reader = reader
        self.choices = choices or Choices()
        self._seen: dict[str, int] = {}
        self._keys: set[str] = set()
        self._countries = {str(code).upper() for code in mission.countries or []}

    def plan(self, records: Sequence[Record]) -> list[Plan]:
        """The plans of a chunk, in its order. Three queries, and six for each 500 that are here already."""
        wanted = [self._want(record) for record in records]
        asked = [one for one in wanted if one is not None]
        sources = stored.source_records(self.mission, [source_key(self.reader.source, one) for one in asked])
        identifiers = {one.record.identifier for one in asked if self.reader.source == "iati"}
        same = stored.by_identifier(self.mission, [one for one in identifiers if one is not None])
        known = stored.read_stored(
            [
                *(row.activity_id for row in sources.values()),
                *same.values(),
                *(pk for one in asked if (pk := self.choices.same.get(one.natural)) is not None),
            ]
        )
        keys = self._keys_for(asked)
        seen = self._seen_of(known)
        plans = []
        for record, one in zip(records, wanted, strict=True):
            if one is None:
                plans.append(Plan(record, REFUSED))
                continue
            source = sources.get(source_key(self.reader.source, one))
            pk = self._match(one, source, same)
            if pk is None:
                plans.append(self._new(one, keys))
            else:
                plans.append(self._existing(one, source, known[pk], seen=pk in seen))
        return plans

    def _seen_of(self, known: Mapping[int, Stored]) -> set[int]:
        """Which of the activities who brings the file may see. One query if somebody does."""
        if self.choices.reader is None or not known:
            return set(known)
        rows = Activity.objects.visible_to(self.choices.reader).filter(pk__in=list(known))
        return set(rows.values_list("pk", flat=True))

    def _want(self, record: Record) -> Wanted | None:
        """What the record asks for, None where it is refused for what it says itself."""
        if record.refused:
            return None
        choices = self.choices
        if choices.only_here and record.countries and not self._countries & set(record.countries):
            record.note("other_country", fault=True, countries=", ".join(record.countries[:8]))
            return None
        wanted = self.reader.want(record)
        if wanted.natural in choices.left_out:
            record.note("left_out", fault=True)
        elif (first := self._seen.get(wanted.natural)) is not None:
            record.note("twice", fault=True, line=first)
        else:
            self._seen[wanted.natural] = record.line
        return None if record.refused else wanted

    def _match(self, one: Wanted, source: SourceRecord | None, same: Mapping[str, int]) -> int | None:
        if source is not None:
            return int(source.activity_id)
        if (chosen := self.choices.same.get(one.natural)) is not None:
            return chosen
        if one.natural in self.choices.fresh:
            return None
        return same.get(one.record.identifier or "")

    def _keys_for(self, asked: Iterable[Wanted]) -> dict[str, str]:
        """A key for each record, should it be new: its identifier as far as keys allow it."""
        wish = {one.natural: _key(one) for one in asked}
        taken = stored.taken_keys(self.mission, set(wish.values())) | self._keys
        keys = {}
        for natural, key in wish.items():
            keys[natural] = f"{key[:55]}-{natural[:8]}" if key in taken else key
            taken.add(keys[natural])
        return keys

    def _new(self, one: Wanted, keys: Mapping[str, str]) -> Plan:
        own = self.choices.own
        if own is not None and not _touches(own, one):
            one.record.note("not_own", fault=True)
            return Plan(one.record, REFUSED, one)
        self._keys.add(keys[one.natural])
        one.values["audience"] = self.reader.audience_of(one)
        return Plan(one.record, NEW, one, key=keys[one.natural], after=one.taken)

    def _existing(self, one: Wanted, source: SourceRecord | None, here: Stored, *, seen: bool) -> Plan:
        own = self.choices.own
        content = {} if source is None or not isinstance(source.content, dict) else source.content
        if content.get("digest") == one.digest:
            return Plan(one.record, SAME, one, here if seen else None, source)
        if not seen:
            one.record.note("not_yours_to_change", fault=True)
            return Plan(one.record, REFUSED, one)
        if own is not None and here.activity.lead_id not in own and not own & here.implementers.keys():
            one.record.note("not_yours_to_change", fault=True)
            return Plan(one.record, REFUSED, one)
        plan = Plan(one.record, CHANGED, one, here, source)
        have = here.have(set(content.get("lines") or ()))
        base = content.get("taken")
        edited = []
        for name, want in one.taken.items():
            if have[name] == want or (name == "lead" and want is None):
                continue
            if not isinstance(base, dict) or name not in base:
                take = have[name] in (None, []) and not (name == "money" and here.lines)
            elif base[name] == want:
                continue
            else:
                take = have[name] == base[name] or self.choices.overwrite
                if not take:
                    edited.append(name)
            if take:
                plan.fields.append(name)
                plan.before[name], plan.after[name] = have[name], want
        if source is None:
            one.record.note("other_source")
        if edited:
            one.record.note("edited_here", fields=", ".join(edited))
        return plan


def _touches(own: frozenset[int], one: Wanted) -> bool:
    if one.lead is not None and one.lead.pk in own:
        return True
    return any(agency.pk in own for agency in one.implementers)


def source_key(source: str, one: Wanted) -> str:
    """The key under which the source record of a record is kept: equal for equal natural keys."""
    return f"{ORIGINS[source]}-{one.natural[:32]}"


def _key(one: Wanted) -> str:
    wish = one.record.identifier or one.record.title or ""
    key = NOT_IN_KEYS.sub("-", wish).strip("-")[:64].strip("- ")
    return key or one.natural[:12]


SAID_TWICE = frozenset({"line", "notes", "purposes", "phases", *COLUMNS})
"""What a record says is kept once: these stand in what was taken of it."""


def content_of(plan: Plan, lines: Iterable[str]) -> dict[str, Any]:
    """What a source record keeps: the record, what was taken of it, the lines of money made of it."""
    entry = {name: value for name, value in plan.record.entry().items() if name not in SAID_TWICE}
    before = plan.source.content if plan.source is not None and isinstance(plan.source.content, dict) else {}
    # A table without some column says nothing of it: what an earlier one said of it still holds.
    taken = {**(before.get("taken") or {}), **plan.asked.taken}
    return {"digest": plan.asked.digest, "lines": sorted(lines), "record": entry, "taken": taken}
