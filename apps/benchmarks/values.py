"""A value of an indicator as a person writes it, and the column of its kind that holds it."""

import datetime
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import sanitize_separators
from django.utils.translation import gettext as _

from apps.benchmarks.enums import ValueType
from apps.core.templatetags.nexusplan import percentage, plain_number

COLUMNS = ("number", "money", "stage", "yes")
LARGEST_MONEY = Decimal(10) ** 18
YES, NO = "yes", "no"


def value_columns(
    prefix: str, value_type: str, text: str | None, stages: Sequence[str] | None
) -> dict[str, Any]:
    """The four columns of a value named `prefix`, all but one empty; all empty for no text.

    Raises ValidationError for what is no value of its kind.
    """
    columns: dict[str, Any] = dict.fromkeys((f"{prefix}_{column}" for column in COLUMNS), None)
    text = (text or "").strip()
    if not text:
        return columns
    if value_type == ValueType.STAGE:
        if text not in (stages or ()):
            raise ValidationError(
                _("This is none of the stages. Write one of: %(stages)s.")
                % {"stages": ", ".join(stages or ())}
            )
        columns[f"{prefix}_stage"] = text
    elif value_type == ValueType.YES_NO:
        columns[f"{prefix}_yes"] = _yes_or_no(text)
    elif value_type == ValueType.MONEY:
        columns[f"{prefix}_money"] = _decimal(text)
    else:
        columns[f"{prefix}_number"] = float(_decimal(text))
    return columns


def value_text(row: Any, prefix: str) -> str | None:
    """The value as `value_columns` reads it; None where nothing is recorded."""
    for column in COLUMNS:
        value = getattr(row, f"{prefix}_{column}")
        if value is None:
            continue
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
    return None


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(str(sanitize_separators(text)).replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
    except InvalidOperation as error:
        raise ValidationError(_("Write a number, such as 12.5.")) from error
    if not value.is_finite() or abs(value) >= LARGEST_MONEY:
        raise ValidationError(_("Write a number, such as 12.5."))
    return value


def _yes_or_no(text: str) -> bool:
    words = {YES: True, NO: False, str(_("Yes")).casefold(): True, str(_("No")).casefold(): False}
    try:
        return words[text.casefold()]
    except KeyError as error:
        raise ValidationError(_("Write yes or no.")) from error


def year_of(first: datetime.date, last: datetime.date) -> int | None:
    """The year that a period is; None for one that is no whole year."""
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year if whole and first.year == last.year else None


def is_small(row: Any) -> bool:
    """The value of this observation is shown to nobody."""
    return bool(row.about_few)


def said(row: Any, indicator: Any = None) -> str | None:
    """The value of an observation as people read it, with unit or currency; None where it is missing, or of
    so few people that it is shown to nobody. One query without `indicator` where it was not read along.
    """
    if is_small(row):
        return None
    indicator = indicator or row.indicator
    if row.value_yes is not None:
        return _("yes") if row.value_yes else _("no")
    if row.value_stage is not None:
        return str(row.value_stage)
    amount = row.value_number if row.value_number is not None else row.value_money
    if amount is None:
        return None
    text = str(plain_number(amount))
    if indicator.value_type == ValueType.PERCENT:
        return percentage(text)
    beside = indicator.currency if indicator.value_type == ValueType.MONEY else indicator.unit
    return f"{text}\u00a0{beside}" if beside else text
