"""The rows behind a number, described for one reader: a label, and a page where there is one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import BigIntegerField, F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.models import Activity, Need
from apps.activities.selectors import dimension_names
from apps.agencies.selectors import state_name
from apps.alignment.enums import RequestKind
from apps.alignment.models import (
    AlignmentLink,
    Consultation,
    Contradiction,
    InternalReview,
    LiaisonRequest,
    PolicyCommitment,
    PolicyPosition,
    PolicyProduct,
    Relationship,
    WholeOfGovernmentStrategy,
)
from apps.benchmarks.models import BenchmarkText, Gate
from apps.coherence.models import Assessment
from apps.core.templatetags.nexusplan import day, money, number
from apps.frameworks.models import FrameworkVersion, ObjectiveText, ResourceRequirement
from apps.funding.enums import CostKind
from apps.funding.models import AbsorptionScenario, CoordinationCost, ForwardPlan, FundingLine, FundingOutlook
from apps.missions.fields import knows_liaison_hours
from apps.missions.models import (
    AnalyticWork,
    Area,
    Event,
    Forum,
    ForumMeeting,
    JointMission,
    Mission,
    MissionAgency,
)

RowKey = tuple[str, str]
Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class RowView:
    """One row as a reader sees it: `url` of its page, `language` of its label, None where there is none."""

    label: str
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How rows of one collection are found by key: the columns to read; a label and a page made of them."""

    query: Callable[[Mission, Reader], QuerySet[Any]]
    columns: tuple[str, ...]
    label: Callable[..., str]
    page: Callable[..., tuple[str, Any]] | None = None
    key: str = "key"
    version: str | None = None
    """Where a row has several wordings: the column by which the newest is the highest."""

    @property
    def plain(self) -> bool:
        """Its columns are texts, with the identifier of its page last: such sources are read together."""
        texts = self.columns[:-1] if self.paged else self.columns
        return len(texts) <= TEXTS and all(name.endswith(TEXT_COLUMNS) for name in texts)

    @property
    def paged(self) -> bool:
        """Its last column identifies its page."""
        return self.columns[-1].endswith("uuid")


TEXTS = 2
"""Texts that a plain source has at most."""
TEXT_COLUMNS = ("title", "name", "acronym", "code", "statement", "text", "key")


class Described(dict[RowKey, RowView]):
    """Rows by (collection, key) as one reader of a mission may see them, and what else that reader knows."""

    def __init__(self, mission: Mission, user: Reader) -> None:
        super().__init__()
        self._mission = mission
        self._user = user

    @cached_property
    def knows_liaison_hours(self) -> bool:
        """Whether the reader knows the hours that internal actors declared. One query when first asked."""
        return knows_liaison_hours(self._user, self._mission)


def describe(mission: Mission, user: Reader, rows: Iterable[RowKey]) -> Described:
    """Each row the user may see, by (collection, key); rows that are hidden or gone are left out.

    Queries: one for all collections that are named by texts, and one for each other that occurs.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for collection, key in rows:
        wanted[collection].add(key)
    found = Described(mission, user)
    together: list[Any] = []
    for collection, keys in wanted.items():
        source = SOURCES.get(collection)
        if source is None:
            found.update(
                {(collection, key): RowView(name) for key, name in _names(mission, collection, keys)}
            )
            continue
        query = source.query(mission, user).filter(**{f"{source.key}__in": keys})
        if source.plain:
            together.append(_as_texts(collection, source, query))
            continue
        for key, *values in query.values_list(source.key, *source.columns):
            found[collection, key] = _view(mission, source, values)
    if together:
        named = together[0].union(*together[1:], all=True) if len(together) > 1 else together[0]
        for collection, key, _version, *given in sorted(named, key=lambda row: row[2] or 0):
            source = SOURCES[collection]
            count = len(source.columns)
            values = [*given[: count - 1], given[-1]] if source.paged else given[:count]
            found[collection, key] = _view(mission, source, values)
    return found


def agency_name(mission: Mission, key: str) -> str | None:
    """The full name of an agency of the mission, with its acronym; None where there is none of this key. One
    query."""
    found = MissionAgency.objects.filter(mission=mission, key=key).values_list(
        "agency__name", "agency__acronym"
    )
    for name, acronym in found[:1]:
        return f"{name} ({acronym})" if acronym and acronym != name else str(name)
    return None


def _as_texts(collection: str, source: Source, query: QuerySet[Any]) -> Any:
    """Rows of a plain source in columns of the same types for all of them."""
    names = source.columns[:-1] if source.paged else source.columns
    texts = {
        f"text_{place}": Cast(F(names[place]) if place < len(names) else Value(None), TextField())
        for place in range(TEXTS)
    }
    version = Cast(F(source.version) if source.version else Value(None), BigIntegerField())
    uuid = Cast(F(source.columns[-1]) if source.paged else Value(None), UUIDField())
    row_key = Cast(F(source.key), TextField())
    return (
        query.order_by()
        .annotate(n_kind=Value(collection), n_key=row_key, n_version=version, **texts, n_uuid=uuid)
        .values_list("n_kind", "n_key", "n_version", *texts, "n_uuid")
    )


def _view(mission: Mission, source: Source, values: Sequence[Any]) -> RowView:
    url = None
    if source.page is not None:
        name, uuid = source.page(*values)
        url = reverse(name, kwargs={"code": mission.code, "uuid": uuid})
    return RowView(source.label(*values), url)


def _names(mission: Mission, collection: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """States, dimensions and registers are names, not rows. No query."""
    if collection == "states":
        return [(key, state_name(key)) for key in keys]
    if collection == "dimensions":
        names = dimension_names(mission)
        return [(key, names.get(key, key)) for key in keys]
    return [(key, key) for key in keys]


def _mission_rows(model: Any) -> Callable[[Mission, Reader], QuerySet[Any]]:
    return lambda mission, user: model.objects.filter(mission=mission).visible_to(user)


def _of_visible_activity(model: Any, *fields: str) -> Callable[[Mission, Reader], QuerySet[Any]]:
    """Rows as visible as the activities they name."""

    def query(mission: Mission, user: Reader) -> QuerySet[Any]:
        activities = Activity.objects.filter(mission=mission).visible_to(user)
        found: QuerySet[Any] = model.objects.filter(mission=mission).visible_to(user)
        for field in fields:
            found = found.filter(**{f"{field}__in": activities})
        return found

    return query


def _short(acronym: str | None, name: str) -> str:
    return acronym or name


def _day(value: Any) -> str:
    return str(day(value)) if value is not None else _("no date")


def _cost(amount: Any, hours: float | None, rate: Any, currency: str) -> str:
    """The amount as recorded, else hours times their rate."""
    if amount is None and hours is not None and rate is not None:
        amount = hours * float(rate)
    return _("not recorded") if amount is None else str(money(amount, currency))


SOURCES: Mapping[str, Source] = {
    "activities": Source(
        _mission_rows(Activity),
        ("title", "uuid"),
        lambda title, _uuid: title,
        lambda _title, uuid: ("alignment:activity", uuid),
    ),
    "agencies": Source(
        lambda mission, _user: MissionAgency.objects.filter(mission=mission),
        ("agency__acronym", "agency__name", "agency__uuid"),
        lambda acronym, name, _uuid: _short(acronym, name),
        lambda _acronym, _name, uuid: ("portal:agency", uuid),
    ),
    "mission_agencies": Source(
        lambda mission, _user: MissionAgency.objects.filter(mission=mission),
        ("agency__acronym", "agency__name", "agency__uuid"),
        lambda acronym, name, _uuid: _short(acronym, name),
        lambda _acronym, _name, uuid: ("portal:agency", uuid),
        key="presence_key",
    ),
    "objectives": Source(
        _mission_rows(ObjectiveText),
        ("code", "title", "objective__uuid"),
        lambda code, title, _uuid: f"{code} {title}" if code else title,
        lambda _code, _title, uuid: ("portal:objective", uuid),
        key="objective__key",
        version="framework_version__number",
    ),
    "benchmarks": Source(
        _mission_rows(BenchmarkText),
        ("statement", "benchmark__uuid"),
        lambda statement, _uuid: statement,
        lambda _statement, uuid: ("portal:benchmark", uuid),
        key="benchmark__key",
        version="framework_version__number",
    ),
    "alignment_links": Source(
        _mission_rows(AlignmentLink),
        ("activity__title", "objective__key", "activity__uuid"),
        lambda title, objective, _uuid: (
            _("%(activity)s to %(objective)s") % {"activity": title, "objective": objective}
        ),
        lambda _title, _objective, uuid: ("alignment:activity", uuid),
    ),
    "funding_lines": Source(
        _mission_rows(FundingLine),
        ("activity__title", "funder__acronym", "funder__name", "period_from", "activity__uuid"),
        lambda title, acronym, name, start, _uuid: (
            _("%(funder)s for %(activity)s, from %(date)s")
            % {"funder": _short(acronym, name), "activity": title, "date": _day(start)}
        ),
        lambda *values: ("alignment:activity", values[-1]),
    ),
    "contradictions": Source(
        _of_visible_activity(Contradiction, "activity_a", "activity_b"),
        ("activity_a__title", "activity_b__title", "activity_a__uuid"),
        lambda a, b, _uuid: _("%(one)s against %(other)s") % {"one": a, "other": b},
        lambda *values: ("alignment:activity", values[-1]),
    ),
    "consultations": Source(
        _mission_rows(Consultation),
        ("held_on", "internal_actor__acronym", "internal_actor__name"),
        lambda held_on, acronym, name: (
            _("%(agency)s, %(date)s") % {"agency": _short(acronym, name), "date": _day(held_on)}
        ),
    ),
    "internal_reviews": Source(
        _of_visible_activity(InternalReview, "activity"),
        ("activity__title",),
        lambda title: _("An answer on %(activity)s") % {"activity": title},
    ),
    "policy_commitments": Source(_mission_rows(PolicyCommitment), ("text",), str),
    "policy_products": Source(_mission_rows(PolicyProduct), ("title",), str),
    "policy_positions": Source(
        _mission_rows(PolicyPosition),
        ("agency__acronym", "agency__name", "objective__key", "support"),
        lambda acronym, name, objective, support: (
            _("%(agency)s on %(objective)s: %(support)s")
            % {
                "agency": _short(acronym, name),
                "objective": objective,
                "support": _("not recorded") if support is None else f"{support:+d}",
            }
        ),
    ),
    # Without what each says of the other: that is known to the two and to the secretariat.
    "relationships": Source(
        _mission_rows(Relationship),
        ("agency_a__acronym", "agency_a__name", "agency_b__acronym", "agency_b__name"),
        lambda acronym_a, name_a, acronym_b, name_b: (
            _("%(one)s and %(other)s")
            % {"one": _short(acronym_a, name_a), "other": _short(acronym_b, name_b)}
        ),
    ),
    "joint_missions": Source(
        _mission_rows(JointMission),
        ("title", "started_on"),
        lambda title, day: _("%(title)s, %(date)s") % {"title": title or _("Untitled"), "date": _day(day)},
    ),
    "analytic_work": Source(
        _mission_rows(AnalyticWork),
        ("title", "published_on"),
        lambda title, day: _("%(title)s, %(date)s") % {"title": title or _("Untitled"), "date": _day(day)},
    ),
    "forums": Source(_mission_rows(Forum), ("name",), str),
    "forum_meetings": Source(
        _mission_rows(ForumMeeting),
        ("forum__name", "held_on"),
        lambda name, day: _("%(title)s, %(date)s") % {"title": name, "date": _day(day)},
    ),
    "whole_of_government_strategies": Source(
        _mission_rows(WholeOfGovernmentStrategy),
        ("title", "state"),
        lambda title, state: title or _("Strategy of %(state)s") % {"state": state},
    ),
    "areas": Source(_mission_rows(Area), ("name",), str),
    "needs": Source(
        _mission_rows(Need),
        ("area__name", "target_group", "intervention_type", "dated_on"),
        lambda area, group, kind, dated: (
            _("Need in %(area)s: %(group)s, %(kind)s, %(date)s")
            % {"area": area, "group": group, "kind": kind, "date": _day(dated)}
        ),
    ),
    "resource_requirements": Source(
        _mission_rows(ResourceRequirement),
        ("amount", "currency", "period_from", "period_to", "objective__uuid"),
        lambda amount, currency, start, end, _uuid: (
            _("%(amount)s from %(start)s to %(end)s")
            % {"amount": money(amount, currency), "start": _day(start), "end": _day(end)}
        ),
        lambda *values: ("portal:objective", values[-1]),
    ),
    "liaison_requests": Source(
        _mission_rows(LiaisonRequest),
        ("requested_by__acronym", "requested_by__name", "kind", "topic", "requested_on", "person_hours"),
        lambda acronym, name, kind, topic, on, hours: (
            _("%(agency)s: %(topic)s, %(date)s, hours: %(hours)s")
            % {
                "agency": _short(acronym, name) if name else _("not recorded"),
                "topic": topic or RequestKind(kind).label,
                "date": _day(on),
                "hours": _("not recorded") if hours is None else number(hours),
            }
        ),
    ),
    "coordination_costs": Source(
        _mission_rows(CoordinationCost),
        ("kind", "amount", "person_hours", "hourly_rate", "currency", "period_from", "period_to"),
        lambda kind, amount, hours, rate, currency, start, end: (
            _("%(kind)s: %(amount)s, %(start)s to %(end)s")
            % {
                "kind": CostKind(kind).label,
                "amount": _cost(amount, hours, rate, currency),
                "start": _day(start),
                "end": _day(end),
            }
        ),
    ),
    "framework_versions": Source(
        _mission_rows(FrameworkVersion),
        ("number",),
        lambda number: _("Framework version %(number)s") % {"number": number},
    ),
    "gates": Source(
        _mission_rows(Gate),
        ("key", "title", "uuid"),
        lambda key, title, _uuid: title or key,
        lambda _key, _title, uuid: ("portal:gate", uuid),
    ),
    "events": Source(
        _mission_rows(Event),
        ("title", "starts_on"),
        lambda title, on: _("%(title)s, %(date)s") % {"title": title, "date": _day(on)},
    ),
    "scenarios": Source(_mission_rows(AbsorptionScenario), ("key", "title"), lambda key, title: title or key),
    "assessments": Source(_mission_rows(Assessment), ("as_of",), _day),
    "funding_outlooks": Source(
        _mission_rows(FundingOutlook), ("function", "year"), lambda function, year: f"{function}, {year}"
    ),
    "forward_plans": Source(_mission_rows(ForwardPlan), ("funder__acronym", "funder__name"), _short),
}
