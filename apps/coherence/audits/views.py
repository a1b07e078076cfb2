"""Random audits of links: which were drawn, the sheet to check, what they give; planners draw and answer."""

import secrets
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink, AuditSample, AuditUnit
from apps.alignment.sampling import sample_size
from apps.alignment.services import draw_sample, record_outcomes
from apps.coherence import words
from apps.coherence.audits import selectors
from apps.coherence.audits.forms import DrawForm, OutcomeForm
from apps.coherence.engine.output import sample_document
from apps.coherence.selectors.rows import describe
from apps.coherence.views.common import csv_file
from apps.core.editing.views import answer, edits
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import get_mission_for_member

PAGE = 25
EXAMPLES = (50, 100, 200, 500, 1000, 4000, 20000)
SEEDS = 2**31

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def samples(request: HttpRequest, code: str) -> HttpResponse:
    """The samples of the mission, and how many would be asked of how many."""
    mission = get_mission_for_member(request.user, code)
    return render(
        request,
        "coherence/audits/samples.html",
        {
            "mission": mission,
            "samples": selectors.samples_of(mission),
            "may_draw": request.user.has_perm("missions.plan_mission", mission),
            "sizes": [(population, sample_size(population)) for population in EXAMPLES],
        },
    )


@get_or_post
@login_required
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """The form that draws; the seed is the machine's, so that nobody tries seeds until the draw suits."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("missions.plan_mission", mission):
        raise Http404
    form = DrawForm(mission, request.POST or None)
    if request.method == "POST" and form.is_valid():
        drawn = _drawn(request, mission, form)
        if drawn is not None:
            messages.success(
                request,
                ngettext(
                    "%(count)s activity of %(population)s is drawn.",
                    "%(count)s activities of %(population)s are drawn.",
                    drawn.units.count(),
                )
                % {
                    "count": words.number(drawn.units.count()),
                    "population": words.number(drawn.population),
                },
            )
            return redirect("coherence:sample", code=code, uuid=drawn.uuid)
    return render(request, "coherence/audits/draw.html", {"mission": mission, "form": form})


def _drawn(request: HttpRequest, mission: Mission, form: DrawForm) -> AuditSample | None:
    """The sample, or None with an error in the form where there is nothing to draw from."""
    scope, today = form.scope_of, timezone.localdate()
    about = None
    if scope.agency is not None:
        about = MissionAgency.objects.get(mission=mission, agency=scope.agency).key
    elif scope.area is not None:
        about = scope.area.key
    elif scope.objective is not None:
        about = scope.objective.key
    population = selectors.population_of(mission, today, str(scope.kind), about)
    try:
        return draw_sample(
            by=cast("User", request.user),
            mission=mission,
            population=population.keys,
            eligible=population.eligible,
            size=sample_size(len(population.keys), form.margin_of),
            seed=secrets.randbelow(SEEDS),
            drawn_on=today,
            scope=scope,
            note=form.cleaned_data["note"] or None,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None


@get_or_post
@login_required
@edits(OutcomeForm)
def sample(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One sample: what it gives so far, and the sheet of activities and links; planners answer here."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.find_sample(mission, uuid)
    may_answer = request.user.has_perm("missions.plan_mission", mission)
    if request.method == "POST" and not may_answer:
        raise Http404
    units = selectors.units_of(found, request.user)
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-{found.key}", _table(list(units)))
    page = Paginator(units, PAGE).get_page(request.GET.get("page"))
    forms = _forms(request, found, page) if may_answer else []
    if request.method == "POST" and all([form.is_valid() for form in forms]):  # noqa: C419  all their errors
        changed = _recorded(request, found, forms)
        messages.success(
            request,
            ngettext("%(count)s answer saved.", "%(count)s answers saved.", changed)
            % {"count": words.number(changed)},
        )
        return redirect(request.get_full_path())
    shown = list(page.object_list)
    links = selectors.links_of(shown)
    estimates = selectors.estimates_of(found, timezone.localdate())
    named = [("objectives", link.objective.key) for those in links.values() for link in those]
    seen = describe(mission, request.user, named)
    by_unit = {form.unit.pk: form for form in forms}
    return answer(
        request,
        "coherence/audits/sample.html",
        {
            "mission": mission,
            "sample": found,
            "rows": [
                (
                    unit,
                    [
                        (seen.get(("objectives", link.objective.key), words.HIDDEN), link)
                        for link in links.get(unit.activity_id, [])
                    ],
                    by_unit.get(unit.pk),
                )
                for unit in shown
            ],
            "forms": forms,
            "wrong": [form for form in forms if form.errors],
            "page": page,
            "may_answer": may_answer,
            "estimates": [
                (label, words.sample_words(sample_document(estimates[name])))
                for label, name in (
                    (_("Confirmed by anybody independent (beside E1)"), "any"),
                    (_("Confirmed by an independent internal actor (beside I2)"), "internal"),
                )
            ],
        },
        *forms,
    )


def _forms(request: HttpRequest, sample: AuditSample, page: "Page[AuditUnit]") -> list[OutcomeForm]:
    """One form for each unit of the page; one query for the agencies to choose from."""
    present = Agency.objects.filter(missionagency__mission=sample.mission).order_by("name")
    agencies = [(agency.pk, agency.name) for agency in present]
    return [
        OutcomeForm(sample, unit, agencies, request.POST if request.method == "POST" else None)
        for unit in page.object_list
    ]


def _recorded(request: HttpRequest, sample: AuditSample, forms: list[OutcomeForm]) -> int:
    """How many answers were saved. Raises EditConflict where somebody answers at the same moment."""
    units = [form.answered() for form in forms if form.has_changed()]
    return len(record_outcomes(by=cast("User", request.user), sample=sample, units=units))


def _table(units: list[AuditUnit]) -> tuple[list[str], list[list[Any]]]:
    """The sheet for a spreadsheet, with every link to check in a line of its own."""
    links = selectors.links_of(units)
    header = [
        _("Activity"),
        _("Lead"),
        _("Chance of being drawn"),
        _("Objective"),
        _("Recorded grade"),
        _("Attested by"),
        _("Outcome"),
        _("Day"),
        _("Who answered"),
        _("Note"),
    ]
    return header, [
        [
            unit.activity.title,
            str(unit.activity.lead),
            unit.inclusion_probability,
            *_link_cells(link),
            unit.get_outcome_display() if unit.outcome else None,
            unit.checked_on,
            str(unit.checker) if unit.checker is not None else None,
            unit.note,
        ]
        for unit in units
        for link in _links_or_none(links.get(unit.activity_id, []))
    ]


def _links_or_none(links: list[AlignmentLink]) -> list[AlignmentLink | None]:
    """The links, or one line without any."""
    return [*links] or [None]


def _link_cells(link: AlignmentLink | None) -> list[str | None]:
    if link is None:
        return [None, None, None]
    attestor = None if link.attestor is None else str(link.attestor)
    return [link.objective.key, link.get_grade_display(), attestor]
