"""The doors through which rows of money are written, changed and taken out."""

import datetime
import re
from collections.abc import Collection, Sequence
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.services import RowsRefused, change_rows, create_rows, remove_rows
from apps.funding.models import ExchangeRate, ForwardPlan, ForwardPlanAmount, FundingLine
from apps.missions.selectors import absent_agencies

ASSESS = "coherence.assess"
Row = FundingLine | ExchangeRate | ForwardPlan
Amounts = Sequence[tuple[int, Any, str]]
SYSTEMS = (
    "country_systems_budget_execution",
    "country_systems_financial_reporting",
    "country_systems_audit",
    "country_systems_procurement",
)
CURRENCY = re.compile(r"[A-Z]{3}\Z")
PRICES = re.compile(r"(?:current|constant:(?:19|20)\d\d)\Z")


def save_row(
    *,
    by: AbstractBaseUser | None,
    row: Row,
    fields: Sequence[str],
    amounts: Amounts | None = None,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> Row:
    """Store and log a new row, or these fields of one that is there, and ask for a new assessment.

    `amounts` are those of a plan ahead: year, amount, currency; None leaves them. Raises ValidationError, by
    field, for what cannot be, EditConflict where somebody changed the row meanwhile.
    """
    _check(row)
    log: dict[str, Any] = {"by": by, "via": via, "at": at}
    with transaction.atomic():
        changed = row.pk is None
        if row.pk is None:
            row.key = f"{row._meta.model_name}-{uuid4().hex[:12]}"
            create_rows([row], **log)
        else:
            also = ["country_systems_recorded"] if isinstance(row, FundingLine) else []
            changed = bool(change_rows([row], [*fields, *also], **log))
        if amounts is not None and isinstance(row, ForwardPlan):
            changed |= _save_amounts(row, amounts, log)
        if changed:
            jobs.request(ASSESS, about=row.mission.uuid, by=by)
    return row


def add_lines(
    *,
    by: AbstractBaseUser | None,
    lines: Sequence[FundingLine],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[FundingLine]:
    """Store and log new funding lines of one mission, all or none, and ask for a new assessment.

    Raises RowsRefused, by field of each line, for what cannot be. Queries: the same for any number, where
    activities and funders are read along.
    """
    if not lines:
        return []
    mission = lines[0].mission
    absent = set(absent_agencies(mission, {one.funder for one in lines}))
    wrong = {}
    for place, one in enumerate(lines):
        try:
            _check_line(one, absent)
        except ValidationError as error:
            wrong[place] = error
    if wrong:
        raise RowsRefused(wrong)
    for one in lines:
        one.key = f"{one._meta.model_name}-{uuid4().hex[:12]}"
    with transaction.atomic():
        made = create_rows(lines, by=by, via=via, at=at)
        jobs.request(ASSESS, about=mission.uuid, by=by)
    return made


def _check(row: Row) -> None:
    absent = [] if isinstance(row, ExchangeRate) or not row.funder_id else [row.funder]
    wrong = _faults(row, set(absent_agencies(row.mission, absent)))
    if wrong:
        raise ValidationError(wrong)
    row.full_clean(exclude=["mission", "key"], validate_unique=False)


def _check_line(line: FundingLine, absent: Collection[Agency]) -> None:
    """As `_check`, for one of many lines: no query."""
    wrong = _faults(line, absent)
    # The database holds its constraints itself; asked for each row they cost a query each.
    if line.period_to is not None and line.period_to < line.period_from:
        wrong["period_to"] = _("The end lies before the beginning.")
    if wrong:
        raise ValidationError(wrong)
    line.full_clean(
        exclude=["mission", "key", "activity", "funder"], validate_unique=False, validate_constraints=False
    )


def _faults(row: Row, absent: Collection[Agency]) -> dict[str, str]:
    """What is wrong, by field; `absent` are agencies that are not in the mission. No query."""
    wrong: dict[str, str] = {}
    if not isinstance(row, ExchangeRate) and row.funder_id and row.funder in absent:
        wrong["funder"] = _("This agency is not in the mission.")
    currency = getattr(row, "currency", None)
    if currency and not CURRENCY.match(currency):
        wrong["currency"] = _("A currency has three letters, such as USD.")
    if isinstance(row, FundingLine):
        if row.activity.mission_id != row.mission_id:
            wrong["activity"] = _("This activity is not of this mission.")
        if row.price_basis and not PRICES.match(row.price_basis):
            wrong["price_basis"] = _("Write current, or constant: and the year, such as constant:2020.")
        known = [getattr(row, name) for name in SYSTEMS]
        row.country_systems_recorded = any(one is not None for one in known) or row.country_systems_recorded
    if isinstance(row, ExchangeRate):
        if row.rate is not None and row.rate <= 0:
            wrong["rate"] = _("A rate is more than zero.")
        if currency == row.mission.currency:
            wrong["currency"] = _("This is the currency of the mission: it needs no rate.")
    return wrong


def _save_amounts(plan: ForwardPlan, amounts: Amounts, log: dict[str, Any]) -> bool:
    """Remove the amounts that are no longer said and add those that are new; whether any did."""
    for _year, _amount, currency in amounts:
        if not CURRENCY.match(currency):
            raise ValidationError(_("A currency has three letters, such as USD."))
    there = {(one.year, one.amount, one.currency): one for one in plan.amounts.all()}
    gone = [one for key, one in there.items() if key not in set(amounts)]
    new = [
        ForwardPlanAmount(plan=plan, year=year, amount=amount, currency=currency)
        for year, amount, currency in dict.fromkeys(amounts)
        if (year, amount, currency) not in there
    ]
    remove_rows(gone, **log)
    create_rows(new, **log)
    if gone or new or plan.amounts_recorded is None:
        ForwardPlan.objects.filter(pk=plan.pk).update(amounts_recorded=True, row_version=F("row_version") + 1)
        plan.row_version += 1
    return bool(gone or new)


def remove_row(
    *,
    by: AbstractBaseUser | None,
    row: Row,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> None:
    """Take a row out, and ask for a new assessment; the log keeps what it was."""
    with transaction.atomic():
        remove_rows([row], by=by, via=via, at=at)
        jobs.request(ASSESS, about=row.mission.uuid, by=by)
