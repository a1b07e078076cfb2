"""One request to write: what was sent is checked, the rule is asked, the service is called."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request

from apps.api.problems import Problem
from apps.api.writing.body import Refused, checked
from apps.api.writing.doors import Asking, Check, Door
from apps.api.writing.naming import named
from apps.api.writing.saying import (
    refuse_unknown_columns,
    refuse_wrong_values,
    said_of_new,
    said_of_stored,
)
from apps.core.changelog import through
from apps.core.services import AlreadyThere, RowsRefused
from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.collections import BY_NAME
from apps.exchange.bundle.faults import pointer
from apps.exchange.records import records, visible_rows
from apps.exchange.withheld import model_of
from apps.frameworks.models import VersionAdopted
from apps.missions.models import Mission

VIA = "api"


def etag_of(uuid: Any, version: int) -> str:
    """The version of a row as HTTP names it."""
    return f'"{uuid}-{version}"'


def create(*, by: Any, mission: Mission, door: Door, sent: Sequence[Any]) -> list[Any]:
    """Store new rows, all or none; called in a transaction. Returns them as stored.

    Raises Refused with a pointer to each fault, PermissionDenied where the rule says no to one of them.
    Queries: for rows that go through in bulk the same for any number.
    """
    assert door.create is not None  # noqa: S101
    collection = door.collection
    rows = checked(collection, sent, sayable=door.fields, whole=True)
    found = named(by, mission, collection, rows)
    said = said_of_new(mission, collection, rows, found)
    refuse_wrong_values(collection, said, rows)
    refuse_unknown_columns(by, collection, said)
    asked = set()
    asking = Asking(by, mission)
    for one in said:
        about = one.row if door.about is None else door.about(one.row)
        if not door.unfinished and (door.about is None or about not in asked):
            _ask(by, door, one.row)
            asked.add(about if door.about else id(about))
        _refuse(door.creates, asking, one.row)
        _ask_of_fields(door, asking, one.row, one.names)
    with through(VIA):
        return list(_told(collection, lambda: door.create(asking, said)))  # type: ignore[misc]


def change(*, by: Any, mission: Mission, door: Door, uuid: UUID, request: Request) -> Any:
    """Put what was sent on a row, if it still is as it was read; called in a transaction. Returns the row.

    Raises Http404, PermissionDenied, Problem 428 without a version, Stale for another one, Refused.
    """
    assert door.change is not None  # noqa: S101
    row = _locked(by, mission, door, uuid)
    _compare(by, mission, door, row, request)
    collection = door.collection
    rows = checked(collection, [request.data], sayable=door.changeable, whole=False)
    _ask_of_fields(door, Asking(by, mission), row, rows[0])
    found = named(by, mission, collection, rows)
    said = said_of_stored(by, collection, row, rows[0], found)
    refuse_wrong_values(collection, [said], rows)
    refuse_unknown_columns(by, collection, [said])
    _ask(by, door, said.row)
    with through(VIA):
        _told(collection, lambda: door.change(Asking(by, mission), said))  # type: ignore[misc]
    return row


def remove(*, by: Any, mission: Mission, door: Door, uuid: UUID, request: Request) -> None:
    """Take a row out, if it still is as it was read; called in a transaction. Raises as `change`."""
    assert door.remove is not None  # noqa: S101
    row = _locked(by, mission, door, uuid)
    _refuse(door.removes, Asking(by, mission), row)
    _compare(by, mission, door, row, request)
    with through(VIA):
        _told(door.collection, lambda: door.remove(Asking(by, mission), row))  # type: ignore[misc]


def _refuse(check: Check | None, asking: Asking, row: Any) -> None:
    if check is not None and not check(asking, row):
        raise PermissionDenied


def _ask_of_fields(door: Door, asking: Asking, row: Any, names: Iterable[str]) -> None:
    """Raises Problem 403 with the fields that others write."""
    wrong = [name for name in sorted(names) if name in door.only and not door.only[name](asking, row)]
    if wrong:
        sentence = _("Others write this of the row, not you.")
        raise Problem(403, sentence, [(f"#/{name}", sentence) for name in wrong])


def _ask(by: Any, door: Door, row: Any) -> None:
    if not by.has_perm(door.permission, row):
        raise PermissionDenied


def _locked(by: Any, mission: Mission, door: Door, uuid: UUID) -> Any:
    """The row as it stands, locked. Raises Http404 for who does not see it, else PermissionDenied."""
    column = "agency__uuid" if door.collection == mapping.AGENCIES else "uuid"
    pk = (
        visible_rows(by, mission, door.collection)
        .filter(**{column: uuid})
        .values_list("pk", flat=True)
        .first()
    )
    rows: Any = model_of(door.collection)._default_manager.select_for_update()
    row = None if pk is None else rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    row.mission = mission
    _ask(by, door, row)
    return row


def _compare(by: Any, mission: Mission, door: Door, row: Any, request: Request) -> None:
    """Raises Problem 428 for a request that names no version, Stale for one that names another."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise Problem(428, _("Send the ETag of the row as you read it in If-Match."))
    uuid = row.agency.uuid if door.collection == mapping.AGENCIES else row.uuid
    etag = etag_of(uuid, row.row_version)
    if etag not in {one.strip() for one in given.split(",")}:
        now = records(by, mission, door.collection, [row.pk]).get(row.pk, {})
        raise Stale(etag, now, request.data if request.method == "PATCH" else {})


class Stale(Problem):
    """The row has moved on: both versions by field, as the page of a conflict shows them."""

    def __init__(self, etag: str, now: Mapping[str, Any], sent: Any) -> None:
        super().__init__(412, _("Somebody else changed this since you read it. Nothing is saved yet."))
        self.headers = {"ETag": etag}
        self.more = {"row": dict(now)}
        if isinstance(sent, dict):
            self.more["conflict"] = [
                {"field": name, "theirs": now.get(name), "yours": value}
                for name, value in sent.items()
                if now.get(name) != value
            ]


def _told(collection: str, act: Callable[[], Any]) -> Any:
    """What the service returns; what it refuses, as faults of the rows that were sent."""
    try:
        return act()
    except RowsRefused as refused:
        faults = [
            fault for index, error in refused.rows.items() for fault in _faults(collection, index, error)
        ]
        raise Refused(faults) from refused
    except (AlreadyThere, VersionAdopted):  # as things stand (409), not in what was sent (422)
        raise
    except ValidationError as error:
        raise Refused(list(_faults(collection, 0, error))) from error


def _faults(collection: str, index: int, error: ValidationError) -> list[Fault]:
    known = {field.name for field in BY_NAME[collection].fields}
    told = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [
        Fault(
            pointer((collection, index, name) if name in known else (collection, index)),
            Code.RULE_BROKEN,
            sentence,
        )
        for name, sentences in told.items()
        for sentence in sentences
    ]
