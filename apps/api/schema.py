"""What the OpenAPI document says beyond the addresses: rows are those of the bundle's own schema."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema

from apps.api.writing.doors import Door, Fields
from apps.api.writing.table import DOORS

BUNDLE = Path(__file__).parent.parent / "exchange" / "bundle" / "schema.json"
JSON, PROBLEM = "application/json", "application/problem+json"
Schema = dict[str, Any]

PROBLEM_SCHEMA: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into what was sent"},
                    "parameter": {"type": "string", "description": "name of a parameter of the address"},
                    "detail": {"type": "string"},
                },
            },
        },
        "row": {"type": "object", "description": "412: the row as it is stored now"},
        "conflict": {
            "type": "array",
            "description": "412: what was sent and is not what is stored now",
            "items": {
                "type": "object",
                "required": ["field", "theirs", "yours"],
                "properties": {"field": {"type": "string"}, "theirs": {}, "yours": {}},
            },
        },
    },
}


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "apps.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> Schema:  # noqa: ARG002 - its signature
        return {"type": "http", "scheme": "bearer", "description": "A token of your account page."}


class PasswordScheme(OpenApiAuthenticationExtension):
    target_class = "apps.api.feeds.views.TokenAsPassword"
    name = "token_as_password"

    def get_security_definition(self, auto_schema: Any) -> Schema:  # noqa: ARG002 - its signature
        return {"type": "http", "scheme": "basic", "description": "Any name, and a token as the password."}


@lru_cache
def bundle_definitions() -> Mapping[str, Schema]:
    """The definitions of the bundle's schema, with references as OpenAPI writes them."""
    text = BUNDLE.read_text(encoding="utf-8").replace("#/$defs/", "#/components/schemas/")
    definitions: Mapping[str, Schema] = json.loads(text)["$defs"]
    return definitions


@lru_cache
def mission_definition() -> Schema:
    """The object `mission` of the bundle."""
    text = BUNDLE.read_text(encoding="utf-8").replace("#/$defs/", "#/components/schemas/")
    found: Schema = json.loads(text)["properties"]["mission"]
    return found


def read_row(collection: str) -> Schema:
    """A reference to the definition of a row as it is read."""
    return {"$ref": f"#/components/schemas/{collection}_read"}


def _read_definition(row: Schema) -> Schema:
    """A row as it is read: as in the bundle, but fewer fields may be there, and references may be objects.

    Which fields are there depends on `fields`, on what is recorded, and on what the reader may see.
    """
    return {
        "type": "object",
        "properties": {name: _maybe_whole(one) for name, one in row["properties"].items()},
    }


def _maybe_whole(one: Schema) -> Schema:
    """A key that `expand` may replace by an object."""
    named = {"$ref": "#/components/schemas/named"}
    if one.get("$ref") == "#/components/schemas/key":
        return {"anyOf": [one, named]}
    if one.get("type") == "array" and one.get("items", {}).get("$ref") == "#/components/schemas/key":
        return {**one, "items": {"anyOf": [one["items"], named]}}
    return one


def _sent_definition(row: Schema, names: Fields, *, whole: bool) -> Schema:
    """A row as it is sent: what can be said of it; `whole` with what a new one needs."""
    said: Schema = {
        "type": "object",
        "properties": {name: one for name, one in row["properties"].items() if name in names},
        "additionalProperties": False,
    }
    required = [name for name in row["required"] if name in names]
    return said | ({"required": required} if whole and required else {})


def _sent(collection: str, kind: str) -> Schema:
    return {"$ref": f"#/components/schemas/{collection}_{kind}"}


def writing(door: Door) -> dict[str, Any]:
    """How the document describes the actions by which rows of a collection are written."""
    name = door.collection
    read, tags = read_row(name), [name]
    found: dict[str, Any] = {}
    if door.create is not None:
        found["create"] = extend_schema(
            operation_id=f"{name}_create",
            tags=tags,
            parameters=[IDEMPOTENCY_KEY, LOCATION, ETAG],
            request={JSON: _sent(name, "new")},
            responses={(201, JSON): read, **REFUSALS},
        )
    if door.bulk:
        rows: Schema = {"type": "array", "items": _sent(name, "new"), "minItems": 1, "maxItems": door.bulk}
        results: Schema = {
            "type": "object",
            "required": ["results"],
            "properties": {"results": {"type": "array", "items": read}},
        }
        found["bulk"] = extend_schema(
            operation_id=f"{name}_bulk",
            tags=tags,
            parameters=[IDEMPOTENCY_KEY],
            request={JSON: rows},
            responses={(201, JSON): results, **REFUSALS},
        )
    if door.change is not None:
        found["partial_update"] = extend_schema(
            operation_id=f"{name}_change",
            tags=tags,
            parameters=[IF_MATCH, ETAG],
            request={JSON: _sent(name, "change")},
            responses={(200, JSON): read, **REFUSALS},
        )
    if door.remove is not None:
        found["destroy"] = extend_schema(
            operation_id=f"{name}_remove",
            tags=tags,
            parameters=[IF_MATCH],
            responses={204: None, **REFUSALS},
        )
    return found


def page_of(schema: Schema) -> Schema:
    """A page of a list by cursor."""
    address = {"type": ["string", "null"], "format": "uri"}
    return {
        "type": "object",
        "required": ["next", "previous", "results"],
        "properties": {"next": address, "previous": address, "results": {"type": "array", "items": schema}},
    }


REFUSALS: dict[tuple[str, str], Schema] = {("4XX", PROBLEM): {"$ref": "#/components/schemas/problem"}}
"""Every refusal, in the form of problem details."""

FIELDS = OpenApiParameter("fields", str, description="Names of fields, separated by commas: only these.")
EXPAND = OpenApiParameter(
    "expand", str, description="References, separated by commas, as objects with key, uuid and label."
)
LIMIT = OpenApiParameter("limit", int, description="Rows on a page, at most 500.")
CURSOR = OpenApiParameter("cursor", str, description="Where a page begins; take it from next or previous.")
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Makes it safe to send the request twice: the same key and body are answered as the first "
    "time, for seven days.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the row as it was read. Without it 428, with another than that of now 412.",
)
ETAG = OpenApiParameter(
    "ETag", str, OpenApiParameter.HEADER, description="The version of the row.", response=[200, 201]
)
LOCATION = OpenApiParameter(
    "Location", str, OpenApiParameter.HEADER, description="The address of the row.", response=[201]
)


def with_rows(result: Schema, **_more: Any) -> Schema:
    """Adds the definitions of the bundle, of problems and of expanded references."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    definitions = bundle_definitions()
    schemas |= {name: one for name, one in definitions.items() if not name.endswith("_row")}
    for name, one in definitions.items():
        if name.endswith("_row"):
            schemas[f"{name.removesuffix('_row')}_read"] = _read_definition(one)
    for name, door in DOORS.items():
        row = definitions[f"{name}_row"]
        if door.create is not None:
            schemas[f"{name}_new"] = _sent_definition(row, door.fields, whole=True)
        if door.change is not None:
            schemas[f"{name}_change"] = _sent_definition(row, door.changeable, whole=False)
    schemas["mission"] = mission_definition()
    schemas["problem"] = PROBLEM_SCHEMA
    schemas["named"] = {
        "type": "object",
        "required": ["key", "uuid", "label"],
        "properties": {"key": {"type": "string"}, "uuid": {"type": "string"}, "label": {"type": "string"}},
    }
    return result
