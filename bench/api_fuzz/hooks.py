"""What schemathesis cannot know: a good request names rows that are there, in the version that they have.

Only what was made to be good is touched, and not all of it.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

from apps.exchange.bundle.collections import BY_NAME, Field, Kind

KNOWN: dict[str, Any] = json.loads(Path(os.environ["NEXUSPLAN_FUZZ_KNOWN"]).read_text("utf-8"))
chance = random.Random(KNOWN["seed"])
OFTEN = 0.9


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:  # noqa: ARG001  its signature
    if case.meta is None or chance.random() > OFTEN:
        return
    collection = case.path.removeprefix("/api/v1/missions/{code}/").partition("/")[0]
    parts = case.path_parameters
    if case.meta.is_negative_at(ParameterLocation.PATH) or not parts:
        return
    if "code" in parts:
        parts["code"] = KNOWN["code"]
    rows = KNOWN["uuids"].get(collection)
    if "uuid" in parts and rows:
        parts["uuid"] = chance.choice(rows)
    if collection in BY_NAME and not case.meta.is_negative_at(ParameterLocation.BODY):
        fields = BY_NAME[collection].fields
        for row in case.body if isinstance(case.body, list) else [case.body]:
            if isinstance(row, dict):
                _name(row, fields)
    versioned = case.method in {"PATCH", "DELETE"} and "uuid" in parts
    if versioned and not case.meta.is_negative_at(ParameterLocation.HEADER):
        address = KNOWN["base"] + case.formatted_path
        answer = requests.get(address, headers={"Authorization": KNOWN["planner"]}, timeout=30)
        if "ETag" in answer.headers:
            case.headers["If-Match"] = answer.headers["ETag"]


def _name(row: dict[str, Any], fields: tuple[Field, ...]) -> None:
    """Put keys of rows that are there where the row names others."""
    for one in fields:
        value = row.get(one.name)
        keys = KNOWN["keys"].get(one.target or "", ())
        if value is None:
            continue
        if one.kind is Kind.REFERENCE and isinstance(value, str) and keys:
            row[one.name] = chance.choice(keys)
        elif one.kind is Kind.REFERENCES and isinstance(value, list) and keys:
            row[one.name] = chance.sample(keys, min(len(value), len(keys)))
        elif one.kind is Kind.ROWS and isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    _name(entry, one.fields)
