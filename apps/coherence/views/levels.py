"""The way from a level down to its subjects, their indicators and the units behind each number."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import Context
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.coherence import drawings, words
from apps.coherence.enums import Level
from apps.coherence.history.views import or_other_day
from apps.coherence.selectors import stored
from apps.coherence.selectors.reviewers import WITHHELD
from apps.coherence.selectors.rows import agency_name, describe
from apps.coherence.selectors.shown import front_page
from apps.coherence.templatetags.coherence import at
from apps.coherence.views.common import PAGE, WHOLE, assessed, csv_file, known_level, subject_key
from apps.coherence.voices import who_says_so
from apps.missions.models import Mission


@require_safe
@login_required
@or_other_day
def level(request: HttpRequest, code: str, level: str) -> HttpResponse:
    """The subjects of a level in the order of their names, not a league table; the figure has a file."""
    if known_level(level) in stored.ONE_SUBJECT:
        page = reverse("coherence:subject", kwargs={"code": code, "level": level, "subject": WHOLE})
        return redirect(page + at(Context({"request": request})))
    mission, assessment = assessed(request, code)
    strips = stored.strips_of_subjects(assessment, level)
    names = describe(mission, request.user, [("agencies", one.subject or "") for one in strips])
    subjects: dict[str, dict[str, Any]] = {}
    for strip in strips:
        key = strip.subject or ""
        name = words.subject_name(level, key, names)
        subjects.setdefault(key, {"key": key, "name": name})[str(strip.strip)] = words.strip(strip)
    figure = drawings.subjects_strip(code, level, strips, names, at(Context({"request": request})))
    if request.GET.get("format") == "csv":
        table = (list(figure.table.header), [list(row) for row in figure.table.rows])
        return csv_file(f"{code}-{level}-subjects", table)
    return render(
        request,
        "coherence/level.html",
        {
            "mission": mission,
            "assessment": assessment,
            "level": Level(level),
            "voices": who_says_so(assessment.result or {}, level),
            "system": [words.strip(one) for one in stored.values_of(assessment, level, None, request.user)],
            "subjects": sorted(subjects.values(), key=lambda one: one["name"].casefold()),
            "figure": figure,
        },
    )


@require_safe
@login_required
@or_other_day
def subject(request: HttpRequest, code: str, level: str, subject: str) -> HttpResponse:
    """Every indicator of one subject, with bounds, coverage and what drives the strip."""
    mission, assessment = assessed(request, code)
    key = subject_key(known_level(level), subject)
    values = stored.values_of(assessment, level, key, request.user)
    if not values:
        raise Http404
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-{level}-{subject}", words.values_table(values))
    return render(
        request,
        "coherence/subject.html",
        {
            "mission": mission,
            "assessment": assessment,
            "level": Level(level),
            "subject": subject,
            "whole": WHOLE,
            "voices": who_says_so(front_page(assessment, request.user), level) if key is None else None,
            "name": _subject_name(mission, level, key),
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


def _subject_name(mission: Mission, level: str, key: str | None) -> str:
    """The level as a whole, the state, or the agency by its full name. One query for an agency."""
    if key is None:
        return str(Level(level).label)
    if level == Level.WHOLE_OF_GOVERNMENT:
        return words.state(key)
    return agency_name(mission, key) or key


@require_safe
@login_required
@or_other_day
def indicator(request: HttpRequest, code: str, level: str, subject: str, indicator: str) -> HttpResponse:
    """One number: the units counted, those left out and why, the rule, and what it does not mean."""
    mission, assessment = assessed(request, code)
    key = subject_key(known_level(level), subject)
    value = stored.value_of(assessment, level, key, indicator, request.user)
    if value is None or indicator not in words.INDICATOR_TEXTS:
        raise Http404
    units = value.units or []
    if request.GET.get("format") == "csv":
        seen = describe(mission, request.user, _rows_of(units))
        return csv_file(f"{code}-{level}-{subject}-{indicator}", words.units_table(units, seen))
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
            "name": _subject_name(mission, level, key),
            "value": words.indicator(value),
            "rule": words.INDICATOR_TEXTS[indicator],
            "units": [words.unit(unit, seen) for unit in page.object_list],
            "page": page,
            "units_kept": value.units is not None,
            "withheld": value.status == WITHHELD,
        },
    )


def _rows_of(units: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for unit in units for row in unit[0]]
