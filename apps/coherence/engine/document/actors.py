"""Rows on who acts, where and when."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from apps.coherence.engine import inputs as rows
from apps.coherence.engine.document.read import Row, day, keys, register
from apps.coherence.engine.settings import METHOD_VERSION, Settings
from apps.core.values import as_float


def mission(row: Row) -> rows.Mission:
    dimensions = row.get("dimensions")
    return rows.Mission(
        code=row["code"],
        currency=row["currency"],
        method_version=row.get("method_version") or METHOD_VERSION,
        government_counterpart=row.get("government_counterpart"),
        dimensions=None if dimensions is None else tuple(_dimension(item) for item in dimensions),
        joint_missions_register=register(row, "joint_missions"),
        analytic_work_register=register(row, "analytic_work"),
        forums_register=register(row, "forums"),
        coordination_costs_register=register(row, "coordination_costs"),
        settings=settings_from(row.get("settings")),
    )


def _dimension(item: str | Row) -> tuple[str, str]:
    return (item, item) if isinstance(item, str) else (item["code"], item["core"])


def agency(row: Row) -> rows.Agency:
    return rows.Agency(
        key=row["key"],
        side=row["side"],
        state=row.get("state"),
        political_or_security=row.get("political_or_security") is True,
        principled_humanitarian=row.get("principled_humanitarian") is True,
        kind=row.get("kind"),
    )


def mission_agency(row: Row) -> rows.MissionAgency:
    return rows.MissionAgency(
        key=row["key"],
        agency=row["agency"],
        since=day(row.get("since")),
        until=day(row.get("until")),
        liaison_hours_per_quarter=as_float(row.get("liaison_hours_per_quarter")),
        policy_commitments_register=register(row, "policy_commitments"),
        policy_products_register=register(row, "policy_products"),
        forward_plans_register=register(row, "forward_plans"),
    )


def area(row: Row) -> rows.Area:
    return rows.Area(key=row["key"], parent=row.get("parent"))


def phase_period(row: Row) -> rows.PhasePeriod:
    return rows.PhasePeriod(
        key=row["key"],
        phase=row["phase"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=day(row.get("period_to")),
        area=row.get("area"),
    )


def relationship(row: Row) -> rows.Relationship:
    return rows.Relationship(
        key=row["key"],
        agency_a=row["agency_a"],
        agency_b=row["agency_b"],
        period_from=day(row.get("period_from")),
        rating_a=row.get("rating_a"),
        rating_b=row.get("rating_b"),
        band_min=row.get("band_min"),
        band_max=row.get("band_max"),
        band_agreed_on=day(row.get("band_agreed_on")),
    )


def forum(row: Row) -> rows.Forum:
    return rows.Forum(key=row["key"], chairs=keys(row.get("chairs")))


def forum_meeting(row: Row) -> rows.ForumMeeting:
    return rows.ForumMeeting(key=row["key"], forum=row["forum"], held_on=date.fromisoformat(row["held_on"]))


def joint_mission(row: Row) -> rows.JointMission:
    return rows.JointMission(
        key=row["key"],
        participants=tuple(row["participants"]),
        started_on=date.fromisoformat(row["started_on"]),
        ended_on=day(row.get("ended_on")),
        humanitarian=row.get("humanitarian") is True,
    )


def analytic_work(row: Row) -> rows.AnalyticWork:
    return rows.AnalyticWork(
        key=row["key"],
        participants=tuple(row["participants"]),
        published_on=date.fromisoformat(row["published_on"]),
        humanitarian=row.get("humanitarian") is True,
    )


def liaison_request(row: Row) -> rows.LiaisonRequest:
    return rows.LiaisonRequest(
        key=row["key"],
        internal_actor=row["internal_actor"],
        requested_on=date.fromisoformat(row["requested_on"]),
        requested_by=row.get("requested_by"),
        person_hours=as_float(row.get("person_hours")),
        kind=row["kind"],
        topic=row.get("topic"),
        critical=row.get("critical"),
        activity=row.get("activity"),
    )


def settings_from(given: Mapping[str, float | None] | None) -> Settings:
    """The method's thresholds with those the mission sets; a missing or null one keeps the default."""
    known = {field.name for field in fields(Settings)}
    return Settings(**{k: float(v) for k, v in (given or {}).items() if k in known and v is not None})
