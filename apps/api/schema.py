"""What the OpenAPI document says beyond the addresses: rows are those of the bundle's own schema."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter

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


def with_rows(result: Schema, **_more: Any) -> Schema:
    """Adds the definitions of the bundle, of problems and of expanded references."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    definitions = bundle_definitions()
    schemas |= {name: one for name, one in definitions.items() if not name.endswith("_row")}
    for name, one in definitions.items():
        if name.endswith("_row"):
            schemas[f"{name.removesuffix('_row')}_read"] = _read_definition(one)
    schemas["mission"] = mission_definition()
    schemas["problem"] = PROBLEM_SCHEMA
    schemas["named"] = {
        "type": "object",
        "required": ["key", "uuid", "label"],
        "properties": {"key": {"type": "string"}, "uuid": {"type": "string"}, "label": {"type": "string"}},
    }
    return result
