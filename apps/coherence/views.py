"""The coherence dashboard, and the way from every number down to its rows and the rule that counted them."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from apps.coherence import cards, drawings, words
from apps.coherence.enums import AssessmentAudience, Level
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import describe
from apps.core.figures import to_csv
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

WHOLE = "mission"
"""Stands for the one subject of a level that is measured as a whole, in addresses."""
PAGE = 50


def _requested_date(request: HttpRequest) -> datetime.date | None:
    """The date in the address; 404 for one that is none, as for a date without an assessment."""
    given = request.GET.get("as_of")
    if not given:
        return None
    try:
        return datetime.date.fromisoformat(given)
    except ValueError as error:
        raise Http404 from error


def _assessed(request: HttpRequest, code: str) -> tuple[Mission, Assessment]:
    """The mission and the members' assessment asked for; 404 where there is none. Three queries."""
    mission = get_mission_for_member(request.user, code)
    assessment = stored.computed(mission, AssessmentAudience.MISSION, _requested_date(request))
    if assessment is None:
        raise Http404
    return mission, assessment


def _known_level(level: str) -> str:
    if level not in Level.values:
        raise Http404
    return level


def _subject_key(level: str, subject: str) -> str | None:
    """The subject as stored; None for the whole level."""
    if level in stored.ONE_SUBJECT:
        if subject != WHOLE:
            raise Http404
        return None
    return subject


@require_safe
@login_required
def dashboard(request: HttpRequest, code: str) -> HttpResponse:
    """Four levels, side by side and never summed up; what would move them; findings to act on."""
    mission = get_mission_for_member(request.user, code)
    as_of = _requested_date(request)
    assessment = stored.computed(mission, AssessmentAudience.MISSION, as_of)
    if assessment is None:
        if as_of is not None:
            raise Http404
        return render(request, "coherence/empty.html", {"mission": mission})
    result = assessment.result or {}
    seen = cards.named(mission, request.user, result)
    columns = cards.level_cards(result, seen)
    if request.GET.get("format") == "csv":
        return _csv(f"{code}-coherence-{assessment.as_of}", words.levels_table(columns))
    return render(
        request,
        "coherence/dashboard.html",
        {
            "mission": mission,
            "assessment": assessment,
            "cards": columns,
            "any_assessed": any(card["consistency"]["assessed"] for card in columns),
            "dates": stored.computed_dates(mission, AssessmentAudience.MISSION),
            "trade_offs": words.trade_offs(result["trade_offs"]),
            "preconditions": words.preconditions(result["preconditions"], seen),
            "trend": words.trend(result["trend"]),
            "findings": [words.finding(one, seen) for one in words.by_kind(result.get("findings", []))],
            "whole": WHOLE,
        },
    )


@require_safe
@login_required
def level(request: HttpRequest, code: str, level: str) -> HttpResponse:
    """The subjects of a level, in the order of their names: not a league table."""
    if _known_level(level) in stored.ONE_SUBJECT:
        return redirect("coherence:subject", code=code, level=level, subject=WHOLE)
    mission, assessment = _assessed(request, code)
    strips = stored.strips_of_subjects(assessment, level)
    names = describe(mission, request.user, [("agencies", one.subject or "") for one in strips])
    subjects: dict[str, dict[str, Any]] = {}
    for strip in strips:
        key = strip.subject or ""
        name = words.subject_name(level, key, names)
        subjects.setdefault(key, {"key": key, "name": name})[str(strip.strip)] = words.strip(strip)
    return render(
        request,
        "coherence/level.html",
        {
            "mission": mission,
            "assessment": assessment,
            "level": Level(level),
            "system": [words.strip(one) for one in stored.values_of(assessment, level, None)],
            "subjects": sorted(subjects.values(), key=lambda one: one["name"].casefold()),
            "figure": drawings.subjects_strip(code, level, strips, names),
        },
    )


@require_safe
@login_required
def subject(request: HttpRequest, code: str, level: str, subject: str) -> HttpResponse:
    """Every indicator of one subject, with bounds, coverage and what drives the strip."""
    mission, assessment = _assessed(request, code)
    key = _subject_key(_known_level(level), subject)
    values = stored.values_of(assessment, level, key)
    if not values:
        raise Http404
    if request.GET.get("format") == "csv":
        return _csv(f"{code}-{level}-{subject}", words.values_table(values))
    return render(
        request,
        "coherence/subject.html",
        {
            "mission": mission,
            "assessment": assessment,
            "level": Level(level),
            "subject": subject,
            "whole": WHOLE,
            "name": _subject_name(request, mission, level, key),
            "strips": [
                words.strip(one)
                | {
                    "indicators": [
                        words.indicator(value)
                        for value in values
                        if value.indicator and value.strip == one.strip
                    ]
                }
                for one in values
                if one.indicator is None
            ],
        },
    )


def _subject_name(request: HttpRequest, mission: Mission, level: str, key: str | None) -> str:
    if key is None:
        return str(Level(level).label)
    return words.subject_name(level, key, describe(mission, request.user, [("agencies", key)]))


@require_safe
@login_required
def indicator(request: HttpRequest, code: str, level: str, subject: str, indicator: str) -> HttpResponse:
    """One number: the units counted, those left out and why, the rule, and what it does not mean."""
    mission, assessment = _assessed(request, code)
    key = _subject_key(_known_level(level), subject)
    value = stored.value_of(assessment, level, key, indicator)
    if value is None or indicator not in words.INDICATOR_TEXTS:
        raise Http404
    units = value.units or []
    if request.GET.get("format") == "csv":
        seen = describe(mission, request.user, _rows_of(units))
        return _csv(f"{code}-{level}-{subject}-{indicator}", words.units_table(units, seen))
    page = Paginator(units, PAGE).get_page(request.GET.get("page"))
    seen = describe(mission, request.user, _rows_of(page.object_list))
    return render(
        request,
        "coherence/indicator.html",
        {
            "mission": mission,
            "assessment": assessment,
            "level": Level(level),
            "subject": subject,
            "whole": WHOLE,
            "name": _subject_name(request, mission, level, key),
            "value": words.indicator(value),
            "rule": words.INDICATOR_TEXTS[indicator],
            "units": [words.unit(unit, seen) for unit in page.object_list],
            "page": page,
            "units_kept": value.units is not None,
        },
    )


def _rows_of(units: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for unit in units for row in unit[0]]


@require_safe
@login_required
def findings(request: HttpRequest, code: str) -> HttpResponse:
    """All findings, or those of one code; the weightiest of each signal first."""
    mission, assessment = _assessed(request, code)
    wanted = request.GET.get("finding") or None
    if wanted is not None and wanted not in words.FINDING_TEXTS:
        raise Http404
    page = Paginator(stored.findings(assessment, wanted), PAGE).get_page(request.GET.get("page"))
    found = [one.summary() for one in page.object_list]
    seen = describe(mission, request.user, [row for one in found for row in words.rows_of_finding(one)])
    return render(
        request,
        "coherence/findings.html",
        {
            "mission": mission,
            "assessment": assessment,
            "findings": [words.finding(one, seen) for one in found],
            "page": page,
        },
    )


@require_safe
@login_required
def finding(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One finding with the rows behind it, the rule and who can act."""
    mission = get_mission_for_member(request.user, code)
    found = stored.finding(mission, AssessmentAudience.MISSION, pk)
    if found is None:
        raise Http404
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    rows = [(row[0], row[1]) for row in page.object_list]
    actors = [("agencies", key) for key in found.who_can_act]
    seen = describe(mission, request.user, [*rows, *actors, *words.named_rows(found.params)])
    return render(
        request,
        "coherence/finding.html",
        {
            "mission": mission,
            "assessment": found.assessment,
            "finding": words.finding(found.summary(), seen),
            "rule": words.SIGNAL_TEXTS[found.signal],
            "rows": [seen.get(row, words.HIDDEN) for row in rows],
            "actors": [seen[actor] for actor in actors if actor in seen],
            "page": page,
        },
    )


@require_safe
@login_required
def method(request: HttpRequest, code: str) -> HttpResponse:
    """How every number is computed, from the registry that the engine itself uses."""
    mission = get_mission_for_member(request.user, code)
    return render(request, "coherence/method.html", {"mission": mission, **words.method()})


def _csv(name: str, table: tuple[list[str], list[list[Any]]]) -> HttpResponse:
    response = HttpResponse(to_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
