"""What an address may ask of a page of numbers: a day, or its tables as files."""

import datetime
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from apps.core.figures import Table, to_csv
from apps.portal.forms import DayAsked


def asked_day(request: HttpRequest, usual: datetime.date | None) -> DayAsked:
    """The day in the address, else the usual one, else today. Raises Http404 for a file of what is no day."""
    asked = DayAsked(request.GET, usual or timezone.localdate())
    if asked.errors and request.GET.get("format") == "csv":
        raise Http404
    return asked


def as_file(name: str, table: Table) -> HttpResponse:
    """The table as a CSV file to be saved."""
    response = HttpResponse(to_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name) or "table"}.csv"'
    return response


def chosen_file(request: HttpRequest, name: str, tables: Mapping[str, Table]) -> HttpResponse:
    """The one of several tables of a page that the address names as `figure`. Raises Http404 for no such."""
    figure = request.GET.get("figure", "")
    if figure not in tables:
        raise Http404
    return as_file(f"{name}-{figure}", tables[figure])
