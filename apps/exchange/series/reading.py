"""A comma-separated file of yearly or dated figures as series, whoever published it.

Known by its headings: the World Bank's governance indicators (with standard errors; `Lower` and `Upper` are
those of the rank, not of the estimate), its policy assessments, its tables with a column for each year,
results out of IATI as UNHCR publishes them, and a plain table of `date` and `value`.
"""

import datetime
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from apps.exchange.portfolio.record import Unreadable
from apps.exchange.sheets.table import read_text

MOST_BYTES = 20 * 1024 * 1024
MISSING = frozenset({"", "na", "n/a", "nan", "null", "..", "-"})
YEAR = re.compile(r"^(19|20)\d\d(?: \[YR\d{4}\])?$")
OPERATION = re.compile(r"-([A-Z]{3})[A-Z]*$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is written; `row` is its line in the file, the headings being the first."""

    row: int
    on: str
    value: str
    standard_error: str | None = None
    low: str | None = None
    high: str | None = None


@dataclass(slots=True)
class Series:
    """Figures of one thing in one place, for one group where the file names one."""

    place: str
    title: str
    group: str
    figures: list[Figure] = field(default_factory=list)
    missing: int = 0

    @property
    def name(self) -> str:
        """What it is called in a list."""
        return ", ".join(filter(None, (self.place, self.title, self.group)))


Row = Mapping[str, str]
Found = Iterator[tuple[tuple[str, str, str], Figure]]


def _year(text: str) -> str:
    return f"{text[:4]}-12-31"


def _governance(row: Row, number: int) -> Found:
    place, title, on = f"{row['country/territory']} ({row['code']})", row["indicator"], _year(row["year"])
    yield (place, f"{title}, estimate", ""), Figure(number, on, row["estimate"], row["stderr"])
    rank = Figure(number, on, row["rank"], None, row["lower"], row["upper"])
    yield (place, f"{title}, rank", ""), rank


def _policy(row: Row, number: int) -> Found:
    place = f"{row['country']} ({row['code']})"
    yield (place, row["indicator.description"], ""), Figure(number, _year(row["year"]), row["value"])


def _wide(row: Row, number: int) -> Found:
    place = f"{row['country name']} ({row['country code']})"
    title = row.get("indicator name") or row.get("series name") or ""
    for heading, value in row.items():
        if YEAR.match(heading.upper()):
            yield (place, title, ""), Figure(number, _year(heading), value)


def _results(row: Row, number: int) -> Found:
    operation = OPERATION.search(row["iati_identifier"])
    location = row.get("result_indicator_actual_location_ref") or row.get(
        "result_indicator_target_location_ref", ""
    )
    place = " ".join(filter(None, (location, f"({operation[1]})" if operation else "")))
    title = f"{row['result_title']}: {row['result_indicator_title']}"
    groups = (row.get(f"result_indicator_actual_value_{number}", "") for number in (1, 2))
    group = ", ".join(filter(None, groups))
    figure = Figure(number, row["result_indicator_period_end"], row["result_indicator_actual_value"])
    yield (place, title, group), figure


def _plain(row: Row, number: int) -> Found:
    more = [row.get(name) for name in ("standard error", "from", "to")]
    figure = Figure(number, row["date"], row["value"], *more)
    yield (row.get("area", ""), row.get("series", ""), row.get("group", "")), figure


FORMS: Sequence[tuple[frozenset[str], Callable[[Row, int], Found]]] = (
    (
        frozenset({"country/territory", "code", "year", "estimate", "stderr", "rank", "lower", "upper"}),
        _governance,
    ),
    (frozenset({"country", "code", "indicator.description", "year", "value"}), _policy),
    (frozenset({"country name", "country code"}), _wide),
    (
        frozenset(
            {
                "iati_identifier",
                "result_title",
                "result_indicator_title",
                "result_indicator_period_end",
                "result_indicator_actual_value",
            }
        ),
        _results,
    ),
    (frozenset({"date", "value"}), _plain),
)


def unpacked(content: bytes) -> bytes:
    """The bytes of a file, those inside where it is packed with gzip. Raises Unreadable for too many."""
    if content[:2] != b"\x1f\x8b":
        return content
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise Unreadable(_("The file is packed, and damaged: unpack it and bring it again.")) from error
    if inflate.unconsumed_tail:
        raise Unreadable(_("Unpacked, the file is too large: keep only the rows that you need."))
    return plain


def read_series(content: bytes) -> list[Series]:
    """The series of a file, by place and title; what is missing in it is counted, never a zero.

    Raises Unreadable, naming the headings that are known, for a file of another form.
    """
    rows = read_text(unpacked(content), "")[0].rows
    headings = [str(cell or "").strip().casefold() for cell in rows[0]] if rows else []
    form = next((form for wanted, form in FORMS if wanted <= set(headings)), None)
    if form is None:
        raise Unreadable(
            _(
                "The headings are none that are known here. Take a file of the World Bank or results of "
                "IATI, or write a table with the headings “date” and “value”."
            )
        )
    found: dict[tuple[str, str, str], Series] = {}
    for number, cells in enumerate(rows[1:], 2):
        texts = [str(cell or "").strip() for cell in cells]
        row = dict(zip(headings, [*texts, *[""] * (len(headings) - len(texts))], strict=False))
        for key, figure in form(row, number):
            series = found.setdefault(key, Series(*key))
            if figure.value.casefold() in MISSING:
                series.missing += 1
            else:
                series.figures.append(figure)
    return sorted((one for one in found.values() if one.figures), key=lambda one: one.name.casefold())


def day_of(text: str) -> datetime.date | None:
    """A day as 2019-12-31, the last one of a year as 2019; None for anything else."""
    try:
        return datetime.date.fromisoformat(_year(text) if YEAR.match(text) else text[:10])
    except ValueError:
        return None
