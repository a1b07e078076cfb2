"""Rows of the mission as an adopted version says them: from its document, whatever became of them since.

Texts of a version stand by themselves. Conflict factors, indicators, milestones, gates and required resources
belong to the mission and change; those that are gone are made anew, to be read, never saved.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

Line = Mapping[str, Any]
NOT_KEPT = frozenset({"id", "uuid", "mission", "row_version"})


def kept_rows(model: Any, lines: Sequence[Line], today: Iterable[Any]) -> list[Any]:
    """A row for each line of the document, in its order, with the columns it had then. No query."""
    known = {row.key: row for row in today}
    return [
        put_back(known.get(line["key"]) or model(pk=-place), line)
        for place, line in enumerate(lines, start=1)
    ]


def put_back(row: Any, line: Line) -> Any:
    """Let a row that is only read say in its own columns what the line says. No query."""
    for column in row._meta.concrete_fields:
        if column.name in NOT_KEPT or isinstance(column, models.ForeignKey):
            continue
        if column.name in line:
            setattr(row, column.name, column.to_python(line[column.name]))
        elif column.null:
            setattr(row, column.name, None)
    return row


def listed(row: Any, **lists: Sequence[models.Model]) -> Any:
    """Let lists of a row that is only read hold these rows. No query."""
    before = getattr(row, "_prefetched_objects_cache", {})
    row._prefetched_objects_cache = {**before, **lists}  # noqa: SLF001  where `prefetch_related` puts them
    return row
