"""What the answers about long work look like, and what they say of it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.api.problems import Problem
from apps.api.schema import Schema
from apps.api.v1.collections import ByCursor
from apps.core import jobs
from apps.exchange.enums import RowOutcome, RunState
from apps.portal.enums import ReportState

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_ADDRESS: Schema = {"type": "string", "format": "uri"}

JOB: Schema = {
    "type": "object",
    "required": ["uuid", "kind", "state", "asked_at", "links"],
    "properties": {
        "uuid": {"type": "string", "format": "uuid"},
        "kind": {"enum": ["import", "report"]},
        "state": {"enum": [*RunState.values, *ReportState.values]},
        "asked_at": _MOMENT,
        "finished_at": _MOMENT,
        "steps_done": _COUNT,
        "steps_total": _COUNT,
        "stalled": {"type": "boolean", "description": "Nobody carries jobs at the moment."},
        "problem": _TEXT,
        "file_name": _TEXT,
        "size": _COUNT,
        "report": _TEXT,
        "form": _TEXT,
        "title": _TEXT,
        "agency": {**_TEXT, "description": "UUID of the agency for which the file came."},
        "counts": {"type": "object", "additionalProperties": _COUNT},
        "remarks": {
            "type": "array",
            "items": {"type": "object", "properties": {"text": _TEXT, "count": _COUNT}},
        },
        "unknown_names": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": _TEXT, "count": _COUNT, "side": _TEXT}},
        },
        "unused": {"type": "array", "items": _TEXT},
        "links": {"type": "object", "additionalProperties": _ADDRESS},
    },
}
ROW: Schema = {
    "type": "object",
    "required": ["line", "outcome", "faults", "remarks", "differences"],
    "properties": {
        "line": _COUNT,
        "identifier": _TEXT,
        "title": _TEXT,
        "outcome": {"enum": list(RowOutcome.values)},
        "activity": {"type": "string", "format": "uuid"},
        "faults": {"type": "array", "items": _TEXT},
        "remarks": {"type": "array", "items": _TEXT},
        "differences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": _TEXT,
                    "before": {"type": ["string", "null"]},
                    "after": {"type": ["string", "null"]},
                },
            },
        },
    },
}


class NewestFirst(ByCursor):
    ordering = "-pk"


def filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is missing."""
    return {name: value for name, value in row.items() if value is not None}


def progress_of(work: jobs.State | None) -> dict[str, Any]:
    """How far the work in the background is; nothing where there is none. No query."""
    if work is None:
        return {}
    at_work = work.running
    return filled(
        {
            "steps_done": None if at_work is None else at_work.steps_done,
            "steps_total": None if at_work is None else at_work.steps_total,
            "stalled": work.stalled or None,
            "problem": None if work.failed is None else _("It could not be done; ask for it again."),
        }
    )


def refused(errors: Mapping[str, Any]) -> Problem:
    """Problem 422 with a pointer to each member that a form or a service refused."""
    found = [
        ("#" if name == "__all__" else f"#/{name}", " ".join(map(str, sentences)))
        for name, sentences in errors.items()
    ]
    return Problem(422, " ".join(sentence for _where, sentence in found), found)


def refused_by_service(error: ValidationError) -> Problem:
    """The same for what a service refuses."""
    if hasattr(error, "error_dict"):
        return refused(error.message_dict)
    return refused({"__all__": error.messages})
