"""The columns of rows of a collection that one reader does not know (apps/missions/fields.py)."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.coherence.selectors.reviewers import shown_of, withheld_on
from apps.exchange import mapping
from apps.missions.fields import GUARDED, hidden_by_row
from apps.missions.models import Mission, MissionAgency

Reader = AbstractBaseUser | AnonymousUser


def model_of(collection: str) -> Any:
    """The table of a collection; MissionAgency for agencies and their presence."""
    if collection in {mapping.AGENCIES, mapping.PRESENCES}:
        return MissionAgency
    return mapping.MODELS[collection]


def guarded(collection: str) -> Collection[str]:
    """The columns of a collection that not every reader of its rows knows."""
    return GUARDED.get(model_of(collection), {}).keys()


def withheld(user: Reader, collection: str, pks: Collection[int]) -> Mapping[int, frozenset[str]]:
    """What the reader does not know of each of these rows, by primary key. Two queries, none where the
    collection has no such columns.
    """
    if not guarded(collection):
        return {}
    return hidden_by_row(user, list(model_of(collection)._default_manager.filter(pk__in=pks)))


def without_figures(user: Reader, mission: Mission, collection: str, row: mapping.Row) -> mapping.Row:
    """The row without the figures of few reviewers, and the hash of what they were made of, where it is an
    earlier result. Two queries for one."""
    if collection != "assessments" or not row.get("values"):
        return row
    found = withheld_on(user, mission, datetime.date.fromisoformat(row["as_of"]))
    if not found:
        return row
    left = {name: value for name, value in row.items() if name != "inputs_sha256"}
    return left | {"values": shown_of(row["values"], found)}
