"""The lines of a flat table, as far as one person may see them, a few hundred rows at a time."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from apps.api.feeds.tables import Feed, Row, cells
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.shown import shown_values
from apps.exchange import mapping
from apps.exchange.records import Reader, records, visible_rows
from apps.exchange.withheld import model_of
from apps.missions.models import Mission
from apps.missions.services import note_kept_rows

PIECE = 500
Lines = Iterator[list[list[Any]]]


def pieces(user: Reader, mission: Mission, feed: Feed) -> Lines:
    """The lines of a table in pieces, one value for each column. Queries: one or two, and for each 500 rows
    those of reading them."""
    if feed.own:
        yield from _in_pieces(feed, OWN[feed.own](user, mission))
        return
    types = _value_types(user, mission, feed)
    rows = visible_rows(user, mission, feed.collection)
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), PIECE):
        some = pks[start : start + PIECE]
        found = records(user, mission, feed.collection, some, expand=_expanded(feed))
        note_kept_rows(by=user, mission=mission, model=model_of(feed.collection), pks=found)
        lines = []
        for row in found.values():
            for line in feed.lines(row) if feed.lines is not None else (row,):
                lines.append(cells(feed.columns, line, _type_of(line, types)))  # noqa: PERF401 - two loops
        yield lines


def _in_pieces(feed: Feed, lines: Iterator[Row]) -> Lines:
    some: list[list[Any]] = []
    for line in lines:
        some.append(cells(feed.columns, line, None))
        if len(some) == PIECE:
            yield some
            some = []
    yield some


def _expanded(feed: Feed) -> tuple[str, ...]:
    """The references of the rows of which the name is told; those inside lists of an activity too."""
    if feed.name == "activity_areas":
        return ("areas",)
    if feed.name == "activity_agencies":
        return ("lead", "co_leads", "implementers")
    return tuple(feed.named)


def _value_types(user: Reader, mission: Mission, feed: Feed) -> Mapping[str, str]:
    """The type of value of each indicator, by key, where the table holds what was measured. One query."""
    if not any(column.name == "stage" for column in feed.columns):
        return {}
    rows = visible_rows(user, mission, "indicators")
    return dict(rows.values_list("key", "value_type"))


def _type_of(line: Row, types: Mapping[str, str]) -> str | None:
    if not types:
        return None
    indicator = line.get("indicator")
    return types.get(indicator["key"] if isinstance(indicator, dict) else str(indicator))


# What an assessment says --------------------------------------------------------------------------------


def _newest(mission: Mission) -> Assessment | None:
    return stored.computed(mission, AssessmentAudience.MISSION)


def _values(user: Reader, mission: Mission) -> Iterator[Row]:
    found = _newest(mission)
    if found is None:
        return
    day = found.as_of.isoformat()
    names = ("level", "subject", "indicator", "strip", "status", "value", "lo", "hi", "n", "eligible")
    rows = found.values.defer("units", "details").order_by("level", "subject", "indicator", "pk")
    for one in shown_values(found, rows, user):
        yield {"as_of": day, **{name: getattr(one, name) for name in names}}


def _findings(user: Reader, mission: Mission) -> Iterator[Row]:  # noqa: ARG001 - every member reads them
    found = _newest(mission)
    if found is None:
        return
    day = found.as_of.isoformat()
    for one in stored.findings(found):
        yield {
            "as_of": day,
            "finding": one.token,
            "kind": one.kind,
            "signal": one.signal,
            "code": one.code,
            "weight": one.weight,
            "rows": len(one.rows),
        }


def _finding_rows(user: Reader, mission: Mission) -> Iterator[Row]:
    """Only rows that the reader may see. Queries: two, and one for each collection that is named."""
    found = _newest(mission)
    if found is None:
        return
    seen: dict[str, set[str]] = {}
    for one in stored.findings(found):
        for collection, key in one.rows:
            if collection not in mapping.ORDER:
                continue
            if collection not in seen:
                seen[collection] = set(visible_rows(user, mission, collection).values_list("key", flat=True))
            if key in seen[collection]:
                yield {"finding": one.token, "collection": collection, "row": key}


OWN: Mapping[str, Callable[[Reader, Mission], Iterator[Row]]] = {
    "values": _values,
    "findings": _findings,
    "finding_rows": _finding_rows,
}
