"""Many activities changed at once: the table of inputs, and one value for several rows."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.activities.editing.services import change_many, save_grid
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.alignment.filters import ActivityFilter
from apps.alignment.grid.forms import FIELDS, BulkForm, LineForm
from apps.alignment.linking.selectors import Acting, acting
from apps.alignment.selectors.lists import ActivityScope
from apps.core.editing.views import answer, done, edits, saved
from apps.core.paging import Page, page_of, position
from apps.core.templatetags.nexusplan import number
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

ROWS = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: HttpRequest, code: str) -> tuple[Mission, Acting, ActivityFilter, "Page[Activity] | None"]:
    """A page of the activities that the user may change; 404 for somebody who changes none."""
    mission = get_mission_for_member(request.user, code)
    who = acting(request.user, mission)
    if not who:
        raise Http404
    visible = activities_for(request.user, mission)
    own = visible if who.everybody else visible.filter(lead__in=who.agencies)
    asked = ActivityFilter(request.GET, ActivityScope(mission, own, drafts=True))
    if not asked.is_valid():
        return mission, who, asked, None
    listed, keys = asked.listed()
    at = position(request.GET.get("after"), request.GET.get("before"), request.GET.get("last"))
    read = Activity.objects.select_related("lead", "mission")
    return mission, who, asked, page_of(listed, keys, at, counted=asked.qs, read=read, size=ROWS)


@get_or_post
@login_required
@edits(LineForm)
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """A plain table of inputs for the common fields; the script only makes it quicker."""
    mission, _who, asked, page = _page(request, code)
    data = request.POST or None
    lines = [LineForm(data, row=row) for row in (page.rows if page else ())]
    if data is not None and lines and all([line.is_valid() for line in lines]):  # noqa: C419  all their errors
        changed = _saved(request, mission, lines)
        if changed is not None:
            text = ngettext("%(count)s activity saved.", "%(count)s activities saved.", changed)
            messages.success(request, text % {"count": number(changed)})
            return done(request, request.get_full_path())
    context = {
        "mission": mission,
        "filter": asked,
        "page": page,
        "lines": lines,
        "heads": [LineForm.base_fields[name].label for name in FIELDS],
        "wrong": [line for line in lines if line.errors],
    }
    return answer(request, "alignment/grid/grid.html", context, *lines)


def _saved(request: HttpRequest, mission: Mission, lines: list[LineForm]) -> int | None:
    """How many activities changed, None where one of them cannot be saved as it is said."""
    by_pk = {str(line.activity.pk): line for line in lines}
    try:
        changed = save_grid(
            by=cast("User", request.user),
            mission=mission,
            activities=[line.line() for line in lines],
            fields=FIELDS,
        )
    except ValidationError as error:
        for pk, sentences in error.message_dict.items():
            by_pk[pk].add_error(None, sentences)
        return None
    return len(changed)


@get_or_post
@login_required
@edits()
def bulk(request: HttpRequest, code: str) -> HttpResponse:
    """One value for several activities: who sees them, phases, lead."""
    mission, who, asked, page = _page(request, code)
    agencies = Agency.objects.filter(missionagency__mission=mission).order_by("name")
    leads = list(agencies if who.everybody else agencies.filter(pk__in=who.agencies))
    form = BulkForm(request.POST or None, activities=page.rows if page else [], leads=leads)
    changed: list[Activity] = []

    def save() -> None:
        changed.extend(
            change_many(
                by=cast("User", request.user),
                activities=form.cleaned_data["rows"],
                values=form.values(form.cleaned_data),
            )
        )

    if request.method == "POST" and saved(form, save):
        text = ngettext("%(count)s activity changed.", "%(count)s activities changed.", len(changed))
        messages.success(request, text % {"count": number(len(changed))})
        return done(request, request.get_full_path())
    back = reverse("alignment:activities", kwargs={"code": code})
    context: dict[str, Any] = {"mission": mission, "filter": asked, "page": page, "form": form, "back": back}
    return render(request, "alignment/grid/bulk.html", context)
