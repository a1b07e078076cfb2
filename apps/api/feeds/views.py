"""The addresses of the flat tables: each as CSV and as JSON, while it is read."""

import base64
import binascii
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.enums import TokenScope
from apps.accounts.models import ApiToken, User
from apps.api.authentication import BearerToken, person_of
from apps.api.feeds.reading import pieces
from apps.api.feeds.tables import FEEDS, Feed, Type
from apps.api.schema import JSON, REFUSALS, Schema, page_of
from apps.core.figures import BOM, csv_lines
from apps.missions.selectors import get_mission_for_member

ENDINGS = ("csv", "json")
TYPES: dict[Type, Schema] = {
    Type.KEY: {"type": ["string", "null"]},
    Type.TEXT: {"type": ["string", "null"]},
    Type.DATE: {"type": ["string", "null"], "format": "date"},
    Type.NUMBER: {"type": ["number", "null"]},
    Type.FLAG: {"type": ["boolean", "null"]},
}
LISTED: Schema = {
    "type": "object",
    "required": ["name", "title", "csv", "json", "columns"],
    "properties": {
        "name": {"type": "string"},
        "title": {"type": "string"},
        "csv": {"type": "string", "format": "uri"},
        "json": {"type": "string", "format": "uri"},
        "columns": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "type", "about"],
                "properties": {
                    "name": {"type": "string"},
                    "type": {"enum": list(Type)},
                    "about": {"type": "string"},
                },
            },
        },
    },
}


class TokenAsPassword(BaseAuthentication):
    """HTTP Basic with a token as password, for Excel and Power BI, which can send nothing else.

    The name does not matter. Like the bearer's, the token stands in a header and in no address.
    """

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"basic":
            return None
        try:
            _name, _colon, text = base64.b64decode(parts[1], validate=True).decode().partition(":")
        except (IndexError, binascii.Error, UnicodeDecodeError) as error:
            raise AuthenticationFailed(_("Send a token as the password.")) from error
        return person_of(text)

    def authenticate_header(self, request: Any) -> str:  # noqa: ARG002 - DRF's signature
        return 'Basic realm="nexusplan", charset="UTF-8"'


class AsAsked(BaseContentNegotiation):
    """The ending of the address says what is answered; programs like Excel ask for whatever there is."""

    def select_parser(self, request: Any, parsers: Any) -> Any:  # noqa: ARG002 - DRF's signature
        return parsers[0]

    def select_renderer(
        self,
        request: Any,  # noqa: ARG002 - DRF's signature
        renderers: Any,
        format_suffix: str | None = None,  # noqa: ARG002
    ) -> Any:
        return renderers[0], renderers[0].media_type


class FeedView(APIView):
    """What every feed has in common."""

    authentication_classes = (TokenAsPassword, BearerToken, SessionAuthentication)
    content_negotiation_class = AsAsked
    scope: ClassVar = TokenScope.FEEDS


class Feeds(FeedView):
    """Which tables there are."""

    @extend_schema(
        operation_id="feeds_list", tags=["feeds"], responses={(200, JSON): page_of(LISTED), **REFUSALS}
    )
    def get(self, request: Request, code: str) -> Response:
        """Every flat table of a mission, with its addresses, its columns and their types."""
        mission = get_mission_for_member(request.user, code)
        found = []
        for feed in FEEDS.values():
            at = {
                ending: request.build_absolute_uri(
                    reverse(f"api:feed_{feed.name}", kwargs={"code": mission.code, "ending": ending})
                )
                for ending in ENDINGS
            }
            columns = [
                {"name": one.name, "type": one.type.value, "about": str(one.about)} for one in feed.columns
            ]
            found.append({"name": feed.name, "title": str(feed.title), **at, "columns": columns})
        return Response({"next": None, "previous": None, "results": found})


class OneFeed(FeedView):
    """One table; `feed` is which."""

    feed: ClassVar[Feed]

    def answer(self, request: Request, code: str, ending: str) -> StreamingHttpResponse:
        """The table as CSV or JSON. Raises Http404 for another ending."""
        mission = get_mission_for_member(request.user, code)
        if ending not in ENDINGS:
            raise Http404
        found = pieces(request.user, mission, self.feed)
        answer = StreamingHttpResponse(
            (_csv if ending == "csv" else _json)(self.feed, found),
            content_type="text/csv; charset=utf-8" if ending == "csv" else JSON,
        )
        answer["Content-Disposition"] = f'attachment; filename="{mission.code}-{self.feed.name}.{ending}"'
        patch_cache_control(answer, private=True, no_store=True)
        return answer


def _csv(feed: Feed, found: Iterator[list[list[Any]]]) -> Iterator[str]:
    yield BOM + csv_lines([[column.name for column in feed.columns]])
    for lines in found:
        yield csv_lines(lines)


def _json(feed: Feed, found: Iterator[list[list[Any]]]) -> Iterator[str]:
    """One array of objects that all have every column; amounts keep their digits."""
    names = [json.dumps(column.name) for column in feed.columns]
    before = "["
    for lines in found:
        for line in lines:
            values = (f"{name}:{_literal(value)}" for name, value in zip(names, line, strict=True))
            yield f"{before}{{{','.join(values)}}}"
            before = ",\n"
    yield "[]" if before == "[" else "]"


def _literal(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _view(feed: Feed) -> type[OneFeed]:
    line: Schema = {
        "type": "object",
        "required": [column.name for column in feed.columns],
        "properties": {column.name: TYPES[column.type] for column in feed.columns},
    }

    # A method of its own for each table: the description of an operation is kept on it.
    @extend_schema(
        operation_id=f"feed_{feed.name}",
        tags=["feeds"],
        parameters=[OpenApiParameter("ending", str, OpenApiParameter.PATH, enum=list(ENDINGS))],
        responses={
            (200, JSON): {"type": "array", "items": line},
            (200, "text/csv"): str,
            **REFUSALS,
        },
    )
    def get(self: OneFeed, request: Request, code: str, ending: str) -> StreamingHttpResponse:
        """All lines of the table that you may see, sent while they are read."""
        return self.answer(request, code, ending)

    name = "".join(part.capitalize() for part in feed.name.split("_"))
    return type(f"{name}Feed", (OneFeed,), {"feed": feed, "get": get})


VIEWS = {name: _view(feed) for name, feed in FEEDS.items()}
