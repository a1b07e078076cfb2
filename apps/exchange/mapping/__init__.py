"""Where each field of a mission bundle stands in the database: one table of models, one engine for all."""

from apps.exchange.mapping.reading import Found, Names, Row, read
from apps.exchange.mapping.slots import Parts, Table, UnmappedField
from apps.exchange.mapping.tables import (
    AGENCIES,
    AGENCY,
    MISSION_TABLE,
    MODELS,
    ORDER,
    PRESENCE,
    PRESENCES,
    SCOPES,
    SELF,
    SIDE,
    TABLES,
)

__all__ = [
    "AGENCIES",
    "AGENCY",
    "MISSION_TABLE",
    "MODELS",
    "ORDER",
    "PRESENCE",
    "PRESENCES",
    "SCOPES",
    "SELF",
    "SIDE",
    "TABLES",
    "Found",
    "Names",
    "Parts",
    "Row",
    "Table",
    "UnmappedField",
    "read",
]
