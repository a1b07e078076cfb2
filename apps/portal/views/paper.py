"""The framework to be handed over: as a page that prints like a paper, and as a Word file."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from apps.activities.selectors import dimension_names
from apps.benchmarks.drafting.parts import Document, document_of
from apps.frameworks.selectors.versions import in_force_on, versions
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import VersionAsked
from apps.reports.blocks import Paper
from apps.reports.framework import framework_paper
from apps.reports.word import as_word

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _paper(request: HttpRequest, code: str) -> tuple[Mission, Document, Paper]:
    """The paper of the version in force, or of the one that the address names, in the language that the
    address names as far as it is translated; 404 for none."""
    mission = get_mission_for_member(request.user, code)
    found = versions(mission)
    asked = VersionAsked(request.GET, {one.number for one in found})
    number = asked.cleaned_data.get("version") if asked.is_valid() else None
    if asked.errors:
        raise Http404
    named = next((one for one in found if one.number == number), None)
    version = named or in_force_on(found, timezone.localdate()) or next(iter(found), None)
    if version is None:
        raise Http404
    language = request.GET.get("language") or None
    if language not in {None, *(mission.languages or ()), *dict(settings.LANGUAGES)}:
        raise Http404
    # What the texts are written in needs no translation.
    version.mission = mission
    document = document_of(
        version, dimension_names(mission), None if language == version.language else language
    )
    return mission, document, framework_paper(mission, document)


@require_safe
@login_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The whole version to be read or printed."""
    mission, document, found = _paper(request, code)
    names = dict(settings.LANGUAGES)
    blocks: list[dict[str, Any]] = [
        {"kind": type(block).__name__.lower(), "block": block} for block in found.blocks
    ]
    context = {
        "mission": mission,
        "version": document.version,
        "paper": found,
        "blocks": blocks,
        "language": document.language,
        "languages": [(code, names.get(code, code)) for code in document.languages],
    }
    return render(request, "portal/paper.html", context)


@require_safe
@login_required
def paper_word(request: HttpRequest, code: str) -> HttpResponse:
    """The whole version as a Word file."""
    mission, document, found = _paper(request, code)
    response = HttpResponse(as_word(found), content_type=WORD)
    ending = f"-{document.language}" if document.language else ""
    name = f"{slugify(mission.code) or 'mission'}-framework-{document.version.number}{ending}.docx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
