"""The addresses of the rows: one list and one row for each collection of the bundle."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.alignment.filters import ActivityFilter
from apps.alignment.selectors.lists import ActivityScope
from apps.api.problems import Problem
from apps.api.renderers import CsvRenderer
from apps.api.schema import CURSOR, EXPAND, FIELDS, JSON, LIMIT, REFUSALS, page_of, read_row, writing
from apps.api.v1.writing import Writes
from apps.api.writing.doing import etag_of
from apps.api.writing.saying import table_of
from apps.api.writing.table import DOORS
from apps.exchange import mapping
from apps.exchange.bundle.collections import BY_NAME, Kind
from apps.exchange.bundle.faults import shown, type_names
from apps.exchange.bundle.sound import storable
from apps.exchange.mapping.slots import Column, Many, Reference
from apps.exchange.records import Reader, records, visible_rows
from apps.exchange.withheld import guarded, model_of
from apps.funding.filters import LineFilter
from apps.funding.selectors.scope import MoneyScope
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.missions.services import note_kept_rows

PAGE_FILTERS: Mapping[str, Any] = {"activities": ActivityFilter, "funding_lines": LineFilter}
"""The filters of pages that list the same rows."""
OWN_PARAMETERS = frozenset({"cursor", "limit", "fields", "expand", "format"})


DIGITS = 18


class ByCursor(CursorPagination):
    """Pages that cost the same wherever they are; `next` and `previous` are addresses."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500

    def get_page_size(self, request: Request) -> int | None:
        """How many rows. Raises Problem for a limit that is no number of rows."""
        given = request.query_params.get(self.page_size_query_param, "1")
        if not given.isdecimal() or len(given) > DIGITS or int(given) < 1:
            sentence = _("Here %(expected)s is expected, not %(found)s.")
            told = sentence % {"expected": type_names["integer"], "found": shown(given)}
            raise Problem(400, _("A parameter cannot be read."), [(self.page_size_query_param, told)])
        found: int | None = super().get_page_size(request)
        return found

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """One page. Raises NotFound for a cursor that nobody was given."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValueError, ValidationError) as error:
            raise NotFound(self.invalid_cursor_message) from error


class RowsViewSet(Writes):
    """The rows of one collection; `collection` is its name in the bundle."""

    renderer_classes = (JSONRenderer, CsvRenderer)

    def get_renderers(self) -> Any:
        """A list comes as CSV too; one row, and a refusal, has no columns."""
        return super().get_renderers() if self.action == "list" else [JSONRenderer()]

    def list(self, request: Request, code: str) -> Response:
        """One page of rows; as CSV all that one file takes."""
        mission = get_mission_for_member(request.user, code)
        rows = self._filtered(request, mission)
        paginator = ByCursor()
        if request.accepted_renderer.format == "csv":
            paginator.page_size = paginator.max_page_size = CsvRenderer.most
        page: Any = paginator.paginate_queryset(rows.only("pk"), request)
        found = self._records(request, mission, [one.pk for one in page])
        return paginator.get_paginated_response(list(found.values()))

    def retrieve(self, request: Request, code: str, uuid: UUID) -> Response:
        """One row, with its version as ETag."""
        mission = get_mission_for_member(request.user, code)
        # An agency goes by its own identifier in every mission.
        column = "agency__uuid" if self.collection == mapping.AGENCIES else "uuid"
        row = visible_rows(request.user, mission, self.collection).filter(**{column: uuid}).first()
        if row is None:
            raise Http404
        etag = etag_of(uuid, row.row_version)
        if etag in {one.strip() for one in request.headers.get("If-None-Match", "").split(",")}:
            return Response(status=304, headers={"ETag": etag})
        found = self._records(request, mission, [row.pk])
        if row.pk not in found:
            raise Http404
        return Response(found[row.pk], headers={"ETag": etag})

    def _records(self, request: Request, mission: Mission, pks: Collection[int]) -> dict[int, dict[str, Any]]:
        fields, expand = self._asked(request, "fields"), self._asked(request, "expand")
        found = records(request.user, mission, self.collection, pks, expand=expand)
        note_kept_rows(by=request.user, mission=mission, model=model_of(self.collection), pks=found)
        if not fields:
            return found
        return {pk: {name: row[name] for name in fields if name in row} for pk, row in found.items()}

    def _asked(self, request: Request, parameter: str) -> Sequence[str]:
        """Names in a parameter, separated by commas. Raises Problem for one that the rows do not have."""
        given = [name for name in request.query_params.get(parameter, "").split(",") if name]
        known = names_of(self.collection) if parameter == "fields" else references_of(self.collection)
        unknown = [name for name in given if name not in known]
        if unknown:
            sentence = _("%(name)s is not one of: %(known)s.")
            raise Problem(
                400,
                _("A parameter names what is not there."),
                [(parameter, sentence % {"name": name, "known": ", ".join(known)}) for name in unknown],
            )
        return given

    def _filtered(self, request: Request, mission: Mission) -> Any:
        if self.collection == "activities":
            scope = ActivityScope(mission, visible_rows(request.user, mission, "activities"), drafts=True)
            return _by_page_filter(ActivityFilter(request.query_params, scope), request)
        if self.collection == "funding_lines":
            money = MoneyScope(mission, request.user, timezone.localdate())
            return _by_page_filter(LineFilter(request.query_params, money), request)
        return self._by_columns(request, mission)

    def _by_columns(self, request: Request, mission: Mission) -> Any:
        """Rows whose columns or references hold what the parameters say. Raises Problem for others."""
        rows = visible_rows(request.user, mission, self.collection)
        filters = filters_of(self.collection)
        errors = []
        for name, value in request.query_params.items():
            if name in OWN_PARAMETERS:
                continue
            slot = filters.get(name)
            if slot is None:
                known = ", ".join(filters) or _("nothing")
                errors.append((name, _("These rows can be filtered by: %(known)s.") % {"known": known}))
                continue
            found = _meant(request.user, mission, slot, value) if storable(value) else None
            if found is None:
                errors.append((name, _("There is no %(value)s.") % {"value": value}))
            else:
                rows = rows.filter(**found)
        if errors:
            raise Problem(400, _("A parameter asks for what is not there."), errors)
        return rows


def _by_page_filter(asked: Any, request: Request) -> Any:
    """The rows that the filter of the page finds. Raises Problem as the page shows errors."""
    unknown = [
        name for name in request.query_params if name not in asked.filters and name not in OWN_PARAMETERS
    ]
    errors = [(name, _("These rows cannot be filtered by it.")) for name in unknown]
    if not asked.is_valid():
        errors += [(name, " ".join(sentences)) for name, sentences in asked.form.errors.items()]
    if errors:
        raise Problem(400, _("A parameter asks for what is not there."), errors)
    return asked.qs


def names_of(collection: str) -> list[str]:
    """The fields of a collection, in the order of the bundle."""
    return [one.name for one in BY_NAME[collection].fields]


def references_of(collection: str) -> list[str]:
    """The fields that name rows of other collections."""
    return [slot.name for slot in table_of(collection).slots() if isinstance(slot, (Reference, Many))]


def filters_of(collection: str) -> Mapping[str, Any]:
    """What rows can be filtered by: their key, references, choices and flags.

    Not by a column that some readers do not know: what a filter finds would tell it.
    """
    plain = {Kind.KEY, Kind.CHOICE, Kind.FLAG}
    found: dict[str, Any] = {}
    for slot in table_of(collection).slots():
        if slot.name in guarded(collection):
            continue
        if isinstance(slot, Reference) or (isinstance(slot, Column) and slot.kind in plain):
            found[slot.name] = slot
    return found


def _meant(user: Reader, mission: Mission, slot: Any, value: str) -> dict[str, Any] | None:
    """A parameter as a condition of the database; None for a value that cannot be."""
    if isinstance(slot, Reference):
        rows = visible_rows(user, mission, slot.target).filter(key=value)
        column = "agency_id" if slot.target == mapping.AGENCIES else "pk"
        pk = rows.values_list(column, flat=True).first()
        return None if pk is None else {slot.attname: pk}
    if slot.kind is Kind.FLAG:
        return {slot.attname: value == "true"} if value in {"true", "false"} else None
    if slot.kind is Kind.CHOICE:
        known = {str(key): key for key in _choices(slot)}
        return {slot.attname: known[value]} if value in known else None
    return {slot.attname: value}


def _choices(slot: Column) -> list[Any]:
    """What the column can hold; where it does not say so itself, what the bundle says of it."""
    if slot.column.choices:
        return [key for key, _label in slot.column.choices]
    model = slot.column.model
    name = next(
        one for one in mapping.ORDER if table_of(one).model is model and slot in table_of(one).slots()
    )
    return list(BY_NAME[name].field(slot.name).choices)


def _viewset(collection: str) -> type[RowsViewSet]:
    name = "".join(part.capitalize() for part in collection.split("_"))
    view = type(f"{name}ViewSet", (RowsViewSet,), {"collection": collection, "door": DOORS.get(collection)})
    row = read_row(collection)
    described: type[RowsViewSet] = extend_schema_view(
        list=extend_schema(
            operation_id=f"{collection}_list",
            tags=[collection],
            parameters=[*_filter_parameters(collection), FIELDS, EXPAND, LIMIT, CURSOR],
            responses={
                (200, JSON): page_of(row),
                (200, "text/csv"): str,
                **REFUSALS,
            },
        ),
        retrieve=extend_schema(
            operation_id=f"{collection}_retrieve",
            tags=[collection],
            parameters=[FIELDS, EXPAND],
            responses={(200, JSON): row, 304: None, **REFUSALS},
        ),
        **(writing(DOORS[collection]) if collection in DOORS else {}),
    )(view)
    return described


def _filter_parameters(collection: str) -> list[OpenApiParameter]:
    if collection in PAGE_FILTERS:
        return [OpenApiParameter(name, str) for name in PAGE_FILTERS[collection].base_filters]
    return [OpenApiParameter(name, str) for name in filters_of(collection)]


VIEWSETS: Mapping[str, type[RowsViewSet]] = {name: _viewset(name) for name in mapping.ORDER}


def addresses(collection: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The addresses of a collection below its mission: path, name, method to action."""
    door = DOORS.get(collection)
    listed, single = {"get": "list"}, {"get": "retrieve"}
    if door is not None and door.create is not None:
        listed["post"] = "create"
    if door is not None and door.change is not None:
        single["patch"] = "partial_update"
    if door is not None and door.remove is not None:
        single["delete"] = "destroy"
    yield collection, collection, listed
    if door is not None and door.bulk:
        yield f"{collection}/bulk", f"{collection}_bulk", {"post": "bulk"}
    yield f"{collection}/<uuid:uuid>", f"{collection}_row", single
