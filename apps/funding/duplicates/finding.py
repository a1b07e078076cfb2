"""Which activities may be the same: by title, dates and money. Pure."""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from apps.core.text import fold

WORD = re.compile(r"\w+")
ALIKE = 0.6
"""Share of the words of both titles that two activities with the same dates and money have in common."""
LARGEST = 12
"""A title that more activities bear than this names a kind of work, not one activity."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared; `money` as (currency, sum committed) pairs."""

    key: int
    title: str
    start: datetime.date | None
    end: datetime.date | None
    money: frozenset[tuple[str, Decimal]] = frozenset()
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be the same, and on what grounds: identifier, title, dates, money."""

    one: int
    other: int
    grounds: tuple[str, ...]


def pairs(entries: Iterable[Entry]) -> list[Pair]:
    """Pairs with the same identifier or title, or with much of the title, the dates and the money in common.

    Those with most grounds first. O(entries), apart from groups of at most twelve.
    """
    rows = list(entries)
    said = {row.key: frozenset(WORD.findall(fold(row.title))) for row in rows}
    found: dict[tuple[int, int], Pair] = {}
    for group in (
        *_groups(rows, lambda row: row.identifier),
        *_groups(rows, lambda row: said[row.key] or None),
        *_groups(rows, _dates_and_money),
    ):
        for one, other in combinations(sorted(group, key=lambda row: row.key), 2):
            grounds = _grounds(one, other, said[one.key], said[other.key])
            if grounds:
                found[one.key, other.key] = Pair(one.key, other.key, grounds)
    return sorted(found.values(), key=lambda pair: (-len(pair.grounds), pair.one, pair.other))


def _groups(rows: Sequence[Entry], key: "object") -> list[list[Entry]]:
    by_key: dict[object, list[Entry]] = defaultdict(list)
    for row in rows:
        value = key(row)  # type: ignore[operator]
        if value is not None:
            by_key[value].append(row)
    return [group for group in by_key.values() if 1 < len(group) <= LARGEST]


def _dates_and_money(row: Entry) -> object | None:
    if row.start is None or row.end is None or not row.money:
        return None
    return (row.start, row.end, row.money)


def _grounds(one: Entry, other: Entry, words: frozenset[str], others: frozenset[str]) -> tuple[str, ...]:
    grounds = []
    if one.identifier is not None and one.identifier == other.identifier:
        grounds.append("identifier")
    together = words | others
    same_title = bool(words) and words == others
    alike = bool(together) and len(words & others) / len(together) >= ALIKE
    if same_title:
        grounds.append("title")
    if one.start is not None and one.end is not None and (one.start, one.end) == (other.start, other.end):
        grounds.append("dates")
    if one.money and one.money == other.money:
        grounds.append("money")
    strong = "identifier" in grounds or same_title or (alike and {"dates", "money"} <= set(grounds))
    return tuple(grounds) if strong else ()
