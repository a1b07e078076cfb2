"""The pages of the portal for programs: the same facts, of the same rows, as JSON or as CSV.

Fields are named as in files and in the interface for programs, in no language; words of choices are those of
the reader. What is missing is null.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.views.decorators.http import conditional_page, require_safe

from apps.alignment.drawings import csv_file
from apps.alignment.filters import Listing
from apps.alignment.selectors.money import Total
from apps.benchmarks.models import Indicator, Observation
from apps.coherence.enums import Level
from apps.core.figures import Table
from apps.frameworks.models import FrameworkVersion
from apps.funding.selectors.sums import CENT
from apps.missions.models import Document, Mission, PhasePeriod
from apps.portal.drawings import is_small, value_of
from apps.portal.selectors.public import Pillar, Promise, PublicGate, Series

KEPT = 300
"""Seconds for which a cache may answer for us: so long may something stand here that was taken back."""
STRIP = ("status", "value", "lo", "hi", "n", "N")


def for_everybody(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A page of the portal: for reading only, with an ETag, and kept by any cache when nobody in particular
    asked for it. Who is signed in sees the same facts below a header of their own, which no cache keeps."""

    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        response = page(request, *args, **names)
        # Without the cookie of a session, whatever its name on this server, and without one to begin with.
        nobody = settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.user.is_authenticated
        if response.status_code == 200 and nobody and not response.cookies:
            patch_cache_control(response, public=True, max_age=KEPT)
        return response

    guarded: Callable[..., HttpResponseBase] = require_safe(conditional_page(answer))
    return guarded


def twin(
    request: HttpRequest, name: str, facts: Mapping[str, Any], tables: Mapping[str, Table]
) -> HttpResponse | None:
    """The file that the address asks for, or None where it asks for the page.

    `?format=json` is all the facts; `?format=csv` the first table, or another by `figure`. Raises Http404 for
    a format or a table that is not there.
    """
    wanted = request.GET.get("format")
    if not wanted:
        return None
    if wanted == "json":
        response = JsonResponse(dict(facts), json_dumps_params={"ensure_ascii": False, "indent": 1})
        response["Content-Disposition"] = f'inline; filename="{slugify(name)}.json"'
        return response
    figure = request.GET.get("figure") or next(iter(tables), "")
    if wanted != "csv" or figure not in tables:
        raise Http404
    return csv_file(f"{name}-{figure}", tables[figure])


def heading(mission: Mission, day: datetime.date) -> dict[str, Any]:
    """What each file begins with."""
    named = {"code": mission.code, "name": mission.name, "currency": mission.currency}
    return {"mission": named, "as_of": day}


def framework_facts(version: FrameworkVersion | None, pillars: Sequence[Pillar]) -> dict[str, Any] | None:
    """The framework in force as it was written, with its objectives in its order; None where none is."""
    if version is None:
        return None
    return {
        "version": version.number,
        "adopted_on": version.adopted_on,
        "adopted_by": version.adopted_by,
        "language": version.language,
        "vision": version.vision,
        "objectives": [
            {
                "uuid": text.objective.uuid,
                "code": text.code,
                "title": text.title,
                "description": text.description,
                "language": text.language,
                "pillar": pillar.name,
            }
            for pillar in pillars
            for text in pillar.objectives
        ],
    }


def phase_facts(periods: Iterable[PhasePeriod]) -> list[dict[str, Any]]:
    return [
        {
            "phase": one.phase,
            "area": None if one.area is None else one.area.name,
            "period_from": one.period_from,
            "period_to": one.period_to,
        }
        for one in periods
    ]


def level_facts(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Degree and bounds of the two strips of each level, and the band, of the first page that everybody is
    shown; nothing without one."""
    if not page:
        return []
    return [
        {
            "level": level,
            "subjects": page["subjects"].get(level),
            "band": (part["band"] or {}).get("label"),
            **{
                strip: {name: part["strips"][strip][name] for name in STRIP}
                for strip in ("consistency", "process")
            },
        }
        for level in Level.values
        for part in [page["levels"][level]]
    ]


def series_facts(followed: Iterable[Series]) -> list[dict[str, Any]]:
    """Each indicator that the public can follow, with its last observation; null where none is public."""
    return [
        {
            "uuid": one.indicator.uuid,
            "title": one.indicator.title,
            "unit": one.indicator.unit,
            "benchmark": one.statement,
            "latest": None if one.latest is None else observation_facts(one.latest),
        }
        for one in followed
    ]


def observation_facts(row: Observation) -> dict[str, Any]:
    return {
        "observed_on": row.observed_on,
        "value": value_of(row),
        "standard_error": None if is_small(row) else row.standard_error,
        "group": row.group,
        "area": None if row.area is None else row.area.name,
    }


def indicator_facts(
    indicator: Indicator, statement: str | None, observations: Iterable[Observation]
) -> dict[str, Any]:
    return {
        "uuid": indicator.uuid,
        "title": indicator.title,
        "unit": indicator.unit,
        "benchmark": statement,
        "observations": [observation_facts(one) for one in observations],
    }


def gate_facts(found: PublicGate) -> dict[str, Any]:
    gate = found.gate
    return {
        "uuid": gate.uuid,
        "title": gate.title,
        "from_phase": gate.from_phase,
        "to_phase": gate.to_phase,
        "area": None if gate.area is None else gate.area.name,
        "agreed_on": gate.agreed_on,
        "benchmarks": [
            {
                "statement": text.statement,
                "role": line.role,
                "comparator": line.comparator,
                "threshold": line.threshold,
            }
            for line, text in found.lines
        ],
        "decisions": [
            {"decided_on": one.decided_on, "body": one.body, "decision": one.decision}
            for one in found.decisions
        ],
    }


def commitment_facts(found: Promise) -> dict[str, Any]:
    row = found.row
    return {
        "uuid": row.uuid,
        "party": row.party.name if row.party else row.party_text,
        "text": row.text,
        "due_on": row.due_on,
        "objective": found.objective,
    }


def document_facts(documents: Iterable[Document]) -> list[dict[str, Any]]:
    names = ("title", "url", "dated_on", "description", "language")
    return [{name: getattr(one, name) for name in names} for one in documents]


def listing_facts(found: Listing) -> dict[str, Any]:
    """One page of the list of activities, and where the next begins."""
    page = found.page
    return {
        "total": None if page is None else page.total,
        "more_than_total": None if page is None else page.more,
        "next": None if page is None else page.next,
        "activities": [
            {
                "uuid": row.uuid,
                "title": row.title,
                "lead": row.lead.name,
                "dimension": row.dimension,
                "status": row.status,
                "start": row.start,
                "end": row.end,
                "humanitarian": row.humanitarian,
                "areas": list(row.places),
                "objectives": [{"code": one.objective.code, "grade": one.grade} for one in row.serves],
                "committed": total_facts(row.committed),
                "disbursed": total_facts(row.disbursed),
            }
            for row in found.rows
        ],
    }


def total_facts(total: Total) -> dict[str, Any]:
    """An amount in the mission's currency to the cent, or null and why."""
    amount = None if total.amount is None else total.amount.quantize(CENT)
    return {"amount": amount, "price_basis": total.price_basis, "obstacle": total.obstacle}


def listing_table(found: Listing) -> Table:
    """The same page of the list as a table of text and numbers."""
    rows = listing_facts(found)["activities"]
    plain = ("title", "lead", "dimension", "status", "start", "end", "humanitarian")
    return Table(
        ("uuid", *plain, "areas", "objectives", "committed", "disbursed", "price_basis"),
        tuple(
            (
                str(row["uuid"]),
                *(row[name] for name in plain),
                "; ".join(row["areas"]) or None,
                "; ".join(f"{one['code']} ({one['grade']})" for one in row["objectives"]) or None,
                row["committed"]["amount"],
                row["disbursed"]["amount"],
                row["committed"]["price_basis"],
            )
            for row in rows
        ),
    )
