"""Mandates and other frameworks against the objectives: what nobody answers, and who answers nothing."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.frameworks.enums import LinkedFrameworkKind
from apps.frameworks.selectors.content import Content, agency_names, content_of
from apps.frameworks.selectors.drafts import OPEN
from apps.frameworks.selectors.references import Reference, references
from apps.frameworks.selectors.versions import in_force_on, objective_uuids, versions
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
def coverage(request: HttpRequest, code: str) -> HttpResponse:
    """Each mandate and each other framework with its items, and the objectives that answer none of them; of
    the open version, else of the one in force."""
    mission = get_mission_for_member(request.user, code)
    known = versions(mission)
    version = next((one for one in known if one.status in OPEN), None)
    version = version or in_force_on(known, timezone.localdate()) or next(iter(known), None)
    context: dict[str, Any] = {
        "mission": mission,
        "version": version,
        "writing": version is not None and version.status in OPEN,
    }
    mandates, others = references(mission)
    content = None if version is None else content_of(version, agency_names(mission))
    uuids: Any = {} if content is None else content.uuids
    if uuids is None:
        uuids = objective_uuids(mission)
    kinds = dict(LinkedFrameworkKind.choices)
    context["groups"] = [
        *(_covered("mandate", one, one.name, content, uuids) for one in mandates),
        *(_covered("framework", one, kinds.get(one.name, one.name), content, uuids) for one in others),
    ]
    return render(request, "portal/coverage.html", context)


def _covered(
    book: str, reference: Reference, kind: Any, content: Content | None, uuids: Any
) -> dict[str, Any]:
    """A mandate or framework: items with the objectives that answer them, and objectives that answer none."""
    serving: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    silent = []
    objectives = () if content is None else content.objectives
    name = "tasks" if book == "mandate" else "answers"
    for one in objectives:
        line = {"code": one.code, "title": one.title, "uuid": uuids.get(one.objective)}
        found = [item for key, item in getattr(one, name) or () if key == reference.key]
        for item in found:
            serving[item].append(line)
        if not found:
            silent.append(line)
    items = [{"key": key, "text": text, "answered": serving[key]} for key, text in reference.items.items()]
    return {
        "book": book,
        "reference": reference,
        "kind": kind,
        "items": items,
        "whole": serving[None],
        "answered": sum(bool(one["answered"]) for one in items),
        "silent": silent,
        "objectives": len(objectives),
    }
