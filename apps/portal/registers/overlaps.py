"""The list of overlaps with the people planned for and in need, and what agencies agreed on each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.selectors import dimension_names
from apps.agencies.models import Agency
from apps.alignment.enums import OverlapOutcome
from apps.alignment.tensions.overlaps import Said, said_of_overlaps, say_of_overlap
from apps.coherence.selectors.overlaps import Overlap, overlaps_seen
from apps.coherence.signals.frictions import overlap_words
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.core.figures import Table
from apps.portal.registers.base import Here, objective_link
from apps.portal.registers.views import PAGE, here_of
from apps.portal.views.asked import as_file
from apps.portal.views.recording import signed_in

MARKS = {"duplication": "r", "need_or_people_not_recorded": "a", "no_duplication": "n"}


class OverlapForm(VersionedForm):
    """What was agreed where several do the same; `agencies` are those that the person can say it for."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=gettext_lazy("Agency"), required=False)
    outcome = forms.ChoiceField(
        label=gettext_lazy("What was agreed"), widget=forms.RadioSelect, choices=OverlapOutcome.choices
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
        help_text=gettext_lazy("Who does what where from now on, and until when."),
    )

    def __init__(self, data: Any, *, agencies: list[Agency], plans: bool) -> None:
        super().__init__(data, row=None)
        agency: Any = self.fields["agency"]
        agency.queryset = Agency.objects.filter(pk__in=[one.pk for one in agencies])
        agency.required = not plans
        agency.choices = [
            *([("", _("The secretariat of the mission"))] if plans else []),
            *((one.pk, str(one)) for one in agencies),
        ]


def _words(one: Overlap, here: Here) -> str:
    named = dimension_names(here.mission).get(one.dimension, one.dimension)
    return f"{one.area.label}: {one.target_group}, {one.intervention_type} ({named})"


def _agreed(said: list[Said]) -> list[tuple[str, str]]:
    """The last word of each agency: what was agreed, and who says so."""
    last = {comment.agency_id: (comment, outcome) for comment, outcome in said}
    found: dict[str, list[str]] = {}
    for comment, outcome in last.values():
        who = _("The secretariat of the mission") if comment.agency is None else str(comment.agency)
        found.setdefault(str(outcome.label), []).append(who)
    return [(label, ", ".join(sorted(who))) for label, who in found.items()]


def _line(one: Overlap, here: Here, said: list[Said]) -> dict[str, Any]:
    return {
        "row": one,
        "words": _words(one, here),
        "leads": sorted({activity.lead for activity in one.activities}, key=str),
        "objectives": [link for pk in one.objectives for link in objective_link(here, pk)],
        "what": overlap_words()[one.status],
        "mark": MARKS[one.status],
        "agreed": _agreed(said),
        "address": here.page("overlap", cell=one.cell),
    }


@require_safe
@login_required
def overlaps(request: HttpRequest, code: str) -> HttpResponse:
    """Each overlap of the newest assessment with what was agreed; with `format=csv` as a file."""
    here = here_of(request, code)
    found = overlaps_seen(here.mission, request.user)
    said = said_of_overlaps(request.user, here.mission)
    if request.GET.get("format") == "csv":
        lines = [_line(one, here, said.get(one.cell, [])) for one in found or ()]
        return as_file(f"{code}-overlaps", _table(lines))
    page = Paginator(found or (), PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": here.mission,
        "assessed": found is not None,
        "page": page,
        "lines": [_line(one, here, said.get(one.cell, [])) for one in page.object_list],
        "needs": here.page("register", register="needs"),
        "signal": here.page("signal", space="coherence", signal="D3"),
    }
    return render(request, "portal/registers/overlaps.html", context)


def _table(lines: list[dict[str, Any]]) -> Table:
    header = (
        _("Area"),
        _("For whom"),
        _("Kind of work"),
        _("Activities"),
        _("Agencies"),
        _("Objectives"),
        _("People planned for"),
        _("People in need"),
        _("What it is"),
        _("What was agreed"),
    )
    rows = [
        (
            line["row"].area.label,
            line["row"].target_group,
            line["row"].intervention_type,
            "; ".join(one.title for one in line["row"].activities),
            "; ".join(str(one) for one in line["leads"]),
            "; ".join(name for name, _address in line["objectives"]) or None,
            line["row"].planned,
            line["row"].need,
            line["what"],
            "; ".join(f"{label} ({who})" for label, who in line["agreed"]) or None,
        )
        for line in lines
    ]
    return Table(tuple(map(str, header)), tuple(rows))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(OverlapForm)
def overlap(request: HttpRequest, code: str, cell: str) -> HttpResponse:
    """One overlap, what was said of it, and the form in which its leads and planners say what was agreed."""
    here = here_of(request, code)
    one = next((row for row in overlaps_seen(here.mission, request.user) or () if row.cell == cell), None)
    if one is None:
        raise Http404
    said = said_of_overlaps(request.user, here.mission).get(cell, [])
    leads = {activity.lead_id for activity in one.activities}
    agencies = [agency for agency in here.agencies if agency.pk in leads]
    form = None
    if agencies or here.plans:
        form = OverlapForm(request.POST or None, agencies=agencies, plans=here.plans)
    elif request.method == "POST":
        raise Http404

    def save() -> None:
        assert form is not None  # noqa: S101  nobody else comes here
        agency = form.cleaned_data["agency"]
        own = [row for row in one.activities if agency is not None and row.lead_id == agency.pk]
        say_of_overlap(
            by=signed_in(request),
            mission=here.mission,
            cell=cell,
            activity=(own or one.activities)[0],
            agency=agency,
            outcome=OverlapOutcome(form.cleaned_data["outcome"]),
            text=form.cleaned_data["text"],
        )

    if form is not None and saved(form, save):
        messages.success(request, _("It is on record."))
        return done(request, here.page("overlaps"))
    context = {
        "mission": here.mission,
        "up": here.page("overlaps"),
        "line": _line(one, here, said),
        "said": said,
        "form": form,
        "back": here.page("overlaps"),
    }
    return answer(request, "portal/registers/overlap.html", context)
