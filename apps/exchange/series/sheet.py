"""The sheet of a reporting period: taken out, filled in a spreadsheet, and read again."""

import datetime
import io
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from apps.benchmarks.enums import ValueType
from apps.benchmarks.models import Indicator, Observation
from apps.benchmarks.values import NO, YES, is_small, value_text
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.series.planning import Wanted
from apps.exchange.sheets.cells import Cell, text_of
from apps.exchange.sheets.table import read_workbook
from apps.missions.models import Area, Mission

Reader = AbstractBaseUser | AnonymousUser
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_000
LONGEST_LIST = 250
"""A list of choices in a cell holds no more characters (255 with what stands around them)."""
COLUMNS = (
    "key",
    "benchmark",
    "indicator",
    "unit",
    "part",
    "on",
    "value",
    "people",
    "standard_error",
    "interval_low",
    "interval_high",
    "source",
)
FILLED = ("people", "standard_error", "interval_low", "interval_high", "source")
NUMBERS = frozenset({"people", "standard_error", "interval_low", "interval_high"})


def _headings() -> Mapping[str, str]:
    return {
        "key": _("Key (leave it as it is)"),
        "benchmark": _("Benchmark"),
        "indicator": _("Indicator"),
        "unit": _("Unit"),
        "part": _("Group or area"),
        "on": _("Observed on"),
        "value": _("Value"),
        "people": _("People described"),
        "standard_error": _("Standard error"),
        "interval_low": _("Interval from"),
        "interval_high": _("Interval to"),
        "source": _("Source"),
    }


def _key(indicator: Indicator, group: str | None, area: Area | None) -> str:
    if group is not None:
        return f"{indicator.uuid} group {group}"
    return f"{indicator.uuid} area {area.key}" if area is not None else str(indicator.uuid)


def parts_of(indicator: Indicator) -> list[tuple[str | None, Area | None]]:
    """The whole, and each group and area that an indicator must be reported for."""
    groups: list[tuple[str | None, Area | None]] = [(name, None) for name in indicator.required_groups or ()]
    return [(None, None), *groups, *((None, area) for area in indicator.required_areas.all())]


def sheet_of_period(
    user: Reader,
    mission: Mission,
    indicators: Sequence[tuple[Indicator, str]],
    *,
    since: datetime.date,
    until: datetime.date,
) -> bytes:
    """An .xlsx file with a row for each part of each indicator (with the statement of its benchmark).

    What the reader may see of the period stands in it already; a row without a value says nothing. Numbers
    and days are typed cells, and no text becomes a formula. One query, and one for the required areas.
    """
    rows: Any = Observation.objects.visible_to(user).filter(
        mission=mission,
        indicator__in=[one.pk for one, _text in indicators],
        observed_on__range=(since, until),
    )
    stored: dict[tuple[Any, ...], list[Observation]] = {}
    for row in rows.order_by("observed_on", "pk").select_related("indicator", "area"):
        stored.setdefault((row.indicator_id, row.group, row.area_id), []).append(row)
    content = io.BytesIO()
    book = Workbook(content, {**AS_TEXT, "in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(_("Observations")[:31])
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 2, 36)
    for column, heading in enumerate(_headings().values()):
        sheet.write_string(0, column, heading)
    place = 0
    for indicator, statement in indicators:
        for group, area in parts_of(indicator):
            found = stored.get((indicator.pk, group, area and area.pk))
            either: Sequence[Observation | None] = found or [None]
            for observation in either:
                if observation is not None and is_small(observation):
                    continue
                place += 1
                part = group or (area.name if area else "")
                texts = (
                    _key(indicator, group, area),
                    statement,
                    indicator.title,
                    indicator.currency or indicator.unit or "",
                    part,
                )
                for column, text in enumerate(texts):
                    sheet.write_string(place, column, text[:LONGEST])
                sheet.write_datetime(place, 5, observation.observed_on if observation else until, day)
                _value(sheet, place, indicator, observation)
                _more(sheet, place, indicator, observation)
    book.close()
    return content.getvalue()


def _value(sheet: Any, place: int, indicator: Indicator, observation: Observation | None) -> None:
    choices = {ValueType.STAGE: indicator.stages or [], ValueType.YES_NO: [YES, NO]}.get(
        ValueType(indicator.value_type), []
    )
    if choices and len(",".join(choices)) <= LONGEST_LIST and not any("," in one for one in choices):
        sheet.data_validation(place, 6, place, 6, {"validate": "list", "source": list(choices)})
    text = None if observation is None else value_text(observation, "value")
    if text is None or observation is None:
        return
    if observation.value_number is not None:
        sheet.write_number(place, 6, observation.value_number)
    else:
        # Money too: a cell of a spreadsheet holds fifteen digits, a text all of them.
        sheet.write_string(place, 6, text)


def _more(sheet: Any, place: int, indicator: Indicator, observation: Observation | None) -> None:
    if observation is None:
        if indicator.source:
            sheet.write_string(place, COLUMNS.index("source"), indicator.source[:LONGEST])
        return
    for name in FILLED:
        value = getattr(observation, name)
        if value is None:
            continue
        write = sheet.write_number if name in NUMBERS else sheet.write_string
        write(place, COLUMNS.index(name), value if name in NUMBERS else value[:LONGEST])


def read_sheet(content: bytes, mission: Mission, allowed: Sequence[Indicator]) -> list[Wanted]:
    """What a filled sheet says, row by row; rows without a value say nothing. Raises Unreadable, naming row
    and column, for a sheet that is not one of ours or names what is not there. Two queries.
    """
    rows = read_workbook(content)[0].rows
    if not rows or not rows[0] or len(rows[0]) < COLUMNS.index("value"):
        raise _not_ours()
    indicators = {str(one.uuid): one for one in allowed}
    areas = {one.key: one for one in Area.objects.filter(mission=mission)}
    found = []
    for number, cells in enumerate(rows[1:], 2):
        row: dict[str, Cell] = dict(zip(COLUMNS, [*cells, *[None] * len(COLUMNS)], strict=False))
        value = _text(row["value"])
        if value is None:
            continue
        indicator, group, area = _named(_text(row["key"]) or "", number, indicators, areas)
        more = {name: _text(row[name]) for name in FILLED}
        found.append(Wanted(number, indicator, _text(row["on"]) or "", value, group, area, more))
    return found


def _text(cell: Cell) -> str | None:
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, float) and not cell.is_integer():
        return repr(cell)
    return text_of(cell)


def _named(
    key: str, number: int, indicators: Mapping[str, Indicator], areas: Mapping[str, Area]
) -> tuple[Indicator, str | None, Area | None]:
    head, _blank, rest = key.partition(" ")
    kind, _blank, name = rest.partition(" ")
    try:
        indicator = indicators.get(str(UUID(head)))
    except ValueError:
        indicator = None
    group = name if kind == "group" else None
    area = areas.get(name) if kind == "area" else None
    known = indicator is not None and (
        not rest
        or (kind == "group" and name in (indicator.required_groups or ()))
        or (kind == "area" and area is not None)
    )
    if indicator is None or not known:
        raise Unreadable(
            _(
                "Row %(row)d, column A: this key is none of a row that you report. Take the sheet anew and "
                "copy your figures into it."
            )
            % {"row": number}
        )
    return indicator, group, area


def _not_ours() -> Unreadable:
    return Unreadable(_("This is not a sheet that was taken here: take one and fill it."))
