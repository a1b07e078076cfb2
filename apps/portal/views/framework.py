"""What we want together: the framework in one of its versions, and one objective."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.activities.selectors import dimension_names
from apps.alignment.linking.selectors import acting
from apps.benchmarks.drawings import age_words
from apps.benchmarks.enums import BenchmarkStatus
from apps.benchmarks.selectors.board import board_of
from apps.core.figures import Figure, PhaseRow, Table, phase_board
from apps.frameworks.enums import FactorKind, LinkedFrameworkKind, Origin, VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.content import AgencyName, Content, Need, Wording, agency_names, content_of
from apps.frameworks.selectors.drafts import OPEN
from apps.frameworks.selectors.references import Reference, commitments, references
from apps.frameworks.selectors.versions import in_force_on, objective_uuids, requirements_of, versions
from apps.missions.enums import Phase
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import VersionAsked
from apps.portal.selectors.benchmarks import links_to, voices_on_objective
from apps.portal.selectors.framework import lists_of, notes_on, texts_of_objective, wording_on
from apps.portal.speaking import Speaking, speaking
from apps.portal.views.asked import as_file, asked_day

PAGE = 50
STEPS = (VersionStatus.DRAFT, VersionStatus.CONSULTATION, VersionStatus.ADOPTED)


@require_safe
@login_required
def framework(request: HttpRequest, code: str) -> HttpResponse:
    """The framework as a document: the version in force, or the one that the address names."""
    mission = get_mission_for_member(request.user, code)
    found = versions(mission)
    in_force = in_force_on(found, timezone.localdate())
    asked = VersionAsked(request.GET, {one.number for one in found})
    if asked.errors and request.GET.get("format") == "csv":
        raise Http404
    version = _chosen(asked, found) or in_force or next(iter(found), None)
    if version is None:
        return render(
            request,
            "portal/framework_empty.html",
            {"mission": mission, "may_plan": request.user.has_perm("missions.plan_mission", mission)},
        )
    agencies = agency_names(mission)
    words = speaking(request)
    content = in_words(content_of(version, agencies), words)
    pillars = words.pillars(version)
    words.put([version])
    uuids = content.uuids if content.uuids is not None else objective_uuids(mission)
    periods = sorted({need.period for need in content.needs})
    dimensions = dimension_names(mission)
    objectives = [
        _objective(
            one,
            content,
            code=code,
            uuids=uuids,
            agencies=agencies,
            dimensions=dimensions,
            periods=periods,
            pillars=pillars,
        )
        for one in content.objectives
    ]
    if request.GET.get("format") == "csv":
        return as_file(f"{code}-framework-{version.number}", _table(objectives, periods))
    page = Paginator(objectives, PAGE).get_page(request.GET.get("page"))
    mandates, others = references(mission)
    promised = Paginator(list(commitments(mission)), PAGE).get_page(request.GET.get("promises"))
    notes = notes_on(request.user, version)
    return render(
        request,
        "portal/framework.html",
        {
            "mission": mission,
            "form": asked,
            "version": version,
            "versions": found,
            "in_force": in_force,
            "may_plan": request.user.has_perm("missions.plan_mission", mission),
            "writing": any(one.status in OPEN for one in found),
            "sealed": version.adoption_sha256 is not None,
            "steps": [(step.label, step == _step(version)) for step in STEPS],
            "factors": _factors(content, objectives),
            "sections": content.sections,
            "pillars": _pillars(page.object_list),
            "page": page,
            "periods": periods,
            "figure": _board(objectives),
            "words": words,
            "mandates": _answered(mandates, objectives, "tasks"),
            "others": _answered(others, objectives, "answers"),
            "promised": promised,
            "documents": notes.get("document", []),
            "reservations": notes.get("reservation", []),
            "agency_count": len(agencies),
        },
    )


def in_words(content: Content, words: Speaking) -> Content:
    """What a version says, in the language of the page as far as it is translated. No query."""
    return replace(
        content,
        objectives=words.put(content.objectives),
        factors=words.put(content.factors),
        sections=words.put(content.sections),
    )


def _chosen(asked: VersionAsked, found: Iterable[FrameworkVersion]) -> FrameworkVersion | None:
    """The version that the address names, None where it names none."""
    number = asked.cleaned_data.get("version") if asked.is_valid() else None
    return next((version for version in found if version.number == number), None)


def _step(version: FrameworkVersion) -> str:
    return VersionStatus.ADOPTED if version.status == VersionStatus.SUPERSEDED else version.status


def _objective(
    wording: Wording,
    content: Content,
    *,
    code: str,
    uuids: Mapping[str, UUID],
    agencies: Mapping[str, AgencyName],
    dimensions: Mapping[str, str],
    periods: Iterable[str],
    pillars: Mapping[str, str],
) -> dict[str, Any]:
    """One objective as the document shows it. No query."""
    uuid = uuids.get(wording.objective)
    return {
        "wording": wording,
        "pillar": pillars.get(wording.pillar or "", wording.pillar),
        "href": None if uuid is None else reverse("portal:objective", kwargs={"code": code, "uuid": uuid}),
        "dimension": dimensions.get(wording.dimension, wording.dimension),
        "origin": None if wording.origin is None else Origin(wording.origin).label,
        "phases": [Phase(one).label for one in wording.phases or () if one in Phase.values],
        "leads": None
        if wording.leads is None
        else [agencies[key] for key in wording.leads if key in agencies],
        "benchmarks": content.benchmarks.get(wording.objective, 0),
        "needs": [
            [need for need in content.needs if (need.objective, need.period) == (wording.objective, period)]
            for period in periods
        ],
    }


def _pillars(objectives: Iterable[dict[str, Any]]) -> list[tuple[str | None, list[dict[str, Any]]]]:
    """Objectives by pillar, in the order in which pillars first occur."""
    found: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for one in objectives:
        found[one["pillar"]].append(one)
    return list(found.items())


def _factors(content: Content, objectives: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each conflict factor with the objectives that answer it."""
    answered: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in objectives:
        for key in one["wording"].factors or ():
            answered[key].append(one)
    return [
        {"factor": factor, "kind": FactorKind(factor.kind).label, "answered": answered[factor.key]}
        for factor in content.factors
    ]


def _answered(
    found: Iterable[Reference], objectives: Sequence[dict[str, Any]], name: str
) -> list[dict[str, Any]]:
    """Mandates or other strategies, each of their items with the objectives that answer it."""
    serving: dict[tuple[str, str | None], list[dict[str, Any]]] = defaultdict(list)
    for one in objectives:
        for key, item in getattr(one["wording"], name) or ():
            serving[key, item].append(one)
    kinds = dict(LinkedFrameworkKind.choices)
    return [
        {
            "reference": one,
            "kind": kinds.get(one.name) if name == "answers" else None,
            "whole": serving[one.key, None],
            "items": [
                {"key": key, "text": text, "answered": serving[one.key, key]}
                for key, text in one.items.items()
            ],
        }
        for one in found
    ]


def _board(objectives: Sequence[dict[str, Any]]) -> Figure | None:
    """Which objective belongs to which phases; None where no phase is recorded."""
    used = {phase for one in objectives for phase in one["wording"].phases or ()}
    columns = [(value, str(label)) for value, label in Phase.choices if value in used]
    if not columns:
        return None
    rows = [
        PhaseRow(
            f"{one['wording'].code} {one['wording'].title}", tuple(one["wording"].phases or ()), one["href"]
        )
        for one in objectives
    ]
    return phase_board(
        prefix="phases",
        title=_("Objectives by phase"),
        desc=_("%(n)s objectives over %(phases)s.")
        % {"n": len(rows), "phases": ", ".join(name for _key, name in columns)},
        phases=columns,
        rows=rows,
        name_column=_("Objective"),
    )


def _table(objectives: Iterable[dict[str, Any]], periods: Sequence[str]) -> Table:
    """The objectives for a spreadsheet; missing left empty."""
    header = (
        _("Objective"),
        _("Title"),
        _("Pillar"),
        _("Dimension"),
        _("Phases"),
        _("Lead"),
        _("Benchmarks"),
        *(_("Needs %(period)s") % {"period": period} for period in periods),
    )
    return Table(
        header,
        tuple(
            (
                one["wording"].code,
                one["wording"].title,
                one["pillar"],
                one["dimension"],
                "; ".join(str(phase) for phase in one["phases"]) or None,
                "; ".join(lead.label for lead in one["leads"] or ()) or None,
                one["benchmarks"],
                *(_amounts(needs) for needs in one["needs"]),
            )
            for one in objectives
        ),
    )


def _amounts(needs: Sequence[Need]) -> object | None:
    """One amount as a number, several with their currencies, none as missing."""
    if len(needs) == 1:
        return needs[0].amount
    return "; ".join(f"{need.amount:f} {need.currency}" for need in needs) or None


@require_safe
@login_required
def objective(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One objective: its text, benchmarks, needs, what was said, and the activities that serve it."""
    mission = get_mission_for_member(request.user, code)
    texts = texts_of_objective(mission, uuid)
    if not texts:
        raise Http404
    asked = asked_day(request, texts[0].assessed_on)  # type: ignore[attr-defined]
    day = asked.day
    text = wording_on(texts, day)
    words = speaking(request)
    pillar = words.pillars(text.framework_version).get(text.pillar or "", text.pillar)
    words.put([text.framework_version])
    words.put(texts)
    lists = lists_of(text)
    page = Paginator(links_to(request.user, mission, text.objective_id), PAGE).get_page(
        request.GET.get("page")
    )
    voices = voices_on_objective(request.user, mission, text.objective_id, text.pk, day, known=asked.known)
    return render(
        request,
        "portal/objective.html",
        {
            "mission": mission,
            "day": day,
            "form": asked,
            "text": text,
            "texts": texts,
            "pillar": pillar,
            "words": words,
            "code_shown": text.code or text.objective.key,
            "dimension": dimension_names(mission).get(text.dimension, text.dimension),
            "origin": None if text.origin is None else Origin(text.origin).label,
            "phases": None
            if text.phases is None
            else [Phase(one).label for one in text.phases if one in Phase.values],
            "leads": lists.get("lead_agencies", []),
            "contributors": lists.get("contributing_agencies", []),
            "factors": [
                (one, None if one.detail is None else FactorKind(one.detail).label)
                for one in words.put(lists.get("conflict_factors", []))
            ],
            "tasks": lists.get("mandate_tasks", []),
            "answers": lists.get("linked_items", []),
            "requirements": requirements_of(text.objective),
            "may_link": bool(acting(request.user, mission)),
            "rated": _benchmarks(mission, text.objective_id, day, words),
            "endorsements": [one for one in voices if one.kind == "endorsement"],
            "dissents": [one for one in voices if one.kind == "dissent"],
            "comments": [one for one in voices if one.kind == "comment"],
            "page": page,
            "links": page.object_list,
        },
    )


def _benchmarks(mission: Mission, objective: int, day: Any, words: Speaking) -> list[dict[str, Any]]:
    """The benchmarks of one objective with their computed status. Three queries."""
    return [
        {"row": row, "status": BenchmarkStatus(row.progress.status), "seen": age_words(row.progress)}
        for row in words.board(board_of(mission, day, objective))
    ]
