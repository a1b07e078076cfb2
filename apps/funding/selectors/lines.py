"""Funding lines as a list shows them."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.alignment.selectors.money import Line, rate_of_line
from apps.funding.enums import FundingKind
from apps.funding.models import FundingLine
from apps.funding.rules import FUNDERS
from apps.funding.selectors.scope import MoneyScope
from apps.funding.selectors.sums import Lines
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in

Reader = AbstractBaseUser | AnonymousUser
MOST_IN_A_FILE = 20_000


@dataclass(frozen=True, slots=True)
class LineRow:
    """A funding line with the names around it; `line` has its amounts as recorded and its rate."""

    uuid: UUID
    activity: str
    activity_uuid: UUID
    language: str | None
    lead: str
    funder: str
    period_from: datetime.date
    period_to: datetime.date | None
    kind: str | None
    quick_impact: bool | None
    to_government_sector: Decimal | None
    line: Line

    @property
    def kind_word(self) -> str:
        """The type of the money, or that none is recorded."""
        return _("Not recorded") if self.kind is None else str(FundingKind(self.kind).label)


def line_rows(scope: MoneyScope, lines: Lines) -> list[LineRow]:
    """The lines, the newest period first, or in the order they come in if they are cut. Two queries."""
    rows: Any = lines if lines.query.is_sliced else lines.order_by("-period_from", "-pk")
    rows = rows.annotate(rate=rate_of_line(scope.mission))
    return [_row(scope, row) for row in _values(rows)]


def lines_written_by(user: Reader, mission: Mission, lines: Collection[int]) -> set[UUID]:
    """Which of these lines the user may change: a planner all of them, others those of agencies that they
    write for as funder or lead. Two queries.
    """
    held = memberships_in(user, mission)
    rows = FundingLine.objects.filter(pk__in=lines)
    if not any(one.role == Role.PLANNER for one in held):
        leads = {one.agency_id for one in held if one.role in EDITORS}
        funders = {one.agency_id for one in held if one.role in FUNDERS}
        rows = rows.filter(Q(funder__in=funders) | Q(activity__lead__in=leads))
    return set(rows.values_list("uuid", flat=True))


def _values(rows: Any) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = rows.values(
        "uuid",
        "activity__title",
        "activity__uuid",
        "activity__language",
        "activity__lead_id",
        "funder_id",
        "period_from",
        "period_to",
        "kind",
        "quick_impact",
        "to_government_sector",
        "currency",
        "rate",
        "price_basis",
        "committed",
        "scheduled",
        "disbursed",
        "executed",
    )
    return found


def _row(scope: MoneyScope, row: dict[str, Any]) -> LineRow:
    amounts = {name: row[name] for name in ("committed", "scheduled", "disbursed", "executed")}
    return LineRow(
        uuid=row["uuid"],
        activity=row["activity__title"],
        activity_uuid=row["activity__uuid"],
        language=row["activity__language"],
        lead=scope.agencies[row["activity__lead_id"]].label,
        funder=scope.agencies[row["funder_id"]].label,
        period_from=row["period_from"],
        period_to=row["period_to"],
        kind=row["kind"],
        quick_impact=row["quick_impact"],
        to_government_sector=row["to_government_sector"],
        line=Line(row["currency"], row["rate"], row["price_basis"], **amounts),
    )
