"""Money: lines, rates and plans ahead."""

from collections.abc import Sequence
from typing import Any

from apps.api.writing.doors import Asking, Door, every_field
from apps.api.writing.kinds.work import BULK
from apps.api.writing.saying import Said
from apps.funding.editing import services
from apps.funding.models import FundingLine


def _create_lines(asking: Asking, said: Sequence[Said]) -> list[FundingLine]:
    return services.add_lines(by=asking.by, lines=[one.row for one in said])


def _save(asking: Asking, said: Said) -> Any:
    amounts = None
    if "amounts" in said.parts:
        amounts = [(one.year, one.amount, one.currency) for one in said.parts["amounts"]]
    return services.save_row(by=asking.by, row=said.row, fields=said.fields, amounts=amounts)


def _create(asking: Asking, said: Sequence[Said]) -> list[Any]:
    return [_save(asking, one) for one in said]


def _remove(asking: Asking, row: Any) -> None:
    services.remove_row(by=asking.by, row=row)


MONEY = (
    Door(
        collection="funding_lines",
        fields=every_field("funding_lines"),
        create=_create_lines,
        change=_save,
        remove=_remove,
        bulk=BULK,
        about=lambda row: (row.funder_id, row.activity.lead_id),
    ),
    Door(
        collection="exchange_rates",
        fields=every_field("exchange_rates"),
        create=_create,
        change=_save,
        remove=_remove,
    ),
    Door(
        collection="forward_plans",
        fields=every_field("forward_plans"),
        create=_create,
        change=_save,
        remove=_remove,
    ),
)
