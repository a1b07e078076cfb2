"""Is it working: the board of benchmarks, one benchmark, one series."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.benchmarks import drawings
from apps.benchmarks.enums import BenchmarkStatus, GateRole, ObservationState
from apps.benchmarks.models import BenchmarkText, GateBenchmark, Indicator, Observation
from apps.benchmarks.places import area_figure, range_words, sureness_of, together
from apps.benchmarks.progress import OFF_TRACK, REGRESSING
from apps.benchmarks.revisions import lowered
from apps.benchmarks.selectors.board import (
    BoardRow,
    Measured,
    Plan,
    board,
    count_by_status,
    headlines,
    indicators_of,
    measure,
    points,
    state_on,
    thresholds_of,
)
from apps.benchmarks.selectors.detail import gate_roles, observations_for
from apps.benchmarks.values import is_small
from apps.coherence.engine.registry import GATE_STATE_TEXTS
from apps.coherence.gates.selectors import gate_state
from apps.core.figures import Figure, Table, status_counts
from apps.core.templatetags.nexusplan import fixed, places_of
from apps.frameworks.selectors.versions import in_force_on
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import BoardSearch
from apps.portal.selectors.benchmarks import (
    ObjectiveName,
    gates_named,
    group_names,
    judgements_around,
    kept_on_board,
    last_assessed,
    links_to,
    objectives_on,
    open_dissents,
    series_of_mission,
    texts_of_benchmark,
    voices_on_benchmark,
    worst_groups,
)
from apps.portal.selectors.gates import roles_and_agencies
from apps.portal.speaking import speaking
from apps.portal.views.asked import as_file, asked_day, chosen_file

PAGE = 50
BAD = (OFF_TRACK, REGRESSING)


@require_safe
@login_required
def benchmarks(request: HttpRequest, code: str) -> HttpResponse:
    """The board: every benchmark in force on the day with its computed status; context series apart."""
    mission = get_mission_for_member(request.user, code)
    day = asked_day(request, last_assessed(mission)).day
    rows, context = board(mission, day)
    words = speaking(request)
    rows = words.board(rows)
    objectives = {pk: words.put([one])[0] for pk, one in objectives_on(mission, day, words.language).items()}
    words.put(one.indicator for one in context)
    roles = gate_roles(mission)
    words.put(one.gate for found in roles.values() for one in found)
    form = BoardSearch(
        request.GET,
        [(str(one.uuid), f"{one.code} {one.title}") for one in objectives.values()],
        day,
        gates=gates_named(roles),
        owners=sorted({row.plan.owner for row in rows if row.plan.owner}),
    )
    kept = rows
    if form.is_valid():
        kept = kept_on_board(mission, day, rows, roles, form.cleaned_data)
    dissents = open_dissents(request.user, mission, day)
    counts = counts_figure(rows)
    if request.GET.get("format") == "csv" and "figure" in request.GET:
        return chosen_file(request, f"{code}-benchmarks-{day}", {"counts": counts.table})
    if request.GET.get("format") == "csv":
        lines = [_line(row, objectives, roles, dissents) for row in kept]
        return as_file(f"{code}-benchmarks-{day}", drawings.board_table(lines))
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    series = Paginator(context, PAGE).get_page(request.GET.get("series"))
    return render(
        request,
        "portal/benchmarks.html",
        {
            "mission": mission,
            "day": day,
            "form": form,
            "all": len(rows),
            "page": page,
            "lines": [_line(row, objectives, roles, dissents) for row in page],
            "figure": counts,
            "series_page": series,
            "series": [_series_line(one) for one in series],
            "words": words,
        },
    )


def counts_figure(rows: Iterable[BoardRow]) -> Figure:
    """How many benchmarks stand at each status."""
    counts = [(status, str(BenchmarkStatus(status).label), n) for status, n in count_by_status(rows).items()]
    return status_counts(
        prefix="counts",
        title=_("Benchmarks by status"),
        desc=", ".join(f"{name}: {n}" for _status, name, n in counts if n),
        counts=counts,
        empty=_("No benchmark is in force."),
        columns=(_("Status"), _("Benchmarks")),
    )


def _line(
    row: BoardRow,
    objectives: Mapping[int, ObjectiveName],
    roles: Mapping[int, list[GateBenchmark]],
    dissents: Mapping[int, int],
) -> dict[str, Any]:
    """One benchmark as the board shows it. An expired value says nothing, so only its age is shown."""
    state, measured = row.progress, row.measured
    indicator = None if measured is None else measured.indicator
    return {
        "row": row,
        "status": str(BenchmarkStatus(state.status).label),
        "objective": objectives.get(row.plan.objective),
        "now": None if indicator is None or state.expired else drawings.shown(indicator, state.value),
        "expected": None if indicator is None else drawings.shown(indicator, state.expected),
        "target": None
        if indicator is None or measured is None
        else drawings.shown(indicator, measured.series.target_value),
        "seen": drawings.age_words(state),
        "range": range_words(row),
        "sure": sureness_of(measured),
        "worse": worst_groups(row, BAD),
        "dissents": dissents.get(row.plan.pk),
        "gates": [_gate(role, row) for role in roles.get(row.plan.pk, ())],
    }


def _gate(role: GateBenchmark, row: BoardRow) -> dict[str, Any]:
    state = gate_state(role, row)
    indicator = None if row.measured is None else row.measured.indicator
    return {
        "uuid": role.gate.uuid,
        "title": role.gate.title
        or f"{role.gate.get_from_phase_display()} → {role.gate.get_to_phase_display()}",
        "role": GateRole(role.role).label,
        "state": _(GATE_STATE_TEXTS[state]),
        "asks": drawings.gate_words(indicator, role),
    }


def _series_line(measured: Measured) -> dict[str, Any]:
    last = drawings.last_reading(measured)
    return {
        "indicator": measured.indicator,
        "now": None if last is None else drawings.shown(measured.indicator, last.value),
        "error": None if last is None else last.standard_error,
        "on": None if last is None else last.on,
        "readings": len(measured.headline),
    }


@require_safe
@login_required
def benchmark(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One benchmark: its course, computed and judged status side by side, evidence, what was said."""
    mission = get_mission_for_member(request.user, code)
    words = speaking(request)
    texts = texts_of_benchmark(mission, uuid, words.language)
    if not texts:
        raise Http404
    asked = asked_day(request, texts[0].assessed_on)
    day = asked.day
    version = in_force_on((text.framework_version for text in texts), day)
    text = next((one for one in texts if one.framework_version == version), texts[0])
    first = _first_with(texts, text)
    words.put(texts)
    row, others = _state(mission, text, day)
    if row.measured is not None:
        words.put([row.measured.indicator])
    words.put(others)
    roles = gate_roles(mission, [row.plan.pk]).get(row.plan.pk, [])
    words.put(one.gate for one in roles)
    title = text.statement
    figure = (
        None
        if row.measured is None
        else drawings.course(row.measured, row.progress, title=title, gate=roles[0] if roles else None)
    )
    if request.GET.get("format") == "csv":
        table = Table(drawings.columns(), ()) if figure is None else figure.table
        return as_file(f"{code}-{row.plan.key}-{day}", table)
    voices = voices_on_benchmark(request.user, mission, row.plan.pk, day, known=asked.known)
    seen = observations_for(
        request.user,
        mission,
        [one.pk for one in others] + ([row.measured.indicator.pk] if row.measured else []),
    )
    page = Paginator(seen.filter(observed_on__lte=day), PAGE).get_page(request.GET.get("page"))
    links = list(links_to(request.user, mission, row.plan.objective)[: PAGE + 1])
    last = drawings.last_reading(row.measured)
    held, agencies = roles_and_agencies(request.user, mission)
    return render(
        request,
        "portal/benchmark.html",
        {
            "mission": mission,
            "day": day,
            "form": asked,
            "text": text,
            "objective": None if text.objective_name is None else words.put([text.objective_name])[0],
            "words": words,
            "first": first,
            "in_force": version is not None,
            "row": row,
            "line": _line(row, {}, {row.plan.pk: roles}, {}),
            "indicator": None if row.measured is None else row.measured.indicator,
            "figure": figure,
            "map": area_figure(mission, row.measured, day),
            "wordings": texts if len(texts) > 1 else [],
            "forecast": drawings.forecast_words(row.measured, row.progress) if row.measured else [],
            "grade": None if last is None else last.grade,
            "groups": _groups(row),
            "not_disaggregated": _missing_groups(row),
            "judged": [one for one in voices if one.kind == "judgement"],
            "dissents": [one for one in voices if one.kind == "dissent"],
            "mine": {str(agency) for agency in agencies},
            "planner": Role.PLANNER in held,
            "comments": [one for one in voices if one.kind == "comment"],
            "others": others,
            "page": page,
            "observations": _observed(page),
            "links": links[:PAGE],
            "more_links": len(links) > PAGE,
            "together": together(row, day),
            "lowered": _lowered(mission, text, day),
            "may_report": Role.PLANNER in held or bool(agencies),
            "may_dissent": bool(agencies),
        },
    )


def _lowered(mission: Mission, text: BenchmarkText, day: datetime.date) -> dict[str, Any] | None:
    """How often what the owner judged was judged lower next; None without an owner or a next judgement."""
    if text.owner is None:
        return None
    down, followed = lowered(judgements_around(mission, text.owner, day), text.owner.pk)
    return {"owner": text.owner, "down": down, "followed": followed} if followed else None


def _first_with(texts: Iterable[BenchmarkText], text: BenchmarkText) -> int:
    """The number of the version since which the wording has been the same."""
    number = text.framework_version.number
    for one in texts:
        if one.framework_version.number >= number:
            continue
        if (one.statement, one.deadline, one.owner_id) != (text.statement, text.deadline, text.owner_id):
            break
        number = one.framework_version.number
    return number


def _state(mission: Mission, text: BenchmarkText, day: datetime.date) -> tuple[BoardRow, list[Indicator]]:
    """The benchmark on the day, and its indicators beside the headline. Two queries."""
    plan = Plan(
        pk=text.benchmark_id,
        uuid=text.benchmark.uuid,
        key=text.benchmark.key,
        objective=text.benchmark.objective_id,
        objective_uuid=text.benchmark.objective.uuid,
        statement=text.statement,
        language=text.language,
        deadline=text.deadline,
        owner=None if text.owner is None else str(text.owner),
        key_benchmark=text.key_benchmark,
    )
    own = list(indicators_of(mission).filter(benchmark=text.benchmark_id))
    headline = headlines(own).get(plan.pk)
    measured = None
    if headline is not None:
        measured = measure([headline], points(mission, [headline], day))[headline.pk]
    state = state_on(measured, as_of=day, thresholds=thresholds_of(mission))
    return BoardRow(plan, measured, state), [one for one in own if one is not headline]


def _groups(row: BoardRow) -> list[dict[str, Any]]:
    """Each required group or area with its own rating; small cells and old readings say nothing."""
    if row.measured is None:
        return []
    names, required = group_names(row.measured), row.measured.required
    return [
        {
            "name": names[label],
            "status": rating.status,
            "way": rating.progress,
            "r": rating.r,
            "on": required[label][-1].on if required[label] else None,
        }
        for label, rating in row.progress.groups
    ]


def _missing_groups(row: BoardRow) -> list[str]:
    if row.measured is None:
        return []
    names = group_names(row.measured)
    return [names[label] for label in row.progress.not_disaggregated]


def _observed(rows: Iterable[Observation]) -> list[dict[str, Any]]:
    """Observations as a reader sees them, the numbers of a column with the same decimals."""
    found = list(rows)
    values = places_of(drawings.value_of(row) for row in found if not is_small(row))
    errors = places_of(row.standard_error for row in found)
    return [_seen(row, values, errors) for row in found]


def _seen(row: Observation, places: int, error_places: int) -> dict[str, Any]:
    """One observation as a reader sees it."""
    value = drawings.value_of(row)
    small = is_small(row)
    if small:
        words: Any = None
    elif isinstance(value, bool):
        words = _("yes") if value else _("no")
    elif value is None or isinstance(value, str):
        words = value
    else:
        words = drawings.number_of(row.indicator, value, places)  # type: ignore[arg-type]
    return {
        "row": row,
        "value": words,
        "error": None if row.standard_error is None else fixed(row.standard_error, error_places),
        "small": small,
        "place": row.area.name if row.area is not None else row.group,
        "state": ObservationState(row.state).label,
        "accepted": row.state == ObservationState.ACCEPTED,
        "documents": row.documents.all(),
    }


@require_safe
@login_required
def series(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One series: a context indicator, or one that stands beside the headline of a benchmark."""
    mission = get_mission_for_member(request.user, code)
    indicator = series_of_mission(mission, uuid)
    if indicator is None:
        raise Http404
    asked = asked_day(request, indicator.assessed_on)  # type: ignore[attr-defined]
    day = asked.day
    measured = measure([indicator], points(mission, [indicator], day))[indicator.pk]
    state = state_on(measured, as_of=day, thresholds=thresholds_of(mission))
    words = speaking(request)
    words.put([indicator])
    figure = drawings.course(measured, state, title=indicator.title)
    if request.GET.get("format") == "csv":
        return as_file(f"{code}-{indicator.key}-{day}", figure.table)
    seen = observations_for(request.user, mission, [indicator.pk]).filter(observed_on__lte=day)
    page = Paginator(seen, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/series.html",
        {
            "mission": mission,
            "day": day,
            "form": asked,
            "indicator": indicator,
            "words": words,
            "last": _series_line(measured),
            "figure": figure,
            "page": page,
            "observations": _observed(page),
        },
    )
