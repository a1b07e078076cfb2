"""One page of a long list, so that the last page costs as much as the first.

The address names the row before or after the page, never a page number: the database then reads the rows of
the page and not those in front of it. A list is counted up to a cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

M = TypeVar("M", bound=Model)

SIZE = 50
COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Key:
    """A column or annotation that orders a list; missing values come last in both directions."""

    name: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a list a page begins: at its start, after or before one row, or so that it ends the list.

    `unreadable` when the address named a row in a way that no row is named.
    """

    after: UUID | None = None
    before: UUID | None = None
    last: bool = False
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """`total` rows in the list (at least so many, when `more`), those of this page, and its neighbours.

    `lost`: the row that the address named is not in this list, so the page is the first one.
    """

    rows: list[M]
    total: int
    more: bool
    next: UUID | None
    previous: UUID | None
    lost: bool = False


def position(after: str | None, before: str | None, last: str | None) -> Position:
    """The position that an address names; anything that is no UUID is the start, marked unreadable."""
    try:
        return Position(
            after=UUID(after) if after else None, before=UUID(before) if before else None, last=bool(last)
        )
    except ValueError:
        return Position(unreadable=True)


def page_of(
    listed: QuerySet[M],
    keys: Sequence[Key],
    at: Position,
    *,
    counted: QuerySet[M] | None = None,
    read: QuerySet[M] | None = None,
    size: int = SIZE,
) -> Page[M]:
    """The page at a position of `listed` (rows with a `uuid`), in the order of the keys, ties by `pk`.

    Primary keys are found first and only then the rows, so that the database sorts slim ones. `counted` is
    the same list without the annotations that only the order needs; `read` is where the found rows are read
    with what a page shows of them. Two queries for the first page, three for the last, four where the
    position names a row.
    """
    keys = (*keys, Key("pk"))
    backward = at.last or at.before is not None
    named = at.after or at.before
    lost = at.unreadable
    rows = listed
    if named is not None and not at.last:
        bound = listed.filter(uuid=named).values_list(*(key.name for key in keys)).first()
        if bound is None:
            lost, backward, named = True, False, None
        else:
            rows = rows.filter(_beyond(keys, bound, backward=backward))
    first_page = not backward and named is None
    ordered = rows.order_by(*(_order(key, backward=backward) for key in keys)).values_list("pk", flat=True)
    pks = list(ordered[: (COUNTED if first_page else size) + 1])
    further, total = len(pks) > size, len(pks)
    if not first_page:
        total = (counted if counted is not None else listed).order_by()[: COUNTED + 1].count()
    pks = pks[:size]
    if backward:
        pks.reverse()
    whole = (listed if read is None else read).order_by().in_bulk(pks)
    found = [whole[pk] for pk in pks if pk in whole]
    first, last = (found[0], found[-1]) if found else (None, None)
    behind = further if backward else named is not None
    ahead = (named is not None and not at.last) if backward else further
    return Page(
        rows=found,
        total=min(total, COUNTED),
        more=total > COUNTED,
        next=_uuid(last) if ahead else None,
        previous=_uuid(first) if behind else None,
        lost=lost,
    )


def _uuid(row: Model | None) -> UUID | None:
    return None if row is None else row.uuid  # type: ignore[attr-defined]


def _order(key: Key, *, backward: bool) -> Any:
    """Nulls are named only where there are any: an index serves the other columns both ways."""
    column = F(key.name)
    if not key.nullable:
        return column.desc() if key.descending != backward else column.asc()
    ends: dict[str, Any] = {"nulls_first": True} if backward else {"nulls_last": True}
    return column.desc(**ends) if key.descending != backward else column.asc(**ends)


def _beyond(keys: Sequence[Key], bound: Sequence[Any], *, backward: bool) -> Q:
    """Rows that come after the bound (before it, if backward) in the order of the keys."""
    beyond, equal = Q(pk__in=()), Q()
    for key, value in zip(keys, bound, strict=True):
        beyond |= equal & _past(key, value, backward=backward)
        equal &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    leading = keys[0]
    if not leading.nullable:
        # Says nothing new, but lets an index begin at the bound.
        side = "lte" if leading.descending != backward else "gte"
        beyond &= Q(**{f"{leading.name}__{side}": bound[0]})
    return beyond


def _past(key: Key, value: Any, *, backward: bool) -> Q:
    missing = Q(**{f"{key.name}__isnull": True})
    if value is None:
        return ~missing if backward else Q(pk__in=())
    side = "lt" if key.descending != backward else "gt"
    past = Q(**{f"{key.name}__{side}": value})
    return past | missing if key.nullable and not backward else past
