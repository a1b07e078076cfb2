"""What the page of one signal is made of: a sentence, numbers, figures, and tables with rows to open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from babel.numbers import format_compact_decimal
from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.selectors.rows import RowKey, RowView
from apps.core.figures import Figure
from apps.core.templatetags.nexusplan import locale, money

Kind = Literal["text", "rows", "number", "degree", "share", "money"]


@dataclass(frozen=True, slots=True)
class Stored:
    """A signal as it was stored with an assessment, and what its page needs to write it."""

    content: Mapping[str, Any]
    behind: Mapping[str, Any]
    currency: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Fact:
    """One number of the signal in words: `shown` None stands for not assessed."""

    label: str
    shown: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: columns as (title, kind), cells as they are stored. A cell of the kind `rows` is a tuple of
    row keys."""

    caption: str
    columns: tuple[tuple[str, Kind], ...]
    rows: Sequence[Sequence[Any]]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The rows that a figure names, as the reader may see them."""

    seen: words.Seen

    def label(self, collection: str, key: str) -> str:
        return str(self._row(collection, key).label)

    def url(self, collection: str, key: str) -> str | None:
        return self._row(collection, key).url

    def _row(self, collection: str, key: str) -> RowView:
        return self.seen.get((collection, key), words.HIDDEN)


@dataclass(frozen=True, slots=True)
class Drawn:
    caption: str
    figure: Figure


def no_figures(_names: Names) -> list[Drawn]:
    return []


@dataclass(frozen=True, slots=True)
class Page:
    """One signal, ready to be shown. `figures` is called with the names of the rows in `named`."""

    sentence: str
    facts: tuple[Fact, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    named: tuple[RowKey, ...] = ()
    figures: Callable[[Names], list[Drawn]] = no_figures


def one(collection: str, key: str | None) -> tuple[RowKey, ...] | None:
    """The cell that names one row; None where there is none."""
    return None if key is None else ((collection, key),)


def many(collection: str, keys: Sequence[str]) -> tuple[RowKey, ...]:
    return tuple((collection, key) for key in keys)


def share_of(label: str, value: float | None, k: float | None, n: float | None) -> Fact:
    """A share with the counts it was made of."""
    if value is None:
        return Fact(label, None)
    note = (
        "" if k is None or n is None else _("%(k)s of %(n)s") % {"k": words.number(k), "n": words.number(n)}
    )
    return Fact(label, words.percent(value), note)


def short(amount: float | int | Any) -> str:
    """An amount as short as an axis needs it: 2.4M."""
    return str(format_compact_decimal(float(amount), locale=locale(), fraction_digits=1))


def amount(value: float | None, currency: str) -> str | None:
    return None if value is None else str(money(value, currency))  # type: ignore[arg-type]


def cell(value: Any, kind: Kind, seen: words.Seen) -> dict[str, Any]:
    """A cell for the template: rows to open, or a text; None stays None and is shown as missing. Money in
    whole units; the currency stands above the table."""
    if kind == "rows":
        rows = None if not value else [seen.get(row, words.HIDDEN) for row in value]
        return {"rows": rows, "text": None, "n": False}
    if value is None:
        return {"rows": None, "text": None, "n": kind != "text"}
    text = {
        "text": lambda: str(value),
        "number": lambda: words.number(value),
        "degree": lambda: words.degree(value),
        "share": lambda: words.percent(value),
        "money": lambda: words.number(round(value)),
    }[kind]()
    return {"rows": None, "text": text, "n": kind != "text"}


def raw(value: Any, kind: Kind, seen: words.Seen) -> Any:
    """A cell for a spreadsheet: names for rows, numbers as they are stored."""
    if kind == "rows":
        return None if not value else "; ".join(str(seen.get(row, words.HIDDEN).label) for row in value)
    return value
