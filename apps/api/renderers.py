"""Rows as a flat file for spreadsheets and dashboards of others."""

import json
from typing import Any

from rest_framework.renderers import BaseRenderer

from apps.core.figures import to_csv


class CsvRenderer(BaseRenderer):
    """One line for each row, one column for each field that any of them has; lists and objects as JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"
    most = 5_000

    def render(self, data: Any, *_given: Any, **_more: Any) -> bytes:
        """The results of a list; a refusal or a single row as JSON, for it has no columns."""
        if not isinstance(data, dict) or "results" not in data:
            return json.dumps(data, ensure_ascii=False).encode()
        rows = data["results"]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        return to_csv((columns, [[_cell(row.get(name)) for name in columns] for row in rows])).encode()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value
