"""Why the objectives should lead to peace: the theory of change, and what is worked on in which phase."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.activities.selectors import dimension_names
from apps.benchmarks.models import BenchmarkText
from apps.core.figures import Aim, Figure, PhaseRow, Premise, phase_board, theory
from apps.frameworks.models import Assumption, FrameworkVersion, ObjectiveText
from apps.frameworks.selectors.versions import in_force_on, versions
from apps.missions.enums import Phase
from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import VersionAsked
from apps.portal.speaking import Speaking, speaking
from apps.portal.views.asked import chosen_file


@require_safe
@login_required
def theory_of_change(request: HttpRequest, code: str) -> HttpResponse:
    """Both figures of the version in force, or of the one that the address names, with their tables."""
    mission = get_mission_for_member(request.user, code)
    found = versions(mission)
    asked = VersionAsked(request.GET, {one.number for one in found})
    number = asked.cleaned_data.get("version") if asked.is_valid() else None
    named = next((one for one in found if one.number == number), None)
    version = named or in_force_on(found, timezone.localdate()) or next(iter(found), None)
    if version is None:
        raise Http404
    words = speaking(request)
    texts = words.put(_texts(version))
    figures = {
        "theory": _theory(version, texts, code, words),
        "phases": _phases(texts, dimension_names(mission), code),
    }
    if request.GET.get("format") == "csv":
        return chosen_file(request, code, {name: one.table for name, one in figures.items()})
    return render(
        request,
        "portal/theory.html",
        {
            "mission": mission,
            "version": version,
            "form": asked,
            "figures": figures,
            "count": len(texts),
            "words": words,
        },
    )


def _texts(version: FrameworkVersion) -> list[ObjectiveText]:
    rows: Any = ObjectiveText.objects.filter(framework_version=version)
    return list(rows.select_related("objective").prefetch_related("translations"))


def _label(text: ObjectiveText) -> str:
    return " ".join(filter(None, (text.code, text.title)))


def _href(text: ObjectiveText, code: str) -> str:
    return reverse("portal:objective", kwargs={"code": code, "uuid": text.objective.uuid})


def _theory(version: FrameworkVersion, texts: Sequence[ObjectiveText], code: str, words: Speaking) -> Figure:
    """Objectives by what they serve, with assumptions and benchmarks. Two queries."""
    premises: dict[int, list[Premise]] = defaultdict(list)
    states = {
        True: ("holds", _("holds")),
        False: ("fails", _("does not hold")),
        None: ("open", _("not tested")),
    }
    for row in words.put(Assumption.objects.filter(framework_version=version).order_by("key")):
        state, word = states[row.holds]
        premises[row.child_id].append(Premise(str(row.parent_id), row.text, state, word))
    marks: dict[int, list[str]] = defaultdict(list)
    benchmarks = BenchmarkText.objects.filter(framework_version=version).select_related("benchmark")
    for one in words.put(benchmarks.order_by("deadline", "key")):
        marks[one.benchmark.objective_id].append(one.statement)
    aims = [
        Aim(
            key=str(text.objective_id),
            label=_label(text),
            parent=None if text.parent_id is None else str(text.parent_id),
            premises=tuple(premises[text.objective_id]),
            marks=tuple(marks[text.objective_id]),
            href=_href(text, code),
        )
        for text in texts
    ]
    return theory(
        prefix="theory",
        title=_("Theory of change"),
        desc=_("%(n)s objectives, each below the one it serves, with assumptions and benchmarks.")
        % {"n": len(aims)},
        aims=aims,
        empty=_("No objective is worded in this version."),
        columns=(_("Objective"), _("Serves"), _("Assumption"), _("State"), _("Benchmarks")),
    )


def _phases(texts: Sequence[ObjectiveText], dimensions: Mapping[str, str], code: str) -> Figure:
    """Objectives by dimension and phase. No query."""
    order = list(dimensions)

    def place(text: ObjectiveText) -> tuple[int, str]:
        known = text.dimension in dimensions
        return (order.index(text.dimension) if known else len(order), text.dimension)

    return phase_board(
        prefix="phases",
        title=_("Objectives by phase and dimension"),
        desc=_("%(n)s objectives over the four phases.") % {"n": len(texts)},
        phases=[(str(value), str(name)) for value, name in Phase.choices],
        rows=[
            PhaseRow(
                _label(text),
                tuple(text.phases or ()),
                _href(text, code),
                dimensions.get(text.dimension, text.dimension),
            )
            for text in sorted(texts, key=place)
        ],
        empty=_("No objective is worded in this version."),
        name_column=_("Objective"),
        group_column=_("Dimension"),
    )
