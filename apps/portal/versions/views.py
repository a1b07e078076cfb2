"""Versions of the framework: their list, two of them compared, and the adoption of one."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.benchmarks.drafting.comparing import AFTER_ADOPTION, IDENTITIES, Changed, Comparison, compare
from apps.benchmarks.drafting.document import adoption_document, digest, document_of
from apps.coherence.history.selectors import last_day
from apps.core.editing.views import answer, edits, saved
from apps.core.templatetags.nexusplan import number
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.drafts import OPEN
from apps.frameworks.selectors.versions import in_force_on, versions
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.selectors.framework import notes_on
from apps.portal.versions import selectors, words
from apps.portal.versions.forms import RESERVATIONS, AdoptionForm, SidesAsked
from apps.portal.versions.services import adopt as adopt_version
from apps.portal.views.recording import signed_in

PLAN = "missions.plan_mission"
TODAY = "today"


@require_safe
@login_required
def version_list(request: HttpRequest, code: str) -> HttpResponse:
    """Every version, newest first: how it stands, who adopted it on what basis, what was held against it."""
    mission = get_mission_for_member(request.user, code)
    found = versions(mission)
    return render(
        request,
        "portal/versions/list.html",
        {
            "mission": mission,
            "versions": found,
            "in_force": in_force_on(found, timezone.localdate()),
            "may_plan": request.user.has_perm(PLAN, mission),
            "open": next((one for one in found if one.status in OPEN), None),
        },
    )


# Comparing ---------------------------------------------------------------------------------------------


def _sides(found: Sequence[FrameworkVersion]) -> list[tuple[str, str]]:
    """What can be compared: every version; adopted ones also with what changed under them since."""
    sides = []
    for one in found:
        if one.adoption_sha256 is None:
            label = _("Version %(number)s, %(status)s") % {
                "number": one.number,
                "status": one.get_status_display(),
            }
            sides.append((str(one.number), label))
            continue
        sides.append((str(one.number), _("Version %(number)s as adopted") % {"number": one.number}))
        today = _("Version %(number)s with its indicators, milestones and gates of today")
        sides.append((f"{one.number}-{TODAY}", today % {"number": one.number}))
    return sides


def _usual(found: Sequence[FrameworkVersion]) -> tuple[str, str]:
    """The two newest versions; of a single one, as adopted and as it stands."""
    newest = str(found[0].number)
    return (str(found[1].number), newest) if len(found) > 1 else (newest, f"{newest}-{TODAY}")


@require_safe
@login_required
def version_compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions, field by field: side by side or as tracked changes. 404 where there is none."""
    mission = get_mission_for_member(request.user, code)
    found = versions(mission)
    if not found:
        raise Http404
    sides = _sides(found)
    usual = _usual(found)
    given = request.GET.copy()
    for name, side in zip(("before", "after"), usual, strict=True):
        if not given.get(name):
            given[name] = side if side in dict(sides) else sides[-1][0]
    form = SidesAsked(given, sides)
    context: dict[str, Any] = {"mission": mission, "form": form, "versions": found}
    if form.is_valid():
        chosen = [form.cleaned_data[name] for name in ("before", "after")]
        context |= _compared(request, mission, found, chosen)
        context["names"] = [dict(sides)[side] for side in chosen]
        context["tracked"] = form.cleaned_data["view"] == "tracked"
    return render(request, "portal/versions/compare.html", context)


def _compared(
    request: HttpRequest, mission: Mission, found: Sequence[FrameworkVersion], chosen: Sequence[str]
) -> dict[str, Any]:
    """What differs between the two chosen sides, in words."""
    by_number = {str(one.number): one for one in found}
    documents = []
    since = chosen[0].partition("-")[0] == chosen[1].partition("-")[0]
    for side in chosen:
        number_, _dash, today = side.partition("-")
        documents.append(document_of(by_number[number_], today=today == TODAY))
    comparison = compare(documents[0], documents[1], AFTER_ADOPTION if since else IDENTITIES)
    names = selectors.names_for(request.user, mission) | words.names_in(documents)
    tied = selectors.hanging_on(request.user, mission)
    return {
        "texts": words.fields(comparison.texts, names),
        "groups": words.groups(comparison, names, lambda one: _hanging(one, tied)),
        "differs": comparison.differs,
        "since": since and chosen[0] != chosen[1],
        "counts": _counts(comparison),
    }


def _counts(comparison: Comparison) -> list[tuple[str, int]]:
    rows = [one for found in comparison.rows.values() for one in found]
    return [
        (str(label), sum(one.change == change for one in rows)) for change, label in words.CHANGES.items()
    ]


def _hanging(one: Changed, tied: dict[str, dict[str, int]]) -> str | None:
    """What stays tied to the identity of an objective or a benchmark, whatever its wording."""
    count = tied.get(one.collection, {}).get(one.identity)
    if not count:
        return None
    if one.collection == "objective_texts":
        said = ngettext("%(n)s activity link stays with it.", "%(n)s activity links stay with it.", count)
    else:
        said = ngettext("%(n)s observation stays with it.", "%(n)s observations stay with it.", count)
    return said % {"n": number(count)}


# Adopting ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(AdoptionForm)
def adopt(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Put the adoption of an open version on record; for planners."""
    mission = get_mission_for_member(request.user, code)
    found = next((one for one in versions(mission) if one.number == version), None)
    if found is None or found.status not in OPEN or not request.user.has_perm(PLAN, mission):
        raise Http404
    held = selectors.held_against(found)
    now = digest(adoption_document(found))
    form = AdoptionForm(
        request.POST or None,
        found,
        list(selectors.agencies_of(mission)),
        selectors.documents_of(request.user, mission),
        {"shown": now, "adopted_on": last_day(mission, timezone.localdate())} | _prefilled(held),
    )
    if saved(
        form,
        lambda: adopt_version(
            by=signed_in(request), version=found, act=form.act(), shown=form.cleaned_data["shown"]
        ),
        instead={"reservations": "agency_1"},
    ):
        messages.success(
            request, _("Version %(number)s is adopted and stands as it is.") % {"number": version}
        )
        return redirect("portal:versions", code=code)
    if form.is_bound:
        form.data["shown"] = now
    return answer(
        request,
        "portal/versions/adopt.html",
        {"mission": mission, "version": found, "form": form, "held": held, "sha256": now},
    )


def _prefilled(held: Sequence[selectors.Held]) -> dict[str, str]:
    """A reservation for each agency that holds something against an objective, as the form begins."""
    by_agency: dict[str, list[str]] = {}
    for one in held:
        by_agency.setdefault(str(one.agency.uuid), []).append(f"{one.code}: {one.text or _('opposes it')}")
    found: dict[str, str] = {}
    for place, (agency, said) in enumerate(list(by_agency.items())[:RESERVATIONS], start=1):
        found |= {f"agency_{place}": agency, f"text_{place}": "\n".join(said)}
    return found


@require_safe
@login_required
def adoption(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The act of adoption of a version, and the document it sealed as a file."""
    mission = get_mission_for_member(request.user, code)
    found = next((one for one in versions(mission) if one.number == version), None)
    if found is None or found.adoption_sha256 is None:
        raise Http404
    may_plan = request.user.has_perm(PLAN, mission)
    if request.GET.get("format") == "json":
        if not may_plan:
            raise Http404
        kept = FrameworkVersion.objects.values_list("adoption_document", flat=True).get(pk=found.pk)
        response = HttpResponse(kept, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{code}-framework-{found.number}.json"'
        return response
    notes = notes_on(request.user, found)
    return render(
        request,
        "portal/versions/adoption.html",
        {
            "mission": mission,
            "version": found,
            "may_plan": may_plan,
            "documents": notes.get("document", []),
            "reservations": notes.get("reservation", []),
        },
    )
