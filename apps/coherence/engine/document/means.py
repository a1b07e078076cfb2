"""Rows on money and capacity."""

from collections.abc import Sequence
from datetime import date

from apps.coherence.engine import inputs as rows
from apps.coherence.engine.document.read import Row, day
from apps.core.values import as_float


def funding_line(row: Row) -> rows.FundingLine:
    systems = row.get("country_systems") or {}
    return rows.FundingLine(
        key=row["key"],
        activity=row["activity"],
        funder=row["funder"],
        period_from=date.fromisoformat(row["period_from"]),
        currency=row["currency"],
        period_to=day(row.get("period_to")),
        value_date=day(row.get("value_date")),
        scheduled=as_float(row.get("scheduled")),
        disbursed=as_float(row.get("disbursed")),
        programme_based=row.get("programme_based"),
        to_government_sector=as_float(row.get("to_government_sector")),
        budget_execution=systems.get("budget_execution"),
        financial_reporting=systems.get("financial_reporting"),
        audit=systems.get("audit"),
        procurement=systems.get("procurement"),
    )


def exchange_rate(row: Row) -> rows.ExchangeRate:
    return rows.ExchangeRate(
        key=row["key"],
        currency=row["currency"],
        valid_on=date.fromisoformat(row["valid_on"]),
        rate=float(row["rate"]),
    )


def forward_plan(row: Row) -> rows.ForwardPlan:
    return rows.ForwardPlan(
        key=row["key"],
        funder=row["funder"],
        years_shared=as_float(row.get("years_shared")),
        shared_on=day(row.get("shared_on")),
    )


def resource_requirement(row: Row) -> rows.ResourceRequirement:
    return rows.ResourceRequirement(
        key=row["key"],
        objective=row["objective"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        currency=row["currency"],
        amount=float(row["amount"]),
    )


def capacity(row: Row) -> rows.Capacity:
    return rows.Capacity(
        key=row["key"],
        agency=row["agency"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        currency=row.get("currency"),
        received=as_float(row.get("received")),
        executed=as_float(row.get("executed")),
        opening_backlog=as_float(row.get("opening_backlog")),
    )


def funding_outlook(row: Row) -> rows.FundingOutlook:
    return rows.FundingOutlook(
        key=row["key"],
        function=row["function"],
        year=row["year"],
        currency=row["currency"],
        assessed=as_float(row.get("assessed")),
        voluntary_committed=as_float(row.get("voluntary_committed")),
        national=as_float(row.get("national")),
        need=as_float(row.get("need")),
    )


def coordination_cost(row: Row) -> rows.CoordinationCost:
    return rows.CoordinationCost(
        key=row["key"],
        period_from=date.fromisoformat(row["period_from"]),
        period_to=date.fromisoformat(row["period_to"]),
        currency=row["currency"],
        person_hours=as_float(row.get("person_hours")),
        hourly_rate=as_float(row.get("hourly_rate")),
        amount=as_float(row.get("amount")),
    )


def handover(row: Row) -> rows.Handover:
    return rows.Handover(
        key=row["key"],
        to_agency=row.get("to_agency"),
        due_on=day(row.get("due_on")),
        currency=row.get("currency"),
        yearly_cost=as_float(row.get("yearly_cost")),
        financed_nationally=row.get("financed_nationally"),
    )


def scenario(row: Row) -> rows.Scenario:
    return rows.Scenario(
        key=row["key"],
        agency=row.get("agency"),
        plan_of_record=row.get("plan_of_record") is True,
        currency=row.get("currency"),
        delivery=_amounts(row.get("delivery")),
        capacity_building=_amounts(row.get("capacity_building")),
        first_capacity=as_float(row.get("first_capacity")),
        gain=as_float(row.get("gain")),
        lag=row.get("lag"),
        lapse=as_float(row.get("lapse")),
        decay=as_float(row.get("decay")),
        capacity_max=as_float(row.get("capacity_max")),
    )


def _amounts(items: Sequence[str] | None) -> tuple[float, ...] | None:
    return None if items is None else tuple(float(item) for item in items)
