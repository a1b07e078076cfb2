"""Named database constraints with a message, written once for every table."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def one_of(field: str, choices: type[models.Choices]) -> models.CheckConstraint:
    """The column holds one of the choices, or nothing."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}) | models.Q(**{f"{field}__isnull": True}),
        name=f"%(app_label)s_%(class)s_{field}_known",
        violation_error_message=_("This value is not in the list of allowed values."),
    )


def between(field: str, lowest: float, highest: float) -> models.CheckConstraint:
    """The column lies in [lowest, highest], or holds nothing."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": lowest, f"{field}__lte": highest})
        | models.Q(**{f"{field}__isnull": True}),
        name=f"%(class)s_{field}",
        violation_error_message=_("This number lies outside its allowed range."),
    )


def share(field: str) -> models.CheckConstraint:
    """The column is a ratio from 0 to 1, or holds nothing."""
    return between(field, 0, 1)


def ordered(first: str, last: str) -> models.CheckConstraint:
    """`last` is not before `first`; either may be unknown."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{last}__gte": models.F(first)})
        | models.Q(**{f"{last}__isnull": True})
        | models.Q(**{f"{first}__isnull": True}),
        name=f"%(app_label)s_%(class)s_{first}_{last}_ordered",
        violation_error_message=_("The end lies before the beginning."),
    )


def different(one: str, other: str) -> models.CheckConstraint:
    """The two columns name different rows."""
    return models.CheckConstraint(
        condition=~models.Q(**{one: models.F(other)}),
        name="%(app_label)s_%(class)s_not_itself",
        violation_error_message=_("A row cannot be tied to itself."),
    )


def unique(
    *fields: str, name: str, message: "str | _StrPromise", condition: models.Q | None = None
) -> models.UniqueConstraint:
    """The columns together occur once, among the rows that the condition names."""
    return models.UniqueConstraint(
        fields=fields,
        name=f"%(app_label)s_%(class)s_{name}",
        violation_error_message=message,
        condition=condition,
    )
